"""The first generation of call records: call logs. Zoom stopped serving them; webhooks linger."""

VERSION = "v1"

CALL_LOGS = "/phone/call_logs"

ROWS = "call_logs"
"""The list of rows in an answer or webhook."""

RECORDS_COMPLETED = frozenset(
    {"phone.caller_call_log_completed", "phone.callee_call_log_completed"}
)
RECORDS_DELETED = frozenset({"phone.call_log_deleted", "phone.call_log_permanently_deleted"})
