"""Asks a database the bare way: through SQLite's own command line, or its module where none is."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

_END = "-- that was all --"


class Bare(Protocol):
    """Runs a query and reads its whole answer."""

    def __call__(self, sql: str) -> None:
        """Run it."""


@contextmanager
def bare_sqlite(path: Path) -> Iterator[Bare]:
    """Lend a way to ask; the command line is one process for all questions."""
    program = shutil.which("sqlite3")
    if program is None:
        with closing(sqlite3.connect(path)) as connection:
            yield partial(_fetch, connection)
        return
    with subprocess.Popen(
        [program, "-batch", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as process:
        yield partial(_ask, process)
        if process.stdin is not None:
            process.stdin.close()


def _fetch(connection: sqlite3.Connection, sql: str) -> None:
    connection.execute(sql).fetchall()


def _ask(process: "subprocess.Popen[str]", sql: str) -> None:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the command line has no pipes")
    process.stdin.write(f"{sql};\n.print {_END}\n")
    process.stdin.flush()
    for line in process.stdout:
        if line.rstrip() == _END:
            return
    raise RuntimeError(f"sqlite3 ended at: {sql[:80]}")
