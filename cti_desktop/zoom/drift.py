"""Counts what Zoom sends that this program does not know, so that a change of theirs is seen early.

Readers return `Drift`; whoever runs them keeps one `DriftReport` and shows or logs it.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from cti_desktop.calls.masking import mask_text

_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One thing that was not as known.

    Attributes:
        kind: `unknown_event`, `unknown_result`, `unknown_value`, `unexpected_field`,
            `missing_field`, `legacy_shape`, `bad_time` or `unread_record`.
        name: the event or endpoint it was found in.
        detail: the field or word.
        sample: what stood there, masked and cut.
    """

    kind: str
    name: str
    detail: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftCount:
    """How often one drift was seen, and when first and last (UTC)."""

    drift: Drift
    times: int
    first_at: datetime
    last_at: datetime


def drift(kind: str, name: str, *, detail: str = "", sample: str = "") -> Drift:
    """Describe a drift with everything in it masked and cut to a bearable length."""
    return Drift(
        kind=kind,
        name=mask_text(name[:_LONGEST]),
        detail=mask_text(detail[:_LONGEST]),
        sample=mask_text(sample[:_LONGEST]),
    )


class DriftReport:
    """Counts drifts by kind, name and detail; safe to call from any thread.

    Args:
        largest: how many different drifts are kept.
        known: counts of an earlier report to go on from.
    """

    def __init__(self, *, largest: int = 500, known: Iterable[DriftCount] = ()) -> None:
        self._largest = largest
        self._counts = {(d.drift.kind, d.drift.name, d.drift.detail): d for d in known}
        self._lock = threading.Lock()

    def note(self, drifts: Iterable[Drift], *, at: datetime) -> tuple[Drift, ...]:
        """Count drifts and return those never seen before, for one log line each.

        Beyond `largest` different drifts new ones are not kept, as their names come from outside.
        """
        fresh = []
        with self._lock:
            for one in drifts:
                key = (one.kind, one.name, one.detail)
                known = self._counts.get(key)
                if known is not None:
                    last = max(known.last_at, at)
                    self._counts[key] = replace(known, times=known.times + 1, last_at=last)
                elif len(self._counts) < self._largest:
                    self._counts[key] = DriftCount(drift=one, times=1, first_at=at, last_at=at)
                    fresh.append(one)
        return tuple(fresh)

    def counts(self) -> tuple[DriftCount, ...]:
        """Return every drift seen, most frequent first."""
        with self._lock:
            found = list(self._counts.values())
        return tuple(sorted(found, key=lambda c: (-c.times, c.drift.kind, c.drift.name)))
