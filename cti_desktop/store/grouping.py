"""Keeps which events belong to one call: puts new events into groups by their keys, joins groups.

A group is named by the position of its first event; when an event bridges two, the older one stays.
Runs inside the journal's transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, update

from cti_desktop.calls.correlation import call_ref
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.bulk import Lookup, ManyRows
from cti_desktop.store.schema import CALL_KEY, EVENT

T = TypeVar("T")
CHUNK = 500
"""Values in one `IN`, well below what any database allows."""

_KEY_ROWS = ManyRows(CALL_KEY)
_KNOWN_KEYS = Lookup(CALL_KEY, ("key", "group_id"), "key")


def in_chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Cut values into lists of at most `CHUNK`."""
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """What new events do to the groups.

    Attributes:
        home: each event's group by event id; None for an event without keys: it is of no call.
        joined: groups that are no more, with the group that took them in.
        new_keys: keys seen for the first time, with their group.
        stored: the groups of before that the events belong to, joined ones too.
    """

    home: dict[str, int | None]
    joined: dict[int, int]
    new_keys: dict[str, int]
    stored: set[int]

    def gathered(
        self, stored: Mapping[int, Sequence[CallEvent]], new: Iterable[CallEvent]
    ) -> dict[int, list[CallEvent]]:
        """Return each touched group's events: those of before and the new ones."""
        members: dict[int, list[CallEvent]] = {}
        for group, events in stored.items():
            members.setdefault(self.joined.get(group, group), []).extend(events)
        for event in new:
            home = self.home[event.id]
            if home is not None:
                members.setdefault(home, []).append(event)
        return members


def plan_groups(connection: Connection, placed: Sequence[tuple[int, CallEvent]]) -> Grouping:
    """Find each new event's group, from the keys known and from each other.

    Args:
        connection: in the append's transaction.
        placed: new events with the positions they will get.
    """
    keys = {key for _, event in placed for key in event.keys}
    known: dict[str, int] = {row.key: row.group_id for row in _KNOWN_KEYS.rows(connection, keys)}
    owner = dict(known)
    parent: dict[int, int] = {}
    first_home: dict[str, int | None] = {}
    for position, event in placed:
        met = {owner[key] for key in event.keys if key in owner}
        if parent:
            met = {_root(parent, group) for group in met}
        home = min(met, default=position)
        if len(met) > 1:
            parent.update(dict.fromkeys(met - {home}, home))
        for key in event.keys:
            owner[key] = home
        first_home[event.id] = home if event.keys else None
    stored = set(known.values())
    return Grouping(
        home={
            one: None if home is None else _root(parent, home) for one, home in first_home.items()
        },
        joined={group: _root(parent, group) for group in parent if group in stored},
        new_keys={k: _root(parent, group) for k, group in owner.items() if k not in known},
        stored=stored,
    )


def write_groups(connection: Connection, grouping: Grouping) -> None:
    """Move joined groups to their new home and record new keys."""
    for old, home in grouping.joined.items():
        for table in (EVENT, CALL_KEY):
            connection.execute(update(table).where(table.c.group_id == old).values(group_id=home))
    _KEY_ROWS.insert(
        connection,
        [(key, call_ref([key]), group) for key, group in grouping.new_keys.items()],
    )


def _root(parent: dict[int, int], group: int) -> int:
    while group in parent:
        group = parent[group]
    return group
