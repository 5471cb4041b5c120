"""What is known of Zoom's fields and words covers all it publishes, and nothing slips by unseen."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cti_desktop.zoom.embed_events import READERS as PAGE_READERS
from cti_desktop.zoom.known_fields import PAGE, ROWS, WEBHOOKS
from cti_desktop.zoom.recordings import read_transcript
from cti_desktop.zoom.shapes import Shape
from cti_desktop.zoom.survey import survey, survey_row
from cti_desktop.zoom.webhook import read_webhook
from cti_desktop.zoom.webhook_readers import READERS
from tests.zoom.messages import BO, CALL_ID, SEEN, Wire, at, element, embed, heard, webhook
from tests.zoom.published import described, dig, rest_example, webhook_examples

ANSWERS = {
    ("/phone/call_history", "call_history"): "GET /phone/call_history",
    ("/phone/call_history", "call_logs"): "GET /phone/call_history",
    ("/phone/call_history/{callHistoryUuid}", ""): "GET /phone/call_history/{uuid}",
    ("/phone/call_history/{callHistoryUuid}", "call_elements"): (
        "GET /phone/call_element/{element_id}"
    ),
    ("/phone/call_history/{callHistoryUuid}", "call_path"): "GET /phone/call_element/{element_id}",
    ("/phone/call_element/{callElementId}", ""): "GET /phone/call_element/{element_id}",
    ("/phone/users/{userId}/call_history", "call_elements"): (
        "GET /phone/users/{user_id}/call_history"
    ),
    ("/phone/users/{userId}/call_history/sync", "call_elements"): (
        "GET /phone/users/{user_id}/call_history"
    ),
    ("/phone/user/{userId}/ai_call_summary/{aiCallSummaryId}", ""): (
        "GET /phone/user/{user_id}/ai_call_summary/{summary_id}"
    ),
    ("/phone/recordings", "recordings"): "GET /phone/recordings",
    ("/phone/users/{userId}/recordings", "recordings"): "GET /phone/recordings",
    ("/phone/voice_mails/{voicemailId}", ""): "GET /phone/voice_mails/{voicemail_id}",
    ("/phone/users", "users"): "GET /phone/users",
    ("/phone/users/{userId}", ""): "GET /phone/users/{user_id}",
    ("/phone/call_logs", "call_logs"): "GET /phone/call_logs",
}
"""Where published answers have the rows that are surveyed under these names."""

OPEN = {"result", "call_result", "type", "status", "activation_status", "handup_result"}
"""Fields whose words others look after or nobody reads."""


def schema_of(operation: object) -> Mapping[str, Any]:
    found = dig(operation, "content", "application/json", "schema")
    assert isinstance(found, Mapping)
    return found


def objects_in(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return schema["items"] if schema.get("type") == "array" else schema


def unknown(schema: Mapping[str, Any], shape: Shape, path: str = "") -> Iterator[str]:
    """Everything a published schema has and a shape does not know."""
    for name, inner in objects_in(schema).get("properties", {}).items():
        if name not in shape.fields:
            yield f"{path}{name}"
        if name in shape.inside:
            yield from unknown(inner, shape.inside[name], f"{path}{name}.")
        words = {str(one) for one in inner.get("enum", ())}
        if name in shape.words or name not in OPEN:
            known = shape.words.get(name, frozenset(words))
            yield from (f"{path}{name}={word}" for word in words - known)


def test_everything_that_is_read_is_compared() -> None:
    assert set(READERS) == set(WEBHOOKS)
    assert set(PAGE_READERS) - set(PAGE) == {"zp-notes-save-event"}


def test_every_published_field_and_word_of_a_webhook_is_known() -> None:
    for name, item in described("webhooks.openapi.json")["webhooks"].items():
        if name in WEBHOOKS:
            schema = schema_of(dig(item, "post", "requestBody"))
            told = dig(schema, "properties", "payload", "properties", "object")
            assert isinstance(told, Mapping)
            assert list(unknown(told, WEBHOOKS[name])) == [], name


@pytest.mark.parametrize(("path", "rows"), sorted(ANSWERS))
def test_every_published_field_and_word_of_a_row_is_known(path: str, rows: str) -> None:
    name = ANSWERS[path, rows]
    operation = dig(described("phone.openapi.json")["paths"], path, "get", "responses", "200")
    schema = schema_of(operation)
    told = schema["properties"][rows] if rows else schema
    assert list(unknown(told, ROWS[name])) == []
    body: Wire = rest_example(path)
    examples = body[rows] if rows else [body]
    assert isinstance(examples, list)
    drifts = [one for row in examples for one in survey_row(name, row)]
    assert {one.kind for one in drifts} <= {"legacy_shape"}


def published_transcript() -> dict[str, Any]:
    """The transcript's file, which Zoom shows in the words about a redirect."""
    place = "/phone/recording_transcript/download/{recordingId}"
    operation = dig(described("phone.openapi.json")["paths"], place, "get", "responses", "302")
    assert isinstance(operation, Mapping)
    shown = re.search(r"```json(.*?)```", operation["description"], re.DOTALL)
    assert shown is not None
    told: dict[str, Any] = json.loads(shown.group(1))
    return told


def test_every_published_field_of_a_transcript_is_known_and_a_new_one_is_seen() -> None:
    told = published_transcript()
    event = read_transcript(told, "r1", seen_at=SEEN)
    assert event.name in ROWS
    assert list(survey(event)) == []
    assert told["timeline"][0]["text"] not in str(event.raw)  # the words stand in the facts
    told["mood"] = told["timeline"][0]["tone"] = "good"
    told["type"] = "another"
    told["timeline"] *= 2
    drifts = survey(read_transcript(told, "r1", seen_at=SEEN))
    assert {(one.kind, one.detail) for one in drifts} == {
        ("unexpected_field", "mood"),
        ("unexpected_field", "timeline.tone"),
        ("unknown_value", "type=another"),
    }


def strangers(value: object) -> None:
    """Put a new field into every object."""
    if isinstance(value, dict):
        for inner in value.values():
            strangers(inner)
        value["mood"] = "good"
    elif isinstance(value, list):
        for inner in value:
            strangers(inner)


def test_a_new_field_in_any_webhook_is_seen() -> None:
    for name, example in webhook_examples().items():
        if name in READERS:
            told = dig(example, "payload", "object")
            assert isinstance(told, dict)
            inside = [one for one in WEBHOOKS[name].inside if told.get(one)]
            strangers(told)
            read = read_webhook(json.dumps(example).encode(), seen_at=SEEN)
            new = {one.detail for one in read.drift if one.kind == "unexpected_field"}
            assert new >= {"mood", *(f"{one}.mood" for one in inside)}, name


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("zp-call-recording-completed-event", {"callLogId": "l", "recordingUrl": "https://z/1"}),
        ("zp-call-voicemail-received-event", {"callLogId": "l", "voicemailUrl": "https://z/1"}),
        ("zp-ai-call-summary-event", {"callSummary": "told", "modifiedTime": at(9)}),
        (
            "zp-sms-log-event",
            {"messageId": "m", "sender": {"phoneNumber": "+442079460018"}, "status": "Received"},
        ),
    ],
)
def test_what_the_page_tells_beside_calls_is_compared(kind: str, data: Wire) -> None:
    known: Wire = {"callId": CALL_ID, "direction": "inbound", "dateTime": at(0), **data}
    if kind == "zp-sms-log-event":
        del known["callId"]
    if kind == "zp-ai-call-summary-event":
        del known["direction"]
    (plain,) = heard(embed(kind, known))
    assert list(survey(plain)) == []
    (strange,) = heard(embed(kind, {**known, "mood": "good"}))
    assert [(one.kind, one.detail) for one in survey(strange)] == [("unexpected_field", "mood")]
    when = "modifiedTime" if "modifiedTime" in known else "dateTime"
    (lacking,) = heard(embed(kind, {**known, when: None}))
    assert {one.kind for one in survey(lacking)} == {"missing_field"}


@pytest.mark.parametrize(
    ("party", "told"),
    [
        ({"extensionType": "robot"}, "caller.extensionType=robot"),
        ({"numberType": 9}, "caller.numberType=9"),
        ({"mood": "good"}, "caller.mood"),
    ],
)
def test_a_party_of_the_page_is_looked_into(party: Wire, told: str) -> None:
    data: Wire = {
        "callId": CALL_ID,
        "direction": "inbound",
        "dateTime": at(0),
        "caller": party,
    }
    (event,) = heard(embed("zp-call-ringing-event", data))
    assert [one.detail for one in survey(event)] == [told]


def test_each_row_of_a_webhook_counts_once() -> None:
    rows = [element(BO, call_element_id=f"e{n}", recording_type="by hand") for n in range(3)]
    body: Wire = {"user_id": BO.user_id, "call_elements": rows}
    read = read_webhook(webhook("phone.callee_call_element_completed", body), seen_at=SEEN)
    assert len(read.events) == 3
    told = [one.detail for one in read.drift if one.kind == "unknown_value"]
    assert told == ["call_elements.recording_type=by hand"] * 3
