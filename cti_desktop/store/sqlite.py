"""All that is particular to SQLite: pragmas, transactions, files and what its errors mean.

The rest of the room writes SQL that PostgreSQL understands as well. Only `engines.py` and
`failures.py` call this module.
"""

import contextlib
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from cti_desktop.calls.errors import CtiError, Temporary, UserFixable

OUR_FILE = 0x43544944
"""SQLite's `application_id` of a file that is ours ("CTID")."""

BUSY_MS = 5_000
_BEGIN_AGAIN_S = 0.01
LOG_PAGES = 4_000
"""Pages of 4 KiB that the write-ahead log takes before they are copied into the database."""
CACHE_KIB = 8_000
"""What the writer may hold in memory: the upper pages of the indexes of a million events."""

_OURS = f"PRAGMA application_id = {OUR_FILE}"


def prepare_file(path: Path) -> None:
    """Make the folder and an empty file that only this user may read.

    Raises:
        UserFixable: the folder cannot be made or written, or a folder stands in the file's place.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        raise UserFixable(
            f"The call journal cannot be written at {path}: {error.strerror}. Choose another "
            "data folder, or allow writing there.",
            code="store_unwritable",
        ) from error


def prepare_writing(engine: Engine) -> None:
    """Make every transaction of this engine take the write lock at its beginning."""

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        _set_up(connection)
        _begin_log(connection)
        # What a statement needs to undo itself would go through a file; and the pages that every
        # append changes would be copied from the log into the database a thousand at a time.
        _run(connection, "PRAGMA temp_store = MEMORY")
        _run(connection, f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        _run(connection, f"PRAGMA cache_size = -{CACHE_KIB}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def prepare_reading(engine: Engine) -> None:
    """Make this engine see one moment per transaction and refuse to write."""

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        _set_up(connection)
        _run(connection, "PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def claim_file(connection: Connection) -> None:
    """Mark an empty file as ours; refuse one that belongs to another program.

    Raises:
        UserFixable: the file is another program's database.
    """
    owner = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if owner == OUR_FILE:
        return
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    if owner or tables:
        raise UserFixable(
            "The database file belongs to another program. Choose another data folder.",
            code="store_foreign",
        )
    connection.exec_driver_sql(_OURS)


def compact(engine: Engine) -> None:
    """Write the file anew without what was deleted, its index of texts and its log included."""
    raw = engine.raw_connection()
    try:
        with contextlib.closing(raw.cursor()) as cursor:
            cursor.execute("INSERT INTO call_search (call_search) VALUES ('optimize')")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def damaged() -> UserFixable:
    """Say that what the database holds is not what was written."""
    return UserFixable(
        "The call journal is damaged. Restore its file from a backup, or move it away and "
        "start again.",
        code="store_corrupt",
    )


def meaning_of(error: sqlite3.Error) -> CtiError | None:
    """Say what an error of the SQLite library means to us; None when nothing in particular."""
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return Temporary("The disk is full or fails; nothing was saved.", code="store_full")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Temporary("The call journal is busy; try again.", code="store_busy")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged()
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return UserFixable(
            "The call journal cannot be written. Allow writing in its folder.",
            code="store_unwritable",
        )
    return None


def _set_up(connection: sqlite3.Connection) -> None:
    # The driver would begin transactions by itself, too late and not at all for some statements.
    connection.isolation_level = None
    _run(connection, f"PRAGMA busy_timeout = {BUSY_MS}")
    _run(connection, "PRAGMA foreign_keys = ON")
    _run(connection, "PRAGMA synchronous = FULL")


def _begin_log(connection: sqlite3.Connection) -> None:
    """Write ahead from now on; where two programs begin that at once, SQLite lets neither wait."""
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            _run(connection, "PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_BEGIN_AGAIN_S)
        else:
            return


def _run(connection: sqlite3.Connection, pragma: str) -> None:
    with contextlib.closing(connection.cursor()) as cursor:
        cursor.execute(pragma)
