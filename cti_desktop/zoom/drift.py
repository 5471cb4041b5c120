"""Counts what Zoom sends that this program does not know, so that a change of theirs is seen early.

Readers return `Drift`; whoever runs them keeps one `DriftReport` and shows or logs it. What it
counted can be kept as a text, to which every process of a program adds its own (`add_to_kept`).
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from cti_desktop.calls.masking import mask_text

_LONGEST = 120
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One thing that was not as known.

    Attributes:
        kind: `unknown_event`, `unknown_result`, `unknown_value`, `unexpected_field`,
            `missing_field`, `legacy_shape`, `bad_time`, `unread_record` or `malformed`.
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
        self._counts = _by_key(known)
        self._fresh: dict[_Key, DriftCount] = {}
        self._lock = threading.Lock()

    def note(self, drifts: Iterable[Drift], *, at: datetime) -> tuple[Drift, ...]:
        """Count drifts and return those never seen before, for one log line each.

        Beyond `largest` different drifts new ones are not kept, as their names come from outside.
        """
        fresh = []
        with self._lock:
            for one in drifts:
                count = DriftCount(drift=one, times=1, first_at=at, last_at=at)
                known = _key(count) in self._counts
                if known or len(self._counts) < self._largest:
                    _add(self._counts, count)
                    _add(self._fresh, count)
                if not known and _key(count) in self._counts:
                    fresh.append(one)
        return tuple(fresh)

    def take_fresh(self) -> tuple[DriftCount, ...]:
        """Return what was counted since the last time, for whoever keeps it."""
        with self._lock:
            fresh, self._fresh = self._fresh, {}
        return tuple(fresh.values())

    def give_back(self, fresh: Iterable[DriftCount]) -> None:
        """Take back what could not be kept, for the next time."""
        with self._lock:
            for one in fresh:
                _add(self._fresh, one)

    def go_on_from(self, kept: Iterable[DriftCount]) -> None:
        """Take over what is kept, by this program and others; what is fresh counts beside it."""
        with self._lock:
            self._counts = _by_key(kept)
            for one in self._fresh.values():
                _add(self._counts, one)

    def counts(self) -> tuple[DriftCount, ...]:
        """Return every drift seen, most frequent first."""
        with self._lock:
            found = list(self._counts.values())
        return tuple(sorted(found, key=lambda c: (-c.times, c.drift.kind, c.drift.name)))


def add_to_kept(kept: str | None, fresh: Iterable[DriftCount], *, largest: int = 500) -> str:
    """Return the text to keep instead of `kept`, with what was counted since."""
    counts = _by_key(read_kept(kept))
    for one in fresh:
        if _key(one) in counts or len(counts) < largest:
            _add(counts, one)
    return msgspec.json.encode(tuple(counts.values())).decode()


def read_kept(kept: str | None) -> tuple[DriftCount, ...]:
    """Read what `add_to_kept` wrote; nothing where another version wrote it."""
    try:
        return msgspec.json.decode(kept or "[]", type=tuple[DriftCount, ...])
    except msgspec.MsgspecError:
        return ()


def as_row(count: DriftCount) -> dict[str, str | int]:
    """Return it flat, for machines; times are ISO 8601 in UTC."""
    told = count.drift
    return {
        "kind": told.kind,
        "name": told.name,
        "detail": told.detail,
        "sample": told.sample,
        "times": count.times,
        "first_at": count.first_at.isoformat(),
        "last_at": count.last_at.isoformat(),
    }


def _key(count: DriftCount) -> _Key:
    return count.drift.kind, count.drift.name, count.drift.detail


def _by_key(counts: Iterable[DriftCount]) -> dict[_Key, DriftCount]:
    return {_key(one): one for one in counts}


def _add(counts: dict[_Key, DriftCount], more: DriftCount) -> None:
    known = counts.get(_key(more))
    if known is not None:
        more = replace(
            known,
            times=known.times + more.times,
            first_at=min(known.first_at, more.first_at),
            last_at=max(known.last_at, more.last_at),
        )
    counts[_key(more)] = more
