"""Folded calls as rows: searchable columns beside the whole call, in step with the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import CallEvent, Kind, Party
from cti_desktop.calls.fold import fold
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.schema import CALL, CALL_AGENT, EVENT
from cti_desktop.store.wording import plain_text

ROWS_VERSION = "1"
"""Raise it when the fold or the meaning of a column changes: every call is folded again then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refolded:
    """The calls folded anew, and calls that go by another id now (old, new)."""

    calls: tuple[Call, ...]
    moved: tuple[tuple[str, str], ...]


def refold(
    connection: Connection, groups: set[int], joined: Mapping[int, int], region: str | None
) -> Refolded:
    """Fold groups again and write their rows.

    Args:
        connection: in the append's transaction.
        groups: the groups to fold.
        joined: groups that went into one of those; their rows go.
        region: ISO country of numbers in national form.
    """
    before = _rows_of(connection, groups | joined.keys())
    calls: list[Call] = []
    moved: list[tuple[str, str]] = []
    for group in sorted(groups):
        events = events_of_group(connection, group)
        call = fold(events)
        if call is None:
            continue
        old = {one for one, at in before.items() if joined.get(at, at) == group}
        _write(connection, call, events, group=group, old=old, region=region)
        calls.append(call)
        moved.extend((one, call.id) for one in sorted(old - {call.id}))
    return Refolded(calls=tuple(calls), moved=tuple(moved))


def refold_all(connection: Connection, region: str | None) -> int:
    """Fold every call of the journal again, as after a change of the fold; gives how many."""
    connection.execute(delete(CALL))
    told = select(EVENT.c.group_id).where(EVENT.c.group_id.is_not(None)).distinct()
    groups = {group for group in connection.scalars(told) if group is not None}
    return len(refold(connection, groups, {}, region).calls)


def events_of_group(connection: Connection, group: int) -> tuple[CallEvent, ...]:
    """Return a group's events in the order they were kept."""
    found = select(EVENT.c.body).where(EVENT.c.group_id == group).order_by(EVENT.c.position)
    return tuple(decode_event(body) for body in connection.scalars(found))


def number_key(number: str | None, region: str | None) -> str | None:
    """Return the form calls with a number are found by: E.164, else its digits, else None.

    A short number stays as written: in most countries a region would make a local number of it.
    """
    if not number:
        return None
    read = parse_number(number, region)
    if read.e164 is not None and read.country is not None:
        return read.e164
    as_written = parse_number(number)
    return as_written.e164 or as_written.digits or None


def _rows_of(connection: Connection, groups: Iterable[int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in in_chunks(sorted(groups)):
        rows = select(CALL.c.id, CALL.c.group_id).where(CALL.c.group_id.in_(chunk))
        found.update((row.id, row.group_id) for row in connection.execute(rows))
    return found


def _write(
    connection: Connection,
    call: Call,
    events: tuple[CallEvent, ...],
    *,
    group: int,
    old: set[str],
    region: str | None,
) -> None:
    for gone in old - {call.id}:
        connection.execute(delete(CALL).where(CALL.c.id == gone))
    columns = _columns(call, events, region)
    if call.id in old:
        connection.execute(
            update(CALL).where(CALL.c.id == call.id).values(group_id=group, **columns)
        )
    else:
        connection.execute(insert(CALL).values(id=call.id, group_id=group, **columns))
    _write_agents(connection, call.id, agents_of(call, events))


def _write_agents(connection: Connection, call_id: str, agents: set[str]) -> None:
    # Agents only ever join: events are never taken back.
    known = select(CALL_AGENT.c.agent_id).where(CALL_AGENT.c.call_id == call_id)
    if new := agents.difference(connection.scalars(known)):
        connection.execute(
            insert(CALL_AGENT), [{"call_id": call_id, "agent_id": one} for one in sorted(new)]
        )


def agents_of(call: Call, events: Iterable[CallEvent]) -> set[str]:
    """Return the ids of all who had part: of every leg, and whose softphone told of it.

    Who only wrote a note had none: a supervisor's remark does not make it the supervisor's call.
    """
    heard = {e.author for e in events if e.author and e.kind is not Kind.NOTED}
    return heard.union(*(leg.ids for leg in call.legs))


def _columns(call: Call, events: tuple[CallEvent, ...], region: str | None) -> dict[str, object]:
    return {
        "state": call.state.value,
        "direction": call.direction.value if call.direction else None,
        "started_at": call.started_at or min(event.at for event in events),
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "party_number": _party_key(call.party, region),
        "outcome": call.outcome,
        "contact_id": next((n.contact_id for n in call.notes if n.contact_id), None),
        "has_note": any(note.text for note in call.notes),
        "final": call.final,
        "search": _search_text(call, region),
        "body": encode(call),
    }


def _party_key(party: Party, region: str | None) -> str | None:
    return number_key(party.number, region) or number_key(party.extension, None)


def _search_text(call: Call, region: str | None) -> str:
    """Everything the log is searched by; digits stand together in each form people type."""
    party = call.party
    read = parse_number(party.number or "", region)
    numbers = {read.digits, f"0{read.national}" if read.national else "", party.extension or ""}
    told = [party.name or "", *(n.text for n in call.notes), *(n.outcome or "" for n in call.notes)]
    return plain_text("\n".join([*told, *sorted(numbers - {""})]))
