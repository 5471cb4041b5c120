"""Today's contract: call elements, and every path and event that has had one name so far."""

VERSION = "v3"

PHONE_USERS = "/phone/users"
PHONE_USER = "/phone/users/{user_id}"
PHONE_SETTINGS = "/phone/settings"
CALL_HISTORY = "/phone/call_history"
CALL_RECORD = "/phone/call_history/{history_uuid}"
CALL_ELEMENT = "/phone/call_element/{element_id}"
USER_CALL_HISTORY = "/phone/users/{user_id}/call_history"
USER_CALL_SYNC = "/phone/users/{user_id}/call_history/sync"
AI_SUMMARY = "/phone/user/{user_id}/ai_call_summary/{summary_id}"
RECORDINGS = "/phone/recordings"
USER_RECORDINGS = "/phone/users/{user_id}/recordings"
RECORDING_TRANSCRIPT = "/phone/recording_transcript/download/{recording_id}"
RECORDING_DOWNLOAD = "/phone/recording/download/{file_id}"
VOICEMAIL = "/phone/voice_mails/{voicemail_id}"
VOICEMAIL_DOWNLOAD = "/phone/voice_mails/download/{file_id}"
ANY_DOWNLOAD = r"/phone/(?:recording|voice_mails)/download/[^/?#]+(?=$|[?#])"
"""What the path of a download looks like in an address of Zoom's, as a regular expression."""

RATE_LABELS = {
    CALL_HISTORY: "heavy",
    **dict.fromkeys(
        (PHONE_USERS, USER_CALL_HISTORY, USER_CALL_SYNC, AI_SUMMARY, RECORDINGS, USER_RECORDINGS),
        "medium",
    ),
}
"""Zoom counts quotas by label; a path that is not here is light."""

HISTORY_ROWS = "call_history"
ROWS = "call_elements"
RECORDING_ROWS = "recordings"
USER_ROWS = "users"

RECORDS_COMPLETED = frozenset(
    {"phone.caller_call_element_completed", "phone.callee_call_element_completed"}
)
RECORDS_DELETED = frozenset({"phone.call_element_deleted"})

OF_CALLERS = "phone.caller_"
"""How the events of the calling member begin; those of the called one begin otherwise."""


def live_name(side: str, step: str) -> str:
    """Return the event's name of a step in a call's life on one side."""
    return f"{side_prefix(side)}{step}"


def side_prefix(side: str) -> str:
    """Return how the names of all events of one side begin."""
    return f"phone.{side}_"


_BOTH = ("ended", "hold", "unhold", "mute", "unmute", "meeting_inviting")
LIVE = {
    live_name(side, step): (side, step)
    for side, steps in {
        "caller": ("ringing", "connected", *_BOTH),
        "callee": ("ringing", "answered", "missed", "rejected", "parked", *_BOTH),
    }.items()
    for step in steps
}
"""Events of a living call by name, with side and step."""

BLIND_TRANSFER_INITIATED = "phone.blind_transfer_initiated"
WARM_TRANSFER_INITIATED = "phone.warm_transfer_initiated"
WARM_TRANSFER_COMPLETED = "phone.warm_transfer_completed"
WARM_TRANSFER_CANCELLED = "phone.warm_transfer_cancelled"
VOICEMAIL_TRANSFER_INITIATED = "phone.transfer_call_to_voicemail_initiated"
TRANSFER_RECIPIENT_UPDATED = "phone.transfer_recipient_updated"
CONFERENCE_STARTED = "phone.conference_started"
PASSING_ON = (
    BLIND_TRANSFER_INITIATED,
    WARM_TRANSFER_INITIATED,
    WARM_TRANSFER_COMPLETED,
    WARM_TRANSFER_CANCELLED,
    VOICEMAIL_TRANSFER_INITIATED,
    TRANSFER_RECIPIENT_UPDATED,
    CONFERENCE_STARTED,
)
"""Events of a member passing a call on, without a side."""

RECORDING_STARTED = "phone.recording_started"
RECORDING_PAUSED = "phone.recording_paused"
RECORDING_RESUMED = "phone.recording_resumed"
RECORDING_STOPPED = "phone.recording_stopped"
RECORDING_FAILED = "phone.recording_failed"
RECORDING_STATES = (
    RECORDING_STARTED,
    RECORDING_PAUSED,
    RECORDING_RESUMED,
    RECORDING_STOPPED,
    RECORDING_FAILED,
)
RECORDINGS_COMPLETED = frozenset(
    {
        "phone.recording_completed",
        "phone.recording_completed_for_access_member",
        "phone.recording_transcript_completed",
    }
)
RECORDINGS_DELETED = frozenset({"phone.recording_deleted", "phone.recording_permanently_deleted"})
VOICEMAILS = frozenset(
    {
        "phone.voicemail_received",
        "phone.voicemail_received_for_access_member",
        "phone.voicemail_transcript_completed",
    }
)
VOICEMAILS_DELETED = frozenset({"phone.voicemail_deleted", "phone.voicemail_permanently_deleted"})
SUMMARY_CHANGED = "phone.ai_call_summary_changed"

SMS_RECEIVED = "phone.sms_received"
SMS_SENT = "phone.sms_sent"
SMS_FAILED = "phone.sms_sent_failed"
OPTED_IN = "phone.sms_campaign_number_opt_in"
OPTED_OUT = "phone.sms_campaign_number_opt_out"
EMERGENCY_ALERT = "phone.emergency_alert"

NOT_ABOUT_CALLS = (
    "phone.account_settings_updated",
    "phone.call_qos",
    "phone.device_registration",
    "phone.fax_",
    "phone.generic_device_provision",
    "phone.group_settings_updated",
    "phone.peering_number_",
    "phone.route_group_status_changed",
    "phone.sms_etiquette_",
)
"""Beginnings of event names that are known and say nothing about a call."""
