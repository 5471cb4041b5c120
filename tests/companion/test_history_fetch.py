"""A span of the history is read only when all of it was; what fails and passes is read again."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import cast

import pytest

from cti_desktop.calls.errors import CtiError, Denied, Temporary
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.history_fetch import HistoryFetcher
from cti_desktop.companion.keeping import Keeping
from cti_desktop.companion.lost_summaries import LostSummaries
from cti_desktop.companion.owners import read_owners
from cti_desktop.store.opening import Store, open_store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.rest import ZoomClient
from tests.companion.test_reconcile import heard_by_the_desktop

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = NOW - timedelta(days=7)
MORE_THAN_A_STEP = 301
pytestmark = pytest.mark.asyncio

List = Callable[[], AsyncIterator[CallEvent]]


def listed(count: int, prefix: str, error: CtiError | None = None) -> List:
    """Make a list of so many rows, which then ends, or breaks."""

    async def rows() -> AsyncIterator[CallEvent]:
        for number in range(count):
            yield heard_by_the_desktop(f"06{prefix}{number:06x}")[0]
        if error is not None:
            raise error

    return rows


class Client:
    """Reads for one person, or for the account."""

    def __init__(
        self, owner: str, calls: List, recordings: List, *, account_level: bool = False
    ) -> None:
        self.owner, self.account_level = owner, account_level
        self._calls, self._recordings = calls, recordings

    def call_history(self, **_: object) -> AsyncIterator[CallEvent]:
        return self._calls()

    def user_call_history(self, **_: object) -> AsyncIterator[CallEvent]:
        return self._calls()

    def recordings(self, *_: str, **__: object) -> AsyncIterator[CallEvent]:
        return self._recordings()

    async def user_call_sync(self, *_: object, **__: object) -> None:
        raise Denied("not for this account", code="access_not_permitted")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()


async def read(store: Store, *clients: Client) -> int:
    async def connected() -> tuple[ZoomClient, ...]:
        return cast("tuple[ZoomClient, ...]", clients)

    keeping = Keeping(store, lambda: NOW, DriftReport(), lambda _: None)
    summaries = LostSummaries(keeping, store.cursors, partial(read_owners, store.sessions))
    fetcher = HistoryFetcher(connected, keeping, store.cursors, summaries)
    return sum([rows async for rows in fetcher.history(START, NOW)])


def kept(store: Store, prefix: str) -> int:
    keys = (f"call:06{prefix}{number:06x}" for number in range(MORE_THAN_A_STEP))
    return sum(store.log.by_key(key) is not None for key in keys)


@pytest.mark.parametrize("before", [0, 1, MORE_THAN_A_STEP])
async def test_recordings_that_break_off_are_read_again(store: Store, before: int) -> None:
    broken = Temporary("the page token is over", code="page_token_over")
    wide = Client("app", listed(1, "a"), listed(before, "b", broken), account_level=True)
    with pytest.raises(Temporary, match="page token"):
        await read(store, wide)
    assert kept(store, "a") == 1


async def test_recordings_another_can_list_are_enough(store: Store) -> None:
    may_not = listed(0, "b", Denied("no scope", code="scope_missing"))
    first = Client("one", listed(1, "a"), may_not, account_level=True)
    second = Client("two", listed(1, "a"), listed(MORE_THAN_A_STEP, "b"), account_level=True)
    assert await read(store, first, second) == 1
    assert kept(store, "b") == MORE_THAN_A_STEP


async def test_an_app_that_may_list_no_recordings_reads_calls_all_the_same(store: Store) -> None:
    may_not = listed(0, "b", Denied("no scope", code="scope_missing"))
    assert await read(store, Client("app", listed(2, "a"), may_not, account_level=True)) == 2


def three(of_the_second: Sequence[List]) -> tuple[Client, ...]:
    """Three people who read their own; the second one's lists are these."""
    return (
        Client("user:one", listed(1, "a"), listed(0, "f")),
        Client("user:two", *of_the_second),
        Client("user:three", listed(1, "c"), listed(1, "d")),
    )


async def test_one_persons_trouble_hinders_no_others_and_is_not_taken_for_read(
    store: Store,
) -> None:
    away = Temporary("Zoom is busy", code="zoom_busy")
    with pytest.raises(Temporary, match="busy"):
        await read(store, *three([listed(1, "b", away), listed(0, "f")]))
    assert [kept(store, one) for one in "acd"] == [1, 1, 1]


async def test_a_person_zoom_refuses_for_good_holds_up_nobody(store: Store) -> None:
    gone = Denied("the user is deactivated", code="access_not_permitted")
    assert await read(store, *three([listed(0, "b", gone), listed(0, "f")])) == 2
