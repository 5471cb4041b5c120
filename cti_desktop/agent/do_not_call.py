"""The numbers nobody here shall call without being asked: a text file an administrator may give."""

from pathlib import Path

import structlog

from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.dialling import listed_form
from cti_desktop.calls.errors import CtiError, UserFixable
from cti_desktop.calls.numbers import parse_number
from cti_desktop.crm.text_lines import text_lines

_UNREADABLE = "not_a_list"

log = structlog.get_logger(__name__)


class DoNotCallList:
    """Reads the file again whenever it changed; one number a line, `#` begins a comment.

    Args:
        path: need not exist, unless it is `given`.
        region: ISO country for numbers in national form.
        given: somebody set it, so that it has to be there: a share may be away.
    """

    def __init__(self, path: Path, region: str | None, *, given: bool = False) -> None:
        self.path = path
        self._region = region
        self._given = given
        self._seen: tuple[float, int] | None = None
        self._numbers: frozenset[str] | None = None
        self.readable = True

    def numbers(self) -> frozenset[str] | None:
        """Return the numbers as `listed_form` writes them.

        A file that cannot be read leaves the numbers read before in force; None when there are none
        such, so that nobody knows who is listed.
        """
        try:
            found = self.path.stat()
            mark = (found.st_mtime, found.st_size)
            if mark != self._seen:
                self._numbers = frozenset(self._read())
                self._seen = mark
            self.readable = True
        except FileNotFoundError as error:
            if self._given:
                self._miss(error)
            else:
                self._numbers, self._seen, self.readable = frozenset(), None, True
        except (OSError, CtiError) as error:
            self._miss(error)
        return self._numbers

    def _miss(self, error: Exception) -> None:
        if self.readable:
            log.warning("do_not_call_unreadable", kind=type(error).__name__)
        self.readable = False

    def _read(self) -> set[str]:
        lines = list(text_lines(self.path))
        plain = [line.text.partition("#")[0].strip() for line in lines]
        written = [line for line in plain if line]
        numbers = [line for line in written if any(c.isdecimal() for c in line)]
        if not all(line.whole for line in lines) or (written and not numbers):
            raise UserFixable(f"{self.path.name} is no list of numbers.", code=_UNREADABLE)
        return {listed_form(parse_number(line, self._region)) for line in numbers}


def list_of(settings: DeskSettings) -> DoNotCallList:
    """Return the desk's list: the file that was set, or the one in its folder if there is any."""
    path = settings.do_not_call or settings.data_dir / "do-not-call.txt"
    return DoNotCallList(path, settings.region, given=settings.do_not_call is not None)
