"""Webhooks of a living call: whose leg it is, who is who, and how it came out."""

import pytest

from cti_desktop.calls.events import CallEvent, Direction, Kind, Result, Side
from tests.zoom.messages import (
    ADA_FAR,
    BO,
    CALL_ID,
    Wire,
    at,
    called,
    calling,
    folded,
    moment,
    told,
)


def one(name: str, body: Wire, **more: int) -> CallEvent:
    events = told(name, body, **more)
    assert len(events) == 1
    return events[0]


@pytest.mark.parametrize(
    ("side", "step", "kind"),
    [
        ("caller", "ringing", Kind.RANG),
        ("caller", "connected", Kind.ANSWERED),
        ("caller", "ended", Kind.ENDED),
        ("callee", "ringing", Kind.RANG),
        ("callee", "answered", Kind.ANSWERED),
        ("callee", "ended", Kind.ENDED),
        ("callee", "missed", Kind.ENDED),
        ("callee", "rejected", Kind.ENDED),
        *(
            (side, step, kind)
            for side in ("caller", "callee")
            for step, kind in (
                ("hold", Kind.HELD),
                ("unhold", Kind.RESUMED),
                ("mute", Kind.MUTED),
                ("unmute", Kind.UNMUTED),
                ("meeting_inviting", Kind.CONFERENCED),
            )
        ),
        ("callee", "parked", Kind.PARKED),
    ],
)
def test_the_events_name_says_whose_leg_it_is(side: str, step: str, kind: Kind) -> None:
    times = {"call_end_time": at(5), "connected_start_time": at(5), "answer_start_time": at(5)}
    make = calling if side == "caller" else called
    events = make(BO, step, date_time=at(5), **times)
    assert events[0].kind is kind
    assert events[0].at == (moment(0) if kind is Kind.RANG else moment(5))
    leg = events[0].leg
    assert leg is not None
    assert leg.side is Side(side)
    assert set(leg.ids) == set(BO.leg_ids)


@pytest.mark.parametrize(
    ("step", "word", "result"),
    [
        ("ended", "Call connected", Result.ANSWERED),
        ("ended", "Answered by Other Member", Result.ANSWERED_ELSEWHERE),
        ("ended", "ANSWERED BY OTHER DEVICE", Result.ANSWERED_ELSEWHERE),
        ("ended", "Voicemail", Result.VOICEMAIL),
        ("ended", "Call Canceled", Result.CANCELED),
        ("ended", None, None),
        ("missed", None, Result.MISSED),
        ("missed", "Ring timeout", Result.MISSED),
        ("missed", "Busy", Result.BUSY),
        ("rejected", None, Result.REJECTED),
    ],
)
def test_how_it_came_out(step: str, word: str | None, result: Result | None) -> None:
    more: Wire = {} if word is None else {"handup_result": word}
    facts = called(BO, step, call_end_time=at(5), **more)[0].facts
    assert facts.result is result
    corrected: Wire = {} if word is None else {"hangup_result": word}
    assert called(BO, step, call_end_time=at(5), **corrected)[0].facts.result is result


def test_a_loser_of_a_queue_call_did_not_answer() -> None:
    facts = called(
        BO,
        "ended",
        answer_start_time=at(5),
        call_end_time=at(6),
        handup_result="Answered by Other Member",
    )[0].facts
    assert facts.answered_at is None


def test_a_caller_from_outside_is_not_internal_whatever_extension_zoom_gives_them() -> None:
    shapes: list[Wire] = [
        ADA_FAR,
        {"phone_number": "+442079460018", "connection_type": "voip"},
        {"extension_number": 442079460018, "phone_number": "+442079460018"},
        {"phone_number": "+442079460018", "extension_type": "pstn", "extension_id": "p"},
    ]
    for shape in shapes:
        caller = called(BO, "ringing", caller=shape)[0].facts.caller
        assert caller is not None
        assert (caller.number, caller.internal) == ("+442079460018", False)
        assert (caller.extension, caller.extension_id) == (None, None)


def test_a_colleague_is_internal() -> None:
    shape = {"extension_type": "user", "extension_number": 1045, "phone_number": "1045"}
    caller = called(BO, "ringing", caller=shape)[0].facts.caller
    assert caller is not None
    assert (caller.extension, caller.internal) == ("1045", True)
    assert folded(called(BO, "ringing", caller=shape)).direction is Direction.INTERNAL


def test_an_emergency_number_is_no_extension() -> None:
    callee = calling(BO, "ringing", callee={"phone_number": "112"})[0].facts.callee
    assert callee is not None
    assert (callee.number, callee.extension, callee.internal) == ("112", None, None)
    assert folded(calling(BO, "ringing", callee={"phone_number": "112"})).direction is (
        Direction.OUTBOUND
    )


def test_what_the_call_came_through_and_before_that() -> None:
    through = {"name": "Support", "extension_number": "7001", "extension_type": "callQueue"}
    before = {"name": "Welcome", "extension_number": "7000", "extension_type": "autoReceptionist"}
    facts = called(BO, "ringing", forwarded_by=through, redirect_forwarded_by=before)[0].facts
    assert facts.via is not None
    assert facts.via_before is not None
    assert (facts.via.name, facts.via_before.name) == ("Support", "Welcome")


OWNER: Wire = {"type": "user", "id": "u-bo", "name": "Bo", "extension_number": 800}


@pytest.mark.parametrize(
    ("name", "how", "stage"),
    [
        ("blind_transfer_initiated", "blind", "started"),
        ("warm_transfer_initiated", "warm", "started"),
        ("warm_transfer_completed", "warm", "completed"),
        ("warm_transfer_cancelled", "warm", "cancelled"),
        ("transfer_call_to_voicemail_initiated", "voicemail", "started"),
        ("conference_started", "conference", "started"),
    ],
)
def test_transfers_say_how_far_they_are_and_who_did_it(name: str, how: str, stage: str) -> None:
    body: Wire = {
        "call_id": CALL_ID,
        "owner": OWNER,
        "failure_reason": "no such number",
        "transfer_phone_number": "+442079460018",
        "date_time": at(9),
    }
    event = one(f"phone.{name}", body)
    transfer = event.facts.transfer
    assert transfer is not None
    assert (transfer.how, transfer.stage, transfer.to_number) == (how, stage, "+442079460018")
    assert transfer.failure == "no such number"
    assert event.author == "user:u-bo"
    assert event.at == moment(9)
    succeeded = one(f"phone.{name}", {**body, "failure_reason": ""}).facts.transfer
    assert succeeded is not None
    assert succeeded.failure is None


def test_a_consultation_belongs_to_the_call_it_is_about() -> None:
    body: Wire = {"call_id": "c1", "transfer_call_id": "c2", "date_time": at(0)}
    event = one("phone.warm_transfer_initiated", body)
    assert event.keys == ("call:c1", "call:c2")


def test_a_transfers_new_recipient_is_named() -> None:
    recipient = {"extension_number": 801, "phone_number": "+442079460101", "name": "Cy"}
    body: Wire = {"call_id": CALL_ID, "recipient": recipient, "date_time": at(0)}
    transfer = one("phone.transfer_recipient_updated", body).facts.transfer
    assert transfer is not None
    assert (transfer.stage, transfer.to_number, transfer.to_name) == (
        "updated",
        "+442079460101",
        "Cy",
    )


@pytest.mark.parametrize(
    ("said", "stage", "failure"),
    [("Park successfully.", "completed", None), ("No free spot", "started", "No free spot")],
)
def test_a_parked_call_keeps_its_code(said: str, stage: str, failure: str | None) -> None:
    event = called(BO, "parked", park_code="*869", park_failure_reason=said, date_time=at(9))[0]
    transfer = event.facts.transfer
    assert transfer is not None
    assert (transfer.how, transfer.to_number) == ("park", "*869")
    assert (transfer.stage, transfer.failure) == (stage, failure)
