"""Events of invented calls, as many as wanted."""

from collections.abc import Iterator
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
)

EVENTS_PER_CALL = 6
_START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_AGENT = Party(name="Bo", extension="800", extension_id="xBo", user_id="uBo", internal=True)
_LEG = LegRef(side=Side.CALLEE, ids=("ext:xBo", "no:800", "user:uBo"))


def events(calls: int, first: int = 0) -> Iterator[CallEvent]:
    """Yield six events for each call: rang, answered, ended, record, note, outcome."""
    for number in range(first, first + calls):
        yield from _call(number)


def _call(number: int) -> Iterator[CallEvent]:
    start = _START + timedelta(seconds=30 * number)
    call_id = f"0{int(start.timestamp()):08x}{number:010x}"
    caller = Party(name=f"Caller {number % 5000}", number=f"+1212555{number % 10000:04d}")
    facts = Facts(direction=Direction.INBOUND, caller=caller, callee=_AGENT)
    steps = ((Kind.RANG, 0, None), (Kind.ANSWERED, 5, None), (Kind.ENDED, 95, Result.ANSWERED))
    for kind, second, result in steps:
        told = Facts(direction=facts.direction, caller=caller, callee=_AGENT, result=result)
        yield _event(f"{number}-{kind}", kind, start + timedelta(seconds=second), call_id, told)
    record = Facts(
        direction=facts.direction,
        caller=caller,
        callee=_AGENT,
        rang_at=start,
        answered_at=start + timedelta(seconds=5),
        ended_at=start + timedelta(seconds=95),
        result=Result.ANSWERED,
        talk_s=90,
        final=True,
    )
    yield _event(f"{number}-record", Kind.LOGGED, start, call_id, record)
    for field, value in ((NoteField.TEXT, f"note {number}"), (NoteField.OUTCOME, "resolved")):
        told = Facts(note_field=field, note_value=value, about=f"call:{call_id}")
        yield _event(f"{number}-{field}", Kind.NOTED, start, call_id, told, Source.PERSON)


def _event(
    name: str,
    kind: Kind,
    at: datetime,
    call_id: str,
    facts: Facts,
    source: Source = Source.WEBHOOK,
) -> CallEvent:
    return CallEvent(
        id=f"bench-{name}",
        kind=kind,
        source=source,
        name="bench",
        at=at,
        seen_at=at,
        keys=call_keys(call_id=call_id),
        leg=None if kind is Kind.NOTED else _LEG,
        author="user:uBo",
        facts=facts,
    )
