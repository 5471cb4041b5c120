"""A simulator in a box for tests: its own clock, its own webhook endpoint, no sockets."""

import asyncio
import heapq
import itertools
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.program import Simulator, create_app
from cti_desktop.simulator.settings import SimulatorSettings

START = datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC)
BASE = "http://zoom.test"
SECRET = "the endpoint's secret"


class ManualClock:
    """Time that passes only when a test lets it."""

    def __init__(self) -> None:
        self._now = START
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        due = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (due, next(self._numbers), woken))
        await woken

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, waking every sleeper at its own moment."""
        until = self._now + timedelta(seconds=seconds)
        await _settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            due, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self._now = max(self._now, due)
                woken.set_result(None)
                await _settle()
        self._now = until
        await _settle()


async def _settle() -> None:
    """Let everything that can run without time passing run."""
    for _ in range(40):
        await asyncio.sleep(0)


@dataclass
class Box:
    """The simulator, a client that talks to it, and what its webhook endpoint received."""

    clock: ManualClock
    simulator: Simulator
    client: httpx.AsyncClient
    received: list[httpx.Request] = field(default_factory=list)
    statuses: Iterator[int] = field(default_factory=lambda: itertools.repeat(204))
    softphones: list[AsyncGenerator[str, None]] = field(default_factory=list)

    def endpoint(self, request: httpx.Request) -> httpx.Response:
        self.received.append(request)
        status = next(self.statuses)
        if status == 0:
            raise httpx.ReadTimeout("too slow", request=request)
        return httpx.Response(status)

    @property
    def events(self) -> list[str]:
        return [str(json.loads(request.content)["event"]) for request in self.received]

    async def post(self, path: str, body: object) -> Any:
        answer = await self.client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def play(self, script: str, **more: object) -> str:
        body = {"script": script, "agent": "800", **more}
        return cast("str", (await self.post("/control/play", body))["call_id"])

    async def press(self, action: str, **more: object) -> Any:
        return await self.post("/embed/actions", {"as": "800", "action": action, **more})

    async def open_softphones(self) -> None:
        """Let everybody listen, as with an open softphone: nobody answers by themselves then."""
        for agent in AGENTS:
            stream = self.simulator.feed.stream(agent, 0)
            await anext(stream)
            self.softphones.append(stream)

    async def truth(self, call_id: str) -> dict[str, Any]:
        answer = await self.client.get(f"/control/truth/{call_id}")
        return cast("dict[str, Any]", answer.json())

    async def token(self) -> dict[str, str]:
        """Return the headers of a server-to-server app."""
        settings = self.simulator.engine.exchange.tuning.current
        answer = await self.client.post(
            "/oauth/token",
            data={"grant_type": "account_credentials", "account_id": settings.account_id},
            auth=(settings.s2s_client_id, settings.s2s_client_secret),
        )
        return {"authorization": f"Bearer {answer.json()['access_token']}"}


@asynccontextmanager
async def opened_box(settings: SimulatorSettings | None = None) -> AsyncIterator[Box]:
    """Open a box; without settings its webhooks are delivered to `box.received`."""
    clock = ManualClock()
    chosen = settings or SimulatorSettings()
    chosen = replace(
        chosen, public_url=BASE, webhook_url="http://desk.test/hook", webhook_secret=SECRET, seed=7
    )
    box: Box | None = None

    def deliver(request: httpx.Request) -> httpx.Response:
        assert box is not None
        return box.endpoint(request)

    app = create_app(chosen, clock, httpx.MockTransport(deliver))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)
    box = Box(clock, app.state.simulator, client)
    async with client:
        yield box
        for stream in box.softphones:
            await stream.aclose()
        await box.simulator.close()
