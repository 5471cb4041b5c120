"""The feed of events as each desktop may see it, and the streams that follow it.

Runs on the companion's loop. A stream catches up page by page, in reads that happen in threads and
are shared by all who ask for the same stretch; from then on it listens to the commits (`live.py`).
"""

import asyncio
import contextlib
import secrets
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Generic, TypeVar

from cti_desktop.companion.background import Work
from cti_desktop.companion.live import Live
from cti_desktop.companion.places import (
    Place,
    Stretch,
    place_of,
    read_cursor,
    still_there,
    write_cursor,
)
from cti_desktop.companion.shares import Told, choose, tell
from cti_desktop.companion.stream import Stream
from cti_desktop.store.journal import Appended, Page
from cti_desktop.store.opening import Store
from cti_desktop.sync.scopes import Viewer, scope_mark
from cti_desktop.sync.wire import MAX_EVENTS, FeedPage

_EPOCH = "feed.epoch"
_KEPT_READS = 32

T = TypeVar("T")


class Feed:
    """Pages and streams of the journal within each viewer's scope.

    A cursor of another journal, as after a restore, or of another scope begins again at the start
    (`places.py`), which is safe because events repeat harmlessly.

    Attributes:
        length: how many events the journal holds.
        live: the streams that have caught up.
        closing: the end has come; streams end.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], *, heartbeat_s: float = 15.0
    ) -> None:
        self._store = store
        self._clock = clock
        self._heartbeat_s = heartbeat_s
        self.live = Live(store, clock, self.name)
        self.closing = False
        self._generation = 0
        self._epoch = ""
        self._pages: _Reads[Page] = _Reads()
        self._told: _Reads[tuple[Told, ...]] = _Reads()
        self._streams: set[Stream] = set()
        self.length = 0

    @property
    def works(self) -> dict[str, Work]:
        """What has to run in the background while it hears, by name."""
        return {"feed": self.live.work}

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self._streams)

    @property
    def lag(self) -> int:
        """How many events the slowest open stream is behind."""
        slow = [stream.position for stream in self._streams if stream.behind]
        return max(0, self.length - min(slow, default=self.length))

    @contextlib.asynccontextmanager
    async def hearing(self) -> AsyncIterator[None]:
        """Hear of commits until the block ends; on the loop that serves."""
        self._epoch = await self._read_epoch()
        loop = asyncio.get_running_loop()

        def appended(news: Appended) -> None:
            loop.call_soon_threadsafe(self._hear, news)

        unsubscribe = self._store.journal.subscribe(appended)
        self.length = max(self.length, await asyncio.to_thread(self._store.journal.count))
        try:
            yield
        finally:
            unsubscribe()
            self.close()

    def close(self) -> None:
        """End every stream at once; on the loop."""
        self.closing = True
        self.live.wake_all()

    async def page(self, viewer: Viewer, after: str, limit: int = MAX_EVENTS) -> FeedPage:
        """Return the viewer's part of the next stretch; it may be empty with more to come.

        Raises:
            Denied: the cursor is none of ours (`malformed_cursor`).
        """
        scope = scope_mark(viewer)
        place, began_again = await self.locate(after, scope)
        return self.as_page(await self.stretch(viewer, place, limit), scope, began_again)

    async def locate(self, after: str, scope: str) -> tuple[Place, bool]:
        """Find where a cursor goes on, and whether the journal behind it is no more.

        Args:
            after: cursor.
            scope: mark of whoever asks.

        Raises:
            Denied: the cursor is none of ours (`malformed_cursor`).
        """
        cursor = read_cursor(after)
        if not cursor.epoch:
            return Place(), False
        same = cursor.epoch == self._epoch
        if same and cursor.scope is not None:
            id_at = self._store.journal.id_at
            same = await asyncio.to_thread(still_there, cursor.place, id_at)
        if cursor.scope != scope or not same:
            return Place(), not same
        return cursor.place, False

    async def stretch(self, viewer: Viewer, after: Place, limit: int = MAX_EVENTS) -> Stretch:
        """Return the viewer's part of what follows a place."""
        position = after.position
        at = (position, limit, self._generation)
        read = await self._pages.share(
            at, lambda: asyncio.to_thread(self._store.journal.after, position, limit)
        )
        events = read.events
        if events and not viewer.sees_all:
            told = await self._told.share(
                at, lambda: asyncio.to_thread(tell, self._store, read.events)
            )
            events = choose(told, viewer)
        place = place_of(read.cursor, read.events[-1].id) if read.events else after
        return Stretch(events=events, place=place, more=read.more)

    def as_page(self, stretch: Stretch, scope: str, began_again: bool = False) -> FeedPage:
        """Make the page that a desktop is sent."""
        return FeedPage(
            events=stretch.events,
            cursor=self.name(stretch.place, scope),
            more=stretch.more,
            now=self._clock(),
            began_again=began_again,
        )

    def check(self, cursor: str) -> None:
        """Refuse a bad cursor before the first byte of a stream is out.

        Raises:
            Denied: the cursor is none of ours (`malformed_cursor`).
        """
        read_cursor(cursor)

    def name(self, place: Place, scope: str) -> str:
        """Write a place as a cursor for whoever has this scope."""
        return write_cursor(self._epoch, place, scope)

    def stand(self, position: int) -> str:
        """Name how far the journal is; no place to go on from."""
        return f"{self._epoch}-{position}"

    async def follow(
        self, viewer: Viewer, after: str, alive: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[bytes, None]:
        """Yield stream frames from `after` on; the first comes at once, even if it is empty.

        Args:
            viewer: who follows.
            after: cursor.
            alive: asked once a heartbeat whether the session lives and sees what it saw.
        """
        stream = Stream(self, viewer, after, alive, self._heartbeat_s, self._clock)
        self._streams.add(stream)
        try:
            async with contextlib.aclosing(stream.frames()) as frames:
                async for frame in frames:
                    yield frame
        finally:
            self._streams.discard(stream)

    def _hear(self, news: Appended) -> None:
        self._generation += 1
        if news.set_back:
            self._begin_anew(news.cursor)
            return
        self.length = max(self.length, news.cursor)
        self.live.hear(news)

    def _begin_anew(self, position: int) -> None:
        """End all streams: each desktop's cursor tells whether it knows of what is no more."""
        self.length = position
        self.live.begin_anew(position)
        for stream in self._streams:
            stream.end()

    async def _read_epoch(self) -> str:
        """Return the journal's name; all companions that begin at once agree on one."""
        made = self._store.cursors.set_if_none(_EPOCH, secrets.token_hex(4))
        return await asyncio.wrap_future(made)


class _Reads(Generic[T]):
    """Reads under way or just done, so that many who ask for the same share one."""

    def __init__(self) -> None:
        self._tasks: OrderedDict[tuple[int, int, int], asyncio.Task[T]] = OrderedDict()

    async def share(self, at: tuple[int, int, int], read: Callable[[], Awaitable[T]]) -> T:
        """Return what is read at this place; one who leaves does not stop the others' read."""
        task = self._tasks.get(at)
        if task is None:
            task = asyncio.ensure_future(_run(read))
            self._tasks[at] = task
            task.add_done_callback(lambda done: self._drop_failed(at, done))
            while len(self._tasks) > _KEPT_READS:
                self._tasks.popitem(last=False)
        return await asyncio.shield(task)

    def _drop_failed(self, at: tuple[int, int, int], task: asyncio.Task[T]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._tasks.pop(at, None)


async def _run(read: Callable[[], Awaitable[T]]) -> T:
    return await read()
