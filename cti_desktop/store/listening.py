"""Hears from PostgreSQL that another process appended to the journal (LISTEN), and tells of it.

On its own thread, with its own connection; after a lost connection it begins again and asks for
what it missed. `journal.py` starts it when the database is PostgreSQL.
"""

import selectors
import socket
import threading
from collections.abc import Callable
from typing import Protocol, cast

import structlog
from sqlalchemy import Connection

from cti_desktop.calls.errors import CtiError
from cti_desktop.store.engines import Engines
from cti_desktop.store.failures import translating
from cti_desktop.store.postgres import CHANNEL

_AGAIN_S = 2.0
_LOOK_S = 15.0
"""Silence after which the connection is tried: a firewall that dropped it tells nobody."""

_log = structlog.get_logger(__name__)


class _Notice(Protocol):
    payload: str


class _Listener(Protocol):
    """The part of psycopg's connection that is used here."""

    def fileno(self) -> int: ...

    def add_notify_handler(self, callback: Callable[[_Notice], None]) -> None: ...


class Listening:
    """Calls `heard` whenever others appended; ends with `close`.

    Args:
        engines: gives the connection.
        token: names this process; notices that carry it are its own.
        heard: called on this thread, now and then also without a notice; after a `CtiError` it is
            called again some time later.
    """

    def __init__(self, engines: Engines, token: str, heard: Callable[[], None]) -> None:
        self._engines = engines
        self._token = token
        self._heard = heard
        self._closing = threading.Event()
        self._bell, self._rung = socket.socketpair()
        self._thread = threading.Thread(target=self._work, name="store-listening", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; again is harmless."""
        if not self._closing.is_set():
            self._closing.set()
            self._bell.send(b"!")
            self._thread.join()
            self._bell.close()
            self._rung.close()

    def _work(self) -> None:
        while not self._closing.is_set():
            try:
                with translating(), self._engines.listening() as connection:
                    self._listen(connection)
            except CtiError as error:
                _log.warning("journal_listening_lost", code=error.code)
                self._closing.wait(_AGAIN_S)
            except Exception:  # noqa: BLE001 - without this thread nothing of others is heard
                _log.exception("journal_listening_failed")
                self._closing.wait(_AGAIN_S)

    def _listen(self, connection: Connection) -> None:
        tokens: list[str] = []
        driver = cast(_Listener, connection.connection.driver_connection)
        driver.add_notify_handler(lambda notice: tokens.append(notice.payload))
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        self._heard()  # of what came before the LISTEN
        # Not select.select: with a thousand desktops a handle's number is beyond what it takes.
        with selectors.DefaultSelector() as selector:
            for handle in (driver.fileno(), self._rung.fileno()):
                selector.register(handle, selectors.EVENT_READ)
            while not self._closing.is_set():
                silent = not selector.select(_LOOK_S)
                connection.exec_driver_sql("SELECT 1")  # takes in the notices; raises if cut off
                # Also after silence: of an own append whose commit nobody confirmed, the notice
                # is one's own.
                if silent or any(token != self._token for token in tokens):
                    self._heard()
                tokens.clear()
