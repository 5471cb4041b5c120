"""Small invented events for the tests of sync and companion."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cti_desktop.calls.events import (
    CallEvent,
    Facts,
    Kind,
    LegRef,
    NoteField,
    Party,
    Side,
    Source,
    event_id,
)

START = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def leg_event(
    call: str,
    agent: str,
    kind: Kind = Kind.RANG,
    *,
    seconds: float = 0,
    source: Source = Source.EMBED,
    author: str | None = None,
) -> CallEvent:
    return CallEvent(
        id=event_id(source, [kind, call, agent, seconds]),
        kind=kind,
        source=source,
        name=f"test-{kind}",
        at=at(seconds),
        seen_at=at(seconds),
        keys=(f"call:{call}",),
        leg=LegRef(side=Side.CALLEE, ids=(agent,)),
        author=author,
        facts=Facts(
            caller=Party(number="+442079460018", internal=False),
            callee=Party(extension="800", internal=True),
        ),
    )


def note_event(
    call: str,
    author: str | None,
    text: str,
    *,
    number: int = 0,
    field: NoteField = NoteField.TEXT,
) -> CallEvent:
    return CallEvent(
        id=f"note-{call}-{author}-{number}",
        kind=Kind.NOTED,
        source=Source.PERSON,
        name="note",
        at=at(60 + number),
        seen_at=at(60 + number),
        keys=(f"call:{call}",),
        author=author,
        facts=Facts(note_field=field, note_value=text),
    )


def whole_call_event(call: str, *, seconds: float = 90) -> CallEvent:
    return CallEvent(
        id=event_id(Source.WEBHOOK, ["recording", call]),
        kind=Kind.RECORDING,
        source=Source.WEBHOOK,
        name="phone.recording_started",
        at=at(seconds),
        seen_at=at(seconds),
        keys=(f"call:{call}",),
    )


def record_event(call: str, agent: str, *, history: str, seconds: float = 120) -> CallEvent:
    """The server's record of a leg; records of one call share its history id."""
    told = leg_event(call, agent, Kind.LOGGED, seconds=seconds, source=Source.REST)
    return replace(told, keys=(f"call:{call}", f"history:{history}"))
