"""How the softphone stood last, kept for `doctor`: it runs beside the window, or long after it."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime

import msgspec
import structlog

from cti_desktop.agent.first_views import SoftphoneState
from cti_desktop.agent.softphone_words import Cause
from cti_desktop.store.cursors import Cursors

KEPT = "softphone.last"
"""Cursor under which it is kept."""

_PASSING = frozenset({Cause.OFFLINE, Cause.NOT_READY, Cause.RELOADED, Cause.CRASHED})
"""What says nothing of how this desk is set up."""


log = structlog.get_logger(__name__)


class LastSoftphone(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the page, and of the dial, when either was tried last.

    Attributes:
        page: what kept the page from working; None when it worked.
        page_at: since when that is so, UTC; None when it was never open.
        nothing_rang_at: when a dial came to nothing and none has rung since, UTC.
    """

    page: Cause | None = None
    page_at: datetime | None = None
    nothing_rang_at: datetime | None = None


class SoftphoneMemory:
    """Core thread only.

    Args:
        cursors: keep it.
        now: UTC.
    """

    def __init__(
        self, cursors: Cursors, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._cursors = cursors
        self._now = now
        self._told: tuple[SoftphoneState, Cause | None] | None = None

    def note(self, state: SoftphoneState, cause: Cause | None) -> None:
        """Take how it stands; written only when that is another thing than before."""
        before, told = self._told, (state, cause)
        if told == before:
            return
        self._told = told
        at = self._now()
        if cause is Cause.NO_RINGING:
            self._change(lambda kept: msgspec.structs.replace(kept, nothing_rang_at=at))
        elif cause is not None and cause not in _PASSING:
            self._change(lambda kept: msgspec.structs.replace(kept, page=cause, page_at=at))
        elif state is SoftphoneState.READY:
            rang = before is not None and (
                before[0] is SoftphoneState.DIALLING or before[1] is Cause.NO_RINGING
            )
            self._change(lambda kept: _ready(kept, at, rang=rang))

    def _change(self, change: Callable[[LastSoftphone], LastSoftphone]) -> None:
        done = self._cursors.change(
            KEPT, lambda kept: msgspec.json.encode(change(read_last(kept))).decode()
        )
        done.add_done_callback(_written)


def _written(done: Future[str]) -> None:
    error = done.exception()
    if error is not None:
        log.warning("softphone_not_remembered", error=type(error).__name__)


def _ready(kept: LastSoftphone, at: datetime, *, rang: bool) -> LastSoftphone:
    since = kept.page_at if kept.page is None and kept.page_at is not None else at
    silent = None if rang else kept.nothing_rang_at
    return LastSoftphone(page_at=since, nothing_rang_at=silent)


def read_last(kept: str | None) -> LastSoftphone:
    """Read what is kept; nothing when there is nothing, or another version's."""
    try:
        return msgspec.json.decode(kept or "{}", type=LastSoftphone)
    except msgspec.MsgspecError:
        return LastSoftphone()
