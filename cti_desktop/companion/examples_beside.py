"""Examples for the rest of the OpenAPI document: parameters, pages, Zoom's posts, health."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from cti_desktop.companion.grants import GrantInfo
from cti_desktop.companion.status import (
    CallWaiting,
    ReconcilerState,
    Status,
    SweepState,
    WebhookState,
)
from cti_desktop.sync import wire
from cti_desktop.zoom import webhook
from cti_desktop.zoom.contract.v3 import live_name
from cti_desktop.zoom.names import APP_DEAUTHORIZED, URL_VALIDATION
from cti_desktop.zoom.rate_limits import Headroom

_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_CALL = "0b7d0f4e-6a51-5c1c-9a53-1f0f3b6f9c11"
_STAMP = int(_AT.timestamp() * 1000)
_RINGING = live_name("callee", "ringing")
_REQUEST = "gqckgmrmtrktphbh"

_REQUEST_HEADER = "x-zm-request-id"
_SIGNED_AS = (
    "v0= and the HMAC-SHA256, in hex, of v0:{timestamp}:{body as it came}, made with the app's "
    "secret token."
)
_SIGNED_AT = "When it was signed, in seconds since 1970; two hours away from now is refused."
_NAMED = "Names the request; one that comes again with it is answered and not read again."

PARAMETERS: dict[str, Any] = {
    "after": "0",
    "last-event-id": "0",
    "limit": 50,
    "before": f"{_AT.isoformat()}~{_CALL}",
    "text": "Lovelace",
    "call_id": _CALL,
    "media_id": "rec-7438120055",
    "session_id": "3f9b1c0a77d2e456",
    "check": "k-5d41402abc4b2a76b9719d911017c592",
    "actor": "user:aG3nt_Bo7kQ2mXw9RtYu1Z",
    "subject": _CALL,
    "redirect_uri": "http://127.0.0.1:49152/signed-in",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "state": "of-the-desktop",
    "code": "…",
    "error": "access_denied",
}
PARAMETERS_AT: dict[tuple[str, str], Any] = {
    ("/v1/erasures", "after"): 0,
    ("/v1/audit", "before"): 12,
}
"""Where a name means something else than elsewhere."""


def posts() -> dict[str, dict[str, Any]]:
    """Return what Zoom posts, by address and name."""
    asked = {
        "event": URL_VALIDATION,
        "event_ts": _STAMP,
        "payload": {"plainToken": "an invented word"},
    }
    rang = {
        "event": _RINGING,
        "event_ts": _STAMP,
        "payload": {
            "account_id": "an account",
            "object": {
                "call_id": "7438120055",
                "caller": {"phone_number": "+442079460018", "name": "Ada Lovelace"},
                "callee": {"extension_number": 800, "user_id": "aG3nt_Bo7kQ2mXw9RtYu1Z"},
                "ringing_start_time": "2026-11-20T09:00:00Z",
            },
        },
    }
    gone = {
        "event": APP_DEAUTHORIZED,
        "payload": {
            "user_id": "aG3nt_Bo7kQ2mXw9RtYu1Z",
            "account_id": "an account",
            "user_data_retention": "false",
            "deauthorization_time": "2026-11-20T09:00:00.000Z",
        },
    }
    return {
        "/zoom/webhook": {"call": {"value": rang}, "question": {"value": asked}},
        "/zoom/deauthorize": {"removed": {"value": gone}, "question": {"value": asked}},
    }


def signature() -> list[dict[str, Any]]:
    """Describe the headers that Zoom signs a post with, and the one it names it by."""
    told = (
        (webhook.SIGNATURE_HEADER, True, r"^v0=[0-9a-f]{64}$", _SIGNED_AS, f"v0={'5f3a' * 16}"),
        (webhook.TIMESTAMP_HEADER, True, r"^[0-9]{10}$", _SIGNED_AT, str(_STAMP // 1000)),
        (_REQUEST_HEADER, False, None, _NAMED, "0123abcd_4567_89ab_cdef_0123456789ab"),
    )
    return [
        {
            "name": name,
            "in": "header",
            "required": needed,
            "description": words,
            "schema": {"type": "string"} | ({} if pattern is None else {"pattern": pattern}),
            "example": example,
        }
        for name, needed, pattern, words, example in told
    ]


def beside(kind: str, path: str) -> Any:
    """Return an example of an answer that is no message of the protocol; None without one."""
    if path.startswith("/zoom/"):
        return {"plainToken": "an invented word", "encryptedToken": "5f3a…"}
    told = {
        "text/event-stream": _frame(),
        "text/plain": "# TYPE cti_webhooks_total counter\ncti_webhooks_total 1024.0\n",
        "text/html": "<!doctype html><title>CTI Desktop</title><p>Zoom is connected.</p>",
    }
    return told.get(kind)


def error() -> Any:
    """Return an example of what is answered when something is wrong."""
    inside = wire.ErrorBody(
        code="session_ended", message="Your session ended. Sign in again.", id=_REQUEST
    )
    return _plain(wire.ErrorAnswer(error=inside))


def own() -> dict[tuple[str, str], Any]:
    """Return examples of what administrators and their machines read."""
    profile = wire.Profile(
        settings={
            "region": {"value": "GB", "reason": "All our customers are there."},
            "suggested": {"theme": "dark"},
        }
    )
    work = {"waiting": 1, "given_up": 0, "last_error": None}
    return {
        ("/v1/profile", "get"): _plain(profile),
        ("/status", "get"): _plain(_status()),
        ("/healthz", "get"): {"status": "ok"},
        ("/readyz", "get"): {"status": "ready", "reconciler": work},
    }


def _frame() -> str:
    page = wire.FeedPage(events=(), cursor="0", more=False, now=_AT)
    return wire.StreamItem(id=page.cursor, data=wire.encode_page(page)).encode().decode()


def _status() -> Status:
    waiting = CallWaiting(
        call=_CALL,
        since=_AT - timedelta(minutes=2),
        tries=1,
        why="not_there_yet",
        next_at=_AT + timedelta(seconds=20),
    )
    return Status(
        version="1.0.0",
        now=_AT,
        started_at=_AT - timedelta(days=3),
        journal_events=48_210,
        quarantined=0,
        streams=12,
        feed_lag=0,
        webhooks=WebhookState(
            last_at=_AT,
            last_name=_RINGING,
            delay_s=0.4,
            taken=1024,
            refused=0,
        ),
        reconciler=ReconcilerState(
            waiting=1, oldest_s=120.0, given_up=0, last_error=None, calls=(waiting,)
        ),
        sweep=SweepState(
            share=1.0, rows=0, done_until=_AT, finished_at=_AT - timedelta(days=2), last_error=None
        ),
        grants=(
            GrantInfo(
                key="user:aG3nt_Bo7kQ2mXw9RtYu1Z",
                scopes=("phone:read:admin",),
                missing={},
                expires_at=_AT + timedelta(minutes=40),
            ),
        ),
        limits=(
            Headroom(
                label="heavy", per_second=10.0, remaining=9, left_today=29_000, stopped_until=None
            ),
        ),
        drift=(),
    )


def _plain(message: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(message))
