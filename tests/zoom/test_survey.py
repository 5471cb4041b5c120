"""The drift report made from kept events."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from cti_desktop.calls.events import CallEvent, Source
from cti_desktop.zoom.records import read_element, read_history_row, read_legacy_row
from cti_desktop.zoom.survey import survey
from cti_desktop.zoom.webhook import read_webhook
from tests.zoom.json_values import OBJECTS
from tests.zoom.messages import BO, SEEN, Wire, at, called, element, heard, live, logged
from tests.zoom.published import rest_example, webhook_examples


def found(*events: CallEvent) -> set[tuple[str, str]]:
    return {(d.kind, d.detail) for event in events for d in survey(event)}


def test_what_zoom_publishes_of_todays_shapes_is_no_drift() -> None:
    told: set[tuple[str, str, str]] = set()
    for name, example in webhook_examples().items():
        for event in read_webhook(json.dumps(example).encode(), seen_at=SEEN).events:
            told |= {(name, one.kind, one.detail) for one in survey(event)}
    assert told == {
        ("phone.call_history_deleted", "legacy_shape", "v2"),
        ("phone.call_log_deleted", "legacy_shape", "v1"),
        ("phone.call_log_permanently_deleted", "legacy_shape", "v1"),
        ("phone.callee_call_history_completed", "legacy_shape", "v2"),
        ("phone.callee_call_log_completed", "legacy_shape", "v1"),
        ("phone.caller_call_history_completed", "legacy_shape", "v2"),
        ("phone.caller_call_log_completed", "legacy_shape", "v1"),
        ("phone.caller_call_log_completed", "unknown_result", "outbound"),
    }


def test_published_rest_rows_are_no_drift_but_the_old_ones() -> None:
    element_row = rest_example("/phone/call_element/{callElementId}")
    assert found(read_element(element_row, seen_at=SEEN)) == set()
    old = {"call_id": "c", "id": "l", "date_time": at(0), "result": "Call connected"}
    assert found(read_legacy_row(old, seen_at=SEEN)) == {("legacy_shape", "v1")}
    row: Wire = {"call_id": "c", "call_path_id": "h", "start_time": at(0), "result": "answered"}
    assert found(read_history_row(row, seen_at=SEEN)) == {("legacy_shape", "v2")}


def test_our_softphones_messages_are_no_drift() -> None:
    messages = (
        live("ringing", 0),
        live("connected", 6),
        live("ended", 66, result="ended"),
        logged(result="Call Connected", duration=60),
    )
    assert found(*heard(*messages)) == set()


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (heard(live("ringing", 0, mood="good"))[0], ("unexpected_field", "mood")),
        (heard(live("ringing", 0, dateTime=None))[0], ("missing_field", "dateTime")),
        (called(BO, "ringing", mood="good")[0], ("unexpected_field", "mood")),
        (called(BO, "ringing", caller=None)[0], ("missing_field", "caller")),
        (
            called(BO, "ended", call_end_time=at(9), handup_result="Abducted")[0],
            ("unknown_result", "Abducted"),
        ),
        (
            read_element(element(BO, event="beamed_up"), seen_at=SEEN),
            ("unknown_value", "event=beamed_up"),
        ),
        (
            read_element(element(BO, callee_ext_type="robot"), seen_at=SEEN),
            ("unknown_value", "callee_ext_type=robot"),
        ),
        (
            read_element(element(BO, caller_mood="good"), seen_at=SEEN),
            ("unexpected_field", "caller_mood"),
        ),
    ],
)
def test_what_is_new_is_told_by_name(event: CallEvent, expected: tuple[str, str]) -> None:
    assert expected in found(event)


def test_a_word_nobody_knows_is_its_own_sample() -> None:
    strange = [
        *survey(read_element(element(BO, callee_ext_type="robot"), seen_at=SEEN)),
        *survey(called(BO, "ended", call_end_time=at(9), handup_result="Abducted")[0]),
    ]
    assert [(one.kind, one.sample) for one in strange] == [
        ("unknown_value", "robot"),
        ("unknown_result", "Abducted"),
    ]


def test_samples_show_no_number() -> None:
    (strange,) = survey(heard(live("ringing", 0, alternative="+442079460018"))[0])
    assert strange.sample == "…18"


@given(OBJECTS)
def test_any_raw_message_can_be_surveyed(raw: Wire) -> None:
    event = called(BO, "ringing")[0]
    for source in Source:
        list(survey(replace(event, source=source, raw=raw)))
        list(survey(replace(event, source=source, raw={"data": raw, "payload": {"object": raw}})))
