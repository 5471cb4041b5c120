"""The simulated Zoom sends many webhooks, with its rules for trying again, to mortal companions.

Shared by the benchmark `kill` and the small test of the same.
"""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

import httpx

from benchmarks.companions import CompanionProcess
from benchmarks.storm import SECRET, subject
from cti_desktop.simulator.calls import WebhookTrace
from cti_desktop.simulator.clock import SystemClock
from cti_desktop.simulator.identifiers import Identifiers
from cti_desktop.simulator.settings import SimulatorSettings, Tuning
from cti_desktop.simulator.webhooks import RETRY_AFTER_S, WebhookSender
from cti_desktop.store.opening import open_store

_CALL = re.compile(r'"call_id":"([0-9a-f]+)"')
_UNDER_WAY_AT_MOST = 64
_LOOK_S = 0.005
_RETRIES_QUICKENED = 0.002
"""Zoom's five, twenty and sixty minutes become 0.6, 2.4 and 7.2 seconds."""
_DUPLICATES = 0.05
_WINDOW_S = 300.0
"""How old a stamp may usually be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the webhooks.

    Attributes:
        sent: how many there were.
        answered: how many were answered with success.
        repeats: deliveries beyond the first.
        old: of those answered with success, deliveries with a stamp past the usual window.
        kills: how often a companion was killed.
        lost: answered with success and not in the journal.
        doubled: in the journal more than once.
        left: on the disk and not in the journal after an orderly stop.
    """

    sent: int
    answered: int
    repeats: int
    old: int
    kills: int
    lost: int
    doubled: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was sent: `attempts` counts every delivery, `taken` are the ids of calls answered.

    `old` counts the deliveries that were answered with success for all the age of their stamp.
    """

    webhooks: int
    attempts: int
    old: int
    taken: set[str]
    kills: int


class _Balancer(httpx.AsyncBaseTransport):
    """Spreads requests over companions in turn, dead ones too, and tells of each answer.

    Attributes:
        taken: ids of the calls whose webhook was answered with success.
        old: how many with an old stamp were.
    """

    def __init__(self, urls: Sequence[str], answered: Callable[[], Awaitable[None]]) -> None:
        self._inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None))
        self._urls = [httpx.URL(url) for url in urls]
        self._answered = answered
        self._turn = 0
        self.taken: set[str] = set()
        self.old = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = self._urls[self._turn % len(self._urls)]
        self._turn += 1
        request.url = request.url.copy_with(host=target.host, port=target.port)
        answer = await self._inner.handle_async_request(request)
        if answer.is_success:
            self.taken.update(_CALL.findall(request.content.decode()))
            age = time.time() - int(request.headers["x-zm-request-timestamp"])
            self.old += age > _WINDOW_S
        await self._answered()
        return answer

    async def aclose(self) -> None:
        await self._inner.aclose()


class _UnderWay:
    """The webhooks that Zoom has still to deliver, so that no flood waits while nobody answers."""

    def __init__(self) -> None:
        self.all: list[WebhookTrace] = []
        self._open: list[WebhookTrace] = []

    def add(self, trace: WebhookTrace) -> None:
        """Count one that was sent."""
        self.all.append(trace)
        self._open.append(trace)

    async def room(self) -> None:
        """Wait until another may be sent."""
        while True:
            self._open = [trace for trace in self._open if not _over(trace)]
            if len(self._open) < _UNDER_WAY_AT_MOST:
                return
            await asyncio.sleep(_LOOK_S)


def _over(trace: WebhookTrace) -> bool:
    return trace.status in ("delivered", "refused") or trace.attempts > len(RETRY_AFTER_S)


async def send_and_kill(
    companions: Sequence[CompanionProcess], webhooks: int, kills: int, dice: random.Random
) -> Sent:
    """Send webhooks; kill and start the first companion at random moments in between."""
    moments = sorted(dice.sample(range(webhooks // 10, webhooks * 9 // 10), kills))
    count = 0
    killing = asyncio.Lock()

    async def answered() -> None:
        nonlocal count
        count += 1
        if moments and count >= moments[0] and not killing.locked():
            async with killing:
                moments.pop(0)
                await asyncio.to_thread(companions[0].kill)
                await asyncio.to_thread(companions[0].start)

    settings = SimulatorSettings(
        webhook_url=f"{companions[0].base_url}/zoom/webhook",
        webhook_secret=SECRET,
        webhook_duplicate_rate=_DUPLICATES,
        retry_factor=_RETRIES_QUICKENED,
        retries_keep_stamp=True,
    )
    balancer = _Balancer([one.base_url for one in companions], answered)
    async with httpx.AsyncClient(transport=balancer) as client:
        ids = Identifiers(dice.randrange(1, 1 << 30))
        sender = WebhookSender(Tuning(settings), SystemClock(), ids, client)
        sent = _UnderWay()
        for number in range(webhooks):
            await sent.room()
            sent.add(sender.send("phone.callee_ringing", subject(number)))
        await sender.settle()
    return Sent(
        webhooks=len(sent.all),
        attempts=sum(trace.attempts for trace in sent.all),
        old=balancer.old,
        taken=balancer.taken,
        kills=kills - len(moments),
    )


def compare(sent: Sent, database_url: str) -> Outcome:
    """Compare what was answered with what the journal has once all companions have stopped."""
    kept: Counter[str] = Counter()
    with closing(open_store(database_url)) as store:
        cursor, more = 0, True
        while more:
            page = store.journal.after(cursor)
            cursor, more = page.cursor, page.more
            kept.update(key for event in page.events for key in event.keys)
        left = store.letters.count()
    return Outcome(
        sent=sent.webhooks,
        answered=len(sent.taken),
        repeats=sent.attempts - sent.webhooks,
        old=sent.old,
        kills=sent.kills,
        lost=sum(not kept[f"call:{call_id}"] for call_id in sent.taken),
        doubled=sum(times > 1 for times in kept.values()),
        left=left,
    )
