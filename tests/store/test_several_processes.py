"""Several programs on one PostgreSQL: positions follow commit order, all are heard."""

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from structlog.testing import capture_logs

from cti_desktop.calls.fold import fold
from cti_desktop.store import listening
from cti_desktop.store.journal import Appended
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store
from tests.store.making import PATIENCE_S, event, whole_call
from tests.store.postgres_server import PostgresServer

WRITERS = 8
EVENTS = 10_000
BATCH = 25


@pytest.fixture
def address(server: PostgresServer) -> Iterator[str]:
    with server.database() as url:
        yield url


@contextmanager
def stores(address: str, count: int) -> Iterator[list[Store]]:
    opened = [open_store(address, region="GB") for _ in range(count)]
    try:
        yield opened
    finally:
        for one in opened:
            one.close()


class Reader:
    """Follows the cursor until it has read as many events as there will be."""

    def __init__(self, store: Store, expected: int) -> None:
        self.ids: list[str] = []
        self._store = store
        self._expected = expected
        self._more = threading.Condition()
        self._heard = 0

    def hear(self, appended: Appended) -> None:
        with self._more:
            self._heard = appended.cursor
            self._more.notify()

    def follow(self) -> None:
        cursor = 0
        while len(self.ids) < self._expected:
            page = self._store.journal.after(cursor, limit=200)
            self.ids.extend(one.id for one in page.events)
            if page.cursor == cursor:
                self._wait_beyond(cursor)
            cursor = page.cursor

    def _wait_beyond(self, cursor: int) -> None:
        with self._more:
            assert self._more.wait_for(lambda: self._heard > cursor, PATIENCE_S)


def test_a_reader_behind_eight_writers_skips_nothing_and_keeps_commit_order(address: str) -> None:
    def write(store: Store, number: int) -> None:
        share = EVENTS // WRITERS
        waiting = [
            store.journal.append(
                [event(f"{number}-{n}", f"call:{n}") for n in range(start, start + BATCH)]
            )
            for start in range(0, share, BATCH)
        ]
        for future in waiting:
            future.result(60)

    with (
        stores(address, WRITERS + 1) as (reading, *writing),
        ThreadPoolExecutor(WRITERS + 1) as pool,
    ):
        reader = Reader(reading, EVENTS)
        reading.journal.subscribe(reader.hear)
        following = pool.submit(reader.follow)
        for done in [pool.submit(write, one, n) for n, one in enumerate(writing)]:
            done.result(90)
        following.result(PATIENCE_S)
        kept = [one.id for one in reading.journal.after(0, limit=EVENTS + 1).events]
        call = reading.log.by_key("call:0")
        assert call == fold(reading.journal.events_of(call.id) if call else ())
    assert reader.ids == kept
    assert len(set(kept)) == EVENTS
    for number in range(WRITERS):  # each writer's own order is in the order of all
        own = [int(one.partition("-")[2]) for one in kept if one.startswith(f"{number}-")]
        assert own == sorted(own)


def test_each_program_hears_of_every_append_once_and_in_order(address: str) -> None:
    with stores(address, 3) as opened:
        heard: list[list[str]] = [[] for _ in opened]
        calls: list[list[str]] = [[] for _ in opened]
        all_heard = [threading.Event() for _ in opened]

        def listener(place: int) -> None:
            def hear(appended: Appended) -> None:
                heard[place].extend(one.id for one in appended.new)
                calls[place].extend(call.id for call in appended.calls)
                if len(heard[place]) == 90:
                    all_heard[place].set()

            opened[place].journal.subscribe(hear)

        for place in range(3):
            listener(place)
        for number in range(30):
            for place, one in enumerate(opened):
                one.journal.append([event(f"{place}-{number}", f"call:{place}")])
        assert all(one.wait(PATIENCE_S) for one in all_heard)
        kept = [one.id for one in opened[0].journal.after(0).events]
    assert heard == [kept] * 3
    assert all(len(set(one)) == 3 for one in calls)


def test_another_programs_listener_hears_what_a_call_is_called_now(address: str) -> None:
    with stores(address, 2) as (here, there):
        here.journal.append([event("a", "log:1")]).result(PATIENCE_S)
        told: list[Appended] = []
        heard = threading.Event()

        def hear(appended: Appended) -> None:
            told.append(appended)
            if appended.cursor == 2:
                heard.set()

        there.journal.subscribe(hear)
        appended = here.journal.append([event("b", "call:1", "log:1")]).result(PATIENCE_S)
        assert heard.wait(PATIENCE_S)
    assert told[-1].calls == appended.calls
    assert set(appended.moved) <= set(told[-1].moved)


def test_listening_goes_on_after_the_connection_was_cut(address: str) -> None:
    with stores(address, 2) as (here, there):
        heard = threading.Event()
        there.journal.subscribe(lambda appended: heard.set() if appended.cursor == 2 else None)
        here.journal.append([event("a", "call:1")]).result(PATIENCE_S)
        plain = address.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(plain, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE 'LISTEN%' "
                "OR datname = current_database() AND query = 'SELECT 1'"
            )
        here.journal.append([event("b", "call:1")]).result(PATIENCE_S)
        assert heard.wait(PATIENCE_S)


@contextmanager
def many_handles(count: int) -> Iterator[None]:
    """Hold so many open handles, as a companion with many desktops does."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 500)), hard))
    with ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        first = stack.enter_context(Path(os.devnull).open("rb"))
        for _ in range(count):
            stack.callback(os.close, os.dup(first.fileno()))
        yield


def test_listening_works_where_a_thousand_handles_are_open(address: str) -> None:
    with many_handles(1_100), stores(address, 2) as (here, there):
        told: list[str] = []
        heard = threading.Semaphore(0)

        def hear(appended: Appended) -> None:
            told.extend(one.id for one in appended.new)
            heard.release()

        there.journal.subscribe(hear)
        with capture_logs() as logs:
            for name in ("a", "b"):
                here.journal.append([event(name, "call:1")]).result(PATIENCE_S)
                assert heard.acquire(timeout=PATIENCE_S)
        assert told == ["a", "b"]
        assert "journal_listening_failed" not in [one["event"] for one in logs]


def test_a_silent_connection_is_tried_now_and_then(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_LOOK_S", 0.05)
    plain = address.replace("postgresql+psycopg", "postgresql")
    with stores(address, 1) as (here,), psycopg.connect(plain, autocommit=True) as other:
        here.journal.subscribe(lambda _: None)
        tried: set[object] = set()
        until = time.monotonic() + PATIENCE_S
        while len(tried) < 3:
            assert time.monotonic() < until
            found = other.execute(
                "SELECT query_start FROM pg_stat_activity "
                "WHERE datname = current_database() AND query = 'SELECT 1'"
            )
            tried.update(row[0] for row in found)


def test_two_programs_may_make_the_database_at_once(server: PostgresServer) -> None:
    with server.database(template="template0") as address, ThreadPoolExecutor(4) as pool:
        opened = [one.result(60) for one in [pool.submit(open_store, address) for _ in range(4)]]
        opened[0].journal.append(whole_call("call:1")).result(PATIENCE_S)
        assert [one.log.count(LogQuery()) for one in opened] == [1] * 4
        for one in opened:
            one.close()


def test_a_position_that_two_set_at_once_is_what_the_first_set(address: str) -> None:
    with stores(address, 4) as opened:
        setting = [one.cursors.set_if_none("epoch", str(n)) for n, one in enumerate(opened)]
        assert len({one.result(PATIENCE_S) for one in setting}) == 1
