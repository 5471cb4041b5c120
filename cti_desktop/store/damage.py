"""Remembers that a SQLite file was found damaged while in use, so that the next start mends it.

The mark is a file beside the database: the database itself can no longer be trusted to keep one.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog

from cti_desktop.calls.errors import CtiError

CORRUPT = "store_corrupt"
_log = structlog.get_logger(__name__)


def mark_of(file: Path) -> Path:
    """Return where the mark of a database file is."""
    return file.with_name(f"{file.name}.damaged")


class Damage:
    """Notices errors that mean damage; any thread.

    Args:
        file: the database; None when there is no file to mend.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._found = False
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Hear of damage once, at once when it was found already; on the thread that found it."""
        with self._guard:
            self._listeners.append(listener)
            found = self._found
        if found:
            listener()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Notice what is raised inside."""
        try:
            yield
        except CtiError as error:
            self._notice(error)
            raise

    def heard(self, done: Future[Any]) -> None:
        """Notice how a write ended."""
        if not done.cancelled():
            self._notice(done.exception())

    def _notice(self, error: BaseException | None) -> None:
        if self._file is None or not isinstance(error, CtiError) or error.code != CORRUPT:
            return
        with self._guard:
            if self._found:
                return
            self._found = True
            listeners = list(self._listeners)
        _log.error("store_found_damaged")
        with suppress(OSError):  # the next start finds out by itself, later
            mark_of(self._file).touch(mode=0o600)
        for listener in listeners:
            listener()
