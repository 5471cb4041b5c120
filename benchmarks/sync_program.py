"""A desk without pixels that fills itself from a companion; `sync.py` starts it and kills it.

It says after each page how many events came over the wire in how many bytes, and at the end that it
is in step.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from cti_desktop.agent.office import AgentOffice, Parts
from cti_desktop.agent.session_keeper import SessionKeeper
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import CompanionState, StatusView, View
from cti_desktop.assets import asset
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.opening import open_store
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.wire import MAX_EVENTS, FeedPage


class Wire(httpx.AsyncHTTPTransport):
    """Counts what the answers weigh as they come over the wire, compressed and with headers."""

    def __init__(self) -> None:
        super().__init__()
        self.received = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        response = await super().handle_async_request(request)
        self.received += sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Counted(response.stream, self)
        return response


class _Counted(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, wire: Wire) -> None:
        self._stream, self._wire = stream, wire

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._wire.received += len(part)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class Client(CompanionClient):
    """Says what each page brought."""

    wire: Wire
    events = 0

    async def pull(self, cursor: str | None = None, limit: int = MAX_EVENTS) -> FeedPage:
        """Fetch a page and say so."""
        page = await super().pull(cursor, limit)
        self.events += len(page.events)
        _say(events=self.events, bytes=self.wire.received)
        return page


def main() -> None:
    """Sync until in step."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("token")
    asked = parser.parse_args()
    asyncio.run(_sync(asked.folder, asked.url, asked.token))


async def _sync(folder: Path, url: str, token: str) -> None:
    settings = DeskSettings(data_dir=folder, companion_url=url, region="US")
    store = open_store(settings.database_url, region="US")
    wire = Wire()
    client = Client(httpx.AsyncClient(transport=wire), url, lambda: token)
    client.wire = wire
    parts = Parts(
        settings=settings,
        store=store,
        outcomes=read_outcomes(asset("outcomes.toml")),
        keeper=SessionKeeper(url),
        client=client,
    )
    office = AgentOffice(parts, asyncio.get_running_loop())
    in_step = asyncio.Event()

    def hear(view: View) -> None:
        if isinstance(view, StatusView) and view.companion is CompanionState.IN_STEP:
            in_step.set()

    before = store.journal.count()
    office.subscribe(hear)
    began = time.perf_counter()
    if office.link is not None:
        office.link.start()
    await in_step.wait()
    seconds = time.perf_counter() - began
    kept = store.journal.count() - before
    _say(in_step=seconds, received=client.events, kept=kept, bytes=wire.received)
    await office.stop()


def _say(**line: object) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
