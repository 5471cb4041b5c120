"""Calls an agent makes and calls that move on: outbound, transferred, between colleagues."""

import pytest

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import CallEvent, Direction, Result
from cti_desktop.calls.fold import leg_of
from cti_desktop.zoom.records import read_history_row
from tests.zoom.messages import (
    ADA_FAR,
    BO,
    CALL_ID,
    CY,
    HISTORY_UUID,
    SEEN,
    at,
    called,
    calling,
    element,
    folded,
    heard,
    live,
    logged,
    member,
    moment,
    told,
)


def outbound(result: str, word: str, record: str) -> dict[str, list[CallEvent]]:
    talked = result == "ended"
    connected = [live("connected", 6, direction="outbound")] if talked else []
    softphone = heard(
        live("ringing", 0, direction="outbound"),
        *connected,
        live("ended", 66, direction="outbound", result=result),
        logged(direction="outbound", result=word, duration=60 if talked else 0),
    )
    answered: dict[str, object] = {"answer_start_time": at(6)} if talked else {}
    webhooks = [
        *calling(BO, "ringing"),
        *(calling(BO, "connected", connected_start_time=at(6)) if talked else []),
        *calling(BO, "ended", call_end_time=at(66), handup_result=word, **answered),
    ]
    row = element(
        BO,
        direction="outbound",
        event="outgoing",
        result=record,
        end_time=at(66),
        caller_name="Bo",
        caller_did_number="+442079460100",
        caller_ext_id="x-bo",
        caller_ext_number="800",
        caller_ext_type="user",
        caller_number_type="zoom_pstn",
        callee_name="Ada Example",
        callee_did_number="+442079460018",
        callee_number_type="external_pstn",
        **({"answer_time": at(6)} if talked else {}),
    )
    for name in ("callee_ext_id", "callee_ext_number", "callee_ext_type"):
        del row[name]
    body: dict[str, object] = {"user_id": BO.user_id, "call_elements": [row]}
    records = told("phone.caller_call_element_completed", body)
    return {
        "softphone": softphone,
        "webhooks": webhooks,
        "record": records,
        "all": [*softphone, *webhooks, *records],
    }


@pytest.mark.parametrize("source", ["softphone", "webhooks", "record", "all"])
def test_an_outbound_call_that_was_answered(source: str) -> None:
    call = folded(outbound("ended", "Call Connected", "answered")[source])
    assert call.direction is Direction.OUTBOUND
    assert (call.state, call.result) == (State.ENDED, Result.ANSWERED)
    assert call.party.number == "+442079460018"
    assert call.durations.talk_s == 60
    assert len(call.legs) == 1


@pytest.mark.parametrize("source", ["softphone", "webhooks", "record", "all"])
def test_an_outbound_call_to_a_busy_line(source: str) -> None:
    call = folded(outbound("missed", "Busy", "busy")[source])
    assert call.direction is Direction.OUTBOUND
    assert (call.state, call.result) == (State.ENDED, Result.BUSY)
    assert call.durations.talk_s == 0


def test_an_outbound_call_nobody_answered_is_not_the_agents_missed_call() -> None:
    events = heard(
        live("ringing", 0, direction="outbound"),
        live("ended", 30, direction="outbound", result="missed"),
    )
    call = folded(events)
    assert (call.state, call.result) == (State.ENDED, Result.NO_ANSWER)


CONSULTATION = "068cba3f027ba0d0111"


def warm_transfer() -> list[CallEvent]:
    owner = {"type": "user", "id": "u-bo", "name": "Bo", "extension_number": 800}
    moved: dict[str, object] = {"call_id": CALL_ID, "owner": owner, "failure_reason": ""}
    target: dict[str, object] = {"transfer_phone_number": "801"}
    consultation: dict[str, object] = {
        "call_id": CONSULTATION,
        "caller": member(BO, phone_number="800"),
        "callee": member(CY, phone_number="801"),
        "ringing_start_time": at(35),
    }
    return [
        *called(BO, "ringing"),
        *called(BO, "answered", answer_start_time=at(6)),
        *told(
            "phone.warm_transfer_initiated",
            {**moved, **target, "transfer_call_id": CONSULTATION, "date_time": at(34)},
        ),
        *told("phone.caller_ringing", consultation),
        *told("phone.callee_ringing", consultation),
        *told("phone.callee_answered", {**consultation, "answer_start_time": at(40)}),
        *told("phone.warm_transfer_completed", {**moved, **target, "date_time": at(50)}),
        *called(BO, "ended", answer_start_time=at(6), call_end_time=at(50)),
        *told("phone.caller_ended", {**consultation, "call_end_time": at(50)}),
        *told(
            "phone.callee_ended",
            {**consultation, "answer_start_time": at(40), "call_end_time": at(120)},
        ),
    ]


def account_row(**more: object) -> CallEvent:
    row: dict[str, object] = {
        "call_history_uuid": HISTORY_UUID,
        "call_id": CALL_ID,
        "direction": "inbound",
        "connect_type": "external",
        "start_time": at(0),
        "answer_time": at(6),
        "end_time": at(120),
        "duration": 114,
        "call_result": "answered",
        "caller_did_number": "+442079460018",
        "caller_name": "Ada Example",
        "caller_number_type": "external_pstn",
        "callee_ext_id": "x-bo",
        "callee_ext_number": "800",
        "callee_ext_type": "user",
        "callee_name": "Bo",
        **more,
    }
    return read_history_row(row, seen_at=SEEN)


def test_a_warm_transfer_is_one_call_with_both_agents() -> None:
    call = folded([*warm_transfer(), account_row()])
    assert {"call:" + CALL_ID, "call:" + CONSULTATION} <= set(call.keys)
    assert [(one.how, one.stage, one.to_number) for one in call.transfers] == [
        ("warm", "started", "801"),
        ("warm", "completed", "801"),
    ]
    assert call.result is Result.ANSWERED
    bo, cy = leg_of(call, BO.leg_ids), leg_of(call, CY.leg_ids)
    assert bo is not None
    assert cy is not None
    assert (bo.answered_at, bo.ended_at) == (moment(6), moment(50))
    assert (cy.answered_at, cy.ended_at) == (moment(40), moment(120))
    assert call.party.number == "+442079460018"
    assert call.ended_at == moment(120)
    assert call.state is State.ENDED


def test_a_blind_transfers_suffixed_leg_belongs_to_the_first_call() -> None:
    suffixed: dict[str, object] = {
        "call_id": f"{CALL_ID}_1",
        "caller": ADA_FAR,
        "callee": member(CY),
        "ringing_start_time": at(40),
    }
    events = [
        *called(BO, "ringing"),
        *called(BO, "answered", answer_start_time=at(6)),
        *told(
            "phone.blind_transfer_initiated",
            {"call_id": CALL_ID, "transfer_phone_number": "801", "date_time": at(38)},
        ),
        *called(BO, "ended", answer_start_time=at(6), call_end_time=at(39)),
        *told("phone.callee_ringing", suffixed),
        *told("phone.callee_answered", {**suffixed, "answer_start_time": at(45)}),
    ]
    call = folded(events)
    assert call.state is State.CONNECTED
    assert call.direction is Direction.INBOUND
    assert [leg.state for leg in call.legs] == [State.ENDED, State.CONNECTED]
    assert call.transfers[0].how == "blind"


def test_the_accounts_row_ends_a_call_whose_end_was_lost() -> None:
    talking = called(BO, "answered", answer_start_time=at(4))
    call: Call = folded([*called(BO, "ringing"), *talking, account_row()])
    assert call.state is State.ENDED
    assert call.final
    assert call.ended_at == moment(120)


def test_an_internal_call_has_a_leg_for_each_colleague() -> None:
    both: dict[str, object] = {
        "call_id": CALL_ID,
        "caller": member(BO, phone_number="800"),
        "callee": member(CY, phone_number="801"),
        "ringing_start_time": at(0),
    }
    events = [
        *told("phone.caller_ringing", both),
        *told("phone.callee_ringing", both),
        *told("phone.callee_answered", {**both, "answer_start_time": at(4)}),
    ]
    call = folded(events)
    assert call.direction is Direction.INTERNAL
    assert len(call.legs) == 2
