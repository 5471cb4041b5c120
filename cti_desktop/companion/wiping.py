"""Carries "all of this user's records are deleted" to the calls it hits, whatever comes first.

Zoom names no record in such a deletion, so it belongs to no call by itself. The deletions are kept,
and every call that changes is looked at: one whose webhooks, rows or pushes come after the deletion
is marked as well. Zoom's lists know a leg by its extension alone; whose that is tell the calls that
name both.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from cti_desktop.calls.call import Call
from cti_desktop.calls.deleting import EVERYTHING, spread
from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.companion.background import Work
from cti_desktop.store.journal import Appended
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store

_PAGE = 500
_SECOND = timedelta(seconds=1)  # the times are whole seconds, and `until` is not included

log = structlog.get_logger(__name__)


class Wiping:
    """Runs on the companion's loop; the `works` have to run while it hears."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, dict[str, CallEvent]] = {}
        self._extensions: dict[str, set[str]] = {}
        self._news: deque[Appended] = deque()
        self._heard = asyncio.Event()

    @property
    def works(self) -> dict[str, Work]:
        """What has to run in the background while it hears, by name."""
        return {"deletions": self._work}

    @contextlib.asynccontextmanager
    async def hearing(self) -> AsyncIterator[None]:
        """Hear of what is appended until the block ends; on the loop that serves."""
        loop = asyncio.get_running_loop()

        def appended(news: Appended) -> None:
            loop.call_soon_threadsafe(self._hear, news)

        unsubscribe = self._store.journal.subscribe(appended)
        try:
            yield
        finally:
            unsubscribe()

    def _hear(self, news: Appended) -> None:
        self._news.append(news)
        self._heard.set()

    async def _work(self) -> None:
        """Mark what the deletions of before hit, then what is heard; never returns."""
        await self._take(await asyncio.to_thread(self._store.journal.of_no_call, Kind.DELETED))
        while True:
            await self._heard.wait()
            self._heard.clear()
            while self._news:
                news = self._news[0]
                await self._take(news.new)
                await self._mark(news.calls)
                self._news.popleft()  # not before: after a failure the work begins again here

    async def _take(self, events: Iterable[CallEvent]) -> None:
        for event in events:
            user = event.facts.about
            if user is not None and _wipes(event):
                self._kept.setdefault(user, {})[event.id] = event
                for name in (user, *self._extensions.setdefault(user, set())):
                    async for calls in self._calls_of(name, event.at):
                        await self._mark(calls)

    async def _mark(self, calls: Sequence[Call]) -> None:
        """Append what the kept deletions say of these calls; again changes nothing."""
        learnt = [one for call in calls for one in self._learn(call)]
        hits = [hit for call in calls for hit in self._hits(call)]
        if hits:
            appended = await asyncio.wrap_future(self._store.journal.append(hits))
            log.info("records_wiped", new=len(appended.new))
        for extension, user in learnt:
            until = max(wipe.at for wipe in self._kept[user].values())
            async for more in self._calls_of(extension, until):
                await self._mark(more)

    def _learn(self, call: Call) -> Iterator[tuple[str, str]]:
        """Note by which extensions the calls know who was deleted; yields what is new."""
        for leg in call.legs if self._kept else ():
            for user in self._extensions.keys() & set(leg.ids):
                for extension in (one for one in leg.ids if one.startswith("ext:")):
                    if extension not in self._extensions[user]:
                        self._extensions[user].add(extension)
                        self._kept[extension] = self._kept[user]
                        yield extension, user

    def _hits(self, call: Call) -> Iterator[CallEvent]:
        for wipe in self._of(call):
            yield from spread(wipe, (call,), self._extensions[wipe.facts.about or ""])

    def _of(self, call: Call) -> Iterable[CallEvent]:
        """Return the deletions of the call's agents that their legs do not show yet."""
        if not self._kept:
            return ()
        return [
            wipe
            for leg in call.legs
            for one in leg.ids
            for wipe in self._kept.get(one, {}).values()
            if leg.deleted_at is None or leg.deleted_at < wipe.at
        ]

    async def _calls_of(self, name: str, until: datetime) -> AsyncIterator[tuple[Call, ...]]:
        before: tuple[datetime, str] | None = None
        while True:
            query = LogQuery(agent_ids=(name,), until=until + _SECOND, limit=_PAGE, before=before)
            calls = await asyncio.to_thread(self._store.log.page, query)
            yield calls
            last = calls[-1] if len(calls) == _PAGE else None
            if last is None or last.started_at is None:
                return
            before = (last.started_at, last.id)


def _wipes(event: CallEvent) -> bool:
    """Tell whether an event deletes everything of a user, and is not what was made of one."""
    everything = event.kind is Kind.DELETED and EVERYTHING in event.facts.deleted_ids
    return everything and all(key.startswith("own:") for key in event.keys)
