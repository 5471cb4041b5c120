"""Durable appends through the writer, against bare sqlite3 loops that commit the same rows."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measured import Measured
from benchmarks.samples import events
from cti_desktop.calls.codec import encode
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.opening import open_store

_CALLS = 4_000
_GROUP = 240


def measure() -> Iterator[Measured]:
    """Append the same events three ways; the group size is the same for the first two."""
    told = list(events(_CALLS))
    groups = [told[i : i + _GROUP] for i in range(0, len(told), _GROUP)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = len(told) / _timed(lambda: _ours(folder / "ours.db", groups))
        grouped = len(told) / _timed(lambda: _bare(folder / "grouped.db", groups))
        few = told[: len(told) // 8]
        single = len(few) / _timed(lambda: _bare(folder / "single.db", [[e] for e in few]))
    for name, baseline, limit in (
        ("bare loop, same groups", grouped, 0.5),
        ("bare loop, one row a commit", single, 5.0),
    ):
        yield Measured(
            bench="journal",
            metric=f"appends vs {name}",
            value=ours,
            unit="events/s",
            baseline=baseline,
            limit=limit,
            at_least=True,
        )


def _ours(path: Path, groups: list[list[CallEvent]]) -> None:
    store = open_store(f"sqlite:///{path}")
    try:
        for future in [store.journal.append(group) for group in groups]:
            future.result()
    finally:
        store.close()


def _bare(path: Path, groups: list[list[CallEvent]]) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("create table event (n integer primary key, id text unique, body blob)")
        for group in groups:
            rows = [(event.id, encode(event)) for event in group]
            connection.executemany("insert into event (id, body) values (?, ?)", rows)
            connection.commit()
    finally:
        connection.close()


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
