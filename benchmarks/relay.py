"""From a webhook's arrival to its event on the open streams, at 200 webhooks a second.

Once with 200 streams; once with 1,000, as many desktops as one companion is built for, with what
each stream takes of its memory.
"""

import asyncio
import re
import tempfile
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from benchmarks.companions import CompanionProcess
from benchmarks.measured import Measured, quantile
from benchmarks.raw_http import Line, request
from benchmarks.storm import call_id_of, signed, webhook
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.token import mint_token
from cti_desktop.sync.scopes import Role

_STREAMS = 200
_MANY_STREAMS = 1_000
_USERS = 50
_PER_SECOND = 200
_WEBHOOKS = 2_000
_LINES = 64
_LIMIT_MS = 100.0
_KEYS = re.compile(rb'"keys":\["(call:[0-9a-f]+)"')
_OPENED_AT_ONCE = 20
_PATIENCE_S = 120.0


def measure() -> Iterator[Measured]:
    """Open the streams, send the webhooks, and compare the times."""
    for streams, limit in ((_STREAMS, _LIMIT_MS), (_MANY_STREAMS, None)):
        waits, memory = _run(streams)
        for share, held_to in ((0.5, None), (0.99, limit)):  # the slowest count
            yield Measured(
                bench="relay",
                metric=f"webhook to {streams} streams p{share * 100:.0f}",
                value=quantile(waits, share) * 1000,
                unit="ms",
                limit=held_to,
            )
        yield Measured(
            bench="relay",
            metric=f"memory of each of {streams} streams",
            value=memory / streams / 1024,
            unit="KiB",
        )


def _run(streams: int) -> tuple[list[float], int]:
    """Return the waits, and by how many bytes the companion grew while the streams were opened."""
    with tempfile.TemporaryDirectory() as name:
        companion = CompanionProcess(Path(name))
        companion.start()
        try:
            return asyncio.run(_relay(companion, streams))
        finally:
            companion.stop()


async def _relay(companion: CompanionProcess, streams: int) -> tuple[list[float], int]:
    """Follow with every stream, send, and return how long each event took to each stream."""
    settings = CompanionSettings(database_url=companion.database_url)
    tokens = [
        mint_token(settings, user_id=f"user{number}", role=Role.AGENT)[0]
        for number in range(_USERS)
    ]
    story = _Story(_WEBHOOKS * streams // _USERS)
    before = companion.memory()
    lines, following = [], []
    for number in range(streams):
        lines.append(await Line.open(companion.base_url))
        token = tokens[number % _USERS]
        following.append(asyncio.create_task(_follow(lines[-1], token, story)))
        if number >= _OPENED_AT_ONCE:
            await story.opened.acquire()
    for _ in range(min(streams, _OPENED_AT_ONCE)):
        await story.opened.acquire()
    memory = companion.memory() - before
    await _send(companion.base_url, story)
    async with asyncio.timeout(_PATIENCE_S):
        await story.complete.wait()
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
    for line in lines:
        await line.close()
    return story.waits, memory


class _Story:
    """When each webhook was sent, and how long it took to each stream that may see it."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self.sent: dict[str, float] = {}
        self.waits: list[float] = []
        self.opened = asyncio.Semaphore(0)
        self.complete = asyncio.Event()

    def heard(self, key: str) -> None:
        """Note that a stream told of a call."""
        self.waits.append(time.perf_counter() - self.sent[key])
        if len(self.waits) == self._expected:
            self.complete.set()


async def _follow(line: Line, token: str, story: _Story) -> None:
    asked = request("GET", "/v1/stream", {"authorization": f"Bearer {token}"})
    first = True
    async for data in line.follow(asked):
        if first:
            story.opened.release()
            first = False
        for key in _KEYS.findall(data):
            story.heard(key.decode())


async def _send(url: str, story: _Story) -> None:
    """Send at an even pace over as many lines as that takes, whatever the answers take."""
    loop = asyncio.get_running_loop()
    free = asyncio.Queue[Line]()
    for _ in range(_LINES):
        free.put_nowait(await Line.open(url))

    async def send(line: Line, number: int) -> None:
        body = webhook(number)
        story.sent[f"call:{call_id_of(number)}"] = time.perf_counter()
        status = await line.send(request("POST", "/zoom/webhook", signed(body), body))
        free.put_nowait(line)
        if status != HTTPStatus.NO_CONTENT:
            raise RuntimeError(f"a webhook was answered with {status}")

    began = loop.time()
    sending = []
    for number in range(_WEBHOOKS):
        await asyncio.sleep(max(0.0, began + number / _PER_SECOND - loop.time()))
        sending.append(asyncio.create_task(send(await free.get(), number)))
    await asyncio.gather(*sending)
    while not free.empty():
        await free.get_nowait().close()
