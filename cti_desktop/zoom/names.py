"""Zoom's names in one place: REST paths, webhook events and the fields that differ by generation.

Zoom renamed its call records twice (v1 call logs, v2 call history, v3 call elements); a further
rename is a change here.
"""

API_URL = "https://api.zoom.us/v2"
OAUTH_URL = "https://zoom.us"

PHONE_USERS = "/phone/users"
PHONE_USER = "/phone/users/{user_id}"
CALL_HISTORY = "/phone/call_history"
CALL_RECORD = "/phone/call_history/{history_uuid}"
CALL_ELEMENT = "/phone/call_element/{element_id}"
USER_CALL_HISTORY = "/phone/users/{user_id}/call_history"
USER_CALL_SYNC = "/phone/users/{user_id}/call_history/sync"
AI_SUMMARY = "/phone/user/{user_id}/ai_call_summary/{summary_id}"
RECORDINGS = "/phone/recordings"
USER_RECORDINGS = "/phone/users/{user_id}/recordings"
RECORDING_DOWNLOAD = "/phone/recording/download/{file_id}"
VOICEMAIL = "/phone/voice_mails/{voicemail_id}"
VOICEMAIL_DOWNLOAD = "/phone/voice_mails/download/{file_id}"

RATE_LABELS = {
    CALL_HISTORY: "heavy",
    **dict.fromkeys(
        (PHONE_USERS, USER_CALL_HISTORY, USER_CALL_SYNC, AI_SUMMARY, RECORDINGS, USER_RECORDINGS),
        "medium",
    ),
}
"""Zoom counts quotas by label; a path that is not here is light."""

URL_VALIDATION = "endpoint.url_validation"
APP_DEAUTHORIZED = "app_deauthorized"

HISTORY_ROWS = ("call_history", "call_logs")
"""Lists of account rows in one answer; the first that is there is read."""

ELEMENT_ROWS = ("call_elements", "call_path", "call_logs")
"""Lists of call elements, newest generation first."""

RECORDING_ROWS = ("recordings",)

ELEMENT_ID = ("call_element_id", "id")
HISTORY_UUID = ("call_history_uuid", "call_path_id")
LIVE_CALL_ID = ("call_id",)
WAITED = ("wait_time", "waiting_time")
HELD = ("hold_time",)

RECORDS_COMPLETED = {
    "phone.caller_call_log_completed": "v1",
    "phone.callee_call_log_completed": "v1",
    "phone.caller_call_history_completed": "v2",
    "phone.callee_call_history_completed": "v2",
    "phone.caller_call_element_completed": "v3",
    "phone.callee_call_element_completed": "v3",
}
"""Webhooks that bring finished records, with the generation of their rows."""

RECORDS_DELETED = frozenset(
    {
        "phone.call_log_deleted",
        "phone.call_log_permanently_deleted",
        "phone.call_history_deleted",
        "phone.call_history_deleted_all",
        "phone.call_history_trash_deleted",
        "phone.call_history_trash_deleted_all",
        "phone.call_element_deleted",
    }
)

NOT_ABOUT_CALLS = (
    APP_DEAUTHORIZED,
    URL_VALIDATION,
    "phone.account_settings_updated",
    "phone.call_qos",
    "phone.device_registration",
    "phone.fax_",
    "phone.generic_device_provision",
    "phone.group_settings_updated",
    "phone.peering_number_",
    "phone.route_group_status_changed",
    "phone.sms_etiquette_",
    "user.",
)
"""Beginnings of event names that are known and say nothing about a call."""
