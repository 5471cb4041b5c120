"""A desk older than its companion: what it could not read comes once it is upgraded."""

import asyncio
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from cti_desktop.agent import companion_link
from cti_desktop.agent.companion_link import CompanionLink
from cti_desktop.agent.feed_place import FeedPlace
from cti_desktop.agent.rereading import COMPANION
from cti_desktop.agent.views import CompanionState
from cti_desktop.calls.codec import encode
from cti_desktop.store.opening import Store, open_store
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.wire import FeedPage, encode_page
from tests.store.stumbling import stumbling
from tests.sync.events import START, leg_event

EVENTS = [leg_event(f"068c{number:05}", "ext:bo", seconds=number) for number in range(1600)]
KNOWN, NEW = b'"kind":"rang"', b'"kind":"telepathy"'


class Companion:
    """Pages of a feed, whose later events are of a kind that old desks do not know."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1/events" or request.method != "GET":
            return httpx.Response(503)
        self.asked.append(request.url.params["after"])
        first = int(self.asked[-1])
        page = FeedPage(
            events=tuple(EVENTS[first : first + 400]),
            cursor=str(min(first + 400, len(EVENTS))),
            more=first + 400 < len(EVENTS),
            now=START,
        )
        return httpx.Response(200, content=encode_page(page))


class Newer(Companion):
    """The same, seen by a desk that is too old for all but the first page."""

    def answer(self, request: httpx.Request) -> httpx.Response:
        told = super().answer(request)
        old = told.status_code == httpx.codes.OK and self.asked[-1] != "0"
        return httpx.Response(200, content=told.content.replace(KNOWN, NEW)) if old else told


async def follow(store: Store, companion: Companion, cursor: str, version: str) -> None:
    """Let a desk of this version take the whole feed."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(companion.answer))
    client = CompanionClient(http, "http://companion", lambda: "token")
    link = CompanionLink(client, store, lambda: None)
    link._place = FeedPlace(store.cursors, version)
    try:
        await asyncio.wait_for(link._catch_up(), 30)
    finally:
        await client.close()
    assert store.cursors.get("companion.feed") == cursor


@pytest.mark.asyncio
async def test_what_an_older_version_passed_by_is_read_after_the_upgrade(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    end = str(len(EVENTS))
    await follow(store, Newer(), end, "1")
    assert store.journal.count() == 400
    again = Newer()
    await follow(store, again, end, "1")  # the same version has nothing to go back for
    assert again.asked == [end]
    upgraded = Companion()
    await follow(store, upgraded, end, "2")
    assert upgraded.asked[0] == "400"
    assert store.journal.count() == len(EVENTS)
    once_more = Companion()
    await follow(store, once_more, end, "3")
    assert once_more.asked == [end]
    store.close()


@pytest.mark.asyncio
async def test_an_event_that_breaks_the_fold_is_put_aside_alone(tmp_path: Path) -> None:
    bad, end = EVENTS[700], str(len(EVENTS))
    with closing(open_store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        with stumbling(bad):
            await follow(store, Companion(), end, "1")
        assert store.journal.count() == len(EVENTS) - 1
        (aside,) = store.journal.quarantined()
        assert (aside.raw, aside.source) == (encode(bad), COMPANION)
        mended = Companion()
        await follow(store, mended, end, "2")
        assert mended.asked[0] == "400"
        assert store.journal.count() == len(EVENTS)


class Silent(Companion):
    """It sends no page of the feed, and answers with what breaks the desk once."""

    def __init__(self) -> None:
        super().__init__()
        self.again = asyncio.Event()

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/events" and request.method == "GET":
            if self.asked:
                self.again.set()
            self.asked.append("")
            raise RuntimeError("a fault of ours")
        return httpx.Response(503)


@pytest.mark.asyncio
async def test_a_fault_of_ours_is_said_and_the_feed_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(companion_link, "FIRST_WAIT_S", 0.01)
    companion = Silent()
    http = httpx.AsyncClient(transport=httpx.MockTransport(companion.answer))
    client = CompanionClient(http, "http://companion", lambda: "token")
    with closing(open_store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        link = CompanionLink(client, store, lambda: None)
        link.start()
        await asyncio.wait_for(companion.again.wait(), 10)
        assert link.state is CompanionState.AWAY
        await link.stop()
        await client.close()
