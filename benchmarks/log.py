"""The call log of a million calls, against the same query in the bare sqlite3 module."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.filling import fill_calls
from benchmarks.measured import Measured, quantile
from cti_desktop.store.log import LogQuery, Sort
from cti_desktop.store.opening import open_store

_CALLS = 1_000_000
_TURNS = 20
_FRAME_MS = 16.0
_LIMIT = 2.0
_LAST = "ORDER BY {} LIMIT 100"
_NEWEST = _LAST.format("started_at DESC, id DESC")
_RARE = "WHERE search LIKE '%note%' AND search LIKE '%123456%'"
_COMMON = "WHERE search LIKE '%caller%' AND search LIKE '%77%'"
_QUERIES = (
    ("open", LogQuery(), _NEWEST),
    ("find a rare word", LogQuery(text="note 123456"), f"{_RARE} {_NEWEST}"),
    ("find a common word", LogQuery(text="caller 77"), f"{_COMMON} {_NEWEST}"),
    ("jump to the end", LogQuery(sort=Sort.OLDEST), _LAST.format("started_at, id")),
    ("sort by talk time", LogQuery(sort=Sort.LONGEST), _LAST.format("talk_s DESC, id DESC")),
)


def measure() -> Iterator[Measured]:
    """Fill a log, then ask each question of ours and of the bare module, in turns.

    The limit is twice the bare query and one frame of the screen, so the frame is taken off first.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        store = open_store(f"sqlite:///{path}")
        connection = sqlite3.connect(path)
        try:
            fill_calls(store.journal, _CALLS)
            for name, query, bare in _QUERIES:
                sql = f"SELECT body FROM folded_call {bare}"  # noqa: S608 - our own text
                ours, theirs = _p99s(
                    partial(store.log.page, query), partial(_fetch, connection, sql)
                )
                yield Measured(
                    bench="log",
                    metric=f"{name}, p99 less a frame",
                    value=max(0.0, ours - _FRAME_MS),
                    unit="ms",
                    baseline=theirs,
                    limit=_LIMIT,
                )
        finally:
            connection.close()
            store.close()


def _fetch(connection: sqlite3.Connection, sql: str) -> None:
    connection.execute(sql).fetchall()


def _p99s(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TURNS):
        for work, times in zip((ours, theirs), took, strict=True):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
    return quantile(took[0], 0.99) * 1000, quantile(took[1], 0.99) * 1000
