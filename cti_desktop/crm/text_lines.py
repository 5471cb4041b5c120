"""Lines of a text file whose encoding nobody tells: read as far as they can be, one by one.

UTF-8 and UTF-16 with their marks, UTF-8 without, and where a line is not UTF-8, the old western
Windows encoding, as programs on the desk still write it. The file is read as it is asked for.
"""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cti_desktop.calls.errors import UserFixable

LONGEST_LINE = 100_000
_OLD = "cp1252"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line without its end.

    Attributes:
        number: counted from 1.
        read: bytes of the file read up to its end.
        whole: False where a character is of no encoding, or the line is too long and was cut.
    """

    number: int
    text: str
    read: int
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row, or something in it, that was left out.

    Attributes:
        row: counted from 1 with the heading, as a spreadsheet shows it.
        whole: nothing of the row was taken.
    """

    row: int
    text: str
    whole: bool = False


def text_lines(path: Path) -> Iterator[TextLine]:
    """Yield every line.

    Raises:
        UserFixable: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            mark = file.read(2)
            file.seek(0)
            if mark in _UTF_16:
                yield from _utf_16(path)
                return
            read = 0
            for number, raw in enumerate(file, 1):
                read += len(raw)
                yield _line(number, raw, read)
    except OSError as error:
        raise UserFixable(
            f"{path.name} cannot be read: {error.strerror}.", code="import_unreadable"
        ) from error


def _line(number: int, raw: bytes, read: int) -> TextLine:
    cut = raw[:LONGEST_LINE].rstrip(b"\r\n")
    if number == 1:
        cut = cut.removeprefix(codecs.BOM_UTF8)
    text, whole = _decoded(cut)
    return TextLine(number, _plain(text), read, whole and len(raw) <= LONGEST_LINE)


def _plain(text: str) -> str:
    return text.replace("\0", "").replace("\r", " ")


def _decoded(raw: bytes) -> tuple[str, bool]:
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        text = raw.decode(_OLD, "replace")
        return text, "\ufffd" not in text


def _utf_16(path: Path) -> Iterator[TextLine]:
    with path.open(encoding="utf-16", errors="replace", newline=None) as file:
        read = 0
        for number, line in enumerate(file, 1):
            read += 2 * len(line)
            text = _plain(line[:LONGEST_LINE].rstrip("\n"))
            whole = "\ufffd" not in text and len(line) <= LONGEST_LINE
            yield TextLine(number, text, read, whole)


Told = Callable[[int], None]
"""Hears how many bytes of a file were read."""
