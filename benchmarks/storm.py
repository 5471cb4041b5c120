"""Webhooks as Zoom sends them, many at once, with its rules for trying again.

Shared by the benchmarks of the companion and by the test that kills it.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

SECRET = "whsec-of-the-storm"  # noqa: S105 - an invented account's
_BEGAN = datetime.now(UTC)
_SERVER_ERROR = 500
_AGAIN_S = 0.02
_PATIENCE_S = 30.0


@dataclass(slots=True)
class Told:
    """What became of the webhooks.

    Attributes:
        taken: numbers of those answered with success, in the order of the answers.
        refused: numbers answered 4xx, which Zoom does not send again.
        seconds: from sending to the answer, of each success.
        repeats: how often one was sent again.
    """

    taken: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    repeats: int = 0


def call_id_of(number: int) -> str:
    """Return the call id that a webhook of the storm names."""
    return f"06{number:017x}"


def webhook(number: int) -> bytes:
    """Return the body of one webhook: a call of its own that rings at somebody, now."""
    return json.dumps(
        {
            "event": "phone.callee_ringing",
            "event_ts": int(_BEGAN.timestamp() * 1000) + number,
            "payload": {
                "account_id": "acc",
                "object": {
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
                },
            },
        }
    ).encode()


def signed(body: bytes) -> dict[str, str]:
    """Sign a body as Zoom does."""
    stamp = str(int(time.time()))
    mac = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {
        "x-zm-request-timestamp": stamp,
        "x-zm-signature": f"v0={mac.hexdigest()}",
        "content-type": "application/json",
    }


async def send_all(
    http: httpx.AsyncClient,
    url: str,
    numbers: range,
    *,
    connections: int,
    answered: Callable[[int], Awaitable[None]] | None = None,
) -> Told:
    """Send webhooks over so many connections until each was answered 2xx or 4xx.

    Args:
        http: with room for the connections.
        url: of the webhook door.
        numbers: which webhooks.
        connections: how many are under way at once.
        answered: told after each success how many there were.
    """
    told, waiting = Told(), iter(numbers)

    async def sender() -> None:
        for number in waiting:
            await _send(http, url, number, told)
            if answered is not None:
                await answered(len(told.taken))

    await asyncio.gather(*(sender() for _ in range(connections)))
    return told


async def _send(http: httpx.AsyncClient, url: str, number: int, told: Told) -> None:
    body = webhook(number)
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            answer = await http.post(url, content=body, headers=signed(body))
        except httpx.TransportError:
            status = _SERVER_ERROR
        else:
            status = answer.status_code
        if status < _SERVER_ERROR:
            told.seconds.append(time.perf_counter() - began)
            (told.taken if status < 300 else told.refused).append(number)  # noqa: PLR2004 # 2xx
            return
        told.repeats += 1
        await asyncio.sleep(_AGAIN_S)
    raise TimeoutError(f"webhook {number} was not answered within {_PATIENCE_S:.0f} s")
