"""A stream ends with what it was opened for: the session, and what its person may see."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from cti_desktop.calls.errors import CtiError, Temporary
from cti_desktop.companion.live import Live
from cti_desktop.companion.places import Place, Stretch
from cti_desktop.companion.stream import Stream
from cti_desktop.store.opening import Store, open_store
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.scopes import Role, Viewer
from cti_desktop.sync.wire import START
from tests.companion.bench import BO, MINA
from tests.companion.running import Running
from tests.sync.events import leg_event

PATIENCE_S = 10
LEAD = replace(BO, user_id="lead", extension_id=None, extension_number=None, email="lead@x.org")


@contextlib.asynccontextmanager
async def talking(running: Running) -> AsyncIterator[None]:
    """Append one event after another, so that no stream ever falls silent."""
    over = asyncio.Event()

    async def talk() -> None:
        number = 0
        while not over.is_set():
            number += 1
            said = leg_event(f"068c{number:05}", f"ext:{BO.extension_id}")
            await asyncio.wrap_future(running.store.journal.append([said]))

    async with asyncio.TaskGroup() as group:
        group.create_task(talk())
        try:
            yield
        finally:
            over.set()


@pytest.mark.asyncio
async def test_a_stream_that_never_falls_silent_ends_with_its_session(
    tmp_path: Path, address: str
) -> None:
    with contextlib.closing(Running(tmp_path, database_url=address, heartbeat_s=0.5)) as running:
        token = running.token()
        headers = {"authorization": f"Bearer {token}"}
        url = f"{running.base_url}/v1/stream"
        async with (
            httpx.AsyncClient(trust_env=False) as http,
            talking(running),
            http.stream("GET", url, headers=headers) as raw,
            asyncio.timeout(PATIENCE_S),
        ):
            lines = raw.aiter_lines()
            await anext(lines)
            await CompanionClient(http, running.base_url, lambda: token).sign_out()
            heard = [line async for line in lines]
    assert any(line.startswith("data") for line in heard)


class Endless:
    """A feed whose end no stream ever reaches."""

    closing = False
    live: Live

    def __init__(self) -> None:
        self._made = 0

    async def locate(self, _after: str, _scope: str) -> tuple[Place, bool]:
        return Place(), False

    async def stretch(self, _: Viewer, after: Place) -> Stretch:
        await asyncio.sleep(0)
        self._made += 1
        more = (leg_event(f"068c{self._made}", "ext:e1"),)
        return Stretch(events=more, place=Place(after.position + 1), more=True)

    def name(self, place: Place, scope: str) -> str:
        return f"{place.position}-{scope}"


@pytest.mark.asyncio
async def test_a_stream_that_never_catches_up_ends_with_its_session() -> None:
    async def alive() -> bool:
        return False

    viewer = Viewer(user_id="u1", leg_ids=frozenset({"user:u1"}), role=Role.AGENT)
    stream = Stream(Endless(), viewer, START, alive, 0.05, lambda: datetime.now(UTC))
    async with asyncio.timeout(PATIENCE_S):
        assert [frame async for frame in stream.frames()]


@pytest.mark.asyncio
async def test_a_stream_outlives_a_store_that_is_away_but_nothing_else_that_hides_its_session() -> (
    None
):
    errors = [Temporary("restarting", code="store_away")] * 2 + [CtiError("?", code="teams")]
    asked = iter(errors)

    async def alive() -> bool:
        raise next(asked)

    viewer = Viewer(user_id="u1", leg_ids=frozenset({"user:u1"}), role=Role.AGENT)
    stream = Stream(Endless(), viewer, START, alive, 0.05, lambda: datetime.now(UTC))
    async with asyncio.timeout(PATIENCE_S):
        assert [frame async for frame in stream.frames()]
    assert next(asked, None) is None


class SetBack(Endless):
    """A feed that ends before what was told, and nobody said so yet."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.live = Live(store, lambda: datetime.now(UTC), self.name)
        self.live.place = Place(9)
        self.read = asyncio.Event()
        self._reads = 0

    async def stretch(self, _: Viewer, after: Place) -> Stretch:
        self._reads += 1
        assert self._reads < 100, "it reads without a pause, and nothing else gets its turn"
        self.read.set()
        return Stretch(events=(), place=after, more=False)


@pytest.mark.asyncio
async def test_a_stream_of_a_journal_that_went_back_holds_nobody_up_and_can_end(
    address: str,
) -> None:
    async def alive() -> bool:
        return True

    viewer = Viewer(user_id="u1", leg_ids=frozenset({"user:u1"}), role=Role.AGENT)
    with contextlib.closing(open_store(address)) as store:
        feed = SetBack(store)
        stream = Stream(feed, viewer, START, alive, 60.0, lambda: datetime.now(UTC))
        async with asyncio.timeout(PATIENCE_S), contextlib.aclosing(stream.frames()) as frames:
            await anext(frames)
            following = asyncio.create_task(anext(frames, None))
            feed.read.clear()
            await feed.read.wait()
            stream.end()
            assert await following is None


@pytest.mark.asyncio
async def test_who_sees_other_people_now_begins_a_new_stream(tmp_path: Path, address: str) -> None:
    """Mina is of the lead's team; her ids are known once she signs in."""
    team = f"{LEAD.email}={MINA.email}"
    minas = leg_event("068c", f"ext:{MINA.extension_id}")
    made = Running(
        tmp_path, database_url=address, heartbeat_s=0.2, supervisors=LEAD.email, team_list=team
    )
    with contextlib.closing(made) as running:
        async with httpx.AsyncClient(trust_env=False) as http:
            token = running.token(LEAD)
            client = CompanionClient(http, running.base_url, lambda: token)
            async with contextlib.aclosing(client.stream()) as pages:
                first = await anext(pages)
                running.token(MINA)
                async with asyncio.timeout(PATIENCE_S):
                    rest = [page async for page in pages]
            assert not any(page.events for page in rest)
            running.store.journal.append([minas]).result()
            async with contextlib.aclosing(client.stream(first.cursor)) as pages:
                page = await asyncio.wait_for(anext(pages), PATIENCE_S)
            assert page.events == (minas,)
