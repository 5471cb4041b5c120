"""Turns what Zoom's REST API refuses with into this program's errors; only `rest.py` calls it.

Zoom's numeric codes are independent of the HTTP status, and one code means several things, so the
message's beginning decides where the code does not.
"""

import re
from datetime import datetime

import httpx

from cti_desktop.calls.errors import CtiError, Denied, Temporary, UserFixable
from cti_desktop.calls.masking import mask_text
from cti_desktop.zoom.fields import Json, as_moment, text

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY, SERVER_ERROR = 401, 403, 404, 429, 500
_SCOPE_CODES = {"4700", "4711"}
_NO_PHONE_CODES = {"2031", "2013"}
_SCOPES = re.compile(r"(?<![a-z_])[a-z_]++(?::[a-z_]+){1,3}")
_LONGEST = 200


def code_of(body: Json) -> str:
    """Return Zoom's numeric code as text; nothing when there is none or it says success."""
    found = text(body, "code")
    return "" if found in {None, "0"} else str(found)


def lacks_scope(body: Json) -> bool:
    """Tell whether the token is refused for what it may not do, not for its age."""
    return code_of(body) in _SCOPE_CODES or "does not contain scopes" in _message(body)


def token_refused(status: int, body: Json) -> bool:
    """Tell whether another access token may help."""
    return not lacks_scope(body) and (
        status == UNAUTHORIZED or _message(body).startswith("access token is expired")
    )


def daily_limit(answer: httpx.Response, body: Json) -> bool:
    """Tell whether the day's quota is used up, so that waiting a second does not help."""
    kind = answer.headers.get("x-ratelimit-type", "")
    return "daily" in kind.casefold() or "daily rate limit" in _message(body)


def wait_s(answer: httpx.Response, *, now: datetime) -> float | None:
    """Return the seconds Zoom asks to wait: a date, seconds, or the reset of the second's limit."""
    told = answer.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdecimal():
        return float(told)
    when = as_moment(told) if told else None
    reset = answer.headers.get("x-ratelimit-reset", "").strip()
    if when is None and reset.isascii() and reset.isdecimal():
        when = as_moment(int(reset[:11]) * 1000)
    return None if when is None else max(0.0, (when - now).total_seconds())


def failure(answer: httpx.Response, body: Json, *, now: datetime) -> CtiError:
    """Choose the error for an answer that is none."""
    status, code = answer.status_code, code_of(body)
    if status >= SERVER_ERROR or status == TOO_MANY or code == str(TOO_MANY):
        busy = status == TOO_MANY or code == str(TOO_MANY)
        return Temporary(
            "Zoom asks to wait." if busy else "Zoom's API is not working just now.",
            code="zoom_rate_limited" if busy else "zoom_unavailable",
            retry_after_s=wait_s(answer, now=now),
        )
    return _fixable(status, body) or _refused(status, body)


def _fixable(status: int, body: Json) -> CtiError | None:
    if lacks_scope(body):
        named = ", ".join(_SCOPES.findall(_message(body))) or "the phone scopes"
        return UserFixable(
            f"The Zoom app lacks a permission ({named}); add it in the Marketplace and connect "
            "Zoom again.",
            code="scope_missing",
        )
    if code_of(body) in _NO_PHONE_CODES:
        return UserFixable("Zoom Phone is not enabled for this account.", code="phone_not_enabled")
    if status == FORBIDDEN:
        return UserFixable(
            "Zoom has not been allowed to show this; connect Zoom again and grant shared access.",
            code="access_not_permitted",
        )
    return None


def _refused(status: int, body: Json) -> CtiError:
    code, message = code_of(body), mask_text(_message(body)[:_LONGEST])
    if "next page token" in message:
        return Temporary("Zoom's list has expired; it is read again.", code="page_expired")
    if status == UNAUTHORIZED:
        return Denied("Zoom does not accept the access token.", code="token_refused")
    if status == NOT_FOUND or code in {"404", "1001"}:
        return Denied("Zoom does not know it.", code="not_found")
    return Denied(f"Zoom refused: {message or status}.", code=f"zoom_{code or status}")


def _message(body: Json) -> str:
    return (text(body, "message") or "").casefold()
