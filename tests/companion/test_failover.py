"""After a failover that lost commits positions come again, and nobody misses what lies there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from cti_desktop.calls.errors import CtiError, Temporary
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.newest import Newest
from cti_desktop.store.opening import Store, open_store
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.wire import FeedPage
from tests.companion.bench import BO
from tests.companion.running import Running
from tests.store.failing_over import fail_over
from tests.sync.events import leg_event

PATIENCE_S = 20
BO_LEG = f"ext:{BO.extension_id}"


@pytest_asyncio.fixture
async def client(tmp_path: Path, address: str) -> AsyncIterator[CompanionClient]:
    with contextlib.closing(Running(tmp_path, database_url=address)) as running:
        token = running.token()
        async with httpx.AsyncClient(trust_env=False) as http:
            yield CompanionClient(http, running.base_url, lambda: token)


class Desk:
    """Follows the stream as a desktop does, and begins again where it was when that ends."""

    def __init__(self, client: CompanionClient) -> None:
        self.heard: set[str] = set()
        self._client = client
        self._cursor: str | None = None
        self._news = asyncio.Condition()

    async def follow(self) -> None:
        while True:
            with contextlib.suppress(CtiError):
                async with contextlib.aclosing(self._client.stream(self._cursor)) as pages:
                    async for page in pages:
                        await self._take(page)
            await asyncio.sleep(0.05)

    async def _take(self, page: FeedPage) -> None:
        async with self._news:
            self._cursor = page.cursor
            self.heard |= {event.id for event in page.events}
            self._news.notify_all()

    async def hears(self, ids: set[str]) -> None:
        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(lambda: ids <= self.heard)


def events(begin: int, end: int) -> list[CallEvent]:
    return [leg_event(f"068c{number:04}", BO_LEG) for number in range(begin, end)]


async def append_each(store: Store, all_of_them: Sequence[CallEvent]) -> set[str]:
    """Append one by one; again after a failure, as Zoom sends again."""
    for event in all_of_them:
        while True:
            try:
                await asyncio.wrap_future(store.journal.append([event]))
            except Temporary:
                await asyncio.sleep(0.01)
            else:
                break
    return {event.id for event in all_of_them}


@pytest.mark.asyncio
@pytest.mark.parametrize("database", ["postgresql"])
@pytest.mark.parametrize("new", [2, 9], ids=["fewer-than-were-lost", "more-than-were-lost"])
@pytest.mark.parametrize("elsewhere", [False, True], ids=["own", "of-another-companion"])
async def test_a_desk_misses_nothing_that_took_the_place_of_what_was_lost(
    client: CompanionClient, address: str, new: int, *, elsewhere: bool
) -> None:
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(contextlib.closing(open_store(address)))
        desk = Desk(client)
        following = asyncio.create_task(desk.follow())
        try:
            await desk.hears(await append_each(other, events(0, 10)))
            await asyncio.to_thread(fail_over, address, kept=5)
            if elsewhere:
                await desk.hears(await append_each(other, events(10, 10 + new)))
            else:
                for event in events(10, 10 + new):
                    await push(client, event)
                await desk.hears({event.id for event in events(10, 10 + new)})
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


async def push(client: CompanionClient, event: CallEvent) -> None:
    while True:
        try:
            await client.push([event])
        except Temporary:
            await asyncio.sleep(0.05)
        else:
            return


def test_what_is_told_of_a_call_is_news_again_once_the_journal_went_back() -> None:
    newest = Newest()
    assert newest.is_news("call", 9)
    assert newest.is_news("older", 3)
    newest.go_back(5)
    assert newest.is_news("call", 6)
    assert not newest.is_news("older", 2)
