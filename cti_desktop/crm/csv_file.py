"""Contacts from a CSV file of any program; a row that cannot be meant is reported, never guessed.

The first line names the columns; which column is what is guessed from the names and can be said
otherwise. A row that is broken, such as a quotation mark that is never closed, costs that row only.
"""

import csv
import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from cti_desktop.calls.errors import UserFixable
from cti_desktop.crm.fields import Field, GivenContact, make_contact
from cti_desktop.crm.text_lines import RowProblem, TextLine, Told, text_lines

_DELIMITERS = (",", ";", "\t")
_LINES_OF_A_ROW = 60
# From a quotation mark up to the one that closes, or to the end; it never has to go back.
_INSIDE = re.compile(r'"(?:[^"]+|"")*')
_COLUMNS = 200
_LETTERS = re.compile(r"[^a-z0-9]+")
_KNOWN = {
    Field.ID: "id|contactid|recordid|uid",
    Field.NAME: "name|fullname|displayname|contactname|filesas|anzeigename",
    Field.FIRST_NAME: "firstname|givenname|forename|vorname",
    Field.LAST_NAME: "lastname|familyname|surname|nachname",
    Field.FIRM: "firm|company|organization|organisation|organizationname|organization1name|account"
    "|accountname|firma|unternehmen",
    Field.TITLE: "title|jobtitle|position|organization1title|funktion",
    Field.EMAIL: "email|emailaddress|email1value|mail|primaryemail",
    Field.PHONES: "phones",
    Field.WORK: "work|phone|phonenumber|telephone|businessphone|workphone|phone1value|officephone"
    "|telefon|telefongeschaeftlich|telefongeschftlich",
    Field.MOBILE: "mobile|mobilephone|cell|cellphone|mobilephonenumber|phone2value|mobiltelefon"
    "|handy|mobil",
    Field.HOME: "home|homephone|privatephone|telefonprivat",
    Field.OTHER: "other|otherphone|phone2|businessphone2|phone3value",
    Field.COUNTRY: "country|countrycode|businesscountry|businesscountryregion|land",
    Field.CITY: "city|town|businesscity|ort|stadt",
    Field.NOTES: "notes|note|comment|comments|notizen",
    Field.FAVOURITE: "favourite|favorite|starred|favorit",
}


class CsvTable:
    """An open table: its headings, and contacts made of its rows."""

    def __init__(self, path: Path, headings: list[str], delimiter: str) -> None:
        self._path, self._delimiter = path, delimiter
        self.headings = tuple(headings)

    def guess(self) -> dict[Field, int]:
        """Say which column is probably what, by its name."""
        plain = [_LETTERS.sub("", one.casefold()) for one in self.headings]
        found: dict[Field, int] = {}
        for field, names in _KNOWN.items():
            places = [at for at, one in enumerate(plain) if one in names.split("|")]
            if places:
                found[field] = places[0]
        return found

    def contacts(
        self,
        columns: Mapping[Field, int],
        *,
        source: str,
        region: str | None,
        told: Told | None = None,
    ) -> Iterator[GivenContact | RowProblem]:
        """Yield a contact for each row, and what had to be left out."""
        for line, cells in self._rows(told):
            row = line.number
            if isinstance(cells, str):
                yield RowProblem(row=row, text=cells, whole=True)
                continue
            if not any(cells):
                continue
            problems: list[RowProblem] = []
            if any(cells[len(self.headings) :]):
                text = "The row has more cells than the first line names."
                problems.append(RowProblem(row=row, text=text))
            given = {f: cells[at].strip() for f, at in columns.items() if at < len(cells)}
            contact = make_contact(
                given, row=row, source=source, region=region, problem=problems.append
            )
            yield from problems
            if contact is not None:
                yield contact

    def _rows(self, told: Told | None) -> Iterator[tuple[TextLine, list[str] | str]]:
        for number, record in enumerate(_records(text_lines(self._path), self._delimiter)):
            if not number:
                continue
            last = record.lines[-1]
            if told is not None:
                told(last.read)
            yield last, self._cells(record)

    def _cells(self, record: "_Record") -> list[str] | str:
        """Return the cells, or what is wrong with them."""
        if record.open:
            return "A quotation mark is never closed."
        if not all(line.whole for line in record.lines):
            return "Characters of the row cannot be read, or it is too long."
        try:
            return _parsed(record.text, self._delimiter)
        except csv.Error:
            return "The row is too long."


def read_table(path: Path) -> CsvTable:
    """Open a table.

    Raises:
        UserFixable: the file cannot be read or has no first line that names columns.
    """
    begin = next(text_lines(path), None)
    delimiter = max(_DELIMITERS, key=begin.text.count if begin else "".count)
    first = next(_records(text_lines(path), delimiter), None)
    named = _parsed(first.text, delimiter) if first and not first.open else []
    headings = [one.strip() for one in named[:_COLUMNS]]
    if not any(headings):
        raise UserFixable(
            f"{path.name} is empty; its first line must name the columns.", code="import_empty"
        )
    return CsvTable(path, headings, delimiter)


@dataclass(frozen=True, slots=True)
class _Record:
    """The lines of one row; `open` when a quotation mark in it is never closed."""

    lines: list[TextLine]
    open: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


class _End(Enum):
    """How a text ends: after a cell, within quotation marks, or it cannot be one row."""

    WHOLE = auto()
    OPEN = auto()
    BROKEN = auto()


class _Shape:
    """Tells whole rows from those that go on in the next line."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter

    def is_whole(self, record: _Record) -> bool:
        """Tell whether nothing is missing; what one line says is taken as it is."""
        text = record.text
        if '"' not in text or self._end(text) is _End.WHOLE:
            return True
        return len(record.lines) == 1 and not self.goes_on(record)

    def goes_on(self, record: _Record) -> bool:
        """Tell whether a quotation mark is open at the end."""
        few = len(record.lines) <= _LINES_OF_A_ROW
        return few and self._end(record.text) is _End.OPEN

    def _end(self, text: str) -> "_End":
        """Go from cell to cell, each looked at once however the text is made."""
        at, length = 0, len(text)
        while True:
            if text.startswith('"', at):
                inside = _INSIDE.match(text, at)
                at = inside.end() if inside else length
                if at == length:
                    return _End.OPEN
                at += 1
                if at < length and text[at] != self._delimiter:
                    return _End.BROKEN
            else:
                cell, _, _ = text[at:].partition(self._delimiter)
                if "\n" in cell:
                    return _End.BROKEN
                at += len(cell)
            if at >= length:
                return _End.WHOLE
            at += 1


def _records(lines: Iterator[TextLine], delimiter: str) -> Iterator[_Record]:
    """Put the lines of quoted cells together; a quotation mark that stays open costs one line."""
    shape = _Shape(delimiter)
    waiting: list[TextLine] = []
    for line in lines:
        waiting = yield from _settled(shape, [*waiting, line])
    while waiting:
        yield _Record(waiting[:1], open=True)
        waiting = yield from _again(shape, waiting[1:])


def _settled(shape: _Shape, waiting: list[TextLine]) -> Generator[_Record, None, list[TextLine]]:
    """Yield what is complete; returns the lines that go on."""
    record = _Record(waiting)
    if shape.is_whole(record):
        yield record
        return []
    if shape.goes_on(record):
        return waiting
    yield _Record(waiting[:1], open=True)
    return (yield from _again(shape, waiting[1:]))


def _again(shape: _Shape, lines: list[TextLine]) -> Generator[_Record, None, list[TextLine]]:
    """Read lines anew that were taken for a part of the line before them."""
    waiting: list[TextLine] = []
    for line in lines:
        waiting = yield from _settled(shape, [*waiting, line])
    return waiting


def _parsed(text: str, delimiter: str) -> list[str]:
    lines = text.split("\n")
    rows = list(csv.reader((f"{one}\n" for one in lines), delimiter=delimiter))
    return [cell.removesuffix("\n") for cell in rows[0]] if rows else []
