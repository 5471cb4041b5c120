"""Takes events out of the journal and everything folded from them; erasing and retention use it.

Runs inside a transaction of the writer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, select

from cti_desktop.calls.call import Call
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.rows import drop_calls, events_of_groups, refold
from cti_desktop.store.schema import BESIDE_CALL, CALL, CALL_KEY, EVENT, OUTBOX
from cti_desktop.store.text_rows import drop_texts, write_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What went.

    Attributes:
        events: how many.
        gone: ids of the calls that went whole.
        calls: those folded anew without the events that went.
    """

    events: int = 0
    gone: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()

    def __add__(self, other: "Removed") -> "Removed":
        """Count both."""
        return Removed(
            events=self.events + other.events,
            gone=self.gone + other.gone,
            calls=self.calls + other.calls,
        )


def remove_groups(connection: Connection, groups: Iterable[int]) -> Removed:
    """Delete whole groups: their events, keys, calls and texts."""
    removed = Removed()
    for chunk in in_chunks(sorted(groups)):
        drop_texts(connection, chunk)
        gone = connection.scalars(select(CALL.c.id).where(CALL.c.group_id.in_(chunk))).all()
        drop_calls(connection, gone)
        events = _delete_events(connection, EVENT.c.group_id.in_(chunk))
        connection.execute(delete(CALL_KEY).where(CALL_KEY.c.group_id.in_(chunk)))
        removed += Removed(events=events, gone=tuple(gone))
    return removed


def remove_events(connection: Connection, positions: Sequence[int], region: str | None) -> Removed:
    """Delete single events and fold what is left of their groups; empty ones go whole."""
    groups: set[int] = set()
    events = 0
    for chunk in in_chunks(positions):
        found = select(EVENT.c.group_id).where(EVENT.c.position.in_(chunk)).distinct()
        groups.update(group for group in connection.scalars(found) if group is not None)
        events += _delete_events(connection, EVENT.c.position.in_(chunk))
    return Removed(events=events) + fold_again(connection, groups, region)


def fold_again(connection: Connection, groups: Iterable[int], region: str | None) -> Removed:
    """Fold groups whose events changed or went; a group without any goes whole."""
    removed = Removed()
    for chunk in in_chunks(sorted(groups)):
        members = events_of_groups(connection, chunk)
        removed += remove_groups(connection, [one for one in chunk if one not in members])
        ids = select(CALL.c.id).where(CALL.c.group_id.in_(list(members)))
        before = set(connection.scalars(ids))
        # Agents only ever join by themselves, the rest goes with an event: those of before go.
        for beside in BESIDE_CALL:
            connection.execute(delete(beside).where(beside.c.call_id.in_(before)))
        drop_texts(connection, members)
        folded = refold(connection, members, {}, region)
        write_texts(connection, members)
        now = {call.id for call in folded.calls.values()}
        moved = {old for pairs in folded.moved.values() for old, _ in pairs}
        empty = before - now - moved
        drop_calls(connection, empty)
        removed += Removed(gone=tuple(sorted(empty | moved)), calls=tuple(folded.calls.values()))
    return removed


def _delete_events(connection: Connection, which: ColumnElement[bool]) -> int:
    positions = select(EVENT.c.position).where(which)
    connection.execute(delete(OUTBOX).where(OUTBOX.c.position.in_(positions)))
    return connection.execute(delete(EVENT).where(which)).rowcount
