"""What the versions of Zoom's contract have together, so that a reader need not ask which it is.

Zoom renamed its call records twice (call logs, call history, call elements); a further rename is a
module in `contract` and a line here.
"""

from cti_desktop.zoom.contract import v1, v2, v3

API_URL = "https://api.zoom.us/v2"
OAUTH_URL = "https://zoom.us"

URL_VALIDATION = "endpoint.url_validation"
APP_DEAUTHORIZED = "app_deauthorized"

HISTORY_ROWS = (v3.HISTORY_ROWS, v1.ROWS)
"""Lists of account rows in one answer; the first that is there is read."""

ELEMENT_ROWS = (v3.ROWS, v2.ROWS, v1.ROWS)
"""Lists of call elements, newest generation first."""

RECORDING_ROWS = (v3.RECORDING_ROWS,)

ELEMENT_ID = ("call_element_id", "id")
HISTORY_UUID = ("call_history_uuid", v2.CALL_ID)
WAITED = ("wait_time", "waiting_time")
HELD = ("hold_time",)

RECORDS_COMPLETED = {
    name: one.VERSION for one in (v1, v2, v3) for name in sorted(one.RECORDS_COMPLETED)
}
"""Webhooks that bring finished records, with the generation of their rows."""

RECORDS_DELETED = {
    name: one.VERSION for one in (v1, v2, v3) for name in sorted(one.RECORDS_DELETED)
}
"""Webhooks that tell of deleted records, with the generation of their ids."""

NOT_ABOUT_CALLS = (APP_DEAUTHORIZED, URL_VALIDATION, *v3.NOT_ABOUT_CALLS, "user.")
"""Beginnings of event names that are known and say nothing about a call."""
