"""Builds events of invented calls for the tests of the domain."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    NoteField,
    Party,
    Result,
    Side,
    Source,
    event_id,
)

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CALL = "068cba3db27ba0d08d2"
ADA = Party(name="Ada Lovelace", number="+442079460018", internal=False)
QUEUE = Party(name="Support", extension="7001", extension_type="callQueue", internal=True)


def agent(number: int) -> Party:
    return Party(
        name=f"Agent {number}",
        extension=str(800 + number),
        extension_id=f"x{number}",
        user_id=f"u{number}",
        internal=True,
    )


def leg(number: int, side: Side = Side.CALLEE) -> LegRef:
    return LegRef(side=side, ids=(f"ext:x{number}", f"no:{800 + number}", f"user:u{number}"))


def event(
    kind: Kind,
    second: int,
    *,
    who: int | None = 1,
    side: Side = Side.CALLEE,
    source: Source = Source.WEBHOOK,
    call_id: str | None = CALL,
    log_id: str | None = None,
    history_uuid: str | None = None,
    more_call_ids: Iterable[str] = (),
    facts: Facts | None = None,
) -> CallEvent:
    at = START + timedelta(seconds=second)
    inbound = side is Side.CALLEE
    own = agent(who) if who else None
    given = facts or Facts()
    told = Facts(
        **{
            **{name: getattr(given, name) for name in Facts.__dataclass_fields__},
            "caller": given.caller or (ADA if inbound else own),
            "callee": given.callee or (own if inbound else ADA),
            "direction": given.direction or (Direction.INBOUND if inbound else Direction.OUTBOUND),
        }
    )
    keys = call_keys(
        call_id=call_id, log_id=log_id, history_uuid=history_uuid, more_call_ids=more_call_ids
    )
    return CallEvent(
        id=event_id(source, [kind, second, who, side, call_id, log_id, str(facts)]),
        kind=kind,
        source=source,
        name=f"test-{kind}",
        at=at,
        seen_at=at,
        keys=keys,
        leg=leg(who, side) if who else None,
        facts=told,
    )


def note(
    field: NoteField,
    value: str | None,
    second: int,
    *,
    author: str = "user:u1",
    call_id: str = CALL,
) -> CallEvent:
    at = START + timedelta(seconds=second)
    return CallEvent(
        id=f"{field}-{second}-{author}-{call_id}",
        kind=Kind.NOTED,
        source=Source.PERSON,
        name="note",
        at=at,
        seen_at=at,
        keys=call_keys(call_id=call_id),
        author=author,
        facts=Facts(note_field=field, note_value=value, about=f"call:{call_id}"),
    )


def ended(
    second: int, result: Result, *, who: int = 1, source: Source = Source.WEBHOOK
) -> CallEvent:
    return event(Kind.ENDED, second, who=who, source=source, facts=Facts(result=result))


def record(
    *,
    who: int = 1,
    result: Result,
    rang: int = 0,
    answered: int | None = None,
    end: int,
    side: Side = Side.CALLEE,
    call_id: str = CALL,
) -> CallEvent:
    """The server's finished record of one leg."""
    answered_at = None if answered is None else START + timedelta(seconds=answered)
    return event(
        Kind.LOGGED,
        rang,
        who=who,
        side=side,
        source=Source.REST,
        call_id=call_id,
        log_id=f"log-{who}-{call_id}",
        history_uuid="20261120-h1",
        facts=Facts(
            rang_at=START + timedelta(seconds=rang),
            answered_at=answered_at,
            ended_at=START + timedelta(seconds=end),
            result=result,
            talk_s=end - answered if answered is not None else 0,
            final=True,
        ),
    )


def answered_by_two() -> tuple[CallEvent, ...]:
    return (
        record(who=1, result=Result.ANSWERED, answered=6, end=50),
        record(who=2, result=Result.ANSWERED, rang=45, answered=48, end=99),
        note(NoteField.TEXT, "keep me", 60),
    )
