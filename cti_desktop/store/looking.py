"""Looks for contacts as a person types, within a bounded time whatever the directory's size.

`directory.py` calls it. One letter may begin a word of every second contact; so a first look takes
some candidates from the indexes, and only those are compared whole and sorted.
"""

from sqlalchemy import ColumnElement, Connection, Select, exists, or_, select

from cti_desktop.store.matching import LONGEST_ENDING, in_range
from cti_desktop.store.schema import CONTACT, CONTACT_NUMBER, CONTACT_WORD

CANDIDATES = 600
_FAVOURITES = 100
_LAST_CHARACTER = "\U0010ffff"
_SHORTEST_ENDING = 3


def found_bodies(
    connection: Connection, begins: list[str], *, number: bool, limit: int
) -> list[bytes]:
    """Return the contacts found, favourites first, then by name.

    Args:
        connection: to read with.
        begins: plain beginnings of words, all of which a contact must have; at least one.
        number: whether they are digits, which may end a number as well.
        limit: contacts at most.
    """
    wanted = (
        select(CONTACT.c.body)
        .where(
            CONTACT.c.ref.in_(_candidates(connection, begins, number=number, limit=limit)),
            *(_has(begin, number=number) for begin in begins),
        )
        .order_by(CONTACT.c.favourite.desc(), CONTACT.c.sort_name, CONTACT.c.id)
        .limit(limit)
    )
    return list(connection.scalars(wanted))


def _candidates(connection: Connection, begins: list[str], *, number: bool, limit: int) -> set[str]:
    """Return all that have the rarest beginning, or, when none is rare, a choice of them."""
    refs: set[str] = set()
    for begin in sorted(begins, key=len, reverse=True):
        refs = {
            ref
            for look in _looks(begin, number=number)
            for ref in connection.scalars(look.limit(CANDIDATES))
        }
        if len(refs) < CANDIDATES:
            return refs
    favourites = select(CONTACT.c.ref).where(CONTACT.c.favourite).limit(_FAVOURITES)
    refs.update(connection.scalars(favourites))
    for begin in begins:
        named = in_range(CONTACT.c.sort_name, begin, begin + _LAST_CHARACTER)
        first = select(CONTACT.c.ref).where(named).order_by(CONTACT.c.sort_name)
        refs.update(connection.scalars(first.limit(max(limit, CANDIDATES // len(begins) // 3))))
    return refs


def _looks(begin: str, *, number: bool) -> list[Select[str]]:
    looks = [select(CONTACT_WORD.c.ref).where(_word_begins(begin))]
    if number and len(begin) >= _SHORTEST_ENDING:
        looks.append(select(CONTACT_NUMBER.c.ref).where(_number_ends(begin)))
    return looks


def _has(begin: str, *, number: bool) -> ColumnElement[bool]:
    of_this = CONTACT_WORD.c.ref == CONTACT.c.ref
    has_word = exists().where(of_this, _word_begins(begin)).correlate(CONTACT)
    if not number or len(begin) < _SHORTEST_ENDING:
        return has_word
    own = CONTACT_NUMBER.c.ref == CONTACT.c.ref
    return or_(has_word, exists().where(own, _number_ends(begin)).correlate(CONTACT))


def _word_begins(begin: str) -> ColumnElement[bool]:
    return in_range(CONTACT_WORD.c.word, begin, begin + _LAST_CHARACTER)


def _number_ends(digits: str) -> ColumnElement[bool]:
    backwards = digits[::-1]
    return in_range(CONTACT_NUMBER.c.ending, backwards, backwards.ljust(LONGEST_ENDING, "9"))
