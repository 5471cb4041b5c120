"""How the fold chooses between sources that say different things: a fixed order of trust.

A final record beats live events, the server beats the softphone page, later beats earlier; ties are
broken by event id, so the choice never depends on the order of arrival.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from cti_desktop.calls.events import CallEvent, Kind, Party, Source

T = TypeVar("T")
_TRUST = {
    Source.PROGRAM: 0,
    Source.EMBED: 1,
    Source.WEBHOOK: 2,
    Source.REST: 3,
    Source.PERSON: 4,
}
_PARTY_FIELDS = tuple(f.name for f in fields(Party))
_party_values: Callable[[Party], tuple[object, ...]] = attrgetter(*_PARTY_FIELDS)
_LOGGED, _FINAL = 10, 20
_STEP = {kind: step for step, kind in enumerate((Kind.RANG, Kind.ANSWERED, Kind.HELD))}


def in_order(events: Iterable[CallEvent]) -> list[CallEvent]:
    """Return each event once, in the one order every machine agrees on.

    Zoom's times are whole seconds, so within one second a ring comes before an answer and an
    answer before anything else.
    """
    once = {event.id: event for event in events}
    return sorted(once.values(), key=lambda e: (e.at, _STEP.get(e.kind, len(_STEP)), e.id))


def by_trust(events: Iterable[CallEvent]) -> list[CallEvent]:
    """Return events, given in order of time, the most trusted first, of equal ones the latest.

    What is left of the list when some are taken out is still in this order.
    """
    latest_first = list(events)[::-1]
    return sorted(latest_first, key=trust, reverse=True)  # of equal ones the order stays


def trust(event: CallEvent) -> int:
    """Rank an event: final record, then server log, then source."""
    rank = _TRUST[event.source]
    if event.kind is Kind.LOGGED:
        rank += _LOGGED
    return rank + _FINAL if event.facts.final else rank


def most_trusted(ranked: Iterable[CallEvent], pick: Callable[[CallEvent], T | None]) -> list[T]:
    """Return what the most trusted events that know it say.

    Args:
        ranked: events as `by_trust` puts them.
        pick: takes the value from an event, None when it does not know.
    """
    best, values = None, []
    for event in ranked:
        value = pick(event)
        if value is None:
            continue
        rank = trust(event)
        if best is not None and rank != best:
            break
        best = rank
        values.append(value)
    return values


def last_word(ranked: Iterable[CallEvent], pick: Callable[[CallEvent], T | None]) -> T | None:
    """Return the latest value among the most trusted events, None when nobody knows.

    Args:
        ranked: events as `by_trust` puts them.
        pick: takes the value from an event, None when it does not know.
    """
    for event in ranked:
        value = pick(event)
        if value is not None:
            return value
    return None


def merged_party(
    ranked: Iterable[CallEvent], pick: Callable[[CallEvent], Party | None]
) -> Party | None:
    """Put a party together field by field from the most trusted event that knows each.

    Args:
        ranked: events as `by_trust` puts them.
        pick: takes the party from an event, None when it does not know.
    """
    best: Party | None = None
    values: list[object] = []
    unknown: list[int] = []
    before: tuple[object, ...] | None = None
    for event in ranked:
        party = pick(event)
        if party is None or party is best:
            continue
        told = _party_values(party)
        if told == before:  # a call's events mostly describe a party alike
            continue
        before = told
        if best is None:
            best, values = party, list(told)
            unknown = [n for n, value in enumerate(told) if value is None or value == ""]
        else:
            for n in unknown:
                values[n] = told[n] if told[n] != "" else values[n]
            unknown = [n for n in unknown if values[n] is None or values[n] == ""]
        if not unknown:
            break
    if best is None or (tuple(values) == _party_values(best) and "" not in values):
        return best
    merged: dict[str, Any] = {n: v for n, v in zip(_PARTY_FIELDS, values, strict=True) if v != ""}
    return Party(**merged)
