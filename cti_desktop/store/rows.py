"""Folded calls as rows: searchable columns beside the whole call, in step with the journal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Connection, delete

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import CallEvent, Kind, NoteField, Party
from cti_desktop.calls.fold import fold, state_seen_by
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.bulk import Lookup, ManyRows, moment_value, replacing
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.schema import CALL, CALL_AGENT, CALL_BACK, CALL_TAG, EVENT
from cti_desktop.store.text_rows import write_texts
from cti_desktop.store.wording import plain_text

ROWS_VERSION = "14"
"""Raise it when the fold or the meaning of a column changes: every call is folded again then."""

_UNKNOWN_S = -1
_NO_PART = (Kind.NOTED, Kind.CLOCKED)
_CALL_ROWS = ManyRows(CALL, replacing(CALL, "id"), searched=True)
_AGENT_ROWS = ManyRows(
    CALL_AGENT,
    "(call_id, agent_id) DO UPDATE SET state = excluded.state"
    " WHERE call_agent.state <> excluded.state",
)
_TAG_ROWS = ManyRows(CALL_TAG)
_CALL_BACK_ROWS = ManyRows(CALL_BACK)
_BESIDE = {NoteField.TAGS: CALL_TAG, NoteField.CALL_BACK_AT: CALL_BACK}
_GROUP_CALLS = Lookup(CALL, ("id", "group_id"), "group_id")
_GROUP_EVENTS = Lookup(EVENT, ("position", "group_id", "body"), "group_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refolded:
    """The calls folded anew by group, and calls that go by another id now (old, new) by group."""

    calls: dict[int, Call]
    moved: dict[int, list[tuple[str, str]]]

    def of(self, groups: set[int | None]) -> "Refolded":
        """Return the part about these groups, in order."""
        wanted = sorted(group for group in groups if group is not None)
        return Refolded(
            calls={one: self.calls[one] for one in wanted if one in self.calls},
            moved={one: self.moved[one] for one in wanted if one in self.moved},
        )


def refold(
    connection: Connection,
    members: Mapping[int, Sequence[CallEvent]],
    joined: Mapping[int, int],
    region: str | None,
) -> Refolded:
    """Fold groups again and write their rows.

    Args:
        connection: in the append's transaction.
        members: the groups to fold with all their events.
        joined: groups that went into one of those; their rows go.
        region: ISO country of numbers in national form.
    """
    folded = {group: fold(members[group]) for group in sorted(members)}
    calls = {group: call for group, call in folded.items() if call is not None}
    moved: dict[int, list[tuple[str, str]]] = {}
    for row in sorted(_GROUP_CALLS.rows(connection, members.keys() | joined.keys())):
        group = joined.get(row.group_id, row.group_id)
        call = calls.get(group)
        if call is not None and call.id != row.id:
            moved.setdefault(group, []).append((row.id, call.id))
    drop_calls(connection, (old for pairs in moved.values() for old, _ in pairs))
    write_calls(
        connection, [(group, call, members[group]) for group, call in calls.items()], region
    )
    write_texts(connection, members)
    return Refolded(calls=calls, moved=moved)


def write_calls(
    connection: Connection,
    calls: Sequence[tuple[int, Call, Sequence[CallEvent]]],
    region: str | None,
) -> None:
    """Write folded calls in place of the rows with their ids.

    Args:
        connection: in a transaction.
        calls: group, call and the group's events.
        region: ISO country of numbers in national form.
    """
    moment = moment_value(connection)
    rows = [_row(group, call, events, region, moment) for group, call, events in calls]
    _CALL_ROWS.insert(connection, rows)
    # Agents only ever join: events are never taken back.
    _AGENT_ROWS.insert(
        connection,
        [
            (call.id, one, state_seen_by(call, (one,)).value)
            for _, call, events in calls
            for one in sorted(agents_of(call, events))
        ],
    )
    _write_noted(connection, calls, moment)


def _write_noted(
    connection: Connection,
    calls: Sequence[tuple[int, Call, Sequence[CallEvent]]],
    moment: Callable[[datetime | None], object],
) -> None:
    """Write tags and call-backs of calls anew; most have none and never had."""
    noted: dict[NoteField, list[Call]] = {field: [] for field in _BESIDE}
    for _, call, events in calls:
        for field in _BESIDE.keys() & {event.facts.note_field for event in events}:
            noted[field].append(call)
    for field, table in _BESIDE.items():
        for chunk in in_chunks(call.id for call in noted[field]):
            connection.execute(delete(table).where(table.c.call_id.in_(chunk)))
    _TAG_ROWS.insert(
        connection,
        [
            (call.id, tag)
            for call in noted[NoteField.TAGS]
            for tag in dict.fromkeys(map(_named, call.tags))
        ],
    )
    _CALL_BACK_ROWS.insert(
        connection,
        [
            (call.id, moment(max(times)))
            for call in noted[NoteField.CALL_BACK_AT]
            if (times := [at for note in call.notes if (at := note.promised_at) is not None])
        ],
    )


def drop_calls(connection: Connection, call_ids: Iterable[str]) -> None:
    """Delete the rows of calls that are no more."""
    for chunk in in_chunks(call_ids):
        connection.execute(delete(CALL).where(CALL.c.id.in_(chunk)))


def events_of_groups(connection: Connection, groups: Iterable[int]) -> dict[int, list[CallEvent]]:
    """Return the events of groups in the order they were kept."""
    members: dict[int, list[CallEvent]] = {}
    for row in sorted(_GROUP_EVENTS.rows(connection, groups), key=attrgetter("position")):
        members.setdefault(row.group_id, []).append(decode_event(row.body))
    return members


def number_key(number: str | None, region: str | None) -> str | None:
    """Return the form calls with a number are found by: E.164, else its digits, else None.

    A short number stays as written: in most countries a region would make a local number of it.
    """
    if not number:
        return None
    read = parse_number(number, region)
    if read.e164 is not None and (number.startswith("+") or read.country is not None):
        return read.e164
    as_written = parse_number(number)
    return as_written.e164 or as_written.digits or None


def agents_of(call: Call, events: Iterable[CallEvent]) -> set[str]:
    """Return the ids of all who had part: of every leg, and whose softphone told of it.

    Who only wrote a note had none: a supervisor's remark does not make it the supervisor's call,
    nor what the companion says of its clock the companion's.
    """
    heard = {e.author for e in events if e.author and e.kind not in _NO_PART}
    return heard.union(*(leg.ids for leg in call.legs))


def _row(
    group: int,
    call: Call,
    events: Sequence[CallEvent],
    region: str | None,
    moment: Callable[[datetime | None], object],
) -> tuple[object, ...]:
    """Return a call's row, in the order of `CallColumns`."""
    return (
        call.id,
        group,
        call.state.value,
        call.direction.value if call.direction else None,
        moment(call.started_at or min(event.at for event in events)),
        moment(call.answered_at),
        moment(call.ended_at),
        _party_key(call.party, region),
        call.outcome,
        next((n.contact_id for n in call.notes if n.contact_id), None),
        any(note.text for note in call.notes),
        call.final,
        _search_text(call, region),
        encode(call),
        _named(plain_text(call.party.name or call.party.number or "")),
        _UNKNOWN_S if call.durations.talk_s is None else call.durations.talk_s,
        _named(call.via.name if call.via else None) or None,
        _named(call.agent.name if call.agent else None) or None,
        bool(call.recordings),
        bool(call.voicemails),
    )


def _named(text: str | None) -> str:
    return (text or "").replace("\0", " ")  # which PostgreSQL does not keep in a text


def _party_key(party: Party, region: str | None) -> str | None:
    return number_key(party.number, region) or number_key(party.extension, None)


def _search_text(call: Call, region: str | None) -> str:
    """Everything the log is searched by; digits stand together in each form people type."""
    party = call.party
    read = parse_number(party.number or "", region)
    numbers = {read.digits, f"0{read.national}" if read.national else "", party.extension or ""}
    told = [party.name or "", *(n.text for n in call.notes), *(n.outcome or "" for n in call.notes)]
    text = "\n".join([*told, *call.tags, *sorted(numbers - {""})])
    return plain_text(text.replace("\0", " "))  # which PostgreSQL does not keep in a text
