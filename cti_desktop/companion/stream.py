"""One open event stream: it catches up page by page, then listens; too slow, it catches up again.

Made by `feed.py`, which knows the pages; on the companion's loop.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from typing import Protocol

import structlog

from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.live import Listener, Live
from cti_desktop.companion.places import Place, Stretch
from cti_desktop.companion.shares import Recent
from cti_desktop.companion.store_away import is_store_away
from cti_desktop.sync.scopes import Viewer, scope_mark
from cti_desktop.sync.wire import FeedPage, stream_item

_BEAT = b": here\n\n"
_UNTOLD_S = 0.1
"""Until it reads again what ends before what was told: the journal may have gone back."""

log = structlog.get_logger(__name__)


class Pages(Protocol):
    """What a stream needs of the feed."""

    closing: bool
    live: Live

    async def locate(self, after: str, scope: str) -> tuple[Place, bool]:
        """Find where a cursor goes on, and whether the journal behind it is no more."""
        ...

    async def stretch(self, viewer: Viewer, after: Place) -> Stretch:
        """Return the viewer's part of what follows a place."""
        ...

    def name(self, place: Place, scope: str) -> str:
        """Write a place as a cursor."""
        ...


class Stream:
    """Sends what its viewer may see from a cursor on.

    Args:
        pages: the feed.
        viewer: who follows.
        after: cursor.
        alive: asked once a heartbeat whether the session lives and sees what it saw.
        heartbeat_s: how long it is silent at most.
        clock: UTC.
    """

    def __init__(
        self,
        pages: Pages,
        viewer: Viewer,
        after: str,
        alive: Callable[[], Awaitable[bool]],
        heartbeat_s: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._pages = pages
        self._viewer = viewer
        self._after = after
        self._scope = scope_mark(viewer)
        self._place: Place | None = None
        self._told: Place | None = None
        self._alive = alive
        self._heartbeat_s = heartbeat_s
        self._asked_at_s = time.monotonic()
        self._clock = clock
        self._sent = Recent()
        self._listener: Listener | None = None
        self._over = False

    @property
    def behind(self) -> bool:
        """Whether there is something that it has not sent yet."""
        return self._place is not None and (self._listener is None or self._listener.behind)

    @property
    def position(self) -> int:
        """The position that it has sent everything up to."""
        return self._place.position if self._place is not None else 0

    def end(self) -> None:
        """Send nothing more, as when the journal is not the one it was."""
        self._over = True
        if self._listener is not None:
            self._listener.wake()

    async def frames(self) -> AsyncGenerator[bytes, None]:
        """Yield frames until the feed closes or the session ends; the first comes at once."""
        try:
            while not (self._over or self._pages.closing):
                for step in (self._catch_up, self._listen):
                    async with contextlib.aclosing(step()) as frames:
                        async for frame in frames:
                            yield frame
        finally:
            self._leave()

    async def _catch_up(self) -> AsyncGenerator[bytes, None]:
        """Send pages until the next commit is the next thing to send."""
        self._leave()
        listener: Listener | None = None
        try:
            while not self._pages.closing and await self._lives():
                read = await self._read()
                if read is None:
                    return
                stretch, began_again = read
                self._place = place = stretch.place
                fresh = tuple(event for event in stretch.events if self._sent.is_new(event.id))
                if fresh or self._told is None:
                    self._told = place
                    yield self._frame(fresh, place, more=stretch.more, began_again=began_again)
                if stretch.more:
                    continue
                if listener is None:
                    listener = self._pages.live.join(self._viewer)
                if place.position >= listener.since.position:
                    self._listener, listener = listener, None
                    self._listener.skip(place)
                    return
                await asyncio.sleep(_UNTOLD_S)
        finally:
            if listener is not None:
                self._pages.live.leave(self._viewer, listener)

    async def _read(self) -> tuple[Stretch, bool] | None:
        """Return what follows; None at the end, also one that came meanwhile.

        What was read then may not follow what was sent.
        """
        try:
            place, began_again = await self._begin()
            stretch = await self._pages.stretch(self._viewer, place)
        except CtiError as error:
            log.warning("stream_broken", code=error.code)
            self._over = True
            return None
        return None if self._over else (stretch, began_again)

    async def _begin(self) -> tuple[Place, bool]:
        """Return where to go on; the first time as the cursor says."""
        if self._place is not None:
            return self._place, False
        return await self._pages.locate(self._after, self._scope)

    async def _listen(self) -> AsyncGenerator[bytes, None]:
        """Send what is heard, and a sign of life when nothing is, until it is too much."""
        listener = self._listener
        while listener is not None and not (listener.lost or self._pages.closing):
            if not await self._lives():
                return
            frames = listener.take()
            if frames:
                self._place = self._told = listener.place
                yield frames
                continue
            try:
                async with asyncio.timeout(self._heartbeat_s):
                    await listener.wait()
            except TimeoutError:
                if await self._lives() and not listener.behind:
                    yield self._beat()

    async def _lives(self) -> bool:
        """Tell whether its session may go on; asked anew when a heartbeat has passed."""
        now_s = time.monotonic()
        if not self._over and now_s - self._asked_at_s >= self._heartbeat_s:
            if not await self._may_go_on():
                self._over = True
            self._asked_at_s = now_s
        return not self._over

    async def _may_go_on(self) -> bool:
        try:
            return await self._alive()
        except CtiError as error:
            if is_store_away(error):  # then there is nothing to tell either
                return True
            log.warning("stream_broken", code=error.code)
            return False

    def _beat(self) -> bytes:
        """Tell how far the feed has come when that is further than was told."""
        self._place = max(self._place or Place(), self._pages.live.place)
        if self._place == self._told:
            return _BEAT
        self._told = self._place
        return self._frame((), self._place)

    def _frame(
        self,
        events: tuple[CallEvent, ...],
        place: Place,
        *,
        more: bool = False,
        began_again: bool = False,
    ) -> bytes:
        page = FeedPage(
            events=events,
            cursor=self._pages.name(place, self._scope),
            more=more,
            now=self._clock(),
            began_again=began_again,
        )
        return stream_item(page).encode()

    def _leave(self) -> None:
        if self._listener is not None:
            self._pages.live.leave(self._viewer, self._listener)
            self._listener = None
