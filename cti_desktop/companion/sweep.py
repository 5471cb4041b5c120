"""Reads the account's call history window by window, for calls no webhook told of.

How far it has come is kept in the store, so that a restart, a used-up day or a page token that died
goes on with the window at hand. Reading a row again is harmless.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from cti_desktop.calls.errors import CtiError
from cti_desktop.store.cursors import Cursors

LONGEST_REACH = timedelta(days=180)
"""Zoom keeps call history for six months."""

_DONE_UNTIL = "zoom.history"
_BEGAN_AT = "zoom.history.began"
_WINDOW = timedelta(days=7)
_LATE_RECORDS = timedelta(hours=6)
_PAGE_DIED = "page_expired"
_TRIES = 3

Read = Callable[[datetime, datetime], AsyncIterator[int]]
"""Reads all calls of a span, as `HistoryFetcher.history`."""

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class SweepStatus:
    """How far the history has been read, for people.

    Attributes:
        since: where the sweep at hand, or the last one, began.
        until: where it ends.
        done_until: everything before it has been read.
        rows: read in this sweep.
        finished_at: when the last whole sweep ended.
        last_error: code of the last failure, None after a success.
    """

    since: datetime | None = None
    until: datetime | None = None
    done_until: datetime | None = None
    rows: int = 0
    finished_at: datetime | None = None
    last_error: str | None = None

    @property
    def share(self) -> float | None:
        """How much of the sweep is done, 0 to 1; None before the first."""
        if self.since is None or self.until is None or self.done_until is None:
            return None
        whole = (self.until - self.since).total_seconds()
        done = (self.done_until - self.since).total_seconds()
        return 1.0 if whole <= 0 else min(1.0, max(0.0, done / whole))


class HistorySweep:
    """One sweep at a time, on the companion's loop.

    Args:
        read: reads and appends all of a span.
        cursors: keep how far it has come.
        reach: how far back the first sweep goes; nothing means that history begins now. A longer
            one than before makes it begin again.
        clock: UTC.
        hold: tells before each window whether this companion is the one that sweeps.
        longest: what is older is never read, however long nothing was.
    """

    def __init__(
        self,
        read: Read,
        cursors: Cursors,
        reach: timedelta,
        clock: Callable[[], datetime],
        hold: Callable[[], Awaitable[bool]],
        longest: timedelta = LONGEST_REACH,
    ) -> None:
        self._read = read
        self._cursors = cursors
        self._longest = min(longest, LONGEST_REACH)
        self._reach = min(reach, self._longest)
        self._clock = clock
        self._hold = hold
        self.status = SweepStatus()

    async def run(self) -> None:
        """Read from where the last sweep ended until now; failures are shown, not raised."""
        try:
            ended = await self._run()
        except CtiError as error:
            if error.code != self.status.last_error:
                log.warning("sweep_failed", code=error.code)
            self.status.last_error = error.code
        else:
            self.status.last_error = None
            if ended:
                self.status.finished_at = self._clock()
                log.info("sweep_finished", rows=self.status.rows)

    async def _run(self) -> bool:
        """Read window by window; False when another companion does."""
        now = self._clock()
        start = await self._start(now)
        status = self.status
        status.since, status.until, status.done_until, status.rows = start, now, start, 0
        while start < now:
            if not await self._hold():
                return False
            end = min(start + _WINDOW, now)
            await self._window(start, end)
            status.done_until = start = end
            await self._keep(_DONE_UNTIL, end)
        return True

    async def _start(self, now: datetime) -> datetime:
        """Return where to begin: where the last sweep ended, or as far back as is wanted."""
        earliest = now - self._reach
        done, began = await self._kept(_DONE_UNTIL), await self._kept(_BEGAN_AT)
        if done is None or (began is not None and earliest < began):
            done = began = earliest
            await self._keep(_DONE_UNTIL, done)
            await self._keep(_BEGAN_AT, began)
        elif began is None:  # an earlier version did not keep it
            began = min(earliest, done - _LATE_RECORDS)
            await self._keep(_BEGAN_AT, began)
        # Zoom writes a record minutes after the call's end, under the time it began.
        return max(began, done - _LATE_RECORDS, now - self._longest)

    async def _kept(self, name: str) -> datetime | None:
        told = await asyncio.to_thread(self._cursors.get, name)
        return None if told is None else datetime.fromisoformat(told).astimezone(UTC)

    async def _keep(self, name: str, at: datetime) -> None:
        await asyncio.wrap_future(self._cursors.set(name, at.isoformat()))

    async def _window(self, start: datetime, end: datetime) -> None:
        for attempt in range(1, _TRIES + 1):
            try:
                async for rows in self._read(start, end):
                    self.status.rows += rows
            except CtiError as error:
                if error.code != _PAGE_DIED or attempt == _TRIES:
                    raise
                log.info("sweep_window_again", code=error.code)
            else:
                return
