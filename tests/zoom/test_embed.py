"""Every message of the softphone page, in every shape seen, and everything it refuses."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import CallEvent, Direction, Kind, NoteField, Result, Side, Source
from cti_desktop.calls.fold import fold
from cti_desktop.zoom.embed import (
    LARGEST_MESSAGE,
    Agent,
    MatchAsked,
    Observed,
    Ready,
    Refused,
    SearchAsked,
    init_config,
    input_sms,
    make_call,
    match_response,
    read_embed_message,
    search_response,
)
from cti_desktop.zoom.embed_events import READERS
from tests.zoom.json_values import JSON, OBJECTS
from tests.zoom.messages import (
    ADA_LIVE,
    BO,
    BO_LIVE,
    BO_LOG,
    CALL_ID,
    CY,
    LOG_ID,
    OUTCOMES,
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


def read(text: str, agent: Agent = BO) -> object:
    return read_embed_message(text, agent=agent, seen_at=SEEN, outcomes=OUTCOMES)


def one(message: Wire, agent: Agent = BO) -> CallEvent:
    events = heard(message, agent=agent)
    assert len(events) == 1
    return events[0]


KINDS = {
    "ringing": (live("ringing", 0), Kind.RANG),
    "connected": (live("connected", 6), Kind.ANSWERED),
    "ended": (live("ended", 66, result="ended"), Kind.ENDED),
    "log-completed": (logged(result="Call Connected", duration=60), Kind.LOGGED),
    "recording": (logged("call-recording-completed", recordingUrl="https://z/r"), Kind.RECORDING),
    "voicemail": (logged("call-voicemail-received", voicemailUrl="https://z/v"), Kind.VOICEMAIL),
    "summary": (embed("zp-ai-call-summary-event", {"callId": CALL_ID}), Kind.SUMMARY),
    "sms": (embed("zp-sms-log-event", {"messageId": "m-1"}), Kind.MESSAGE),
    "save-log": (logged("save-log", result="No Answer"), Kind.LOGGED),
    "notes": (
        embed("zp-notes-save-event", {"callId": CALL_ID, "notesData": {"Note": "Hi"}}),
        Kind.NOTED,
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_message_becomes_its_kind_of_event(kind: str) -> None:
    message, expected = KINDS[kind]
    event = one(message)
    assert event.kind is expected
    assert event.source is Source.EMBED
    assert event.author == "user:u-bo"
    assert event.name == message["type"]
    assert event.raw == message
    assert event.seen_at == SEEN
    assert event.keys


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_message_twice_is_the_same_event(kind: str) -> None:
    message, _ = KINDS[kind]
    assert one(message).id == one(message).id
    without_id = {key: value for key, value in message.items() if key != "id"}
    assert one(without_id).id == one(without_id).id


@pytest.mark.parametrize("kind", KINDS)
def test_two_softphones_hearing_the_same_are_two_events(kind: str) -> None:
    message, _ = KINDS[kind]
    assert one(message).id != one(message, agent=CY).id


def test_without_zooms_id_another_time_or_result_is_another_event() -> None:
    def bare(**data: object) -> str:
        message = live("ended", 66, **data)
        del message["id"]
        return one(message).id

    ids = {bare(result="ended"), bare(result="missed"), bare(result="ended", dateTime=at(67))}
    assert len(ids) == 3


def test_notes_saved_twice_with_the_same_words_are_two_writings() -> None:
    data: Wire = {"callId": CALL_ID, "notesData": {"Note": "Hi"}}
    later = datetime(2025, 9, 18, 10, 0, tzinfo=UTC)
    first = heard(embed("zp-notes-save-event", data))
    second = heard(embed("zp-notes-save-event", data), seen_at=later)
    assert first[0].id != second[0].id
    assert second[0].at == later


@pytest.mark.parametrize(
    "signal",
    ["zp-ready", "onZoomPhoneIframeApiReady", "zp-init-success-event", "zp-phone-ready"],
)
def test_every_sign_of_readiness_is_understood(signal: str) -> None:
    assert read(json.dumps({"type": signal})) == Ready(signal=signal)


def test_questions_keep_their_request_and_what_was_asked() -> None:
    search = embed("zp-contact-search-event", {"requestId": "r-17", "searchString": "ada"})
    assert read(json.dumps(search)) == SearchAsked(request_id="r-17", text="ada")
    numbers = ["+442079460018", {"phoneNumber": "+442079460019"}, "+442079460018", None]
    match = embed("zp-contact-match-event", {"requestId": 18, "phoneNumbers": numbers})
    assert read(json.dumps(match)) == MatchAsked(
        request_id="18", numbers=("+442079460018", "+442079460019")
    )


REFUSED = {
    "not json": ("{", "not_json", ""),
    "no text at all": ("", "not_json", ""),
    "a broken character": ('"\ud800"', "not_json", ""),
    "a list": ("[]", "not_object", ""),
    "a number": ("7", "not_object", ""),
    "no type": ('{"data":{}}', "no_type", ""),
    "a foreign message": ('{"iFrameEventType":"IST_IFRAME_STOP_NOTIFY"}', "no_type", ""),
    "a type that is no text": ('{"type":7}', "no_type", ""),
    "an unknown type": ('{"type":"zp-call-hold-event","data":{}}', "unknown_type", "zp-call-hold-event"),
    "a number as type": ('{"type":"+442079460018"}', "unknown_type", "…18"),
    "a long type": (json.dumps({"type": "a" * 999}), "unknown_type", "a" * 64),
    "no data": ('{"type":"zp-call-ringing-event"}', "no_data", "zp-call-ringing-event"),
    "no call id": (
        '{"type":"zp-call-ringing-event","data":{"direction":"inbound"}}',
        "missing_call_id",
        "zp-call-ringing-event",
    ),
    "a note on no call": (
        '{"type":"zp-notes-save-event","data":{"notesData":{"Note":"x"}}}',
        "missing_call_id",
        "zp-notes-save-event",
    ),
    "a text without id": (
        '{"type":"zp-sms-log-event","data":{}}',
        "missing_message_id",
        "zp-sms-log-event",
    ),
    "a question without id": (
        '{"type":"zp-contact-search-event","data":{"searchString":"a"}}',
        "missing_request_id",
        "zp-contact-search-event",
    ),
    "a search for nothing": (
        '{"type":"zp-contact-search-event","data":{"requestId":"r"}}',
        "missing_text",
        "zp-contact-search-event",
    ),
    "deep nesting": ("[" * 100_000, "too_deep", ""),
    "deep nesting in an object": ('{"a":' * 60 + "1" + "}" * 60, "too_deep", ""),
    "too many characters": (" " * (LARGEST_MESSAGE + 1), "too_large", ""),
    "too many bytes": (json.dumps({"type": "ä" * 140_000}, ensure_ascii=False), "too_large", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_stable_word(case: str) -> None:
    text, reason, kind = REFUSED[case]
    assert read(text) == Refused(reason=reason, kind=kind)


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
    for time in ("soon", None, "0001-01-01T00:00:00Z", 7, {}):
        event = one(live("ringing", 0, dateTime=time))
        assert event.at == SEEN


def test_numbers_of_extensions_and_ids_may_be_texts_or_integers() -> None:
    event = one(live("ringing", 0, callee={**BO_LIVE, "extensionNumber": 800}))
    assert event.facts.callee is not None
    assert event.facts.callee.extension == "800"


def test_commands_are_written_as_zooms_guide_says() -> None:
    assert make_call("+442079460018", caller_id="+442079460100") == {
        "type": "zp-make-call",
        "data": {"number": "+442079460018", "autoDial": True, "callerId": "+442079460100"},
    }
    assert make_call("801", auto_dial=False)["data"] == {"number": "801", "autoDial": False}
    assert input_sms("+442079460018") == {
        "type": "zp-input-sms",
        "data": {"number": "+442079460018"},
    }
    assert search_response("r-17", [("+442079460018", "Ada")]) == {
        "type": "zp-contact-search-response",
        "data": {
            "responseId": "r-17",
            "contacts": [{"number": "+442079460018", "displayName": "Ada"}],
        },
    }
    assert match_response("r-18", {"+442079460018": ("42", "Ada")}) == {
        "type": "zp-contact-match-response",
        "data": {"responseId": "r-18", "contacts": {"+442079460018": {"id": "42", "name": "Ada"}}},
    }
    assert match_response("r-18", {})["data"]["contacts"] == {}


def test_the_settings_offer_every_outcome_and_a_field_for_text() -> None:
    data = init_config(OUTCOMES)["data"]
    switches = [
        "enableSavingLog",
        "enableAutoLog",
        "enableContactSearching",
        "enableContactMatching",
        "enableAISummary",
        "disableInactiveTabCallEvent",
    ]
    assert all(data[name] is True for name in switches)
    outcome, note = data["notePageConfiguration"]
    assert (outcome["fieldName"], outcome["fieldType"]) == ("Outcome", "select")
    assert outcome["selectOptions"] == [
        {"label": "Resolved", "value": "resolved"},
        {"label": "Call back", "value": "call_back"},
    ]
    assert (note["fieldName"], note["fieldType"]) == ("Note", "text")


def survives(events: tuple[CallEvent, ...]) -> None:
    """Events of any input can be stored, sent and folded."""
    for event in events:
        assert decode_event(encode(event)) == event
        assert event.at.tzinfo is not None
        assert event.keys
    fold(events)
    ended = tuple(replace(event, at=SEEN) for event in events)
    fold([*events, *ended])


@given(st.text() | JSON.map(json.dumps))
def test_any_text_is_read_or_refused(text: str) -> None:
    message = read(text)
    assert isinstance(message, Ready | Observed | SearchAsked | MatchAsked | Refused)


@given(st.sampled_from(sorted(READERS)), OBJECTS, st.sampled_from([BO, NOBODY]))
def test_any_data_of_a_known_type_is_read_or_refused(kind: str, data: Wire, agent: Agent) -> None:
    message = read(json.dumps({"type": kind, "data": {"callId": "c", **data}}), agent)
    assert isinstance(message, Observed | Refused)
    if isinstance(message, Observed):
        survives(message.events)
