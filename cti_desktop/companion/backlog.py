"""Remembers how far back the calls go that wait for their record, so that a restart loses none.

The reconciler looks through the last days only; a sweep of the history may have found calls of
months whose legs are still to be read one by one.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from cti_desktop.companion.sweep import LONGEST_REACH
from cti_desktop.store.cursors import Cursors

_SINCE = "reconcile.since"
_USUAL = timedelta(days=2)
_EVERY = timedelta(seconds=30)


class Backlog:
    """Used on the companion's loop.

    Args:
        cursors: keep it.
        clock: UTC.
    """

    def __init__(self, cursors: Cursors, clock: Callable[[], datetime]) -> None:
        self._cursors = cursors
        self._clock = clock
        self._kept: datetime | None = None
        self._known = False
        self._settled_at: datetime | None = None

    async def since(self) -> datetime:
        """Return from when on calls are to be looked through; far back until that was `done`.

        Raises:
            CtiError: the store cannot be read now.
        """
        usual = self._clock() - _USUAL
        if self._known:
            return usual
        told = await asyncio.to_thread(self._cursors.get, _SINCE)
        if told:
            self._kept = datetime.fromisoformat(told).astimezone(UTC)
        return max(min(self._kept or usual, usual), self._clock() - LONGEST_REACH)

    def done(self) -> None:
        """Say that all calls were looked through, so that those waiting are known."""
        self._known = True

    def begin_anew(self) -> None:
        """Forget what was looked through: another companion goes on from here."""
        self._known = False

    def reach(self, began: Iterable[datetime]) -> None:
        """Take in calls that wait from now on, by when they began."""
        earliest = min(began, default=None)
        if earliest is not None and (self._kept is None or earliest < self._kept):
            self._keep(earliest)

    def settle(self, began: Callable[[], Iterable[datetime]]) -> None:
        """Give up what is no longer waited for, now and then; `began` tells what still is."""
        now = self._clock()
        if not self._known or (self._settled_at and now - self._settled_at < _EVERY):
            return
        self._settled_at = now
        earliest = min(began(), default=None)
        if earliest != self._kept:
            self._keep(earliest)

    def _keep(self, since: datetime | None) -> None:
        self._kept = since
        self._cursors.set(_SINCE, since.isoformat() if since else "")
