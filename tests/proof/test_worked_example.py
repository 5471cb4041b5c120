"""The worked example of docs/calls.md, row by row."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from cti_desktop.calls.call import Call, State
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
    Transfer,
)
from cti_desktop.calls.fold import as_seen_by, fold
from tests.calls.stories import START, note

ADA = Party(name="Ada", number="+442079460018", internal=False)
SUPPORT = Party(name="Support", extension="7001", extension_type="callQueue", internal=True)
A, B = "068cba3db27ba0d08d2", "068cba40000ba0d0111"


def second_of(number: int) -> timedelta:
    return timedelta(seconds=number)


def person(name: str) -> Party:
    return Party(name=name, user_id=name.lower(), internal=True)


def told(
    kind: Kind,
    second: int,
    name: str | None,
    *,
    call_id: str = A,
    side: Side = Side.CALLEE,
    more: tuple[str, ...] = (),
    **facts: Any,
) -> CallEvent:
    at = START + second_of(second)
    caller = ADA if call_id == A else person("Cy")
    ends: dict[str, Any] = {"caller": caller, "via": SUPPORT if call_id == A else None}
    if name is not None:
        ends["callee"] = person(name) if side is Side.CALLEE else person("Di")
    record = kind is Kind.LOGGED
    return CallEvent(
        id=f"{kind}-{second}-{name}-{side}-{call_id}",
        kind=kind,
        source=Source.WEBHOOK,
        name="told",
        at=at,
        seen_at=at,
        keys=call_keys(
            call_id=call_id,
            more_call_ids=more,
            history_uuid="H" if record else None,
            log_id=f"{name}-{call_id}" if record else None,
        ),
        leg=LegRef(side=side, ids=(f"user:{name.lower()}",)) if name else None,
        facts=Facts(**({} if kind is Kind.TRANSFERRED else ends) | facts),
    )


def record(
    name: str,
    rang: int,
    answered: int | None,
    ended: int,
    *,
    call_id: str = A,
    side: Side = Side.CALLEE,
) -> CallEvent:
    talk_s = 0 if answered is None else ended - answered
    return told(
        Kind.LOGGED,
        118,
        name,
        call_id=call_id,
        side=side,
        rang_at=START + second_of(rang),
        answered_at=None if answered is None else START + second_of(answered),
        ended_at=START + second_of(ended),
        result=Result.ANSWERED_ELSEWHERE if answered is None else Result.ANSWERED,
        talk_s=talk_s,
        final=True,
    )


WARM = Transfer(how="warm", stage="started", to_number="803")
TYPED = replace(
    note(NoteField.TEXT, "wants a refund", 20, call_id=A, author="user:cy"), source=Source.PERSON
)
RANG = (told(Kind.RANG, 0, "Bo"), told(Kind.RANG, 0, "Cy"))
ANSWERED = (*RANG, told(Kind.ANSWERED, 6, "Cy"), TYPED)
ON_HOLD = (
    *ANSWERED,
    told(Kind.HELD, 30, "Cy"),
    told(Kind.TRANSFERRED, 30, None, more=(B,), transfer=WARM),
)
ASKING = (
    *ON_HOLD,
    told(Kind.RANG, 31, "Di", call_id=B),
    told(Kind.ANSWERED, 35, "Di", call_id=B),
)
HANDED = (
    *ASKING,
    told(Kind.TRANSFERRED, 50, None, transfer=replace(WARM, stage="completed")),
    told(Kind.ENDED, 50, "Cy", result=Result.ANSWERED),
)
OVER = (*HANDED, told(Kind.ENDED, 110, "Di", call_id=B, result=Result.ANSWERED))
RECORDS = (
    record("Bo", 0, None, 6),
    record("Cy", 0, 6, 50),
    record("Di", 31, 35, 110, call_id=B),
)


def folded(*events: CallEvent) -> Call:
    call = fold(events)
    assert call is not None
    return call


def seen(call: Call, name: str) -> Call:
    return as_seen_by(call, [f"user:{name}"])


def test_each_row_of_the_example_shows_what_the_page_says() -> None:
    assert (folded(*RANG).state, len(folded(*RANG).legs)) == (State.RINGING, 2)
    call = folded(*ANSWERED)
    assert call.state is State.CONNECTED
    assert seen(call, "bo").state is State.ANSWERED_ELSEWHERE
    assert [one.text for one in call.notes] == ["wants a refund"]
    assert folded(*ON_HOLD).state is State.ON_HOLD
    call = folded(*ASKING)
    assert (call.state, call.direction, call.party) == (State.CONNECTED, Direction.INBOUND, ADA)
    assert set(call.keys) == {f"call:{A}", f"call:{B}"}
    call = folded(*HANDED)
    assert call.state is State.CONNECTED
    assert (seen(call, "cy").state, seen(call, "cy").durations.talk_s) == (State.ENDED, 44)
    call = folded(*OVER)
    assert (call.state, call.durations.estimated) == (State.ENDED, True)
    call = folded(*OVER, *RECORDS)
    assert (call.final, call.durations.estimated) == (True, False)
    assert (call.id, call.via) == (folded(*RANG).id, SUPPORT)


def test_the_records_alone_give_the_same_legs() -> None:
    full, healed = folded(*OVER, *RECORDS), folded(*RECORDS, TYPED)
    held = replace(full.legs[1], durations=replace(full.legs[1].durations, hold_s=None))
    assert healed.legs == (full.legs[0], held, full.legs[2])
    assert (healed.party, healed.direction, healed.state, healed.result) == (
        full.party,
        full.direction,
        full.state,
        full.result,
    )
    assert (healed.started_at, healed.ended_at) == (full.started_at, full.ended_at)


def test_a_colleagues_missed_does_not_make_it_a_missed_call() -> None:
    late = told(Kind.ENDED, 6, "Bo", result=Result.MISSED)
    assert seen(folded(*OVER, late), "bo").state is State.ANSWERED_ELSEWHERE
