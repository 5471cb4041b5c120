"""What one append does inside its transaction, and many appends that queued up as well.

They are done together: one look for known events, one for their groups, one insert for each table,
and every call that they touch is folded once. `journal.py` runs it on the writer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy import Connection, bindparam, select, update

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import encode
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.bulk import Lookup, ManyRows, moment_value
from cti_desktop.store.grouping import Grouping, plan_groups, write_groups
from cti_desktop.store.marks import Marks
from cti_desktop.store.rows import Refolded, events_of_groups, refold
from cti_desktop.store.schema import EVENT, JOURNAL_HEAD, OUTBOX

_EVENT_ROWS = ManyRows(EVENT)
_OUTBOX_ROWS = ManyRows(OUTBOX)
_KNOWN = Lookup(EVENT, ("id",), "id")
_HEAD = select(JOURNAL_HEAD.c.last, JOURNAL_HEAD.c.erased).with_for_update()
_NOBODY: Mapping[int, Sequence[CallEvent]] = MappingProxyType({})
_MOVE_HEAD = update(JOURNAL_HEAD).values(last=bindparam("to"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What an append changed.

    Attributes:
        new: the events that were not known, in journal order; they take the positions up to
            `cursor` without a gap.
        known: how many of the events were known already.
        calls: the calls folded anew, as they are after the commit.
        moved: (old call id, new call id) of calls that go by another id now.
        cursor: the journal's last position.
        erased: ids of events that were not kept because they, their call or whom they are about
            was erased.
        gone: ids of calls that were erased.
        stories: all events of each of these calls by its id, in no order; none of an append that
            another process made.
        set_back: nothing was appended: what was told behind `cursor` is not in the journal any
            more, as after a failover, and these positions come again.
    """

    new: tuple[CallEvent, ...]
    known: int
    calls: tuple[Call, ...]
    moved: tuple[tuple[str, str], ...]
    cursor: int
    erased: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    stories: Mapping[str, tuple[CallEvent, ...]] = field(default_factory=dict, compare=False)
    set_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The events of one append; `outgoing` ones go to the companion when they are new."""

    events: tuple[CallEvent, ...]
    outgoing: bool


def append_all(
    connection: Connection, batches: Sequence[Batch], region: str | None, marks: Marks
) -> list[Appended]:
    """Append batches in order; returns what each changed.

    Args:
        connection: in the writer's transaction.
        batches: of any calls, in any order; known events change nothing.
        region: ISO country of numbers in national form.
        marks: what was erased.
    """
    last, erasures = lock_head(connection)
    fresh = _unknown(connection, batches)
    gone = marks.refused(connection, erasures, (event for new in fresh for event in new))
    if gone:
        fresh = [tuple(event for event in new if event.id not in gone) for new in fresh]
    placed = list(enumerate((event for new in fresh for event in new), last + 1))
    if not placed:
        return _answers(batches, fresh, last, gone=gone)
    grouping = plan_groups(connection, placed)
    stored = events_of_groups(connection, grouping.stored)
    write_groups(connection, grouping)
    _EVENT_ROWS.insert(connection, _event_rows(connection, placed, grouping))
    _OUTBOX_ROWS.insert(connection, list(_outgoing(batches, fresh, last)))
    connection.execute(_MOVE_HEAD, {"to": last + len(placed)})
    members = grouping.gathered(stored, [event for _, event in placed])
    folded = refold(connection, members, grouping.joined, region)
    return _answers(batches, fresh, last, folded, grouping, members, gone=gone)


def lock_head(connection: Connection) -> tuple[int, int]:
    """Return the last position and how many marks of erased things there are.

    Keeps other appends out until this transaction is committed.

    So positions follow commit order with several writing processes too, and a feed that goes on
    after a position misses nothing.
    """
    head = connection.execute(_HEAD).one()
    return head.last, head.erased


def _unknown(connection: Connection, batches: Sequence[Batch]) -> list[tuple[CallEvent, ...]]:
    """Return each batch's new events, each event once in the first batch that has it."""
    ids = {event.id for batch in batches for event in batch.events}
    seen: set[str] = {row.id for row in _KNOWN.rows(connection, ids)}
    fresh: list[tuple[CallEvent, ...]] = []
    for batch in batches:
        new: list[CallEvent] = []
        for event in batch.events:
            if event.id not in seen:
                seen.add(event.id)
                new.append(event)
        fresh.append(tuple(new))
    return fresh


def _event_rows(
    connection: Connection, placed: Sequence[tuple[int, CallEvent]], grouping: Grouping
) -> list[tuple[object, ...]]:
    moment = moment_value(connection)
    return [
        (
            position,
            event.id,
            grouping.home[event.id],
            event.kind.value,
            event.source.value,
            moment(event.at),
            encode(event),
        )
        for position, event in placed
    ]


def _outgoing(
    batches: Sequence[Batch], fresh: Sequence[tuple[CallEvent, ...]], last: int
) -> Iterator[tuple[int]]:
    for batch, new in zip(batches, fresh, strict=True):
        if batch.outgoing:
            yield from ((last + place,) for place in range(1, len(new) + 1))
        last += len(new)


def _answers(
    batches: Sequence[Batch],
    fresh: Sequence[tuple[CallEvent, ...]],
    last: int,
    folded: Refolded | None = None,
    grouping: Grouping | None = None,
    members: Mapping[int, Sequence[CallEvent]] = _NOBODY,
    *,
    gone: frozenset[str] = frozenset(),
) -> list[Appended]:
    answers = []
    for batch, new in zip(batches, fresh, strict=True):
        last += len(new)
        homes = {grouping.home[event.id] for event in new} if grouping else set()
        told = folded.of(homes) if folded and homes else Refolded(calls={}, moved={})
        erased = tuple(e.id for e in batch.events if e.id in gone) if gone else ()
        answers.append(
            Appended(
                new=new,
                known=len(batch.events) - len(new) - len(erased),
                erased=erased,
                calls=tuple(told.calls.values()),
                moved=tuple(pair for pairs in told.moved.values() for pair in pairs),
                cursor=last,
                stories={call.id: tuple(members[group]) for group, call in told.calls.items()},
            )
        )
    return answers
