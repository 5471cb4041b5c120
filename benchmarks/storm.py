"""Webhooks as Zoom sends them; shared by the companion's benchmarks and the test that kills it."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime

SECRET = "whsec-of-the-storm"  # noqa: S105 - an invented account's
_BEGAN = datetime.now(UTC)


def call_id_of(number: int) -> str:
    """Return the call id that a webhook of the storm names."""
    return f"06{number:017x}"


def webhook(number: int) -> bytes:
    """Return the body of one webhook: a call of its own that rings at somebody, now."""
    return json.dumps(
        {
            "event": "phone.callee_ringing",
            "event_ts": int(_BEGAN.timestamp() * 1000) + number,
            "payload": {"account_id": "acc", "object": subject(number)},
        }
    ).encode()


def traced(number: int) -> dict[str, str]:
    """Return what Zoom sends beside the signature, the id of the request among it."""
    return {
        "x-zm-request-id": f"{number:08x}_1a2b_3c4d_5e6f_0123456789ab",
        "x-zm-trackingid": f"v=2.0;clid=us02;rid=WEB_{number:016x}",
        "clientid": "client",
        "user-agent": "Zoom Marketplace/1.0a",
    }


def subject(number: int) -> dict[str, object]:
    """Return what one webhook is about: a call that rings at one of fifty people."""
    return {
        "call_id": call_id_of(number),
        "caller": {"phone_number": f"+4420{number:08}", "connection_type": "pstn"},
        "callee": {
            "extension_id": f"ext{number % 50}",
            "extension_type": "user",
            "extension_number": 800 + number % 50,
            "user_id": f"user{number % 50}",
            "name": "Somebody",
        },
        "ringing_start_time": f"{_BEGAN:%Y-%m-%dT%H:%M:%SZ}",
    }


def signed(body: bytes) -> dict[str, str]:
    """Sign a body as Zoom does."""
    stamp = str(int(time.time()))
    mac = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {
        "x-zm-request-timestamp": stamp,
        "x-zm-signature": f"v0={mac.hexdigest()}",
        "content-type": "application/json",
    }
