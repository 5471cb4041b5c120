"""A REST client on a desk of its own: its clock moves when it waits, its tokens are counted."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cti_desktop.calls.events import CallEvent
from cti_desktop.zoom.drift import Drift
from cti_desktop.zoom.rest import ZoomClient
from tests.zoom.messages import at

BASE = "http://127.0.0.1:9/v2"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
QPS = {"code": 429, "message": "You have reached the maximum per-second rate limit for this API."}
DAILY = {"code": 429, "message": "You have reached the maximum daily rate limit for this API."}
EXPIRED = {"code": 124, "message": "Invalid access token."}


@dataclass
class Desk:
    """A client whose clock moves when it waits, and whose tokens are counted."""

    now: datetime = NOW
    waits: list[float] = field(default_factory=list)
    tokens: list[str] = field(default_factory=lambda: ["token-1"])
    refused: list[str] = field(default_factory=list)
    strange: list[Drift] = field(default_factory=list)

    async def token(self) -> str:
        return self.tokens[-1]

    async def renew(self, refused: str) -> str:
        self.refused.append(refused)
        self.tokens.append(f"token-{len(self.tokens) + 1}")
        return self.tokens[-1]

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)


def row(name: str) -> dict[str, object]:
    return {
        "call_history_uuid": f"20261101-{name}",
        "call_id": name,
        "direction": "inbound",
        "start_time": at(0),
        "end_time": at(66),
        "call_result": "answered",
    }


async def history(client: ZoomClient, **more: Any) -> list[CallEvent]:
    span: dict[str, Any] = {"start": START, "end": END, **more}
    return [event async for event in client.call_history(**span)]
