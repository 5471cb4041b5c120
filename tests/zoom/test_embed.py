"""Every message of the softphone page, in every shape seen, and everything it refuses."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import CallEvent, Kind, NoteField, Source
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
    BO,
    CALL_ID,
    CY,
    OUTCOMES,
    SEEN,
    Wire,
    at,
    embed,
    heard,
    live,
    logged,
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
        message = live("ended", 66, direction="inbound", **data)
        del message["id"]
        return one(message).id

    ids = {bare(result="ended"), bare(result="missed"), bare(result="ended", dateTime=at(67))}
    assert len(ids) == 3


def test_of_saved_notes_each_event_holds_its_own_field_alone() -> None:
    """The outcome of a note goes to all who see the call, its text perhaps to nobody."""
    saved = {"Note": "between us", "Outcome": "Resolved"}
    events = heard(embed("zp-notes-save-event", {"callId": CALL_ID, "notesData": saved}))
    by_field = {event.facts.note_field: event for event in events}
    assert by_field.keys() == {NoteField.TEXT, NoteField.OUTCOME}
    assert "between us" not in repr(by_field[NoteField.OUTCOME])
    assert "between us" in repr(by_field[NoteField.TEXT].raw)


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
    "an unknown type": ('{"type":"zp-hold-event","data":{}}', "unknown_type", "zp-hold-event"),
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
