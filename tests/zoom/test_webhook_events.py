"""Every webhook Zoom publishes: what it becomes, and that nothing of it can do harm."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.call import State
from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Kind,
    LegRef,
    Media,
    Result,
    Side,
    Source,
)
from cti_desktop.calls.fold import fold
from cti_desktop.calls.persons import personal
from cti_desktop.zoom.names import RECORDS_COMPLETED
from cti_desktop.zoom.webhook import read_webhook
from cti_desktop.zoom.webhook_readers import EVERYTHING, READERS
from tests.zoom.json_values import OBJECTS
from tests.zoom.messages import (
    ADA_FAR,
    BO,
    CALL_ID,
    ELEMENT_ID,
    LOG_ID,
    SEEN,
    Wire,
    at,
    called,
    folded,
    member,
    moment,
    recorded,
    told,
    webhook,
)
from tests.zoom.published import webhook_examples

NO_CALL = {Kind.MESSAGE, Kind.OPTED, Kind.ALERT, Kind.DELETED}
ONLY_REMOVES = {
    f"phone.{what}_{how}"
    for what in ("recording", "voicemail")
    for how in ("deleted", "permanently_deleted")
}
SILENT = {"phone.sms_etiquette_warn", "phone.sms_etiquette_block", "endpoint.url_validation"}


def test_every_published_example_is_read_and_the_ones_about_calls_are_in_a_folded_call() -> None:
    examples = webhook_examples()
    assert len(examples) == 61
    for name, example in examples.items():
        read = read_webhook(json.dumps(example).encode(), seen_at=SEEN)
        assert read.name == name
        assert bool(read.events) is (name not in SILENT), name
        for event in read.events:
            assert decode_event(encode(event)) == event
            assert event.at != SEEN, f"{name}: its time was not understood"
            assert event.leg is None or personal(event.leg.ids), f"{name}: nobody may see it"
        about_calls = [event for event in read.events if event.kind not in NO_CALL]
        if name in ONLY_REMOVES:
            assert fold(read.events) is None
            continue
        if about_calls:
            call = fold(read.events)
            assert call is not None, name
            assert set(call.keys) >= set(about_calls[0].keys)
            assert Source.WEBHOOK in call.sources


def test_every_published_event_has_a_reader_or_is_known_to_have_none() -> None:
    assert set(webhook_examples()) - set(READERS) == SILENT


def test_the_same_webhook_delivered_twice_is_the_same_event() -> None:
    first = called(BO, "ringing")
    assert first[0].id == called(BO, "ringing")[0].id
    assert first[0].id != called(BO, "answered", answer_start_time=at(6))[0].id


def one(name: str, body: Wire, **more: int) -> CallEvent:
    events = told(name, body, **more)
    assert len(events) == 1
    return events[0]


def test_a_queues_voicemail_names_the_queue() -> None:
    body: Wire = {
        "id": "vm-1",
        "call_id": CALL_ID,
        "callee_id": "q-1",
        "callee_extension_type": "callQueue",
        "callee_number": "7001",
        "callee_number_type": 1,
        "callee_name": "Support",
        "caller_number": "442079460018",
        "caller_number_type": 2,
        "duration": 3,
        "date_time": at(0),
    }
    event = one("phone.voicemail_received_for_access_member", body)
    assert event.facts.callee is not None
    assert event.facts.callee.extension_type == "callQueue"
    assert event.facts.callee.user_id is None
    assert event.facts.caller is not None
    assert event.facts.caller.number == "+442079460018"
    assert event.facts.direction is Direction.INBOUND
    assert folded([event]).state is State.VOICEMAIL


def test_a_summary_is_tied_to_the_call_and_all_its_logs() -> None:
    body: Wire = {
        "ai_call_summary_id": "sum-1",
        "call_id": CALL_ID,
        "call_log_ids": ["l1", "l2"],
        "user_id": "u-bo",
        "edited": True,
        "deleted": False,
        "modified_time": at(99),
    }
    event = one("phone.ai_call_summary_changed", body)
    assert event.keys == (f"call:{CALL_ID}", "log:l1", "log:l2")
    assert event.facts.summary == Media(id="sum-1", edited=True)
    assert (event.at, event.author) == (moment(99), "user:u-bo")
    gone = one("phone.ai_call_summary_changed", {**body, "deleted": True})
    assert gone.facts.summary is not None
    assert gone.facts.summary.deleted


@pytest.mark.parametrize(
    ("name", "failure", "status", "direction"),
    [
        ("sms_received", None, "Received", Direction.INBOUND),
        ("sms_sent", None, "Sent", Direction.OUTBOUND),
        ("sms_sent", "1101", "Not delivered", Direction.OUTBOUND),
        ("sms_sent_failed", None, "Not delivered", Direction.OUTBOUND),
    ],
)
def test_texts(name: str, failure: str | None, status: str, direction: Direction) -> None:
    outbound = direction is Direction.OUTBOUND
    bo: Wire = {"phone_number": "442079460100", "id": "u-bo", "type": "user", "display_name": "Bo"}
    ada: Wire = {"phone_number": "442079460018"}
    body: Wire = {
        "message_id": "m-1",
        "session_id": "s-1",
        "message": "Thanks!",
        "sender": bo if outbound else ada,
        "to_members": [ada if outbound else bo],
        "attachments": [{"download_url": "https://zoom.example/a"}],
        "failure_reason": failure,
        "date_time": at(0),
    }
    event = one(f"phone.{name}", body)
    message = event.facts.message
    assert message is not None
    assert (message.status, event.facts.direction) == (status, direction)
    ends = (message.sender, message.receivers[0])
    mine, theirs = ends if outbound else ends[::-1]
    assert mine is not None
    assert theirs is not None
    assert (mine.user_id, mine.internal, mine.number) == ("u-bo", True, "+442079460100")
    assert (theirs.user_id, theirs.internal, theirs.number) == (None, False, "+442079460018")
    assert event.keys == ("message:m-1",)
    assert message.attachments == ("https://zoom.example/a",)


def test_a_text_names_whose_it_is_and_who_opted() -> None:
    asked = {"consumer_phone_number": "442079460018", "zoom_phone_user_number": "442079460100"}
    body: Wire = {
        "message_id": "m-1",
        "owner": {"type": "user", "id": "u-bo"},
        "phone_number_campaign_opt_statuses": [
            {**asked, "opt_status": "opt_out"},
            {**asked, "opt_status": "pending"},
        ],
        "date_time": at(0),
    }
    message, opted = told("phone.sms_received", body)
    assert message.leg == opted.leg == LegRef(side=Side.CALLEE, ids=("user:u-bo",))
    assert (opted.kind, opted.facts.reason, opted.at) == (Kind.OPTED, "out", moment(0))
    assert opted.facts.caller is not None
    assert opted.facts.caller.number == "+442079460018"
    queue = {"type": "callQueue", "id": "q", "sms_sender_user_id": "u-cy"}
    sent = one("phone.sms_sent", {"message_id": "m-2", "owner": queue, "date_time": at(0)})
    assert sent.leg == LegRef(side=Side.CALLER, ids=("user:u-cy",))
    nobody = {"type": "callQueue", "id": "q"}
    assert one("phone.sms_received", {"message_id": "m-3", "owner": nobody}).leg is None


def test_each_number_that_opted_out_is_an_event_of_its_own() -> None:
    statuses = [
        {"consumer_phone_number": number, "zoom_phone_user_number": "+442079460100"}
        for number in ("+442079460018", "+442079460019")
    ]
    body: Wire = {"phone_number_campaign_opt_statuses": statuses, "date_time": at(0)}
    events = told("phone.sms_campaign_number_opt_out", body)
    assert [event.facts.reason for event in events] == ["out", "out"]
    assert len({event.keys for event in events}) == 2
    assert told("phone.sms_campaign_number_opt_in", body)[0].facts.reason == "in"


def test_deleted_records_do_not_make_their_calls_one_call() -> None:
    ids = ["20250918-a", "20250918-b"]
    for name, field in (("history", "call_log_ids"), ("element", "call_element_ids")):
        body: Wire = {field: ids, "user_id": "u-bo", "execute_time": at(9), "delete_all": False}
        events = told(f"phone.call_{name}_deleted", {**body, "move_to_trash": True})
        assert [event.keys for event in events] == [("log:a",), ("log:b",)]
        assert [event.facts.deleted_ids for event in events] == [(ids[0],), (ids[1],)]
        assert events[0].at == moment(9)
        assert events[0].facts.about == "user:u-bo"
        assert events[0].facts.reason == "trash"
    rows: Wire = {"call_logs": [{"id": "a", "call_id": "c"}], "user_id": "u-bo"}
    assert told("phone.call_log_deleted", rows)[0].keys == ("call:c", "log:a")


def test_everything_of_a_user_may_be_deleted_at_once() -> None:
    body: Wire = {
        "call_element_ids": [],
        "user_id": "u-bo",
        "execute_time": at(9),
        "delete_all": True,
    }
    event = one("phone.call_element_deleted", body)
    assert event.facts.deleted_ids == (EVERYTHING,)
    assert (event.facts.about, event.at) == ("user:u-bo", moment(9))


def test_an_emergency_call_is_an_alert() -> None:
    body: Wire = {
        "call_id": CALL_ID,
        "caller": {
            "id": "u-bo",
            "display_name": "Bo",
            "extension_number": "800",
            "extension_type": "user",
        },
        "callee": {"phone_number": "999"},
        "deliver_to": "SAFETY_TEAM",
        "ringing_start_time": at(0),
    }
    event = one("phone.emergency_alert", body)
    assert event.kind is Kind.ALERT
    assert event.leg is not None
    assert event.leg.ids == ("user:u-bo", "no:800")
    assert event.facts.callee is not None
    assert event.facts.callee.number == "999"
    assert event.keys == (f"call:{CALL_ID}",)


@pytest.mark.parametrize("name", RECORDS_COMPLETED)
def test_a_record_is_the_final_word_on_its_side_in_every_generation(name: str) -> None:
    side = Side.CALLER if "caller_" in name else Side.CALLEE
    shapes: dict[str, Wire] = {
        "v1": {"id": LOG_ID, "date_time": at(0), "call_end_time": at(66), "duration": 60},
        "v2": {"id": ELEMENT_ID, "call_path_id": "h", "start_time": at(0), "end_time": at(66)},
        "v3": {
            "call_element_id": ELEMENT_ID,
            "call_history_uuid": "h",
            "start_time": at(0),
            "end_time": at(66),
        },
    }
    row = {**shapes[RECORDS_COMPLETED[name]], "call_id": CALL_ID, "result": "Call connected"}
    array = "call_elements" if RECORDS_COMPLETED[name] == "v3" else "call_logs"
    event = one(name, {"user_id": "u-bo", array: [row]})
    assert event.kind is Kind.LOGGED
    assert event.facts.final
    assert event.facts.result is Result.ANSWERED
    assert event.leg is not None
    assert (event.leg.side, event.leg.ids) == (side, ("user:u-bo",))
    assert {f"call:{CALL_ID}", f"log:{LOG_ID}"} <= set(event.keys)
    assert ("history:h" in event.keys) is (RECORDS_COMPLETED[name] != "v1")
    assert (event.facts.rang_at, event.facts.ended_at) == (moment(0), moment(66))
    assert event.facts.answered_at is None
    assert event.facts.talk_s is None


def test_a_record_ties_its_recording_and_voicemail_to_the_call() -> None:
    event = recorded(BO, result="voicemail", voicemail_id="vm-1", recording_id="rec-1")[0]
    assert {"voicemail:vm-1", "recording:rec-1"} <= set(event.keys)


@pytest.mark.parametrize(
    "name",
    [
        "app_deauthorized",
        "phone.account_settings_updated",
        "phone.device_registration",
        "phone.fax_received",
        "user.presence_status_updated",
    ],
)
def test_events_about_other_things_are_no_drift(name: str) -> None:
    read = read_webhook(webhook(name, {}), seen_at=SEEN)
    assert (read.events, read.drift, read.account_id) == ((), (), "acc")


def test_an_event_nobody_knows_is_one_drift_with_numbers_masked() -> None:
    read = read_webhook(webhook("phone.brand_new +442079460018", {}), seen_at=SEEN)
    assert read.events == ()
    assert [(one.kind, one.name) for one in read.drift] == [
        ("unknown_event", "phone.brand_new …18")
    ]


def test_a_known_event_without_its_ids_or_with_a_new_word_is_drift() -> None:
    lacking = read_webhook(webhook("phone.callee_ringing", {"caller": ADA_FAR}), seen_at=SEEN)
    assert {(one.kind, one.detail) for one in lacking.drift} == {
        ("missing_field", name) for name in ("id", "call_id", "callee")
    }
    body: Wire = {
        "call_id": CALL_ID,
        "caller": ADA_FAR,
        "callee": member(BO),
        "call_end_time": at(9),
        "handup_result": "Abducted",
    }
    strange = read_webhook(webhook("phone.callee_ended", body), seen_at=SEEN)
    assert [(one.kind, one.detail) for one in strange.drift] == [("unknown_result", "Abducted")]
    assert strange.events[0].facts.result_raw == "Abducted"


def test_without_any_time_the_hearing_counts_and_is_drift() -> None:
    body = {"event": "phone.callee_ringing", "payload": {"object": {"call_id": CALL_ID}}}
    read = read_webhook(json.dumps(body).encode(), seen_at=SEEN)
    assert read.events[0].at == SEEN
    assert [one.kind for one in read.drift] == ["bad_time", "missing_field", "missing_field"]


@given(st.sampled_from(sorted(READERS)), OBJECTS, st.none() | st.integers(), st.booleans())
def test_any_object_in_a_known_webhook_is_read_and_can_be_kept(
    name: str, body: Wire, event_ts: int | None, named: bool
) -> None:
    ids: Wire = {"call_id": "c", "id": "i", "message_id": "m", "ai_call_summary_id": "s"}
    told_body = {**body, **ids} if named else body
    message = {"event": name, "event_ts": event_ts, "payload": {"object": told_body}}
    read = read_webhook(json.dumps(message).encode(), seen_at=SEEN)
    for event in read.events:
        assert decode_event(encode(event)) == event
        assert event.keys
    fold(read.events)
