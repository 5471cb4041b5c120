"""This desk's place in the companion's feed, and the way back to what an earlier version passed by.

A desk that is older than its companion cannot read every event. Their bytes go into the quarantine,
which has an end; so the place before the first of them is kept as well, and the desk goes back to
it once it is a newer version.
"""

import asyncio

import structlog

from cti_desktop import __version__
from cti_desktop.store.cursors import Cursors
from cti_desktop.store.rows import ROWS_VERSION
from cti_desktop.sync.wire import START, FeedPage

CURSOR = "companion.feed"
_UNREAD = "companion.unread"
_READER = f"{__version__}/{ROWS_VERSION}"
"""A program that folds calls in another way counts as newer, also under the same version."""

log = structlog.get_logger(__name__)


class FeedPlace:
    """Where the feed goes on; core loop only."""

    def __init__(self, cursors: Cursors, version: str = _READER) -> None:
        self._cursors, self._version = cursors, version

    @property
    def cursor(self) -> str | None:
        """Where the next page begins; None is the start."""
        return self._cursors.get(CURSOR)

    async def go_back_if_newer(self) -> None:
        """After an upgrade, go back to the first place with events that could not be read."""
        version, _, place = (self._cursors.get(_UNREAD) or "").partition(" ")
        if place and version != self._version:
            log.info("feed_read_again", unread_by=version)
            await self._set(CURSOR, place)
            await self._set(_UNREAD, "")

    async def move(self, page: FeedPage, *, whole: bool) -> None:
        """Go on behind a page whose events are kept; `whole` when none had to be put aside."""
        if not whole and not self._cursors.get(_UNREAD):
            await self._set(_UNREAD, f"{self._version} {self.cursor or START}")
        await self._set(CURSOR, page.cursor)

    async def _set(self, name: str, value: str) -> None:
        await asyncio.wrap_future(self._cursors.set(name, value))
