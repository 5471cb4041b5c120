"""The connections that read: lent while the database is open, and none left open after its close.

A pool that is disposed takes back what was lent before, and nobody closes that any more; a disposed
engine even makes connections anew. So whoever reads is counted here, on whatever thread it is.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import Connection, Engine

from cti_desktop.calls.errors import Cancelled

_PATIENCE_S = 5.0

_log = structlog.get_logger(__name__)


class Readers:
    """Lends connections of an engine to any thread until it is closed.

    Args:
        engine: makes them; belongs to the readers from now on.
        patience_s: how long `close` waits for those that still read.
    """

    def __init__(self, engine: Engine, *, patience_s: float = _PATIENCE_S) -> None:
        self._engine = engine
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._lent = 0
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """Lend a connection; it is back at the end of the block.

        Raises:
            Cancelled: they are closed.
            SQLAlchemyError: the database failed.
        """
        self._count_in()
        try:
            with self._engine.connect() as connection:
                yield connection
        finally:
            self._count_out()

    def close(self) -> None:
        """Refuse readers, wait a while for those there are, close all; again is harmless.

        A connection that comes back later is closed then.
        """
        until = time.monotonic() + self._patience_s
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._lent, until - time.monotonic())
            late = self._lent
        if late:
            _log.warning("store_closed_while_read", readers=late)
        self._engine.pool.dispose()

    def _count_in(self) -> None:
        with self._changed:
            if self._closed:
                raise Cancelled("The store is closed.", code="store_closed")
            self._lent += 1

    def _count_out(self) -> None:
        with self._changed:
            self._lent -= 1
            self._changed.notify_all()
            late = self._closed
        if late:  # it is in the pool again, where nobody else closes it
            self._engine.pool.dispose()
