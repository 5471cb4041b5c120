"""Carries what the Smart Embed page shall do to every page an agent has open.

Entries are numbered, so a page that lost its stream resumes without losing one.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.calls import Json

_BACKLOG = 500
_HEARTBEAT_S = 10.0


@dataclass(frozen=True)
class Entry:
    """One numbered instruction to a page; `data` is JSON on one line."""

    id: int
    kind: str
    data: str

    def as_event(self) -> str:
        """Write the entry as a server-sent event."""
        return f"id: {self.id}\nevent: {self.kind}\ndata: {self.data}\n\n"


@dataclass
class _Channel:
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=_BACKLOG))
    last_id: int = 0
    wakers: set[asyncio.Event] = field(default_factory=set)


class EmbedFeed:
    """The instructions to each agent's pages; to be used on one event loop."""

    def __init__(self) -> None:
        self._channels: dict[int, _Channel] = {}
        self._closed = False

    def push(self, agent: Agent, kind: str, data: Json) -> int:
        """Tell all pages of an agent something and return how many are listening."""
        channel = self._channel(agent)
        channel.last_id += 1
        channel.entries.append(Entry(channel.last_id, kind, json.dumps(data, ensure_ascii=False)))
        for waker in channel.wakers:
            waker.set()
        return len(channel.wakers)

    def cursor(self, agent: Agent) -> int:
        """Return the number of the agent's latest entry."""
        return self._channel(agent).last_id

    def pages(self, agent: Agent) -> int:
        """Return how many pages of the agent are listening."""
        return len(self._channel(agent).wakers)

    def entries(self, agent: Agent, after: int = 0) -> list[Entry]:
        """Return the agent's kept entries numbered above `after`."""
        return [entry for entry in self._channel(agent).entries if entry.id > after]

    async def stream(self, agent: Agent, after: int) -> AsyncGenerator[str, None]:
        """Yield events numbered above `after` as they come, and a heartbeat when none does."""
        channel = self._channel(agent)
        waker = asyncio.Event()
        channel.wakers.add(waker)
        try:
            yield "retry: 500\n\n"
            if channel.entries and channel.entries[0].id > after + 1:
                yield Entry(channel.entries[0].id - 1, "gap", "{}").as_event()
            while not self._closed:
                waker.clear()
                for entry in self.entries(agent, after):
                    yield entry.as_event()
                    after = entry.id
                if not await _woken(waker):
                    yield ": still here\n\n"
        finally:
            channel.wakers.discard(waker)

    def close(self) -> None:
        """End all streams, now and in future."""
        self._closed = True
        for channel in self._channels.values():
            for waker in channel.wakers:
                waker.set()

    def _channel(self, agent: Agent) -> _Channel:
        return self._channels.setdefault(agent.extension_number, _Channel())


async def _woken(waker: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(_HEARTBEAT_S):
            await waker.wait()
    except TimeoutError:
        return False
    return True
