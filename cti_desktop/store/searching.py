"""Finds a text anywhere in calls: the one place that knows how text is searched.

`log.py` calls it. What the index of three letters at a time says is a narrowing only; every call
shown contains the text itself.
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
)

from cti_desktop.store.schema import CALL
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
    """What a person looks for: any of these, and of it all words."""

    either: tuple[tuple[str, ...], ...]


def sought(typed: str) -> Sought:
    """Read what a person typed; digits may stand together in the call."""
    plain = plain_text(typed).strip()
    words = tuple(plain.split())
    digits = typed_number(plain)
    if not words:
        return Sought(either=())
    return Sought(either=(words,) if digits is None or (digits,) == words else (words, (digits,)))


def containing(what: Sought, *, sqlite: bool) -> list[ColumnElement[bool]]:
    """Return the conditions that a call contains it; both sides are plain, so as it stands."""
    if not what.either:
        return []
    place = func.instr if sqlite else func.strpos
    return [or_(*(and_(*(place(CALL.c.search, one) > 0 for one in all_)) for all_ in what.either))]


def narrowing(connection: Connection, what: Sought) -> list[ColumnElement[bool]]:
    """Return conditions that let the index find the calls; none where that does not help.

    Args:
        connection: that the calls will be read with.
        what: what is looked for.
    """
    grams = [sorted(_grams(words)) for words in what.either]
    if not grams or not all(grams):
        return []
    if connection.dialect.name != "sqlite":
        return [or_(*(_holds(one) for one in grams))]
    matching = select(_INDEX.c.rowid).where(_MATCHING.bindparams(wanted=_expression(grams)))
    some = matching.limit(FEW + 1).subquery()
    if (connection.scalar(select(func.count()).select_from(some)) or 0) > FEW:
        return []
    return [CALL.c.group_id.in_(matching)]


def _grams(words: Iterable[str]) -> set[str]:
    return {word[at : at + _GRAM] for word in words for at in range(len(word) - _GRAM + 1)}


def _holds(grams: list[str]) -> ColumnElement[bool]:
    texts = literal(grams, ARRAY(Text()))
    return func.call_grams(CALL.c.search).op("@>", is_comparison=True, return_type=Boolean())(texts)


def _expression(grams: list[list[str]]) -> str:
    """Write FTS5's query: each three letters as a quoted string."""
    quoted = ([f'"{one.replace(chr(34), chr(34) * 2)}"' for one in all_] for all_ in grams)
    return " OR ".join(f"({' AND '.join(all_)})" for all_ in quoted)
