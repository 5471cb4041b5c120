"""One writer: jobs in groups, each failing alone, published only after the commit."""

import sqlite3
import threading
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from cti_desktop.calls.errors import Cancelled, Conflict, CtiError, Temporary
from cti_desktop.store import sqlite
from cti_desktop.store.opening import Store
from cti_desktop.store.schema import NAMED_CURSOR
from tests.store.conftest import Opener
from tests.store.making import PATIENCE_S, held


class Inserting:
    """A job that sets cursors by these names, in order."""

    def __init__(self, *names: str, value: str = "x") -> None:
        self.names = names
        self.value = value

    def __call__(self, connection: Connection) -> tuple[str, ...]:
        for name in self.names:
            connection.execute(insert(NAMED_CURSOR).values(name=name, value=self.value))
        return self.names


def broken(_: Connection) -> None:
    raise ZeroDivisionError


def lose_the_transaction(connection: Connection) -> tuple[str, ...]:
    """Do what SQLite does by itself on some disk errors: the savepoints go as well."""
    connection.exec_driver_sql("ROLLBACK")
    connection.exec_driver_sql("SELECT nothing FROM nowhere")
    return ()


def names_in(path: Path) -> list[str]:
    """The cursors that another program sees in the file, without the store's own."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT name FROM named_cursor ORDER BY name").fetchall()
    finally:
        connection.close()
    return [name for (name,) in rows if not name.startswith("store.")]


def test_jobs_queued_meanwhile_share_one_commit(store: Store, path: Path) -> None:
    with held(store.writer):
        before = store.writer.commits
        waiting = [store.writer.submit(Inserting(f"n{number:03}")) for number in range(100)]
        assert store.writer.commits == before
    for future in waiting:
        future.result(PATIENCE_S)
    # one for the job that held the writer, one for all hundred
    assert store.writer.commits - before == 2
    assert len(names_in(path)) == 100


def test_a_long_queue_is_cut_into_groups(store: Store) -> None:
    with held(store.writer):
        before = store.writer.commits
        waiting = [store.writer.submit(Inserting(f"n{number}")) for number in range(600)]
    for future in waiting:
        future.result(PATIENCE_S)
    assert store.writer.commits - before == 1 + 3


def test_a_failing_job_fails_alone(store: Store, path: Path) -> None:
    with held(store.writer):
        first = store.writer.submit(Inserting("first"))
        wrong = store.writer.submit(Inserting("half", "first"))
        raising = store.writer.submit(broken)
        last = store.writer.submit(Inserting("last"))
    assert first.result(PATIENCE_S)
    assert last.result(PATIENCE_S)
    with pytest.raises(Conflict):
        wrong.result(PATIENCE_S)
    with pytest.raises(ZeroDivisionError):
        raising.result(PATIENCE_S)
    assert names_in(path) == ["first", "last"]


def test_publishing_waits_for_the_commit_and_comes_before_the_future(
    store: Store, path: Path
) -> None:
    heard: list[tuple[tuple[str, ...], list[str], bool, str]] = []
    future: Future[tuple[str, ...]]

    def publish(result: tuple[str, ...]) -> None:
        here = threading.current_thread().name
        heard.append((result, names_in(path), future.done(), here))

    with held(store.writer):
        future = store.writer.submit(Inserting("one"), publish)
        assert heard == []
    future.result(PATIENCE_S)
    assert heard == [(("one",), ["one"], False, "store-writer")]


def test_nothing_is_published_for_a_job_that_failed(store: Store) -> None:
    heard: list[tuple[str, ...]] = []
    store.writer.submit(Inserting("one")).result(PATIENCE_S)
    future = store.writer.submit(Inserting("one"), heard.append)
    with pytest.raises(Conflict):
        future.result(PATIENCE_S)
    assert heard == []


def test_a_publisher_that_raises_leaves_the_change_and_the_writer_alone(
    store: Store, path: Path
) -> None:
    def fail(_: tuple[str, ...]) -> None:
        raise RuntimeError

    assert store.writer.submit(Inserting("one"), fail).result(PATIENCE_S)
    assert store.writer.submit(Inserting("two")).result(PATIENCE_S)
    assert names_in(path) == ["one", "two"]


def test_a_full_disk_is_temporary_and_nothing_is_half_written(store: Store, path: Path) -> None:
    def fill(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    def empty(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")

    store.writer.submit(fill).result(PATIENCE_S)
    too_much = store.writer.submit(Inserting("small", "large", value="x" * 200_000))
    with pytest.raises(Temporary) as caught:
        too_much.result(PATIENCE_S)
    assert caught.value.code == "store_full"
    assert names_in(path) == []
    store.writer.submit(empty).result(PATIENCE_S)
    store.writer.submit(Inserting("after")).result(PATIENCE_S)
    assert names_in(path) == ["after"]


def test_a_lost_transaction_fails_the_group_and_the_next_one_works(
    store: Store, path: Path
) -> None:
    with held(store.writer):
        waiting = [
            store.writer.submit(Inserting("before")),
            store.writer.submit(lose_the_transaction),
            store.writer.submit(Inserting("behind")),
        ]
    for future in waiting:
        with pytest.raises(CtiError):
            future.result(PATIENCE_S)
    store.writer.submit(Inserting("after")).result(PATIENCE_S)
    assert names_in(path) == ["after"]


def test_a_locked_database_is_temporary(
    opener: Opener, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MS", 10)
    store = opener()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Temporary) as caught:
        store.writer.submit(Inserting("one")).result(PATIENCE_S)
    assert caught.value.code == "store_busy"
    assert store.cursors.get("one") is None
    other.execute("ROLLBACK")
    other.close()
    store.writer.submit(Inserting("two")).result(PATIENCE_S)
    assert names_in(path) == ["two"]


def test_closing_finishes_what_is_queued_and_takes_nothing_more(store: Store, path: Path) -> None:
    with held(store.writer):
        waiting = [store.writer.submit(Inserting(f"n{number}")) for number in range(5)]
        closing = threading.Thread(target=store.close)
        closing.start()
    closing.join(PATIENCE_S)
    assert all(future.result(0) for future in waiting)
    assert len(names_in(path)) == 5
    with pytest.raises(Cancelled):
        store.writer.submit(Inserting("late")).result(PATIENCE_S)
    store.close()


def test_a_job_cancelled_in_the_queue_is_not_done(store: Store, path: Path) -> None:
    with held(store.writer):
        unwanted = store.writer.submit(Inserting("unwanted"))
        wanted = store.writer.submit(Inserting("wanted"))
        assert unwanted.cancel()
    wanted.result(PATIENCE_S)
    with pytest.raises(CancelledError):
        unwanted.result(PATIENCE_S)
    assert names_in(path) == ["wanted"]


def test_readers_see_the_committed_state_while_the_writer_is_at_work(store: Store) -> None:
    store.cursors.set("feed", "1").result(PATIENCE_S)
    entered, release = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> None:
        connection.execute(text("UPDATE named_cursor SET value = '2'"))
        entered.set()
        release.wait(PATIENCE_S)

    future = store.writer.submit(slowly)
    assert entered.wait(PATIENCE_S)
    assert store.cursors.get("feed") == "1"
    release.set()
    future.result(PATIENCE_S)
    assert store.cursors.get("feed") == "2"
