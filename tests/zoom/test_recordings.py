"""A recording as webhooks and records tell of it, from its start to its deletion."""

from cti_desktop.calls.events import CallEvent
from tests.zoom.messages import (
    BO,
    CALL_ID,
    ELEMENT_ID,
    LOG_ID,
    START,
    Wire,
    at,
    folded,
    recorded,
    told,
)


def recording(name: str, sent_s: int = 0, **more: object) -> list[CallEvent]:
    body: Wire = {
        "id": "rec-1",
        "call_id": CALL_ID,
        "caller_number": "+442079460018",
        "callee_number": "800",
        "direction": "inbound",
        "date_time": at(10),
        **more,
    }
    whole: Wire = {"recordings": [body]} if "completed" in name or "deleted" in name else body
    sent = int((START.timestamp() + sent_s) * 1000)
    return told(f"phone.recording_{name}", whole, event_ts=sent)


def test_a_recording_goes_through_its_states() -> None:
    events: list[CallEvent] = []
    for second, state in enumerate(["started", "paused", "resumed", "stopped"], 11):
        events += recording(state, second, recording_type="OnDemand")
        (found,) = folded(events).recordings
        assert (found.state, found.kind) == (state, "OnDemand")
    events += recording("failed", 15)
    assert folded(events).recordings == ()
    assert len({event.id for event in events}) == 5


def test_a_record_that_names_a_recording_keeps_that_it_is_complete_and_tells_its_kind() -> None:
    named = {"recording_id": "rec-1", "recording_type": "automatic", "end_time": at(50)}
    files = {"download_url": "https://zoom.example/rec-1", "duration": 43}
    record = recorded(BO, result="answered", answer_time=at(10), **named)
    (found,) = folded([*recording("stopped", 45), *record]).recordings
    assert (found.running, found.kind) == (False, "automatic")
    events = [*recording("completed", 40, **files), *record]
    assert [one.state for one in folded(events).recordings] == ["completed"]


def test_a_finished_recording_has_its_file_length_and_transcript() -> None:
    files = {"download_url": "https://zoom.example/rec-1", "duration": 43, "end_time": at(53)}
    transcript = {"transcript_download_url": "https://zoom.example/rec-1.json"}
    events = [
        *recording("started", 11),
        *recording("stopped", 54),
        *recording("completed", 80, call_element_id=ELEMENT_ID, **files),
        *recording("transcript_completed", 90, call_log_id=LOG_ID, **transcript),
    ]
    found = folded(events).recordings
    assert [(one.id, one.url, one.duration_s, one.state) for one in found] == [
        ("rec-1", "https://zoom.example/rec-1", 43, "completed")
    ]
    assert found[0].detail == "https://zoom.example/rec-1.json"
    assert f"log:{LOG_ID}" in folded(events).keys
    member_copy = recording("completed_for_access_member", 81, **files)
    assert len(folded([*events, *member_copy]).recordings) == 1
    gone = recording("permanently_deleted", 200)
    assert folded([*events, *gone]).recordings == ()


def test_a_recording_without_id_is_left_out() -> None:
    body: Wire = {"recordings": [{"call_id": CALL_ID}, {"id": "rec-1", "call_id": CALL_ID}]}
    events = told("phone.recording_deleted", body)
    assert [event.facts.recording.id for event in events if event.facts.recording] == ["rec-1"]
