"""Closing while somebody still reads: they may finish, and no connection stays open."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.pool import QueuePool

from cti_desktop.calls.errors import Cancelled
from cti_desktop.store import postgres
from cti_desktop.store.opening import Store
from cti_desktop.store.readers import Readers
from tests.store.making import PATIENCE_S


class Reader:
    """A reader on a thread of its own, which reads on when it is let."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._has_it, self.go_on = threading.Event(), threading.Event()
        self._threads = ThreadPoolExecutor(1)
        self.answer: Future[Any] = self._threads.submit(self._read)
        assert self._has_it.wait(PATIENCE_S)

    def _read(self) -> Any:
        with self._readers.lend() as connection:
            self._has_it.set()
            assert self.go_on.wait(PATIENCE_S)
            return connection.scalar(text("SELECT 42"))

    def end(self) -> None:
        self.go_on.set()
        self._threads.shutdown()


def refused(readers: Readers) -> bool:
    try:
        with readers.lend():
            return False
    except Cancelled:
        return True


@pytest.fixture
def engine(url: str, tmp_path: Path) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return create_engine(f"sqlite:///{tmp_path / 'any.db'}", poolclass=QueuePool)
    return postgres.reading_engine(address)


@pytest.fixture
def still_open(engine: Engine) -> set[int]:
    """The connections that were opened and not closed."""
    numbers: set[int] = set()
    event.listen(engine, "connect", lambda made, _: numbers.add(id(made)))
    event.listen(engine, "close", lambda made, _: numbers.discard(id(made)))
    return numbers


def test_closing_waits_for_whoever_reads(engine: Engine, still_open: set[int]) -> None:
    readers = Readers(engine, patience_s=PATIENCE_S)
    reader = Reader(readers)
    with ThreadPoolExecutor(1) as beside:
        closing = beside.submit(readers.close)
        until = time.monotonic() + PATIENCE_S
        while not refused(readers) and time.monotonic() < until:
            pass
        assert not closing.done()
        reader.go_on.set()
        closing.result(PATIENCE_S)
    assert reader.answer.result(PATIENCE_S) == 42
    assert still_open == set()
    reader.end()


def test_who_reads_too_long_ends_unhurt_and_leaves_nothing_open(
    engine: Engine, still_open: set[int]
) -> None:
    readers = Readers(engine, patience_s=0)
    reader = Reader(readers)
    readers.close()
    assert len(still_open) == 1
    reader.end()
    assert reader.answer.result() == 42
    assert still_open == set()


def test_a_closed_store_is_not_read_any_more(store: Store) -> None:
    store.close()
    with pytest.raises(Cancelled):
        store.journal.count()
