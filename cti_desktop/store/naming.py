"""Whom the words of a search name: contacts of whose name or firm a word begins a word.

`searching.py` calls it. A call is found by words of which some stand in its own text and others in
what the directory has of the person, so each word has people of its own.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, ColumnElement, Connection, Select, Text, any_, func, literal, select

from cti_desktop.calls.codec import decode_contact
from cti_desktop.store.looking import found_bodies
from cti_desktop.store.matching import in_range
from cti_desktop.store.schema import CONTACT, CONTACT_NUMBER, CONTACT_WORD
from cti_desktop.store.taking_over import taken_over
from cti_desktop.store.wording import typed_words

MOST = 1_000
"""Contacts that one word names at most."""

PEOPLE = 500
"""Contacts looked at for words that name more than those, favourites first, who have all of them.

Who types more letters has fewer.
"""

_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class People:
    """Contacts, as calls know them.

    Attributes:
        contact_ids: theirs, and those of the contacts they took over.
        numbers: theirs, as calls have them.
    """

    contact_ids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.contact_ids)


def people_of(connection: Connection, words: Sequence[str]) -> tuple[People, ...]:
    """Return whom each of these plain words names; a word of signs alone names all of them."""
    begins = ["".join(typed_words(word)) for word in words]
    refs = _refs(connection, {*begins} - {""})
    everybody = _union(refs.values())
    if not everybody:
        return tuple(People() for _ in words)
    known = _Known(connection, everybody)
    return tuple(known.people(refs.get(begin, everybody)) for begin in begins)


def among(
    of: ColumnElement[str] | ColumnElement[str | None], values: Collection[str], *, sqlite: bool
) -> ColumnElement[bool]:
    """Compare with very many values as one: a list of them would be read anew each time."""
    if sqlite:
        one = func.json_each(json.dumps(list(values))).table_valued("value")
        return of.in_(select(one.c.value))
    return of == any_(literal(list(values), ARRAY(Text())))


def _refs(connection: Connection, begins: set[str]) -> dict[str, set[str]]:
    """Return the contacts of each beginning of a word, as far as they are considered."""
    told = {one: _having(connection, one) for one in begins}
    found = {one: set(refs) for one, refs in told.items() if len(refs) <= MOST}
    some = _union(found.values())
    broad = sorted(begins - found.keys())
    if broad:
        bodies = found_bodies(connection, broad, number=False, limit=PEOPLE)
        some.update(one.ref for one in map(decode_contact, bodies))
    for one in broad:
        of = CONTACT_WORD.c.ref
        found[one] = set(connection.scalars(_begun(one).where(_in(connection, of, some))))
    return found


def _having(connection: Connection, begin: str) -> Sequence[str]:
    return connection.scalars(_begun(begin).limit(MOST + 1)).all()


def _begun(begin: str) -> Select[str]:
    named = in_range(CONTACT_WORD.c.word, begin, begin + _LAST_CHARACTER)
    return select(CONTACT_WORD.c.ref).where(named)


class _Known:
    """What calls know contacts by."""

    def __init__(self, connection: Connection, refs: set[str]) -> None:
        self._ids: dict[str, list[str]] = {}
        self._numbers: dict[str, list[str]] = {}
        number = func.coalesce(CONTACT_NUMBER.c.e164, CONTACT_NUMBER.c.written)
        of, having = CONTACT.c.ref, CONTACT_NUMBER.c.ref
        for known, wanted in (
            (self._ids, select(of, CONTACT.c.id).where(_in(connection, of, refs))),
            (self._ids, taken_over()),
            (self._numbers, select(having, number).where(_in(connection, having, refs))),
        ):
            for ref, one in connection.execute(wanted):
                if one and ref in refs:
                    known.setdefault(ref, []).append(one)

    def people(self, refs: Iterable[str]) -> People:
        wanted = sorted(refs)
        return People(
            contact_ids=tuple(dict.fromkeys(i for ref in wanted for i in self._ids.get(ref, ()))),
            numbers=tuple(dict.fromkeys(n for ref in wanted for n in self._numbers.get(ref, ()))),
        )


def _in(
    connection: Connection, of: ColumnElement[str], values: Collection[str]
) -> ColumnElement[bool]:
    return among(of, values, sqlite=connection.dialect.name == "sqlite")


def _union(several: Iterable[set[str]]) -> set[str]:
    return {one for some in several for one in some}
