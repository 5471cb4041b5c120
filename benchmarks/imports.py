"""A million contacts from a CSV file, with the window open: time, memory, and how long it stands.

The baseline reads the same file with Python's csv and puts its rows into a bare SQLite table with
one index, which is the least that anybody who keeps them has to do.
"""

import csv
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.import_window import import_in_window
from benchmarks.measured import Measured

_ROWS = 1_000_000
_GROWTH_MB = 300.0
_STALL_MS = 100.0


def measure(rows: int = _ROWS) -> Iterator[Measured]:
    """Write the file, import it both ways."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "people.csv"
        write_people(file, rows)
        bare = _bare(folder / "bare.db", file)
        done = import_in_window(folder / "data", file)
    if done.rows != rows:
        raise AssertionError(f"{done.rows} of {rows} contacts came")
    what = f"{rows} contacts from CSV"
    yield Measured(bench="imports", metric=what, value=done.seconds, unit="s", baseline=bare)
    yield Measured(
        bench="imports",
        metric="memory grown meanwhile",
        value=done.grown_mb,
        unit="MB",
        limit=_GROWTH_MB,
    )
    yield Measured(
        bench="imports",
        metric="longest stall of the window",
        value=done.stall_ms,
        unit="ms",
        limit=_STALL_MS,
    )


def write_people(file: Path, rows: int) -> None:
    """Write a file as other programs do."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("Full name", "Company", "Phone", "City"))
        for number in range(rows):
            firm = f"Firm {number % 5000}"
            writer.writerow((f"Person {number}", firm, f"+1212{number:07}", "New York"))


def _bare(database: Path, file: Path) -> float:
    began = time.perf_counter()
    with closing(sqlite3.connect(database)) as connection, file.open(encoding="utf-8") as lines:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE person (name, firm, phone, city)")
        connection.execute("CREATE INDEX by_phone ON person (phone)")
        connection.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", csv.reader(lines))
        connection.commit()
    return time.perf_counter() - began
