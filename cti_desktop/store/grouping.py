"""Keeps which events belong to one call: puts new events into groups by their keys, joins groups.

A group is named by the position of its first event; when an event bridges two, the older one stays.
Runs inside the journal's transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, insert, select, update

from cti_desktop.calls.correlation import call_ref
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.schema import CALL_KEY, EVENT

T = TypeVar("T")
CHUNK = 500
"""Values in one `IN`, well below what any database allows."""


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
    """

    home: dict[str, int | None]
    joined: dict[int, int]
    new_keys: dict[str, int]

    @property
    def touched(self) -> set[int]:
        """The groups that have to be folded again."""
        return {group for group in self.home.values() if group is not None}


def plan_groups(connection: Connection, placed: Sequence[tuple[int, CallEvent]]) -> Grouping:
    """Find each new event's group, from the keys known and from each other.

    Args:
        connection: in the append's transaction.
        placed: new events with the positions they will get.
    """
    known = _known_keys(connection, {key for _, event in placed for key in event.keys})
    owner = dict(known)
    parent: dict[int, int] = {}
    first_home: dict[str, int] = {}
    for position, event in placed:
        if not event.keys:
            continue
        met = {_root(parent, owner[key]) for key in event.keys if key in owner}
        home = min(met, default=position)
        parent.update(dict.fromkeys(met - {home}, home))
        owner.update(dict.fromkeys(event.keys, home))
        first_home[event.id] = home
    stored = set(known.values())
    return Grouping(
        home={
            event.id: _root(parent, first_home[event.id]) if event.keys else None
            for _, event in placed
        },
        joined={group: _root(parent, group) for group in parent if group in stored},
        new_keys={k: _root(parent, group) for k, group in owner.items() if k not in known},
    )


def write_groups(connection: Connection, grouping: Grouping) -> None:
    """Move joined groups to their new home and record new keys."""
    for old, home in grouping.joined.items():
        for table in (EVENT, CALL_KEY):
            connection.execute(update(table).where(table.c.group_id == old).values(group_id=home))
    if grouping.new_keys:
        connection.execute(
            insert(CALL_KEY),
            [
                {"key": key, "call_id": call_ref([key]), "group_id": group}
                for key, group in grouping.new_keys.items()
            ],
        )


def _known_keys(connection: Connection, keys: set[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for chunk in in_chunks(sorted(keys)):
        found = select(CALL_KEY.c.key, CALL_KEY.c.group_id).where(CALL_KEY.c.key.in_(chunk))
        known.update((row.key, row.group_id) for row in connection.execute(found))
    return known


def _root(parent: dict[int, int], group: int) -> int:
    while group in parent:
        group = parent[group]
    return group
