"""A companion that stops, or is cut off from PostgreSQL, in the middle of something."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from cti_desktop.calls.errors import Temporary
from cti_desktop.store import postgres
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
