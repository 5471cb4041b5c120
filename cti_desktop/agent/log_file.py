"""Keeps the newest of the program's log in the data folder, for a person to look at and to send.

What arrives here is masked already; see `logs.configure_logs`.
"""

import os
import sys
from pathlib import Path
from typing import TextIO

import structlog

_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
NAME = "desk.jsonl"
LARGEST = 2_000_000
SHOWN = 400_000


class LogFile:
    """Writes to a stream and to a file that starts anew when it is full; the one before is kept.

    Args:
        folder: made if it is not there.
        beside: what is written there as well.
    """

    def __init__(self, folder: Path, beside: TextIO) -> None:
        self._path, self._beside = folder / NAME, beside
        self._broken = False
        self._size = 0
        try:
            for one in (folder.parent, folder):  # the log is often the first to be written
                one.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._size = self._path.stat().st_size if self._path.exists() else 0
        except OSError:
            self._broken = True

    def write(self, text: str) -> int:
        """Write a piece; a file that cannot be written is given up, the stream goes on."""
        self._beside.write(text)
        if not self._broken:
            try:
                self._keep(text)
            except OSError:
                self._broken = True
        return len(text)

    def flush(self) -> None:
        """Flush the stream; the file is written through."""
        self._beside.flush()

    def _keep(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        if self._size + len(data) > LARGEST:
            self._path.replace(self._path.with_suffix(".1.jsonl"))
            self._size = 0
        with os.fdopen(os.open(self._path, _APPENDING, 0o600), "ab") as file:
            file.write(data)
        self._size += len(data)


def keep_logs(data_dir: Path) -> LogFile:
    """Write the log into the data folder too from here on; returns what writes it."""
    kept = LogFile(data_dir / "log", sys.stderr)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=kept))  # type: ignore[arg-type]  # it only writes and flushes
    return kept


def newest_log(data_dir: Path) -> str:
    """Return the end of the kept log; empty when there is none."""
    try:
        data = (data_dir / "log" / NAME).read_bytes()[-SHOWN:]
    except OSError:
        return ""
    return data.decode("utf-8", "replace")
