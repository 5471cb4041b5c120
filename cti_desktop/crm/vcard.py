"""Contacts from vCards of versions 2.1, 3.0 and 4.0, as phones and mail programs write them.

Total: every line gives a field, is known to say nothing about a contact here, or is reported. What
a card lacks or writes wrongly costs that line; a card that is never ended counts as far as it goes.
"""

import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cti_desktop.crm.fields import Field, GivenContact, make_contact
from cti_desktop.crm.text_lines import RowProblem, TextLine, Told, text_lines

_SHAPE = re.compile(
    r"(?:(?P<group>[A-Za-z0-9-]+)\.)?(?P<name>[A-Za-z0-9-]+)"
    r'(?P<parameters>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)',
    re.DOTALL,
)
_PARTS = re.compile(r'(?:[^;"]|"[^"]*")+')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEMICOLON = re.compile(r"(?<!\\);")
_SAYING_NOTHING = """
VERSION PHOTO LOGO SOUND KEY REV PRODID BDAY ANNIVERSARY GENDER LANG TZ GEO URL IMPP NICKNAME SOURCE
CLASS MAILER LABEL SORT-STRING ROLE KIND MEMBER RELATED CATEGORIES FBURL CALADRURI CALURI
CLIENTPIDMAP XML AGENT
"""
_SILENT = frozenset(_SAYING_NOTHING.split())
_LABELS = ("cell", "mobile", "work", "home", "main", "fax", "pager")
_LONGEST = 1_000_000
CARDS = (".vcf", ".vcard")
"""How files of vCards are named."""


@dataclass(slots=True)
class _Card:
    """What was read of a card."""

    row: int
    given: dict[Field, str] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)


def read_vcards(
    path: Path, *, source: str = "vcard", region: str | None = None, told: Told | None = None
) -> Iterator[GivenContact | RowProblem]:
    """Yield a contact for each card, and what had to be left out, as the file is read.

    Args:
        path: the file.
        source: what the contacts say they come from.
        region: ISO country for national numbers of cards that name no country.
        told: hears how many bytes were read.

    Raises:
        UserFixable: the file cannot be read.
    """
    reading = _Reading(source, region)
    for line in _unfolded(text_lines(path)):
        if told is not None:
            told(line.read)
        yield from reading.take(line)
    if reading.card is not None:
        yield RowProblem(row=reading.card.row, text="The card is never ended.")
        yield from reading.finish()


class _Reading:
    """A file half read: the card that is open."""

    def __init__(self, source: str, region: str | None) -> None:
        self._source, self._region = source, region
        self.card: _Card | None = None

    def take(self, line: TextLine) -> Iterator[GivenContact | RowProblem]:
        """Take a line and yield what it completes or what is wrong with it."""
        word = line.text.strip().upper()
        problems: list[str] = []
        if word == "BEGIN:VCARD":
            yield from self.finish()
            self.card = _Card(line.number)
        elif word == "END:VCARD" and self.card is not None:
            yield from self.finish()
        elif word and self.card is None:
            problems.append("The line stands outside of a card.")
        elif word and self.card is not None:
            _take(self.card, line, problems.append)
        yield from (RowProblem(row=line.number, text=text) for text in problems)

    def finish(self) -> Iterator[GivenContact | RowProblem]:
        """Close the open card, if there is one, and yield what it gives."""
        card, self.card = self.card, None
        if card is None:
            return
        problems: list[RowProblem] = []
        phones = {Field.PHONES: "|".join(card.phones)} if card.phones else {}
        contact = make_contact(
            {**card.given, **phones},
            row=card.row,
            source=self._source,
            region=self._region,
            problem=problems.append,
        )
        yield from problems
        if contact is not None:
            yield contact


def _unfolded(lines: Iterator[TextLine]) -> Iterator[TextLine]:
    """Put lines together that were folded, also by quoted-printable's own sign."""
    waiting: TextLine | None = None
    for line in lines:
        if waiting is None:
            waiting = line
        elif line.text[:1] in (" ", "\t") and len(waiting.text) < _LONGEST:
            waiting = _joined(waiting, waiting.text + line.text[1:], line)
        elif _goes_on(waiting.text):
            waiting = _joined(waiting, waiting.text[:-1] + line.text, line)
        else:
            yield waiting
            waiting = line
    if waiting is not None:
        yield waiting


def _joined(first: TextLine, text: str, last: TextLine) -> TextLine:
    return TextLine(first.number, text, last.read, first.whole and last.whole)


def _goes_on(text: str) -> bool:
    head = text.partition(":")[0].upper()
    return text.endswith("=") and "QUOTED-PRINTABLE" in head and len(text) < _LONGEST


def _take(card: _Card, line: TextLine, problem: Callable[[str], None]) -> None:
    found = _SHAPE.fullmatch(line.text)
    if found is None:
        problem("The line is no field of a card.")
        return
    if not line.whole:
        problem("Characters of the line cannot be read, or it is too long.")
        return
    name = found["name"].upper()
    parameters = [one.upper() for one in _PARTS.findall(found["parameters"])]
    value = _decoded(found["value"], parameters)
    reader = _READERS.get(name)
    if reader is not None:
        reader(card, value, parameters)
    elif name not in _SILENT and not name.startswith("X-"):
        problem(f"The field {name[:40]} is not known.")


def _decoded(value: str, parameters: list[str]) -> str:
    if not any("QUOTED-PRINTABLE" in one for one in parameters):
        return value
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _plain(value: str) -> str:
    """Take back escapes: a backslash before n is a new line, before others itself."""
    made = _ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], value)
    return made.strip()


def _parts(value: str) -> list[str]:
    return [_plain(one) for one in _SEMICOLON.split(value)]


def _full_name(card: _Card, value: str, _parameters: list[str]) -> None:
    card.given.setdefault(Field.NAME, _plain(value))


def _name(card: _Card, value: str, _parameters: list[str]) -> None:
    parts = [*_parts(value), "", ""]
    card.given.setdefault(Field.LAST_NAME, parts[0])
    card.given.setdefault(Field.FIRST_NAME, parts[1])


def _firm(card: _Card, value: str, _parameters: list[str]) -> None:
    card.given.setdefault(Field.FIRM, " · ".join(filter(None, _parts(value))))


def _address(card: _Card, value: str, _parameters: list[str]) -> None:
    parts = [*_parts(value), *[""] * 7]
    card.given.setdefault(Field.CITY, parts[3])
    card.given.setdefault(Field.COUNTRY, parts[6])


def _phone(card: _Card, value: str, parameters: list[str]) -> None:
    said = " ".join(parameters).casefold()
    label = next((one for one in _LABELS if one in said), "")
    written = re.sub(r"^tel:", "", _plain(value), flags=re.IGNORECASE)
    number, _, extension = written.partition(";ext=")
    ext = f";ext={extension.partition(';')[0]}" if extension else ""
    plain = number.partition(";")[0].replace("|", " ").replace(":", " ")
    card.phones.append(f"{'mobile' if label == 'cell' else label}:{plain}{ext}")


def _text(wanted: Field) -> Callable[[_Card, str, list[str]], None]:
    def take(card: _Card, value: str, _parameters: list[str]) -> None:
        card.given.setdefault(wanted, _plain(value))

    return take


_READERS: dict[str, Callable[[_Card, str, list[str]], None]] = {
    "FN": _full_name,
    "N": _name,
    "ORG": _firm,
    "TITLE": _text(Field.TITLE),
    "EMAIL": _text(Field.EMAIL),
    "NOTE": _text(Field.NOTES),
    "UID": _text(Field.ID),
    "TEL": _phone,
    "ADR": _address,
}
