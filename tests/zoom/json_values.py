"""Arbitrary JSON, bent towards the names and words Zoom uses, for the readers' totality tests."""

from hypothesis import strategies as st

FIELDS = [
    "call_id", "callId", "callLogId", "caller", "callee", "direction", "result", "dateTime",
    "date_time", "duration", "recordings", "call_elements", "call_logs", "id", "user_id",
    "phone_number", "phoneNumber", "extension_number", "extensionNumber", "extension_id",
    "extension_type", "numberType", "number", "name", "forwarded_by", "notesData", "Outcome",
    "messageId", "message_id", "sender", "receivers", "to_members", "owner", "failure_reason",
    "ringing_start_time", "call_end_time", "answer_start_time", "ai_call_summary_id",
    "call_log_ids", "call_element_ids", "delete_all", "voice_mails", "transcription", "recipient",
    "requestId", "searchString", "phoneNumbers", "caller_number", "callee_number",
    "caller_number_type", "callee_ext_id", "callee_ext_type", "event", "start_time", "end_time",
    "phone_number_campaign_opt_statuses", "callee_extension_type", "callee_id", "attachments",
]  # fmt: skip
WORDS = [
    "", "inbound", "outbound", "x", "+442079460018", "12059014629", "800", "callQueue", "user",
    "answered", "Call Connected", "2025-09-18T06:16:59Z", "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+12:00", "20250918-a_b", "a_1", "\x00", "ё\ud7ff", "1", "2",
]  # fmt: skip

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**30), max_value=10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=20)
)
NAMES = st.sampled_from(FIELDS) | st.text(max_size=5)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=8),
    max_leaves=30,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=14)
