"""The numbers nobody here shall call without being asked: a text file an administrator may give."""

from pathlib import Path

import structlog

from cti_desktop.calls.dialling import listed_form
from cti_desktop.calls.numbers import parse_number

log = structlog.get_logger(__name__)


class DoNotCallList:
    """Reads the file again whenever it changed; one number a line, `#` begins a comment.

    Args:
        path: need not exist.
        region: ISO country for numbers in national form.
    """

    def __init__(self, path: Path, region: str | None) -> None:
        self._path = path
        self._region = region
        self._seen: tuple[float, int] | None = None
        self._numbers: frozenset[str] = frozenset()

    def numbers(self) -> frozenset[str]:
        """Return the numbers as `listed_form` writes them.

        A file that cannot be read leaves the numbers read before in force.
        """
        try:
            found = self._path.stat()
            mark = (found.st_mtime, found.st_size)
            if mark != self._seen:
                self._numbers = frozenset(self._read())
                self._seen = mark
        except FileNotFoundError:
            self._numbers, self._seen = frozenset(), None
        except (OSError, UnicodeError) as error:
            log.warning("do_not_call_unreadable", kind=type(error).__name__)
        return self._numbers

    def _read(self) -> set[str]:
        lines = self._path.read_text("utf-8-sig").splitlines()
        plain = (line.partition("#")[0].strip() for line in lines)
        return {listed_form(parse_number(line, self._region)) for line in plain if line}
