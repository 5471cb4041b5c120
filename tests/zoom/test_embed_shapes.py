"""What the softphone page says in one shape or another, read into one."""

from dataclasses import replace

import pytest

from cti_desktop.calls.events import CallEvent, Direction, NoteField, Result, Side
from cti_desktop.zoom.embed import (
    Agent,
)
from tests.zoom.messages import (
    ADA_LIVE,
    BO,
    BO_LIVE,
    BO_LOG,
    CALL_ID,
    LOG_ID,
    QUEUE_LIVE,
    SEEN,
    Wire,
    at,
    embed,
    heard,
    live,
    logged,
    moment,
)

NOBODY = Agent(user_id=None, extension_id=None, extension=None, email=None, name=None)


def one(message: Wire, agent: Agent = BO) -> CallEvent:
    events = heard(message, agent=agent)
    assert len(events) == 1
    return events[0]


def test_both_party_shapes_a_mix_and_a_bare_number_give_the_same_caller() -> None:
    shapes: list[object] = [
        ADA_LIVE,
        {"name": "Ada Example", "number": "+442079460018", "numberType": 2},
        {"displayName": "Ada Example", "phone_number": "+442079460018"},
        "+442079460018",
    ]
    for shape in shapes:
        caller = one(live("ringing", 0, caller=shape)).facts.caller
        assert caller is not None
        assert caller.number == "+442079460018"
        assert caller.internal is False
        assert caller.extension is None


def test_a_callers_own_digits_as_extension_are_dropped() -> None:
    pseudo = {**ADA_LIVE, "extensionNumber": 442079460018, "extensionType": "user"}
    caller = one(live("ringing", 0, caller=pseudo)).facts.caller
    assert caller is not None
    assert (caller.extension, caller.extension_type, caller.internal) == (None, None, False)


def test_the_agents_own_end_has_extension_and_public_number_in_both_shapes() -> None:
    for shape in (BO_LIVE, BO_LOG):
        event = one(live("ringing", 0, callee=shape))
        callee = event.facts.callee
        assert callee is not None
        assert (callee.extension, callee.did, callee.internal) == ("800", "+442079460100", True)
        assert event.leg is not None
        assert event.leg.side is Side.CALLEE
        assert set(event.leg.ids) == {"user:u-bo", "ext:x-bo", "no:800"}


def test_an_outbound_calls_leg_is_the_callers() -> None:
    event = one(live("ringing", 0, direction="outbound"))
    assert event.leg is not None
    assert event.leg.side is Side.CALLER
    assert event.facts.direction is Direction.OUTBOUND
    assert event.facts.callee is not None
    assert event.facts.callee.internal is False


def test_an_internal_call_has_two_internal_ends() -> None:
    colleague = {"name": "Cy", "number": "801", "numberType": 1}
    facts = one(logged(caller=colleague, result="Call Connected")).facts
    assert facts.caller is not None
    assert (facts.caller.extension, facts.caller.internal) == ("801", True)
    assert facts.callee is not None
    assert facts.callee.internal is True


def test_an_agent_not_yet_known_is_known_by_what_the_message_says() -> None:
    event = one(live("ringing", 0), agent=NOBODY)
    assert event.author is None
    assert event.leg is not None
    assert event.leg.ids == ("ext:x-bo", "no:800")


def test_an_agent_known_in_part_is_also_known_by_what_the_message_says() -> None:
    event = one(live("ringing", 0), agent=replace(NOBODY, user_id="u-bo"))
    assert event.leg is not None
    assert event.leg.ids == ("user:u-bo", "ext:x-bo", "no:800")


@pytest.mark.parametrize("callee", [{"phoneNumber": "+442079460100"}, None])
def test_a_leg_always_has_an_id(callee: object) -> None:
    event = one(live("ringing", 0, callee=callee), agent=NOBODY)
    assert event.leg is not None
    assert event.leg.ids


def test_another_persons_line_does_not_become_the_agents_own_id() -> None:
    boss = {"extensionNumber": "900", "extensionId": "x-boss", "extensionType": "user"}
    event = one(live("ringing", 0, callee=boss))
    assert event.leg is not None
    assert set(event.leg.ids) == set(BO.leg_ids)


def test_a_queue_in_place_of_the_agent_is_what_the_call_came_through() -> None:
    event = one(live("ringing", 0, callee={**QUEUE_LIVE, "extensionId": "x-queue"}))
    assert event.facts.via is not None
    assert event.facts.via.name == "Support"
    assert event.facts.callee is not None
    assert event.facts.callee.extension == "800"
    assert event.leg is not None
    assert "ext:x-queue" not in event.leg.ids


def test_a_receptionist_in_place_of_the_caller_is_not_taken_for_the_customer() -> None:
    receptionist = {
        "name": "Welcome",
        "phoneNumber": "+442079460000",
        "extensionType": "autoReceptionist",
    }
    event = one(live("ringing", 0, caller=receptionist))
    assert event.facts.caller is None
    assert event.facts.via is not None
    assert event.facts.via.name == "Welcome"


def test_a_colleagues_voicemail_without_direction_is_inbound_too() -> None:
    data: Wire = {"callId": CALL_ID, "caller": {"number": "801", "numberType": 1}}
    event = one(embed("zp-call-voicemail-received-event", data))
    assert event.facts.direction is Direction.INBOUND


def test_a_voicemail_without_direction_is_inbound() -> None:
    message = logged("call-voicemail-received", voicemailUrl="https://z/v")
    data = message["data"]
    assert isinstance(data, dict)
    del data["direction"]
    event = one(message)
    assert event.facts.direction is Direction.INBOUND
    assert event.facts.caller is not None
    assert event.facts.caller.number == "+442079460018"
    assert event.facts.voicemail is not None
    assert event.facts.voicemail.url == "https://z/v"


def test_a_logs_time_is_the_calls_start() -> None:
    event = one(logged(result="Call Connected", duration=60))
    assert event.facts.rang_at == moment(0)
    assert event.facts.ended_at is None
    assert event.facts.duration_s == 60
    assert event.keys == (f"call:{CALL_ID}", f"log:{LOG_ID}")


@pytest.mark.parametrize(
    ("word", "direction", "result"),
    [
        ("Call Connected", "inbound", Result.ANSWERED),
        ("call connected", "outbound", Result.ANSWERED),
        ("Answered by other member", "inbound", Result.ANSWERED_ELSEWHERE),
        ("Busy", "outbound", Result.BUSY),
        ("Call Cancel", "outbound", Result.CANCELED),
        ("No Answer", "inbound", Result.MISSED),
        ("NO ANSWER", "outbound", Result.NO_ANSWER),
        ("missed", "outbound", Result.NO_ANSWER),
        ("Park", "inbound", Result.PARKED),
        ("Rejected", "inbound", Result.REJECTED),
        ("Blocked", "inbound", Result.BLOCKED),
        ("Voicemail", "inbound", Result.VOICEMAIL),
        ("Wrong Number", "outbound", Result.FAILED),
        ("International Disabled", "outbound", Result.BLOCKED),
        ("Internal Error", "outbound", Result.FAILED),
        ("Restricted Number", "outbound", Result.BLOCKED),
        ("Something New", "inbound", Result.UNKNOWN),
    ],
)
def test_result_words_are_mapped_and_kept(word: str, direction: str, result: Result) -> None:
    facts = one(logged(direction=direction, result=word)).facts
    assert (facts.result, facts.result_raw) == (result, word)


def test_the_automatic_log_switch_is_told() -> None:
    assert one(live("ringing", 0, enableAutoLog=True)).facts.automatic is True
    assert one(live("ringing", 0, enableAutoLog=False)).facts.automatic is False
    assert one(live("ringing", 0)).facts.automatic is None
    assert one(logged("save-log", enableAutoLog=False)).facts.automatic is True


def test_a_saved_log_brings_recording_voicemail_and_summary() -> None:
    facts = one(
        logged(
            "save-log",
            result="Call Connected",
            recordingUrl="https://z/r",
            voicemailUrl="https://z/v",
            callSummary="Ada asked for a quote.",
            nextSteps="Send it.",
            detailedSummary="Long.",
        )
    ).facts
    assert facts.recording is not None
    assert facts.recording.url == "https://z/r"
    assert facts.voicemail is not None
    assert facts.summary is not None
    assert (facts.summary.text, facts.summary.next_steps, facts.summary.detail) == (
        "Ada asked for a quote.",
        "Send it.",
        "Long.",
    )


def test_a_summary_is_told_changed_and_deleted_under_one_name() -> None:
    base: Wire = {"callId": CALL_ID, "modifiedTime": at(100), "deleted": False, "edited": False}
    first = one(embed("zp-ai-call-summary-event", {**base, "callSummary": "A quote."}))
    gone = one(embed("zp-ai-call-summary-event", {**base, "deleted": True}))
    assert first.at == moment(100)
    assert first.facts.summary is not None
    assert gone.facts.summary is not None
    assert first.facts.summary.id == gone.facts.summary.id
    assert gone.facts.summary.deleted


def test_a_text_message_is_read_whole() -> None:
    data: Wire = {
        "sessionId": "s-1",
        "messageId": "m-1",
        "dateTime": at(0),
        "sender": {"phoneNumber": "+442079460018"},
        "receivers": [{"phoneNumber": "+442079460100"}, {"phoneNumber": "+442079460101"}],
        "message": "Thanks!",
        "attachments": [{"type": "JPG", "fileUrl": "https://z/a"}],
        "status": "Received",
        "direction": "inbound",
    }
    event = one(embed("zp-sms-log-event", data))
    sent = event.facts.message
    assert sent is not None
    assert event.keys == ("message:m-1",)
    assert event.facts.direction is Direction.INBOUND
    assert (sent.text, sent.status, sent.session_id) == ("Thanks!", "Received", "s-1")
    assert sent.attachments == ("https://z/a",)
    assert [party.number for party in sent.receivers] == ["+442079460100", "+442079460101"]
    later = one(embed("zp-sms-log-event", {**data, "status": "Delivered"}))
    assert later.id != event.id


def test_notes_become_outcome_and_text_and_empty_fields_say_nothing() -> None:
    def fields(notes: Wire) -> dict[NoteField | None, str | None]:
        events = heard(embed("zp-notes-save-event", {"callId": CALL_ID, "notesData": notes}))
        return {event.facts.note_field: event.facts.note_value for event in events}

    assert fields({"Outcome": "Resolved", "Note": "All good."}) == {
        NoteField.OUTCOME: "resolved",
        NoteField.TEXT: "All good.",
    }
    assert fields({"outcome ": "call_back", "Note": ""}) == {NoteField.OUTCOME: "call_back"}
    assert fields({"Outcome": "Something else"}) == {NoteField.OUTCOME: "Something else"}
    assert fields({"Remark": "not ours"}) == {}


def test_a_time_that_is_none_falls_back_to_when_it_was_heard() -> None:
    times: list[object] = ["soon", None, "0001-01-01T00:00:00Z", 7, {}]
    for time in times:
        event = one(live("ringing", 0, dateTime=time))
        assert event.at == SEEN


def test_numbers_of_extensions_and_ids_may_be_texts_or_integers() -> None:
    event = one(live("ringing", 0, callee={**BO_LIVE, "extensionNumber": 800}))
    assert event.facts.callee is not None
    assert event.facts.callee.extension == "800"
