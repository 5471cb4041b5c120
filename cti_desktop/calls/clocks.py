"""Bounds what people's clocks can do: an edit dated into the future must not win forever.

An event never changes, and both sides of sync must keep the same ones. So the companion does not
mend a time: it adds an event that says when it first received the edit, and every fold takes the
edit to be from then.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from cti_desktop.calls.events import CallEvent, Facts, Kind, Source, event_id

TOLERANCE = timedelta(minutes=1)
"""How far ahead of the companion's clock an edit may be dated and still be taken at its word."""

_TICK = timedelta(microseconds=1)
COMPANION = "companion"
"""Author of the bounds; no desktop may push events of this author."""


def bounds(events: Iterable[CallEvent], received_at: datetime) -> tuple[CallEvent, ...]:
    """Return the event that bounds each edit dated beyond `received_at` and the tolerance.

    A desktop hands its edits over in the order they were made, so a bounded one stays before those
    that follow it: a clock put right in between, or never, does not turn them round.

    The companion appends it together with the edit. Its id follows from the edit's, so an edit that
    is pushed again keeps its first bound.

    Args:
        events: in the order a desktop pushed them; only edits by people are looked at.
        received_at: the companion's clock, UTC.
    """
    ceiling = received_at
    found: list[CallEvent] = []
    for event in reversed([one for one in events if one.kind is Kind.NOTED]):
        if event.at > received_at + TOLERANCE:
            found.append(_bound(event, ceiling, received_at))
            ceiling -= _TICK
        else:
            ceiling = min(ceiling, event.at - _TICK)
    return tuple(reversed(found))


def _bound(event: CallEvent, at: datetime, received_at: datetime) -> CallEvent:
    return CallEvent(
        id=event_id(Source.PROGRAM, ["clocked", event.id]),
        kind=Kind.CLOCKED,
        source=Source.PROGRAM,
        name="clock-bounded",
        at=at,
        seen_at=received_at,
        keys=event.keys,
        author=COMPANION,
        facts=Facts(about=event.id),
    )


def rightly_dated(events: Iterable[CallEvent]) -> list[CallEvent]:
    """Return the events with every bounded edit dated to its bound, without the bounds."""
    told = list(events)
    latest: dict[str, datetime] = {}
    for event in told:
        if event.kind is Kind.CLOCKED and event.author == COMPANION and event.facts.about:
            known = latest.get(event.facts.about, event.at)
            latest[event.facts.about] = min(known, event.at)
    if not latest:
        return [event for event in told if event.kind is not Kind.CLOCKED]
    return [
        replace(event, at=min(event.at, latest.get(event.id, event.at)))
        for event in told
        if event.kind is not Kind.CLOCKED
    ]
