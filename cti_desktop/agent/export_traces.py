"""Clears up after exports that were cut off: unfinished files hold the calls of people.

While one is written, which files it makes stands in a list in the data folder. The next start
deletes what a list names, if it is still what an export leaves behind: by its name, and untouched
for a day, so that no export that still goes on loses anything.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

UNTOUCHED_S = 24 * 60 * 60.0
PART = re.compile(r".+\.[0-9a-f]{8}\.part")
"""How a file is called until it is whole."""
_SHEET = re.compile(r"openpyxl\.\w+")

log = structlog.get_logger(__name__)


class ExportTraces:
    """The lists of this data folder; any thread, blocks."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "exports"

    @contextmanager
    def noting(self) -> Iterator[Callable[[Path], None]]:
        """Give what is told of each file before or as it is made; afterwards all of them are gone.

        A list that cannot be written is no reason not to export.
        """
        listed, files = self._folder / f"{secrets.token_hex(4)}.txt", list[Path]()

        def note(file: Path) -> None:
            files.append(file)
            with suppress(OSError):
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                told = "".join(f"{one.absolute()}\n" for one in files)
                listed.write_text(told, "utf-8", "surrogateescape")

        try:
            yield note
        finally:
            if not any(one.exists() for one in files):
                _delete(listed)

    def clear(self, now: Callable[[], float] = time.time) -> None:
        """Delete what exports left here that were cut off, a day or longer ago."""
        before = now() - UNTOUCHED_S
        for listed in self._folder.glob("*.txt"):
            if not _untouched_since(before, listed):
                continue
            told = listed.read_text("utf-8", "surrogateescape").split("\n")
            left = [Path(line) for line in told if _is_ours(Path(line))]
            gone = [one for one in left if _untouched_since(before, one) and _delete(one)]
            if not any(one.exists() for one in left):
                _delete(listed)
            log.info("export_cleared_up", files=len(gone))


def _is_ours(file: Path) -> bool:
    return file.is_absolute() and bool(PART.fullmatch(file.name) or _SHEET.fullmatch(file.name))


def _untouched_since(before: float, file: Path) -> bool:
    try:
        return file.is_file() and file.lstat().st_mtime < before
    except OSError:
        return False


def _delete(file: Path) -> bool:
    with suppress(OSError):
        file.unlink(missing_ok=True)
        return True
    return False
