"""Which contacts a number may belong to, by index lookups only; `directory.py` calls it.

Never by substring: numbers are equal, equal in their national form, or equal in their last seven to
ten digits, as many as both have. A contact whose extension is another one than asked for is never
meant.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from cti_desktop.calls.codec import decode_contact
from cti_desktop.calls.contacts import Contact, ContactMatch, ContactNumber, MatchKind
from cti_desktop.calls.numbers import SHORTEST_MATCH, PhoneNumber, display_number, parse_number
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.schema import CONTACT, CONTACT_NUMBER
from cti_desktop.store.wording import digits_in

LONGEST_ENDING = 10
# A colon is the character behind the digits.
_ENDINGS_SQLITE = (
    "SELECT asked.value FROM json_each(?) AS asked WHERE EXISTS (SELECT 1 FROM contact_number"
    " WHERE ending >= asked.value AND ending < asked.value || ':')"
)
_ENDINGS_POSTGRESQL = (
    "SELECT asked.value FROM unnest(%s::text[]) AS asked(value) WHERE EXISTS (SELECT 1 FROM"
    " contact_number WHERE ending >= asked.value AND ending < asked.value || ':')"
)


_WITH_NUMBER = (
    select(CONTACT.c.body, CONTACT_NUMBER.c.place, CONTACT_NUMBER.c.e164)
    .join_from(CONTACT_NUMBER, CONTACT, CONTACT_NUMBER.c.ref == CONTACT.c.ref)
    .order_by(CONTACT.c.ref, CONTACT_NUMBER.c.place)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberForms:
    """The forms in which a contact's number is looked up; see `ContactNumberColumns`."""

    e164: str | None
    written: str | None
    ending: str | None


def forms_of(number: ContactNumber) -> NumberForms:
    """Return the forms a contact's number is found by; none depends on a region."""
    read = parse_number(number.e164 or number.raw)
    digits = read.digits or number.extension or ""
    return NumberForms(
        e164=read.e164,
        written=None if read.e164 else digits or None,
        ending=digits[::-1][:LONGEST_ENDING] if len(digits) >= SHORTEST_MATCH else None,
    )


def matches_in(
    connection: Connection, number: PhoneNumber, region: str | None
) -> tuple[ContactMatch, ...]:
    """Return everybody who matches by the best reason that finds anybody, unsorted."""
    steps = (
        (MatchKind.EXACT, _same_number(number)),
        (MatchKind.NATIONAL, _same_national(number, region)),
        (MatchKind.LAST_DIGITS, _same_ending(number)),
    )
    for kind, condition in steps:
        if condition is None:
            continue
        if found := _best(_found(connection, condition, number, kind)):
            return found
    return ()


def exact_matches(
    connection: Connection, numbers: Iterable[PhoneNumber]
) -> dict[PhoneNumber, tuple[ContactMatch, ...]]:
    """Return by number whom `matches_in` would find by the whole number.

    Numbers written in full only, in few statements for all of them; who is not here may still be
    found by another reason.
    """
    whole = {one.e164: one for one in numbers if one.e164 and _international(one.raw)}
    found: dict[PhoneNumber, list[ContactMatch]] = {}
    for chunk in in_chunks(whole):
        for row in connection.execute(_WITH_NUMBER.where(CONTACT_NUMBER.c.e164.in_(chunk))):
            contact, asked = decode_contact(row.body), whole[row.e164]
            match = _compared(contact, contact.numbers[row.place], asked, MatchKind.EXACT)
            if match is not None:
                found.setdefault(asked, []).append(match)
    return {number: _best(matches) for number, matches in found.items()}


def _best(found: Iterable[ContactMatch]) -> tuple[ContactMatch, ...]:
    matches = list(found)
    exactly = [match for match in matches if match.kind is MatchKind.EXTENSION]
    return tuple(_each_once(exactly or matches))


def worth_matching(connection: Connection, numbers: Sequence[PhoneNumber]) -> Iterator[PhoneNumber]:
    """Yield the numbers that somebody may have: one statement for all of them.

    Whoever matches a number that is long enough has its last seven digits; shorter ones are always
    worth it.
    """
    short = [one for one in numbers if len(_as_written(one)) < SHORTEST_MATCH]
    by_ending: dict[str, list[PhoneNumber]] = {}
    for one in numbers:
        if len(_as_written(one)) >= SHORTEST_MATCH:
            by_ending.setdefault(_as_written(one)[::-1][:SHORTEST_MATCH], []).append(one)
    yield from short
    for ending in _known_endings(connection, [*by_ending]):
        yield from by_ending[ending]


def _known_endings(connection: Connection, endings: list[str]) -> Sequence[str]:
    sqlite = connection.dialect.name == "sqlite"
    text = _ENDINGS_SQLITE if sqlite else _ENDINGS_POSTGRESQL
    asked = json.dumps(endings) if sqlite else endings
    return connection.exec_driver_sql(text, (asked,)).scalars().all() if endings else ()


def in_range(
    column: ColumnElement[str] | ColumnElement[str | None], first: str, last: str
) -> ColumnElement[bool]:
    """Compare by code point; PostgreSQL does not parse its collation inside a BETWEEN."""
    return and_(column >= first, column <= last)


def _same_number(number: PhoneNumber) -> ColumnElement[bool] | None:
    same: list[ColumnElement[bool]] = []
    if number.e164 is not None:
        same.append(CONTACT_NUMBER.c.e164 == number.e164)
    if not _international(number.raw) and (written := _as_written(number)):
        same.append(CONTACT_NUMBER.c.written == written)
    return or_(*same) if same else None


def _same_national(number: PhoneNumber, region: str | None) -> ColumnElement[bool] | None:
    at_home = number if number.e164 else parse_number(number.raw, region)
    if at_home.e164 is None or at_home.national is None:
        return None
    same: list[ColumnElement[bool]] = [CONTACT_NUMBER.c.e164 == at_home.e164]
    if region is not None and at_home.country == region:
        dialled = digits_in(display_number(replace(at_home, extension=None), region))
        same.append(CONTACT_NUMBER.c.written.in_([at_home.national, dialled]))
    return or_(*same)


def _same_ending(number: PhoneNumber) -> ColumnElement[bool] | None:
    ending = _as_written(number)[::-1][:LONGEST_ENDING]
    if len(ending) < SHORTEST_MATCH:
        return None
    shorter = [ending[:length] for length in range(SHORTEST_MATCH, len(ending) + 1)]
    # Digits alone sort the same everywhere, so a range finds all that go on from this ending.
    longer = in_range(CONTACT_NUMBER.c.ending, ending, ending.ljust(LONGEST_ENDING, "9"))
    return or_(CONTACT_NUMBER.c.ending.in_(shorter), longer)


def _found(
    connection: Connection, condition: ColumnElement[bool], number: PhoneNumber, kind: MatchKind
) -> Iterator[ContactMatch]:
    for row in connection.execute(_WITH_NUMBER.where(condition)):
        contact = decode_contact(row.body)
        match = _compared(contact, contact.numbers[row.place], number, kind)
        if match is not None:
            yield match


def _compared(
    contact: Contact, theirs: ContactNumber, asked: PhoneNumber, kind: MatchKind
) -> ContactMatch | None:
    if asked.extension and theirs.extension:
        if asked.extension != theirs.extension:
            return None
        kind = MatchKind.EXTENSION if kind is MatchKind.EXACT else kind
    if kind is MatchKind.LAST_DIGITS and _of_other_countries(asked.raw, theirs.raw):
        return None
    return ContactMatch(contact=contact, number=theirs, kind=kind)


def _each_once(matches: list[ContactMatch]) -> Iterator[ContactMatch]:
    seen: set[tuple[str, str]] = set()
    for match in matches:
        ref = (match.contact.source, match.contact.id)
        if ref not in seen:
            seen.add(ref)
            yield match


def _as_written(number: PhoneNumber) -> str:
    """Return the digits as written: a region assumed by the reader may have added some."""
    if number.e164 is not None and _international(number.raw):
        return number.digits
    return parse_number(number.raw).digits


def _international(raw: str) -> bool:
    return raw.lstrip().startswith("+")


def _of_other_countries(one: str, other: str) -> bool:
    """Tell whether two numbers written in full are of two countries, whatever they end in."""
    if not (_international(one) and _international(other)):
        return False
    first, second = _calling_code(one), _calling_code(other)
    return bool(first and second) and first != second


def _calling_code(raw: str) -> str:
    read = parse_number(raw)
    return (read.e164 or "").removesuffix(read.national or "")
