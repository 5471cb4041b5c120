"""The stream over real sockets: a real server in a thread, real clients, a real store."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from cti_desktop.calls.errors import Denied, Temporary, UserFixable
from cti_desktop.calls.events import CallEvent, Kind, Source
from cti_desktop.companion.server import bind
from cti_desktop.companion.token import mint_token
from cti_desktop.store.journal import Page
from cti_desktop.store.opening import open_store
from cti_desktop.store.sessions import SessionUser
from cti_desktop.sync import wire
from cti_desktop.sync.client import CompanionClient
from tests.companion.bench import BO, MINA, make_settings, ringing, signed
from tests.companion.running import Running
from tests.sync.events import leg_event, note_event, record_event

BO_LEG, BO_AUTHOR = f"ext:{BO.extension_id}", f"user:{BO.user_id}"
PATIENCE_S = 10


@pytest.fixture
def started(tmp_path: Path, address: str) -> Iterator[Callable[..., Running]]:
    with contextlib.ExitStack() as stack:

        def start(*, database_url: str = address, **changes: Any) -> Running:
            running = Running(tmp_path, database_url=database_url, **changes)
            stack.callback(running.close)
            return running

        yield start


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


def client_of(running: Running, http: httpx.AsyncClient, user: SessionUser = BO) -> CompanionClient:
    token = running.token(user)
    return CompanionClient(http, running.base_url, lambda: token)


async def soon(pages: AsyncIterator[wire.FeedPage]) -> wire.FeedPage:
    return await asyncio.wait_for(anext(pages), PATIENCE_S)


def event(number: int) -> CallEvent:
    return leg_event(f"068c{number:04}", BO_LEG)


@pytest.mark.asyncio
async def test_an_event_pushed_by_one_is_heard_by_the_other_at_once(
    started: Callable[..., Running], http: httpx.AsyncClient
) -> None:
    running = started()
    pusher, listener = client_of(running, http), client_of(running, http)
    async with contextlib.aclosing(listener.stream()) as pages:
        first = await soon(pages)
        assert first.events == ()
        begun = time.monotonic()
        await pusher.push([event(1)])
        page = await soon(pages)
        assert time.monotonic() - begun < 1
        assert page.events == (event(1),)


@pytest.mark.asyncio
@pytest.mark.parametrize("database", ["postgresql"])
async def test_a_webhook_at_one_companion_is_heard_on_the_stream_of_another(
    started: Callable[..., Running], http: httpx.AsyncClient, address: str
) -> None:
    one, other = started(database_url=address), started(database_url=address)
    raw = json.dumps(ringing("0684f0a1b2c3d4e5f60")).encode()
    async with contextlib.aclosing(client_of(other, http).stream()) as pages:
        assert (await soon(pages)).events == ()
        told = await http.post(f"{one.base_url}/zoom/webhook", content=raw, headers=signed(raw))
        assert told.status_code == 204
        (heard,) = (await soon(pages)).events
        assert (heard.source, heard.kind) == (Source.WEBHOOK, Kind.RANG)
        assert "call:0684f0a1b2c3d4e5f60" in heard.keys


@pytest.mark.asyncio
async def test_a_colleagues_events_do_not_come_through(
    started: Callable[..., Running], http: httpx.AsyncClient
) -> None:
    running = started()
    bo, mina = client_of(running, http), client_of(running, http, MINA)
    mine = leg_event("0682", f"ext:{MINA.extension_id}")
    async with contextlib.aclosing(mina.stream()) as pages:
        await soon(pages)
        await bo.push([event(1)])
        await mina.push([mine])
        assert (await soon(pages)).events == (mine,)


@pytest.mark.asyncio
async def test_who_listens_hears_the_whole_story_of_a_call_that_a_record_joins_to_theirs(
    started: Callable[..., Running], http: httpx.AsyncClient, tmp_path: Path
) -> None:
    running = started()
    mina_leg = f"ext:{MINA.extension_id}"
    steps = (
        leg_event("0681", BO_LEG),
        note_event("0681", BO_AUTHOR, "wants a refund"),
        leg_event("0682", mina_leg, seconds=30),
        record_event("0682", mina_leg, history="H"),
        record_event("0681", BO_LEG, history="H"),
    )
    heard: set[str] = set()
    with contextlib.closing(open_store(f"sqlite:///{tmp_path / 'desk.db'}")) as desk:
        async with contextlib.aclosing(client_of(running, http, MINA).stream()) as pages:
            await soon(pages)
            for step in steps:
                await asyncio.wrap_future(running.store.journal.append((step,)))
            while steps[-1].id not in heard:
                page = await soon(pages)
                heard |= {one.id for one in page.events}
                await asyncio.wrap_future(desk.journal.append(page.events))
        here, there = desk.log.by_key("call:0682"), running.store.log.by_key("call:0682")
    assert here == there is not None


@pytest.mark.asyncio
async def test_a_stream_goes_on_where_it_was_cut(
    started: Callable[..., Running], http: httpx.AsyncClient
) -> None:
    running = started()
    client = client_of(running, http)
    heard: list[str] = []
    cursor: str | None = None
    for turn in range(4):
        batch = [event(turn * 10 + n) for n in range(10)]
        await client.push(batch[:5])
        async with contextlib.aclosing(client.stream(cursor)) as pages:
            page = await soon(pages)
            heard += [one.id for one in page.events]
            await client.push(batch[5:])
            page = await soon(pages)
            heard += [one.id for one in page.events]
            cursor = page.cursor
    assert heard == [event(n).id for n in range(40)]


@pytest.mark.asyncio
async def test_a_long_backlog_comes_whole_and_once(
    started: Callable[..., Running], http: httpx.AsyncClient
) -> None:
    client = client_of(started(), http)
    events = [note_event("0681", BO_AUTHOR, "x\u2028y", number=n) for n in range(1203)]
    await client.push(events)
    heard: list[CallEvent] = []
    async with contextlib.aclosing(client.stream()) as pages:
        while len(heard) < len(events):
            heard += (await soon(pages)).events
    assert heard == events


@pytest.mark.asyncio
async def test_a_browsers_reconnect_header_wins(
    started: Callable[..., Running], http: httpx.AsyncClient
) -> None:
    running = started()
    client = client_of(running, http)
    await client.push([event(1)])
    cursor = (await client.pull()).cursor
    await client.push([event(2)])
    headers = {"authorization": f"Bearer {running.token()}", "last-event-id": cursor}
    async with http.stream("GET", f"{running.base_url}/v1/stream?after=0", headers=headers) as raw:
        assert raw.headers["content-type"].startswith("text/event-stream")
        lines = raw.aiter_lines()
        frame = [await asyncio.wait_for(anext(lines), PATIENCE_S) for _ in range(3)]
    assert [one.split(":")[0] for one in frame] == ["event", "id", "data"]
    page = json.loads(frame[2].removeprefix("data: "))
    assert [one["id"] for one in page["events"]] == [event(2).id]


@pytest.mark.asyncio
async def test_a_quiet_stream_shows_it_lives_and_ends_with_its_session(
    started: Callable[..., Running], http: httpx.AsyncClient
) -> None:
    running = started(heartbeat_s=0.05)
    token = running.token()
    client = CompanionClient(http, running.base_url, lambda: token)
    headers = {"authorization": f"Bearer {token}"}
    async with http.stream("GET", f"{running.base_url}/v1/stream", headers=headers) as raw:
        lines = raw.aiter_lines()
        async for line in lines:
            if line == ": here":
                break
        await client.sign_out()
        async with asyncio.timeout(PATIENCE_S):
            rest = [line async for line in lines]
    assert not any(line.startswith("data") for line in rest)
    with pytest.raises(Denied):
        await client.me()


@pytest.mark.asyncio
async def test_stopping_ends_open_streams_at_once_and_the_client_comes_back(
    started: Callable[..., Running], http: httpx.AsyncClient
) -> None:
    running = started()
    client = client_of(running, http)
    async with contextlib.aclosing(client.stream()) as pages:
        cursor = (await soon(pages)).cursor
        took = await asyncio.to_thread(running.stop)
        with pytest.raises(StopAsyncIteration):
            await soon(pages)
    assert took < 2
    with pytest.raises(Temporary) as caught:
        await client.push([event(1)])
    assert caught.value.code == "companion_unreachable"
    started(port=running.port)
    await client.push([event(1)])
    async with contextlib.aclosing(client.stream(cursor)) as pages:
        assert (await soon(pages)).events == (event(1),)


@pytest.mark.asyncio
async def test_a_stream_of_a_new_database_says_that_it_began_again(
    started: Callable[..., Running], http: httpx.AsyncClient, tmp_path: Path
) -> None:
    first = started()
    client = client_of(first, http)
    await client.push([event(1), event(2)])
    cursor = (await client.pull()).cursor
    await asyncio.to_thread(first.stop)
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    client = client_of(started(database_url=empty), http)
    await client.push([event(3), event(4), event(5)])
    async with contextlib.aclosing(client.stream(cursor)) as pages:
        page = await soon(pages)
    assert (page.began_again, page.events) == (True, (event(3), event(4), event(5)))


@pytest.mark.asyncio
async def test_many_streams_share_each_read(
    started: Callable[..., Running], http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = started()
    client = client_of(running, http)
    journal, reads = running.store.journal, 0
    read = journal.after

    def counted(cursor: int, limit: int = 500) -> Page:
        nonlocal reads
        reads += 1
        return read(cursor, limit)

    monkeypatch.setattr(journal, "after", counted)
    async with contextlib.AsyncExitStack() as stack:
        streams = []
        for _ in range(20):
            pages = await stack.enter_async_context(contextlib.aclosing(client.stream()))
            await soon(pages)
            streams.append(pages)
        reads = 0
        await client.push([event(1)])
        heard = await asyncio.gather(*(soon(pages) for pages in streams))
    assert [page.events for page in heard] == [(event(1),)] * 20
    assert reads <= 2


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with bind("127.0.0.1", 0) as first, pytest.raises(UserFixable) as caught:
        bind("127.0.0.1", first.getsockname()[1])
    assert caught.value.code == "address_taken"
    assert "Choose another port" in caught.value.message


SERVE = """
import sys
from cti_desktop.companion.program import serve
from cti_desktop.companion.settings import read_settings
serve(read_settings(), "127.0.0.1", 0, lambda url: print(url, flush=True))
"""


@contextlib.asynccontextmanager
async def a_process(
    folder: Path, address: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str, str]]:
    """Run `serve` as a program and give it, its base URL and a token."""
    settings = make_settings(folder, database_url=address)
    environment = os.environ | {
        "ZOOM_CLIENT_ID": "id",
        "ZOOM_CLIENT_SECRET": "client-secret-of-a-process",
        "WEBHOOK_SECRET_TOKEN": "webhook-secret-of-a-process",
        "CTI_DATABASE_URL": settings.database_url,
        "CTI_SECRET_KEYS": settings.secret_keys.get_secret_value(),
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, env=environment, stdout=pipe, stderr=pipe
    )
    try:
        assert process.stdout is not None
        said = await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)
        token, _ = mint_token(settings, user_id="u1", extension="800")
        yield process, said.decode().strip(), token
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.asyncio
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_program_in_order_even_with_streams_open(
    tmp_path: Path, address: str, http: httpx.AsyncClient, number: signal.Signals
) -> None:
    async with a_process(tmp_path, address) as (process, base_url, token):
        assert base_url.startswith("http://127.0.0.1:")
        client = CompanionClient(http, base_url, lambda: token)
        async with contextlib.aclosing(client.stream()) as pages:
            await soon(pages)
            begun = time.monotonic()
            process.send_signal(number)
            with pytest.raises(StopAsyncIteration):
                await soon(pages)
        _, stderr = await asyncio.wait_for(process.communicate(), PATIENCE_S)
        took = time.monotonic() - begun
    logs = stderr.decode()
    assert (process.returncode, took < 3) == (0, True)
    lines = [json.loads(line) for line in logs.splitlines()]
    assert {"request_answered"} <= {line["event"] for line in lines}
    for secret in (token, "client-secret-of-a-process", "webhook-secret-of-a-process"):
        assert secret not in logs
