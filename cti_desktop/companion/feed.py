"""The feed of events as each desktop may see it, and the streams that follow it.

Runs on the companion's loop; reads happen in threads and are shared: streams woken by the same
commit ask for the same stretch and get the same read.
"""

import asyncio
import contextlib
import itertools
import re
import secrets
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Generic, TypeVar

import structlog

from cti_desktop.calls.errors import CtiError, Denied
from cti_desktop.companion.shares import Told, choose, tell
from cti_desktop.store.journal import Appended, Page
from cti_desktop.store.opening import Store
from cti_desktop.sync.scopes import Viewer
from cti_desktop.sync.wire import MAX_EVENTS, START, FeedPage, stream_item

_EPOCH = "feed.epoch"
_KEPT_READS = 32
_REMEMBERED = 4096
_CURSOR = re.compile(r"([0-9a-f]{8})-([0-9]{1,18})")
_BEAT = b": here\n\n"

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Feed:
    """Pages and streams of the journal within each viewer's scope.

    A cursor is the journal's position under the journal's own name (`epoch`): a cursor of another
    journal, as after a restore, begins again at the start, which is safe because events repeat
    harmlessly.

    Attributes:
        length: how many events the journal holds.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], *, heartbeat_s: float = 15.0
    ) -> None:
        self._store = store
        self._clock = clock
        self._heartbeat_s = heartbeat_s
        self._changed = asyncio.Event()
        self._closing = False
        self._generation = 0
        self._epoch = ""
        self._pages: _Reads[Page] = _Reads()
        self._told: _Reads[tuple[Told, ...]] = _Reads()
        self._places: dict[int, int] = {}
        self._numbers = itertools.count()
        self.length = 0

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self._places)

    @property
    def lag(self) -> int:
        """How many events the slowest open stream is behind."""
        return max(0, self.length - min(self._places.values(), default=self.length))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Hear of commits until the block ends; on the loop that serves."""
        self._epoch = await self._read_epoch()
        loop = asyncio.get_running_loop()

        def appended(news: Appended) -> None:
            loop.call_soon_threadsafe(self._wake, news.cursor)

        unsubscribe = self._store.journal.subscribe(appended)
        self.length = max(self.length, await asyncio.to_thread(self._store.journal.count))
        try:
            yield
        finally:
            unsubscribe()
            self.close()

    def close(self) -> None:
        """End every stream at once; on the loop."""
        self._closing = True
        self._wake()

    async def page(self, viewer: Viewer, after: str, limit: int = MAX_EVENTS) -> FeedPage:
        """Return the viewer's part of the next stretch; it may be empty with more to come.

        Raises:
            Denied: the cursor is none of ours (`malformed_cursor`).
        """
        position = self._position(after)
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
        return FeedPage(
            events=events, cursor=self.name(read.cursor), more=read.more, now=self._clock()
        )

    def check(self, cursor: str) -> None:
        """Refuse a bad cursor before the first byte of a stream is out.

        Raises:
            Denied: the cursor is none of ours (`malformed_cursor`).
        """
        self._position(cursor)

    def name(self, position: int) -> str:
        """Write a journal position as a cursor."""
        return f"{self._epoch}-{position}"

    async def follow(
        self, viewer: Viewer, after: str, alive: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[bytes]:
        """Yield stream frames from `after` on; the first comes at once, even if it is empty.

        Args:
            viewer: who follows.
            after: cursor.
            alive: asked at each heartbeat whether the session still lives.
        """
        number = next(self._numbers)
        self._places[number] = self._position(after)
        try:
            async with contextlib.aclosing(self._frames(number, viewer, after, alive)) as frames:
                async for frame in frames:
                    yield frame
        finally:
            del self._places[number]

    async def _frames(
        self, number: int, viewer: Viewer, after: str, alive: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[bytes, None]:
        sent = _Recent()
        cursor, told = after, ""
        while not self._closing:
            changed = self._changed
            try:
                page = await self.page(viewer, cursor)
            except CtiError as error:
                log.warning("stream_broken", code=error.code)
                return
            cursor = page.cursor
            self._places[number] = self._position(cursor)
            fresh = tuple(event for event in page.events if sent.is_new(event.id))
            if fresh or not told:
                yield stream_item(replace(page, events=fresh)).encode()
                told = cursor
            if page.more:
                continue
            try:
                async with asyncio.timeout(self._heartbeat_s):
                    await changed.wait()
            except TimeoutError:
                if not await alive():
                    return
                moved = cursor != told
                yield stream_item(replace(page, events=())).encode() if moved else _BEAT
                told = cursor

    def _wake(self, length: int = 0) -> None:
        self.length = max(self.length, length)
        self._generation += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _position(self, cursor: str) -> int:
        if cursor == START:
            return 0
        found = _CURSOR.fullmatch(cursor)
        if found is None:
            raise Denied("This is no cursor of the feed.", code="malformed_cursor")
        epoch, number = found.groups()
        return int(number) if epoch == self._epoch else 0

    async def _read_epoch(self) -> str:
        cursors = self._store.cursors
        if await asyncio.to_thread(cursors.get, _EPOCH) is None:
            await asyncio.wrap_future(cursors.set(_EPOCH, secrets.token_hex(4)))
        return await asyncio.to_thread(cursors.get, _EPOCH) or ""


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


class _Recent:
    """The ids a stream sent lately, so that what a call brings along is not sent twice."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()

    def is_new(self, event_id: str) -> bool:
        """Tell whether the id was not sent lately, and remember it."""
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > _REMEMBERED:
            self._ids.popitem(last=False)
        return True


async def _run(read: Callable[[], Awaitable[T]]) -> T:
    return await read()
