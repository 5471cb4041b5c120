"""Webhooks bent in every way, with the answer each deserves; for `rubbish` and its small test.

What was changed after it was signed must be refused. What is signed and strange must be taken or
put aside, never answered with a server error. Each begins as a body that its event really has, so
that the reader of every event meets what it reads.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.storm import signed
from benchmarks.zoom_bodies import ACCOUNT, VALIDATION, Body

_ODD: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    " ",
    "\x00",
    "\ud800",
    "9" * 500,
    "2026-13-45T99:99:99Z",
    "٣",
    [],
    {},
    [[[[]]]],
    {"a": {"b": None}},
    "x" * 5000,
    "🙂" * 40,
)
_FIELDS = ("call_id", "caller", "callee", "ringing_start_time", "call_end_time", "recordings", "id")
_IDS = frozenset(
    {
        *("id", "call_id", "call_path_id", "call_history_id", "call_history_uuid", "call_log_id"),
        *("call_log_ids", "call_element_id", "call_element_ids", "transfer_call_id", "message_id"),
        *("session_id", "recording_id", "voicemail_id", "conference_id", "ai_call_summary_id"),
    }
)
"""What names one call or one thing of it: else all bodies would be about the same few calls."""
Headers = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One request and the statuses that are right for it."""

    what: str
    headers: Headers
    body: bytes
    right: frozenset[int]


_REFUSED = frozenset((401,))
_TAKEN = frozenset((204,))
_READ = frozenset((200, 204, 422))


class Mutants:
    """Makes as many as wanted; equal dice make equal ones.

    Args:
        dice: decide.
        bodies: one by each event's name.
    """

    def __init__(self, dice: random.Random, bodies: Mapping[str, Body]) -> None:
        self._dice = dice
        self._bodies = [bodies[name] for name in sorted(bodies)]
        self._taken = [one for one in self._bodies if one["event"] != VALIDATION]
        self._kinds: tuple[Callable[[], Mutant], ...] = (
            self._changed_after_signing,
            self._other_headers,
            self._bad_headers,
            self._strange_and_signed,
            self._strange_and_signed,
        )

    def one(self) -> Mutant:
        """Make one of any kind."""
        return self._dice.choice(self._kinds)()

    def _message(self) -> Body:
        return self._fresh(self._dice.choice(self._bodies))

    def _fresh(self, body: Body) -> Body:
        """Make a body one of now, about a call of its own of the companion's account."""
        number = self._dice.randrange(10**6)
        payload: Body = _renumbered(body["payload"], number)
        if "account_id" in payload:
            payload["account_id"] = ACCOUNT
        return {"event": body["event"], "event_ts": int(time.time() * 1000), "payload": payload}

    def _changed_after_signing(self) -> Mutant:
        body = json.dumps(self._message()).encode()
        headers, bent = signed(body), self._bent(body)
        return Mutant(what="changed", headers=headers, body=bent, right=_REFUSED)

    def _bent(self, body: bytes) -> bytes:
        place = self._dice.randrange(len(body))
        flipped = body[place] ^ (1 << self._dice.randrange(8))
        more = self._dice.randbytes(self._dice.randrange(1, 9))
        return self._dice.choice(
            (
                body[:place] + bytes((flipped,)) + body[place + 1 :],
                body[:place],
                body[:place] + more + body[place:],
                body + body,
                b" " + body,
            )
        )

    def _chance(self, share: float) -> bool:
        return self._dice.random() < share

    def _other_headers(self) -> Mutant:
        """Zoom's header variants: more or fewer of those that prove nothing, in any capitals."""
        message = self._fresh(self._dice.choice(self._taken))
        keys = list(message)
        self._dice.shuffle(keys)
        body = json.dumps({key: message[key] for key in keys}, ensure_ascii=False).encode()
        headers = signed(body)
        for name, value in (
            ("x-zm-trackingid", "v=2.0;clid=us02;rid=WEB_0123456789abcdef"),
            ("x-zm-request-id", f"{self._dice.getrandbits(32):08x}_1a2b_3c4d_5e6f_0123456789ab"),
            ("clientid", "client"),
            ("user-agent", "Zoom Marketplace/1.0a"),
            ("authorization", "a-legacy-verification-token"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ("zm-trace-upstream", "x"),
            ("content-type", "application/json"),
        ):
            if self._chance(0.5):
                headers[name] = value
        return Mutant(what="header variant", headers=headers, body=body, right=_TAKEN)

    def _bad_headers(self) -> Mutant:
        body = json.dumps(self._message()).encode()
        headers = signed(body)
        signature, stamp = headers["x-zm-signature"], headers["x-zm-request-timestamp"]
        bad: tuple[tuple[str, str | None], ...] = (
            ("x-zm-signature", None),
            ("x-zm-signature", ""),
            ("x-zm-signature", signature[3:]),
            ("x-zm-signature", signature.replace("v0", "v1")),
            ("x-zm-signature", signature.upper()),
            ("x-zm-signature", signature[:-1]),
            ("x-zm-signature", signature + signature),
            ("x-zm-signature", "v0=" + self._dice.randbytes(32).hex()),
            ("x-zm-signature", "v0=" + "é" * 64),
            ("x-zm-request-timestamp", None),
            ("x-zm-request-timestamp", "soon"),
            ("x-zm-request-timestamp", f"-{stamp}"),
            ("x-zm-request-timestamp", f"{stamp}.0"),
            ("x-zm-request-timestamp", str(int(stamp) - self._dice.randrange(1, 10**6))),
            ("x-zm-request-timestamp", str(int(stamp) + self._dice.randrange(1, 10**6))),
            ("x-zm-request-timestamp", "9" * self._dice.randrange(11, 5000)),
        )
        name, value = self._dice.choice(bad)
        del headers[name]
        if value is not None:
            headers[name] = value
        return Mutant(what=f"bad {name}", headers=headers, body=body, right=_REFUSED)

    def _strange_and_signed(self) -> Mutant:
        message: object = self._message()
        for _ in range(self._dice.randrange(1, 4)):
            message = self._stranger(message)
        body = json.dumps(message).encode()
        if self._chance(0.1):
            body = self._bent(body)
        if self._chance(0.02):
            body = b"[" * self._dice.randrange(50_000)
        return Mutant(what="strange", headers=signed(body), body=body, right=_READ)

    def _stranger(self, value: object, depth: int = 0) -> object:
        """Change one thing somewhere inside."""
        if depth and self._chance(0.25):
            return self._dice.choice(_ODD)
        if isinstance(value, dict) and value:
            changed = dict(value)
            key = self._dice.choice(list(changed))
            if self._chance(0.1):
                del changed[key]
            elif self._chance(0.1):
                changed[self._dice.choice(_FIELDS)] = self._dice.choice(_ODD)
            else:
                changed[key] = self._stranger(changed[key], depth + 1)
            return changed
        if isinstance(value, list) and value:
            return [*value, self._stranger(value[-1], depth + 1)]
        return self._dice.choice(_ODD) if depth else value


def _renumbered(value: Any, number: int, name: str = "") -> Any:
    """Copy a value; ids end with the number and keep their shape."""
    if isinstance(value, dict):
        return {key: _renumbered(one, number, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_renumbered(one, number, name) for one in value]
    if name in _IDS and isinstance(value, str):
        return f"{value[:-6]}{number:06}"
    return value
