"""Finds a text anywhere in calls: the one place that knows how text is searched.

`log.py` calls it. What the index of three letters at a time says is a narrowing only; every call
shown contains the text itself, or is with somebody whom the directory has by that name or firm,
as lists show calls by those names.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Connection,
    Text,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
    union_all,
)

from cti_desktop.calls.codec import decode_contact
from cti_desktop.store.looking import found_bodies
from cti_desktop.store.schema import CALL, CONTACT, CONTACT_NUMBER
from cti_desktop.store.taking_over import nobody_chosen, taken_by
from cti_desktop.store.wording import plain_text, typed_number, typed_words

_GRAM = 3
FEW = 10_000
"""Calls that are looked up one by one; a text in more of them is soon met going down the log.

Counting that far is most of what a search for a common text costs.
"""

PEOPLE = 500
"""Contacts whose calls a text finds, favourites first: who types more letters has fewer."""

_INDEX = table("call_search", column("rowid"))
_MATCHING = text("call_search MATCH :wanted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a person looks for: any of these, and of it all words; or calls with these people.

    Attributes:
        contact_ids: contacts that the text names, and those they took over.
        numbers: theirs, as calls have them.
    """

    either: tuple[tuple[str, ...], ...]
    contact_ids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def sought(connection: Connection, typed: str) -> Sought:
    """Read what a person typed; digits may stand together in the call."""
    plain = plain_text(typed).strip()
    words = tuple(plain.split())
    digits = typed_number(plain)
    if not words:
        return Sought(either=())
    if digits is not None:
        return Sought(either=(words,) if (digits,) == words else (words, (digits,)))
    named = _named(connection, typed)
    numbers = _numbers_of(connection, named)
    taken = connection.scalars(taken_by(named)) if named else ()
    return Sought(either=(words,), contact_ids=(*named, *taken), numbers=numbers)


def containing(what: Sought, *, sqlite: bool) -> list[ColumnElement[bool]]:
    """Return the conditions that a call contains it; both sides are plain, so as it stands."""
    if not what.either:
        return []
    place = func.instr if sqlite else func.strpos
    ways = [and_(*(place(CALL.c.search, one) > 0 for one in all_)) for all_ in what.either]
    if what.contact_ids:
        ways.append(CALL.c.contact_id.in_(what.contact_ids))
        ways.append(and_(nobody_chosen(), CALL.c.party_number.in_(what.numbers)))
    return [or_(*ways)]


def narrowing(connection: Connection, what: Sought) -> list[ColumnElement[bool]]:
    """Return conditions that let the indexes find the calls; none where that does not help.

    Args:
        connection: that the calls will be read with.
        what: what is looked for.
    """
    grams = [sorted(_grams(words)) for words in what.either]
    if not grams or not all(grams):
        return []
    people = _with_people(what)
    if connection.dialect.name != "sqlite":
        return [or_(*(_holds(one) for one in grams), *people)]
    matching = select(_INDEX.c.rowid).where(_MATCHING.bindparams(wanted=_expression(grams)))
    found = [matching, *(select(CALL.c.group_id).where(one) for one in people)]
    for one in found:
        some = one.limit(FEW + 1).subquery()
        if (connection.scalar(select(func.count()).select_from(some)) or 0) > FEW:
            return []
    return [CALL.c.group_id.in_(union_all(*found) if people else matching)]


def _named(connection: Connection, typed: str) -> tuple[str, ...]:
    begins = typed_words(typed)
    if not begins:
        return ()
    bodies = found_bodies(connection, begins, number=False, limit=PEOPLE)
    return tuple(dict.fromkeys(decode_contact(body).id for body in bodies))


def _numbers_of(connection: Connection, contact_ids: tuple[str, ...]) -> tuple[str, ...]:
    if not contact_ids:
        return ()
    number = func.coalesce(CONTACT_NUMBER.c.e164, CONTACT_NUMBER.c.written)
    wanted = (
        select(number)
        .join_from(CONTACT_NUMBER, CONTACT, CONTACT_NUMBER.c.ref == CONTACT.c.ref)
        .where(CONTACT.c.id.in_(contact_ids))
        .distinct()
    )
    return tuple(sorted(one for one in connection.scalars(wanted) if one))


def _with_people(what: Sought) -> list[ColumnElement[bool]]:
    """Return what indexes find the calls with these people by, one condition for each index."""
    by = ((CALL.c.contact_id, what.contact_ids), (CALL.c.party_number, what.numbers))
    return [column.in_(wanted) for column, wanted in by if wanted]


def _grams(words: Iterable[str]) -> set[str]:
    return {word[at : at + _GRAM] for word in words for at in range(len(word) - _GRAM + 1)}


def _holds(grams: list[str]) -> ColumnElement[bool]:
    texts = literal(grams, ARRAY(Text()))
    return func.call_grams(CALL.c.search).op("@>", is_comparison=True, return_type=Boolean())(texts)


def _expression(grams: list[list[str]]) -> str:
    """Write FTS5's query: each three letters as a quoted string."""
    quoted = ([f'"{one.replace(chr(34), chr(34) * 2)}"' for one in all_] for all_ in grams)
    return " OR ".join(f"({' AND '.join(all_)})" for all_ in quoted)
