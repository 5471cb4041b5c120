"""The connections of one database: one that writes, a pool that reads; made by `opening.py`."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.event import listen
from sqlalchemy.pool import QueuePool

from cti_desktop.store import postgres, sqlite
from cti_desktop.store.damage import Damage
from cti_desktop.store.failures import translating
from cti_desktop.store.readers import Readers

_KEPT_READERS = 4


class Engines:
    """Holds the writing engine and the reading pool of a database.

    Args:
        url: `sqlite://` without a file is a database in a temporary folder that goes at `close`:
            a database in memory has no readers beside the writer.

    Raises:
        UserFixable: the address is of no database we know, its driver is missing, or the file
            cannot be written.
    """

    def __init__(self, url: URL) -> None:
        self.sqlite = url.get_backend_name() == "sqlite"
        self._temporary: Path | None = None
        if self.sqlite and url.database in (None, "", ":memory:"):
            self._temporary = Path(tempfile.mkdtemp(prefix="cti-store-"))
            url = url.set(database=str(self._temporary / "journal.db"))
        self._url = url if self.sqlite else postgres.address(url)
        kept = self.sqlite and self._temporary is None
        self.damage = Damage(Path(url.database or "") if kept else None)
        self.writing = self._open_sqlite() if self.sqlite else postgres.writing_engine(self._url)
        self._readers = Readers(self._open_readers())

    def _open_sqlite(self) -> Engine:
        sqlite.prepare_file(Path(self._url.database or ""))
        engine = create_engine(self._url, poolclass=QueuePool, pool_size=1)
        sqlite.prepare_writing(engine)
        return engine

    def _open_readers(self) -> Engine:
        if not self.sqlite:
            return postgres.reading_engine(self._url)
        engine = create_engine(
            self._url, poolclass=QueuePool, pool_size=_KEPT_READERS, max_overflow=-1
        )
        sqlite.prepare_reading(engine)
        return engine

    def begin_upgrade(self, connection: Connection) -> None:
        """Keep other processes from migrating as well; first thing in the transaction.

        Raises:
            UserFixable: the file is another program's database.
        """
        if self.sqlite:
            sqlite.claim_file(connection)
        else:
            postgres.lock_migrations(connection)

    def begin_writing(self, connection: Connection) -> None:
        """Let this process alone write until the transaction ends; first thing in it."""
        if not self.sqlite:  # SQLite's transactions begin so
            postgres.lock_writing(connection)

    def on_new_writing(self, made: Callable[[], None]) -> None:
        """Call whenever the server is connected to anew for writing: it may be another one."""
        if not self.sqlite:
            listen(self.writing, "connect", lambda *_: made())

    def notify(self, connection: Connection, token: str) -> None:
        """Tell other processes that events were appended, once that is committed."""
        if not self.sqlite:
            postgres.notify(connection, token)

    def compact(self) -> bool | None:
        """Leave nothing of deleted rows in the file; None where the server sees to that itself.

        Raises:
            CtiError: somebody else has the database open and uses it now.
        """
        if not self.sqlite:
            return None
        with translating():
            sqlite.compact(self.writing)
        return True

    @contextmanager
    def listening(self) -> Iterator[Connection]:
        """Lend a connection of its own that hears what `notify` tells; PostgreSQL only."""
        engine = postgres.listening_engine(self._url)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that sees one moment of the database; any thread.

        Raises:
            Cancelled: the database is closed.
            CtiError: the database failed.
        """
        with self.damage.watching(), translating(), self._readers.lend() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections, after a short wait for those that still read."""
        self._readers.close()
        self.writing.dispose()
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
