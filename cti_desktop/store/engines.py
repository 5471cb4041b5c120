"""The connections of one database: one that writes, a pool that reads; made by `opening.py`."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.pool import QueuePool

from cti_desktop.store import sqlite
from cti_desktop.store.failures import translating

_KEPT_READERS = 4


class Engines:
    """Holds the writing engine and the reading pool of a database.

    Args:
        url: `sqlite://` without a file is a database in a temporary folder that goes at `close`:
            a database in memory has no readers beside the writer.
    """

    def __init__(self, url: URL) -> None:
        self.sqlite = url.get_backend_name() == "sqlite"
        self._temporary: Path | None = None
        if self.sqlite and url.database in (None, "", ":memory:"):
            self._temporary = Path(tempfile.mkdtemp(prefix="cti-store-"))
            url = url.set(database=str(self._temporary / "journal.db"))
        if self.sqlite:
            sqlite.prepare_file(Path(url.database or ""))
        self.writing = create_engine(url, poolclass=QueuePool, pool_size=1)
        self._reading = create_engine(
            url, poolclass=QueuePool, pool_size=_KEPT_READERS, max_overflow=-1
        )
        if self.sqlite:
            sqlite.prepare_writing(self.writing)
            sqlite.prepare_reading(self._reading)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that sees one moment of the database; any thread.

        Raises:
            CtiError: the database failed.
        """
        with translating(), self._reading.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._reading.dispose()
        self.writing.dispose()
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
