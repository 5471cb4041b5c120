"""Finds a text anywhere in calls: the one place that knows how text is searched.

`log.py` calls it. What the index of three letters at a time says is a narrowing only; every call
shown contains each word itself, or is with somebody whom the directory has by it as name or firm,
as lists show calls by those names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Connection,
    Select,
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

from cti_desktop.store.naming import People, among, people_of
from cti_desktop.store.schema import CALL
from cti_desktop.store.taking_over import nobody_chosen
from cti_desktop.store.wording import plain_text, typed_number

_GRAM = 3
FEW = 10_000
"""Calls that are looked up one by one; a text in more of them is soon met going down the log.

Counting that far is most of what a search for a common text costs.
"""

_INDEX = table("call_search", column("rowid"))
_MATCHING = text("call_search MATCH :wanted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a person looks for: any of these, and of it all words.

    Attributes:
        people: for each word of the first of them, whom it names: a call with one of those needs
            not contain the word; empty where words name nobody.
    """

    either: tuple[tuple[str, ...], ...]
    people: tuple[People, ...] = ()


def sought(connection: Connection, typed: str) -> Sought:
    """Read what a person typed; digits may stand together in the call."""
    plain = plain_text(typed).strip()
    words = tuple(plain.split())
    digits = typed_number(plain)
    if not words:
        return Sought(either=())
    if digits is not None:
        return Sought(either=(words,) if (digits,) == words else (words, (digits,)))
    people = people_of(connection, words)
    return Sought(either=(words,), people=people if any(people) else ())


def containing(what: Sought, *, sqlite: bool) -> list[ColumnElement[bool]]:
    """Return the conditions that a call contains it; both sides are plain, so as it stands."""
    place = func.instr if sqlite else func.strpos
    if what.people:
        return [
            or_(place(CALL.c.search, word) > 0, *_with(people, sqlite=sqlite))
            for word, people in zip(what.either[0], what.people, strict=True)
        ]
    ways = [and_(*(place(CALL.c.search, one) > 0 for one in all_)) for all_ in what.either]
    return [or_(*ways)] if ways else []


def narrowing(connection: Connection, what: Sought) -> list[ColumnElement[bool]]:
    """Return conditions that let the indexes find the calls; none where that does not help.

    Args:
        connection: that the calls will be read with.
        what: what is looked for.
    """
    if connection.dialect.name != "sqlite":
        return _held(what)
    for ways in _narrowings(what):
        if all(few(connection, one) for one in ways):
            return [CALL.c.group_id.in_(union_all(*ways) if len(ways) > 1 else ways[0])]
    return []


def few(connection: Connection, finding: Select[Any]) -> bool:
    """Tell whether so few are found that looking them up one by one is quickest."""
    some = (
        finding.with_only_columns(literal(1), maintain_column_froms=True).limit(FEW + 1).subquery()
    )
    return (connection.scalar(select(func.count()).select_from(some)) or 0) <= FEW


def _narrowings(what: Sought) -> Iterator[list[Select[Any]]]:
    """Yield what finds all that may be meant: by all words at once, then by each word alone.

    A call that lacks a word in its text is with somebody the word names.
    """
    grams = [sorted(_grams(words)) for words in what.either]
    if grams and all(grams):
        yield [_matching(grams), *_calls_with(what.people)]
    if len(what.people) > 1:
        alone = zip(what.either[0], what.people, strict=True)
        for word, people in sorted(alone, key=lambda one: -len(one[0])):
            if len(word) >= _GRAM:
                yield [_matching([sorted(_grams([word]))]), *_calls_with([people])]


def _held(what: Sought) -> list[ColumnElement[bool]]:
    grams = [sorted(_grams(words)) for words in what.either]
    if not grams or not all(grams):
        return []
    people = _with_any(what.people, sqlite=False)
    return [or_(*(_holds(one) for one in grams), *people)]


def _with(people: People, *, sqlite: bool) -> list[ColumnElement[bool]]:
    if not people:
        return []
    by_number = among(CALL.c.party_number, people.numbers, sqlite=sqlite)
    return [
        among(CALL.c.contact_id, people.contact_ids, sqlite=sqlite),
        and_(by_number, nobody_chosen()),
    ]


def _with_any(people: Iterable[People], *, sqlite: bool) -> list[ColumnElement[bool]]:
    """Return what indexes find the calls with these people by, one condition for each index."""
    told = tuple(people)
    ids = {one for some in told for one in some.contact_ids}
    numbers = {one for some in told for one in some.numbers}
    by = ((CALL.c.contact_id, ids), (CALL.c.party_number, numbers))
    return [among(of, sorted(wanted), sqlite=sqlite) for of, wanted in by if wanted]


def _calls_with(people: Iterable[People]) -> list[Select[Any]]:
    return [select(CALL.c.group_id).where(one) for one in _with_any(people, sqlite=True)]


def _matching(grams: list[list[str]]) -> Select[Any]:
    wanted = _MATCHING.bindparams(wanted=_expression(grams))
    return select(_INDEX.c.rowid).where(wanted)


def _grams(words: Iterable[str]) -> set[str]:
    return {word[at : at + _GRAM] for word in words for at in range(len(word) - _GRAM + 1)}


def _holds(grams: list[str]) -> ColumnElement[bool]:
    texts = literal(grams, ARRAY(Text()))
    return func.call_grams(CALL.c.search).op("@>", is_comparison=True, return_type=Boolean())(texts)


def _expression(grams: list[list[str]]) -> str:
    """Write FTS5's query: each three letters as a quoted string."""
    quoted = ([f'"{one.replace(chr(34), chr(34) * 2)}"' for one in all_] for all_ in grams)
    return " OR ".join(f"({' AND '.join(all_)})" for all_ in quoted)
