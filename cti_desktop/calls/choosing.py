"""How the fold chooses between sources that say different things: a fixed order of trust.

A final record beats live events, the server beats the softphone page, later beats earlier; ties are
broken by event id, so the choice never depends on the order of arrival.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import TypeVar

from cti_desktop.calls.events import CallEvent, Kind, Media, Party, Source

T = TypeVar("T")
_TRUST = {
    Source.PROGRAM: 0,
    Source.EMBED: 1,
    Source.WEBHOOK: 2,
    Source.REST: 3,
    Source.PERSON: 4,
}
_STEP = {kind: step for step, kind in enumerate((Kind.RANG, Kind.ANSWERED, Kind.HELD))}


def in_order(events: Iterable[CallEvent]) -> list[CallEvent]:
    """Return each event once, in the one order every machine agrees on.

    Zoom's times are whole seconds, so within one second a ring comes before an answer and an
    answer before anything else.
    """
    once = {event.id: event for event in events}
    return sorted(once.values(), key=lambda e: (e.at, _STEP.get(e.kind, len(_STEP)), e.id))


def trust(event: CallEvent) -> tuple[bool, bool, int]:
    """Rank an event: final record, then server log, then source."""
    return (event.facts.final, event.kind is Kind.LOGGED, _TRUST[event.source])


def most_trusted(events: Iterable[CallEvent], pick: Callable[[CallEvent], T | None]) -> list[T]:
    """Return what the most trusted events that know it say, in order of time."""
    said = [(trust(event), value) for event in events if (value := pick(event)) is not None]
    if not said:
        return []
    best = max(rank for rank, _ in said)
    return [value for rank, value in said if rank == best]


def last_word(events: Iterable[CallEvent], pick: Callable[[CallEvent], T | None]) -> T | None:
    """Return the latest value among the most trusted events, None when nobody knows."""
    values = most_trusted(events, pick)
    return values[-1] if values else None


def merged_party(
    events: list[CallEvent], pick: Callable[[CallEvent], Party | None]
) -> Party | None:
    """Put a party together field by field from the most trusted event that knows each."""
    told = [(event, party) for event in events if (party := pick(event)) is not None]
    if not told:
        return None
    told.sort(key=lambda pair: trust(pair[0]))
    values: dict[str, object] = {}
    for _, party in told:
        for name in _PARTY_FIELDS:
            value = getattr(party, name)
            if value is not None and value != "":
                values[name] = value
    return replace(Party(), **values)  # type: ignore[arg-type]  # names come from the dataclass


def merged_media(
    events: list[CallEvent], pick: Callable[[CallEvent], Media | None]
) -> tuple[Media, ...]:
    """Fold recordings or voicemails by id, the server's in place of the softphone page's.

    The page knows a detail page only, under no id the server shares; so once the server told of
    any, the page's are dropped.
    """
    told = [event for event in events if pick(event) is not None]
    server = [event for event in told if event.source is not Source.EMBED]
    by_id: dict[str, Media] = {}
    for event in server or told:
        media = pick(event)
        if media is not None:
            known = by_id.get(media.id)
            by_id[media.id] = media if known is None else _merge_media(known, media)
    return tuple(by_id[key] for key in sorted(by_id) if not by_id[key].deleted)


def _merge_media(known: Media, later: Media) -> Media:
    return Media(
        id=known.id,
        url=later.url or known.url,
        duration_s=known.duration_s if later.duration_s is None else later.duration_s,
        text=later.text or known.text,
        next_steps=later.next_steps or known.next_steps,
        detail=later.detail or known.detail,
        edited=known.edited or later.edited,
        deleted=known.deleted or later.deleted,
        state=later.state or known.state,
    )


_PARTY_FIELDS = tuple(f.name for f in fields(Party))
