"""The second generation of call records: call history with its path."""

VERSION = "v2"

ROWS = "call_path"
"""The list of a call's parts."""

CALL_ID = "call_path_id"
"""The whole call's id."""

RECORDS_COMPLETED = frozenset(
    {"phone.caller_call_history_completed", "phone.callee_call_history_completed"}
)
RECORDS_DELETED = frozenset(
    {
        "phone.call_history_deleted",
        "phone.call_history_deleted_all",
        "phone.call_history_trash_deleted",
        "phone.call_history_trash_deleted_all",
    }
)
