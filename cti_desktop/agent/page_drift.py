"""What the softphone page says and nobody understands: kept raw, and counted by its type.

The window counts while it runs, `doctor` shows it beside what it finds in the journal.
"""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Protocol

import structlog

from cti_desktop.agent.rereading import source_of
from cti_desktop.agent.timers import Timer, Timers
from cti_desktop.store.cursors import Cursors
from cti_desktop.zoom.drift import Drift, DriftReport, add_to_kept, drift
from cti_desktop.zoom.embed import Refused, decode_message

KEPT = "softphone.drift"
"""Cursor under which the counts are kept."""

_KEEP_AFTER_S = 30.0
_LACKS = "missing_"

log = structlog.get_logger(__name__)


class Quarantine(Protocol):
    """Where messages are put aside."""

    def quarantine(self, raw: bytes, reason: str, source: str) -> Future[None]:
        """Keep one with the reason."""


class PageDrift:
    """Core thread only.

    Args:
        aside: keeps messages raw.
        cursors: keep the counts.
        timers: of the core's loop.
        author: who is here, as events name them; None while nobody is known.
    """

    def __init__(
        self,
        aside: Quarantine,
        cursors: Cursors,
        timers: Timers,
        author: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._aside, self._author = aside, author
        self._cursors = cursors
        self._timers = timers
        self._report = DriftReport()
        self._timer: Timer | None = None

    def put_aside(self, raw: bytes, reason: str, source: str) -> None:
        """Keep a message nothing could be made of, and count it."""
        self._aside.quarantine(raw, reason, source_of(source, self._author()))
        self._report.note((_drift(raw, reason, source),), at=datetime.now(UTC))
        if self._timer is None:
            self._timer = self._timers.call_later(_KEEP_AFTER_S, self.keep)

    def keep(self) -> None:
        """Add what was counted to what is kept."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        fresh = self._report.take_fresh()
        if fresh:
            self._cursors.change(KEPT, lambda kept: add_to_kept(kept, fresh)).add_done_callback(
                _told(lambda: self._report.give_back(fresh))
            )


def _told(failed: Callable[[], None]) -> Callable[[Future[str]], None]:
    def done(kept: Future[str]) -> None:
        error = kept.exception()
        if error is not None:
            log.warning("page_drift_not_kept", error=type(error).__name__)
            failed()

    return done


def _drift(raw: bytes, reason: str, source: str) -> Drift:
    message = decode_message(raw.decode(errors="replace"))
    kind = "" if isinstance(message, Refused) else message.get("type")
    name = kind if isinstance(kind, str) and kind else source
    sample = raw.decode(errors="replace")
    if reason == "unknown_type":
        return drift("unknown_event", name, sample=sample)
    if reason.startswith(_LACKS):
        return drift("missing_field", name, detail=reason.removeprefix(_LACKS), sample=sample)
    return drift("malformed", name, detail=reason, sample=sample)
