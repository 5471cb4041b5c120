"""Opens the store for a program: makes the folder, migrates, starts the writer.

Alembic takes longer to import than a database that is up to date takes to open, and the desktop
starts often: so it is loaded here at the moment it is needed, and one query tells whether it is.
"""

import importlib
from enum import Enum, auto
from pathlib import Path
from typing import Protocol, cast

import structlog
from sqlalchemy import URL, Connection, column, inspect, make_url, select, table
from sqlalchemy.exc import ArgumentError

from cti_desktop.calls.errors import UserFixable
from cti_desktop.store.audit import Audit
from cti_desktop.store.cursors import Cursors
from cti_desktop.store.directory import Directory
from cti_desktop.store.engines import Engines
from cti_desktop.store.erasing import Erasing
from cti_desktop.store.failures import translating
from cti_desktop.store.grants import Grants
from cti_desktop.store.journal import Journal
from cti_desktop.store.leases import Leases
from cti_desktop.store.letters import Letters
from cti_desktop.store.log import CallLog
from cti_desktop.store.marks import Marks
from cti_desktop.store.one_time import OneTime
from cti_desktop.store.outbox import Outbox
from cti_desktop.store.rebuilding import Progress
from cti_desktop.store.retaining import Retention
from cti_desktop.store.rows import ROWS_VERSION
from cti_desktop.store.schema import HEAD
from cti_desktop.store.sessions import Sessions
from cti_desktop.store.stories import Stories
from cti_desktop.store.texts import Texts
from cti_desktop.store.writer import Writer

log = structlog.get_logger(__name__)

_ROWS = "store.rows"
_VERSION = table("alembic_version", column("version_num"))


class Age(Enum):
    """How a database stands to this program: only an older one can be brought up to date."""

    OLDER = auto()
    CURRENT = auto()
    NEWER = auto()


class Store:
    """Everything a program keeps; made by `open_store`.

    Reads may come from any thread and never wait for the writer. Writes return futures that
    resolve once they are on the disk.
    """

    def __init__(self, engines: Engines, *, region: str | None) -> None:
        self._engines = engines
        self.damage = engines.damage
        self.writer = Writer(engines.writing, engines.begin_writing, engines.damage.heard)
        try:
            marks = Marks(engines, region=region)
            self.journal = Journal(engines, self.writer, region=region, marks=marks)
        except BaseException:
            self.writer.close()
            raise
        self.erasing = Erasing(engines, self.writer, self.journal, marks, region=region)
        self.retention = Retention(engines, self.writer, region=region)
        self.audit = Audit(engines, self.writer)
        self.leases = Leases(self.writer)
        self.log = CallLog(engines, region=region)
        self.directory = Directory(engines, self.writer, region=region)
        self.stories = Stories(engines)
        self.texts = Texts(engines, self.writer, region=region)
        self.outbox = Outbox(engines, self.writer)
        self.letters = Letters(engines, self.writer)
        self.cursors = Cursors(engines, self.writer)
        self.grants = Grants(engines, self.writer)
        self.sessions = Sessions(engines, self.writer)
        self.one_time = OneTime(self.writer)

    def close(self) -> None:
        """Finish every queued write and close the database; again is harmless."""
        self.journal.close()
        self.writer.close()
        self._engines.close()


def open_store(url: str, *, region: str | None = None, progress: Progress | None = None) -> Store:
    """Open the database at `url`, make or migrate it where needed.

    After an upgrade of the program every call may have to be folded again, which takes a while.

    Args:
        url: `sqlite:///path`, `sqlite://` for one that goes when it is closed, or
            `postgresql+psycopg://…`.
        region: ISO country of numbers in national form.
        progress: told (events read, events in all) while calls are folded again, on another thread.

    Raises:
        UserFixable: the folder cannot be written, the file is damaged, another program's or of a
            newer version; the message says what to do.
        Temporary: another process holds the database.
    """
    engines = Engines(_parsed(url))
    try:
        _bring_up_to_date(engines)
        store = Store(engines, region=region)
    except BaseException:
        engines.close()
        raise
    try:
        _fold_anew_if_older(store, progress)
    except BaseException:
        store.close()
        raise
    return store


def age_of(url: str) -> Age:
    """Tell whether a database is of this program's version; it stays as it is.

    Raises:
        CtiError: it cannot be opened.
    """
    engines = Engines(_parsed(url))
    try:
        with translating(), engines.reading() as connection:
            version = _version(connection) or ""
    finally:
        engines.close()
    if version == HEAD:
        return Age.CURRENT
    return Age.NEWER if version > HEAD else Age.OLDER  # they are counted, with as many digits


def lacking_file(url: str) -> str | None:
    """Return the path of an SQLite file that is not there; None for one that is, or a server.

    Raises:
        UserFixable: the address is none.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return None if Path(parsed.database).exists() else parsed.database


def rebuild_store(url: str, region: str | None, progress: Progress | None = None) -> int:
    """Open a database, fold every call again and close it; gives how many calls there are.

    Args:
        url: as for `open_store`; other programs may have it open.
        region: as for `open_store`.
        progress: told (events read, events in all), on another thread.

    Raises:
        CtiError: as for `open_store`, or the database failed on the way.
    """
    store = open_store(url, region=region)
    try:
        return store.journal.rebuild(progress).result()
    finally:
        store.close()


def _fold_anew_if_older(store: Store, progress: Progress | None) -> None:
    """Fold every call again when another version of this program folded those in the file."""
    if store.cursors.get(_ROWS) == ROWS_VERSION:
        return
    if store.journal.count():
        store.journal.rebuild(_Told(progress)).result()
    store.cursors.set(_ROWS, ROWS_VERSION).result()


class _Told:
    """Passes progress on, and writes every tenth of it into the log."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._tenth = -1

    def __call__(self, done: int, total: int) -> None:
        tenth = 10 * done // max(1, total)
        if tenth != self._tenth:
            self._tenth = tenth
            log.info("folding_anew", events=done, of=total)
        if self._progress is not None:
            self._progress(done, total)


def _bring_up_to_date(engines: Engines) -> None:
    with translating():
        with engines.reading() as connection:
            if _version(connection) == HEAD:
                return
        with engines.writing.begin() as connection:
            engines.begin_upgrade(connection)
            if _version(connection) != HEAD:
                _load_upgrading().upgrade(connection)


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise UserFixable(
            "The database address is not understood; it looks like sqlite:///path/to/file.",
            code="store_url",
        ) from error


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


class _Upgrading(Protocol):
    def upgrade(self, connection: Connection) -> None: ...


def _load_upgrading() -> _Upgrading:
    return cast(_Upgrading, importlib.import_module("cti_desktop.store.upgrading"))
