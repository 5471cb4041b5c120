"""Contacts from a CSV file; a row that cannot be meant is reported, never guessed.

Columns: `id` (optional), `name`, `firm`, `title`, `email`, `phones`, `country`, `city`, `notes`,
`favourite`. `phones` holds `label:number` entries between `|`, each with `;ext=` where needed.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.numbers import parse_number

_LONGEST_FIELD = 10_000
_YES = ("1", "yes", "true", "y")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row, or a number in it, that was left out.

    Attributes:
        row: counted from 1 with the heading, as a spreadsheet shows it.
    """

    row: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvContacts:
    """What a file held."""

    contacts: tuple[Contact, ...]
    problems: tuple[RowProblem, ...]


def read_contacts(path: Path, region: str | None = None, source: str = "csv") -> CsvContacts:
    """Read a whole file.

    Args:
        path: the file, UTF-8 with or without a byte order mark.
        region: ISO country for national numbers in rows that name no country.
        source: what the contacts say they come from.

    Raises:
        UserFixable: the file cannot be read, is not UTF-8 or has no `name` column.
    """
    contacts: list[Contact] = []
    problems: list[RowProblem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in _rows(file, path.name):
                contact = _contact(row, number, region, source, problems)
                if contact is not None:
                    contacts.append(contact)
    except UnicodeDecodeError as error:
        raise UserFixable(f"{path.name} is not UTF-8 text. Save it as CSV UTF-8.") from error
    except (OSError, csv.Error) as error:
        raise UserFixable(f"{path.name} cannot be read: {error}.") from error
    return CsvContacts(contacts=tuple(contacts), problems=tuple(problems))


def _rows(file: Iterator[str], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(file)
    if "name" not in (reader.fieldnames or ()):
        raise UserFixable(f"{name} has no column `name`; its first line must name the columns.")
    for row in reader:
        yield reader.line_num, {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}


def _contact(
    row: dict[str, str],
    number: int,
    region: str | None,
    source: str,
    problems: list[RowProblem],
) -> Contact | None:
    if not row.get("name"):
        problems.append(RowProblem(row=number, text="The name is empty."))
        return None
    country = row.get("country", "")
    home = country.upper() if len(country) == len("GB") else region
    return Contact(
        id=row.get("id") or _made_id(row),
        source=source,
        name=row["name"][:_LONGEST_FIELD],
        firm=row.get("firm", ""),
        title=row.get("title", ""),
        email=row.get("email", ""),
        country=country,
        city=row.get("city", ""),
        notes=row.get("notes", "")[:_LONGEST_FIELD],
        favourite=row.get("favourite", "").casefold() in _YES,
        numbers=tuple(_numbers(row.get("phones", ""), number, home, problems)),
    )


def _numbers(
    phones: str, row: int, region: str | None, problems: list[RowProblem]
) -> Iterator[ContactNumber]:
    for entry in filter(None, (part.strip() for part in phones.split("|"))):
        label, colon, written = entry.partition(":")
        label, raw = (label.strip(), written.strip()) if colon else ("", entry)
        parsed = parse_number(raw, region)
        if not parsed.digits:
            problems.append(RowProblem(row=row, text=f"“{raw[:40]}” is no number."))
            continue
        yield ContactNumber(raw=raw, label=label, e164=parsed.e164, extension=parsed.extension)


def _made_id(row: dict[str, str]) -> str:
    """Give a row without id the same one at every import."""
    text = "\x1f".join((row["name"], row.get("firm", ""), row.get("email", "")))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
