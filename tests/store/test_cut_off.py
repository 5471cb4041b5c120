"""A companion that stops, or is cut off from PostgreSQL, in the middle of something."""

import os
import selectors
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.event import listen, remove

from cti_desktop.calls.errors import Temporary
from cti_desktop.store import listening, postgres
from cti_desktop.store.engines import Engines
from cti_desktop.store.opening import open_store
from tests.store.making import PATIENCE_S, event, held
from tests.store.postgres_server import PostgresServer
from tests.store.test_several_processes import stores


@pytest.fixture
def address(server: PostgresServer) -> Iterator[str]:
    with server.database() as url:
        yield url


class Stopping:
    """A job that does something, stops as a paused machine does, and wants to go on."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.resumed = threading.Event()

    def __call__(self, connection: Connection) -> None:
        connection.execute(text("SELECT 1"))
        self.begun.set()
        self.resumed.wait(PATIENCE_S)
        connection.execute(text("SELECT 2"))


@pytest.mark.parametrize("jobs_beside", [0, 3])
def test_one_that_stops_in_a_write_holds_up_the_others_for_a_moment_only(
    address: str, monkeypatch: pytest.MonkeyPatch, jobs_beside: int
) -> None:
    monkeypatch.setattr(postgres, "_LONGEST_PAUSE", "300ms")
    job = Stopping()
    with stores(address, 2) as (stopped, other):
        with held(stopped.writer):
            stopping = stopped.writer.submit(job)
            beside = [stopped.cursors.set(f"{n}", "") for n in range(jobs_beside)]
        try:
            assert job.begun.wait(PATIENCE_S)
            appended = other.journal.append([event("a", "call:1")]).result(PATIENCE_S / 2)
            assert appended.cursor == 1
        finally:
            job.resumed.set()
        for one in (stopping, *beside):
            with pytest.raises(Temporary):
                one.result(PATIENCE_S)
        again = stopped.journal.append([event("b", "call:1")]).result(PATIENCE_S)
        assert again.cursor == 2


def test_what_the_address_says_of_pauses_is_left_as_it_is(address: str) -> None:
    option = "&options=-c%20idle_in_transaction_session_timeout%3D12345"

    def show(connection: Connection) -> str:
        return str(connection.scalar(text("SHOW idle_in_transaction_session_timeout")))

    with stores(address, 1) as (usual,), stores(address + option, 1) as (told,):
        assert usual.writer.submit(show).result(PATIENCE_S) == "30s"
        assert told.writer.submit(show).result(PATIENCE_S) == "12345ms"


def test_a_server_that_no_longer_takes_writes_is_left_for_the_one_the_address_leads_to(
    address: str,
) -> None:
    def demote(connection: Connection) -> None:
        connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))

    with stores(address, 1) as (store,):
        store.writer.submit(demote).result(PATIENCE_S)
        with pytest.raises(Temporary):
            store.journal.append([event("a", "call:1")]).result(PATIENCE_S)
        assert store.journal.append([event("a", "call:1")]).result(PATIENCE_S).cursor == 1


@contextmanager
def by_network(address: str) -> Iterator[str]:
    """Lead to the server by TCP, as from another machine; yields the address."""
    url = make_url(address)
    path = str(Path(str(url.query["host"])) / ".s.PGSQL.5432")

    class Passing(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with (
                socket.socket(socket.AF_UNIX) as there,
                selectors.DefaultSelector() as selector,
            ):
                there.connect(path)
                selector.register(there, selectors.EVENT_READ, (there, self.request))
                selector.register(self.request, selectors.EVENT_READ, (self.request, there))
                while True:
                    for key, _ in selector.select():
                        source, target = key.data
                        part = source.recv(65_536)
                        if not part:
                            return
                        target.sendall(part)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Passing) as passing:
        serving = threading.Thread(target=passing.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            port = passing.server_address[1]
            led = url.set(host="127.0.0.1", port=port, query={})
            yield led.render_as_string(hide_password=False)
        finally:
            passing.shutdown()
            serving.join()


def patience_of(connection: Connection) -> tuple[int, int, int]:
    """How many milliseconds the system waits for the other end, and seconds until it asks."""
    driver: Any = connection.connection.driver_connection
    with socket.socket(fileno=os.dup(driver.fileno())) as own:
        return (
            own.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
            own.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
            own.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
        )


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux tells it")
def test_writing_reading_and_listening_all_give_up_a_cut_way_within_seconds(address: str) -> None:
    with by_network(address) as led, closing(Engines(make_url(led))) as engines:
        with engines.writing.connect() as writing:
            assert patience_of(writing) == (15_000, 15, 5)
        with engines.reading() as reading:
            assert patience_of(reading) == (15_000, 15, 5)
        with engines.listening() as hearing:
            assert patience_of(hearing) == (15_000, 15, 5)
    own = "?tcp_user_timeout=4000&keepalives_idle=3"
    with (
        by_network(address) as led,
        closing(Engines(make_url(led + own))) as engines,
        engines.writing.connect() as writing,
    ):
        assert patience_of(writing) == (4_000, 3, 5)


def test_a_server_that_takes_a_connection_and_says_nothing_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(postgres._NOTICE_A_CUT, "connect_timeout", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Temporary):
            open_store(f"postgresql+psycopg://nobody:x@127.0.0.1:{port}/nothing")


@contextmanager
def cut_after_the_commit() -> Iterator[None]:
    """Let the next commit go through, and nobody here hear so."""

    cuts: list[Connection] = []

    def cut(connection: Connection) -> None:
        if not cuts:
            cuts.append(connection)
            driver: Any = connection.connection.driver_connection
            driver.commit()
            driver.close()

    listen(Engine, "commit", cut)
    try:
        yield
    finally:
        remove(Engine, "commit", cut)
    assert cuts


def test_what_was_kept_without_our_hearing_so_is_told_when_it_comes_again(address: str) -> None:
    with stores(address, 1) as (store,):
        told: list[str] = []
        store.journal.subscribe(lambda news: told.extend(one.id for one in news.new))
        with cut_after_the_commit(), pytest.raises(Temporary):
            store.journal.append([event("a", "call:1")]).result(PATIENCE_S)
        assert store.journal.append([event("a", "call:1")]).result(PATIENCE_S).known == 1
        assert told == ["a"]


def test_what_was_kept_without_our_hearing_so_is_told_soon_though_nobody_sends_it_again(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_LOOK_S", 0.05)
    with stores(address, 1) as (store,):
        heard = threading.Event()
        store.journal.subscribe(lambda _: heard.set())
        with cut_after_the_commit(), pytest.raises(Temporary):
            store.journal.append([event("a", "call:1")]).result(PATIENCE_S)
        assert heard.wait(PATIENCE_S)
