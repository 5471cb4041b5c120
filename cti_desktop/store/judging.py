"""Lets somebody judge what is appended by what the journal holds at that very moment.

What one may tell of a call can depend on what was told of it before. Writing transactions follow
each other, also those of other processes: between the look in one and its commit comes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import decode_call, decode_event
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.bulk import Lookup
from cti_desktop.store.schema import CALL, CALL_KEY, EVENT

_GROUPS = Lookup(CALL_KEY, ("key", "group_id"), "key")
_CALLS = Lookup(CALL, ("group_id", "body"), "group_id")
_EVENTS = Lookup(EVENT, ("body",), "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the journal holds of events that somebody wants to append.

    Attributes:
        calls: by each correlation key the events name.
        events: by the ids the events have; such a one changes nothing, whatever it says.
    """

    calls: Mapping[str, Call]
    events: Mapping[str, CallEvent]


Judge = Callable[[Held], Sequence[CallEvent]]
"""Says what is to be appended, on the writer thread: it must not wait for a write."""


def held(connection: Connection, events: Sequence[CallEvent]) -> Held:
    """Look up what there is of events, inside the transaction that appends some of them."""
    keys = {key for event in events for key in event.keys}
    groups: dict[str, int] = {row.key: row.group_id for row in _GROUPS.rows(connection, keys)}
    rows = _CALLS.rows(connection, set(groups.values()))
    calls: dict[int, Call] = {row.group_id: decode_call(row.body) for row in rows}
    ids = {event.id for event in events}
    known = [decode_event(row.body) for row in _EVENTS.rows(connection, ids)]
    return Held(
        calls={key: calls[group] for key, group in groups.items() if group in calls},
        events={event.id: event for event in known},
    )
