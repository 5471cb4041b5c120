"""What each of Zoom's published examples sets on a call that nothing else is known of.

The table is written down, not computed: a change of a reader or of the fold shows here by name.
Fields that always hold something (`id`, `keys`, `sources`) are left out; `no call` are texts,
deletions and alerts, which by themselves are none.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import fields

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Party
from cti_desktop.calls.fold import fold
from cti_desktop.zoom import records
from cti_desktop.zoom.webhook import read_webhook
from tests.zoom.messages import SEEN, Wire, at, embed, heard, live, logged
from tests.zoom.published import dig, rest_example, webhook_examples

WEBHOOKS = {
    "endpoint.url_validation": "nothing",
    "phone.ai_call_summary_changed": "state=ended started_at summary",
    "phone.blind_transfer_initiated": "state=ended started_at transfers",
    "phone.call_element_deleted": "no call",
    "phone.call_history_deleted": "no call",
    "phone.call_log_deleted": "no call",
    "phone.call_log_permanently_deleted": "no call",
    "phone.callee_answered": (
        "direction=inbound state=connected party agent via started_at answered_at ring_s=10 legs=1 "
        "via_before"
    ),
    "phone.callee_call_element_completed": (
        "direction=internal state=voicemail party agent started_at ended_at result=voicemail "
        "result_raw ring_s=11 talk_s=0 hold_s=20 legs=1 recordings voicemails final called"
    ),
    "phone.callee_call_history_completed": (
        "direction=internal state=voicemail party agent started_at ended_at result=voicemail "
        "result_raw ring_s=11 talk_s=0 hold_s=20 legs=1 recordings voicemails final called"
    ),
    "phone.callee_call_log_completed": (
        "direction=internal state=rejected party agent via started_at ended_at "
        "result=rejected result_raw ring_s=5 talk_s=0 legs=1 final called"
    ),
    "phone.callee_ended": (
        "direction=inbound state=ended party agent via started_at answered_at ended_at "
        "result=answered result_raw ring_s=10 talk_s=6 legs=1 via_before"
    ),
    "phone.callee_hold": (
        "direction=internal state=ended party agent started_at hold_s=0 legs=1 called"
    ),
    "phone.callee_meeting_inviting": (
        "direction=internal state=ended party agent started_at legs=1 transfers called"
    ),
    "phone.callee_missed": (
        "direction=inbound state=missed party agent via started_at ended_at result=missed "
        "result_raw ring_s=13 talk_s=0 legs=1 via_before"
    ),
    "phone.callee_mute": "direction=internal state=ended party agent started_at legs=1 called",
    "phone.callee_parked": (
        "direction=internal state=ended party agent started_at ended_at result=parked legs=1 "
        "transfers called"
    ),
    "phone.callee_rejected": (
        "direction=internal state=rejected party agent started_at ended_at result=rejected "
        "result_raw ring_s=2 talk_s=0 legs=1 called"
    ),
    "phone.callee_ringing": (
        "direction=inbound state=ringing party agent via started_at legs=1 via_before"
    ),
    "phone.callee_unhold": (
        "direction=internal state=ended party agent started_at hold_s=0 legs=1 called"
    ),
    "phone.callee_unmute": "direction=internal state=ended party agent started_at legs=1 called",
    "phone.caller_call_element_completed": (
        "direction=internal state=ended party agent started_at answered_at ended_at "
        "result=answered result_raw ring_s=0 talk_s=31 hold_s=20 legs=1 recordings voicemails "
        "final called"
    ),
    "phone.caller_call_history_completed": (
        "direction=internal state=ended party agent started_at answered_at ended_at "
        "result=answered result_raw ring_s=0 talk_s=31 hold_s=20 legs=1 recordings voicemails "
        "final called"
    ),
    "phone.caller_call_log_completed": (
        "direction=internal state=missed party agent via started_at ended_at result=unknown "
        "result_raw ring_s=5 talk_s=0 legs=1 final called"
    ),
    "phone.caller_connected": (
        "direction=outbound state=connected party agent started_at answered_at ring_s=18 legs=1"
    ),
    "phone.caller_ended": (
        "direction=outbound state=ended party agent started_at ended_at result=unknown "
        "ring_s=69 talk_s=0 legs=1"
    ),
    "phone.caller_hold": (
        "direction=internal state=ended party agent started_at hold_s=0 legs=1 called"
    ),
    "phone.caller_meeting_inviting": (
        "direction=internal state=ended party agent started_at legs=1 transfers called"
    ),
    "phone.caller_mute": "direction=internal state=ended party agent started_at legs=1 called",
    "phone.caller_ringing": "direction=outbound state=ringing party agent started_at legs=1",
    "phone.caller_unhold": (
        "direction=internal state=ended party agent started_at hold_s=0 legs=1 called"
    ),
    "phone.caller_unmute": "direction=internal state=ended party agent started_at legs=1 called",
    "phone.conference_started": "state=ended started_at transfers",
    "phone.emergency_alert": "no call",
    "phone.recording_completed": (
        "direction=internal state=ended party started_at recordings called"
    ),
    "phone.recording_completed_for_access_member": (
        "direction=internal state=ended party started_at recordings called"
    ),
    "phone.recording_deleted": "no call",
    "phone.recording_failed": "direction=outbound state=ended party started_at",
    "phone.recording_paused": "direction=outbound state=ended party started_at recordings",
    "phone.recording_permanently_deleted": "no call",
    "phone.recording_resumed": "direction=outbound state=ended party started_at recordings",
    "phone.recording_started": "direction=outbound state=ended party started_at recordings",
    "phone.recording_stopped": "direction=outbound state=ended party started_at recordings",
    "phone.recording_transcript_completed": (
        "direction=internal state=ended party started_at recordings called"
    ),
    "phone.sms_campaign_number_opt_in": "no call",
    "phone.sms_campaign_number_opt_out": "no call",
    "phone.sms_etiquette_block": "nothing",
    "phone.sms_etiquette_warn": "nothing",
    "phone.sms_received": "no call",
    "phone.sms_sent": "no call",
    "phone.sms_sent_failed": "no call",
    "phone.transfer_call_to_voicemail_initiated": "state=ended started_at transfers",
    "phone.transfer_recipient_updated": "state=ended started_at transfers",
    "phone.voicemail_deleted": "no call",
    "phone.voicemail_permanently_deleted": "no call",
    "phone.voicemail_received": (
        "direction=inbound state=voicemail party started_at result=voicemail voicemails"
    ),
    "phone.voicemail_received_for_access_member": (
        "direction=inbound state=voicemail party started_at result=voicemail voicemails"
    ),
    "phone.voicemail_transcript_completed": (
        "direction=inbound state=voicemail party started_at result=voicemail voicemails"
    ),
    "phone.warm_transfer_cancelled": "state=ended started_at transfers",
    "phone.warm_transfer_completed": "state=ended started_at transfers",
    "phone.warm_transfer_initiated": "state=ended started_at transfers",
}

RECORDS = {
    "v3 account row": (
        "direction=internal state=ended party started_at answered_at ended_at result=answered "
        "result_raw ring_s=6 final called"
    ),
    "v2 account row": (
        "direction=internal state=ended party started_at answered_at ended_at result=answered "
        "result_raw ring_s=6 final called"
    ),
    "v3 detail": (
        "direction=internal state=ended party agent started_at answered_at ended_at "
        "result=answered result_raw ring_s=0 talk_s=11 hold_s=20 legs=1 recordings voicemails "
        "final called"
    ),
    "v3 element": (
        "direction=internal state=ended party agent started_at answered_at ended_at "
        "result=answered result_raw ring_s=0 talk_s=11 hold_s=20 legs=1 recordings voicemails "
        "final called"
    ),
    "v2 element": (
        "direction=internal state=ended party agent started_at answered_at ended_at "
        "result=answered result_raw ring_s=0 talk_s=11 hold_s=20 legs=1 recordings voicemails "
        "final called"
    ),
    "v3 user row": (
        "direction=internal state=voicemail party agent started_at ended_at result=voicemail "
        "result_raw ring_s=11 talk_s=0 hold_s=20 legs=1 recordings voicemails final called"
    ),
    "v2 user row": (
        "direction=internal state=voicemail party agent started_at ended_at result=voicemail "
        "result_raw ring_s=11 talk_s=0 hold_s=20 legs=1 recordings voicemails final called"
    ),
    "v1 account row": (
        "direction=inbound state=ended party agent started_at answered_at ended_at "
        "result=answered result_raw ring_s=344194 talk_s=25 hold_s=5 legs=1 recordings final"
    ),
    "v1 user row": (
        "direction=inbound state=ended party agent via started_at answered_at ended_at "
        "result=answered result_raw ring_s=0 talk_s=20 hold_s=5 legs=1 final"
    ),
}

EMBED = {
    "zp-call-ringing-event": (
        "direction=inbound state=ringing party agent started_at legs=1 automatic"
    ),
    "zp-call-connected-event": (
        "direction=inbound state=connected party agent started_at answered_at legs=1"
    ),
    "zp-call-ended-event": (
        "direction=inbound state=missed party agent started_at ended_at result=missed "
        "result_raw talk_s=0 legs=1"
    ),
    "zp-call-log-completed-event": (
        "direction=inbound state=ended party agent started_at ended_at result=answered "
        "result_raw talk_s=60 legs=1"
    ),
    "zp-call-recording-completed-event": (
        "direction=inbound state=ended party started_at recordings"
    ),
    "zp-call-voicemail-received-event": (
        "direction=inbound state=voicemail party started_at result=voicemail voicemails"
    ),
    "zp-ai-call-summary-event": "state=ended started_at summary",
    "zp-sms-log-event": "no call",
    "zp-save-log-event": (
        "direction=inbound state=ended party agent started_at ended_at result=answered "
        "result_raw talk_s=60 legs=1 recordings summary automatic"
    ),
    "zp-notes-save-event": "state=ended started_at notes",
}


def told(call: Call | None) -> str:
    """Name what is set: words and numbers by value, everything else by name."""
    if call is None:
        return "no call"
    return " ".join(word for field in fields(Call) for word in _words(field.name, call))


def _words(name: str, call: Call) -> list[str]:
    value = getattr(call, name)
    if name in ("id", "keys", "sources") or value in (None, (), False, Party()):
        return []
    if name == "durations":
        spent = {field.name: getattr(value, field.name) for field in fields(value)}
        return [f"{k}={v}" for k, v in spent.items() if v is not None and k != "estimated"]
    if name == "legs":
        return [f"legs={len(value)}"]
    return [f"{name}={value}"] if name in ("state", "direction", "result") else [name]


def test_every_published_webhook_is_in_the_table() -> None:
    assert set(webhook_examples()) == set(WEBHOOKS)


@pytest.mark.parametrize("name", WEBHOOKS)
def test_a_published_webhook_sets_what_the_table_says(name: str) -> None:
    body = json.dumps(webhook_examples()[name]).encode()
    events = read_webhook(body, seen_at=SEEN).events
    assert (told(fold(events)) if events else "nothing") == WEBHOOKS[name]


def row(path: str, name: str) -> Wire:
    rows = dig(rest_example(path), name)
    assert isinstance(rows, list)
    found: Wire = rows[0]
    return found


HISTORY, USER = "/phone/call_history", "/phone/users/{userId}/call_history"
DETAIL, ELEMENT = "/phone/call_history/{callHistoryUuid}", "/phone/call_element/{callElementId}"
OLD_ELEMENT = "/phone/call_history_detail/{callHistoryId}"
READ: dict[str, Callable[[], Sequence[CallEvent]]] = {
    "v3 account row": lambda: [
        records.read_history_row(row(HISTORY, "call_history"), seen_at=SEEN)
    ],
    "v2 account row": lambda: [records.read_history_row(row(HISTORY, "call_logs"), seen_at=SEEN)],
    "v3 detail": lambda: records.read_history_detail(rest_example(DETAIL), seen_at=SEEN),
    "v3 element": lambda: [records.read_element(rest_example(ELEMENT), seen_at=SEEN)],
    "v2 element": lambda: [records.read_element(rest_example(OLD_ELEMENT), seen_at=SEEN)],
    "v3 user row": lambda: [
        records.read_user_element(row(USER, "call_elements"), seen_at=SEEN, user_id="u-bo")
    ],
    "v2 user row": lambda: [
        records.read_user_element(row(USER, "call_logs"), seen_at=SEEN, user_id="u-bo")
    ],
    "v1 account row": lambda: [
        records.read_legacy_row(row("/phone/call_logs", "call_logs"), seen_at=SEEN)
    ],
    "v1 user row": lambda: [
        records.read_legacy_row(row("/phone/users/{userId}/call_logs", "call_logs"), seen_at=SEEN)
    ],
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_published_record_sets_what_the_table_says(name: str) -> None:
    assert told(fold(READ[name]())) == RECORDS[name]


PAGE = "https://applications.zoom.us/integration/phone/embeddablephone/audio/play"
MESSAGES: dict[str, Wire] = {
    "zp-call-ringing-event": live("ringing", 0, enableAutoLog=True),
    "zp-call-connected-event": live("connected", 6),
    "zp-call-ended-event": live("ended", 66, result="missed"),
    "zp-call-log-completed-event": logged(result="Call Connected", duration=60),
    "zp-call-recording-completed-event": logged(
        "call-recording-completed", recordingUrl=f"{PAGE}/0"
    ),
    "zp-call-voicemail-received-event": logged("call-voicemail-received", voicemailUrl=f"{PAGE}/1"),
    "zp-ai-call-summary-event": embed(
        "zp-ai-call-summary-event",
        {"callId": "068c", "modifiedTime": at(90), "callSummary": "A quote."},
    ),
    "zp-sms-log-event": embed(
        "zp-sms-log-event", {"messageId": "m", "direction": "inbound", "dateTime": at(0)}
    ),
    "zp-save-log-event": logged(
        "save-log",
        result="Call Connected",
        duration=60,
        recordingUrl=f"{PAGE}/0",
        callSummary="A quote.",
    ),
    "zp-notes-save-event": embed(
        "zp-notes-save-event", {"callId": "068c", "notesData": {"Note": "Wants a quote."}}
    ),
}


@pytest.mark.parametrize("name", EMBED)
def test_a_message_of_the_softphone_page_sets_what_the_table_says(name: str) -> None:
    assert told(fold(heard(MESSAGES[name]))) == EMBED[name]
