"""Puts the simulator together and serves it; `cli` and tests start it from here."""

import asyncio
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from types import FrameType

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from cti_desktop.simulator.clock import Clock, SystemClock
from cti_desktop.simulator.control_routes import ControlRoutes
from cti_desktop.simulator.embed_feed import EmbedFeed
from cti_desktop.simulator.embed_messages import EmbedMessages
from cti_desktop.simulator.embed_routes import EmbedRoutes
from cti_desktop.simulator.engine import Engine
from cti_desktop.simulator.exchange import Exchange
from cti_desktop.simulator.identifiers import Identifiers
from cti_desktop.simulator.oauth import Grants
from cti_desktop.simulator.oauth_routes import OAuthRoutes
from cti_desktop.simulator.pages import FOLDER
from cti_desktop.simulator.rate_limits import RateLimits
from cti_desktop.simulator.removals import Removals
from cti_desktop.simulator.rest_gate import RestGate
from cti_desktop.simulator.rest_lists import RestLists
from cti_desktop.simulator.rest_routes import RestRoutes
from cti_desktop.simulator.scripts import shipped_scripts
from cti_desktop.simulator.settings import SimulatorSettings, Tuning
from cti_desktop.simulator.text_messages import TextMessages
from cti_desktop.simulator.text_routes import TextRoutes
from cti_desktop.simulator.text_scripts import shipped_text_scripts
from cti_desktop.simulator.webhooks import WebhookSender

_GRACE_S = 3


class Simulator:
    """All parts of one simulated Zoom; `app` is its face, the rest is for tests."""

    def __init__(
        self, settings: SimulatorSettings, clock: Clock, client: httpx.AsyncClient
    ) -> None:
        tuning, ids = Tuning(settings), Identifiers(settings.seed)
        self._client = client
        self.feed = EmbedFeed()
        self.webhooks = WebhookSender(tuning, clock, ids, client)
        exchange = Exchange(
            tuning,
            clock,
            ids,
            self.feed,
            self.webhooks,
            EmbedMessages(settings.public_url),
            settings.public_url,
        )
        self.engine = Engine(exchange, shipped_scripts())
        grants = Grants(tuning, clock)
        removals = Removals(grants, self.webhooks)
        self.texts = TextMessages(exchange, shipped_text_scripts())
        gate = RestGate(grants, RateLimits(tuning, clock), ids)
        self.routes: list[BaseRoute] = [
            *OAuthRoutes(tuning, grants, removals).routes(),
            *RestLists(self.engine, gate, clock).routes(),
            *RestRoutes(self.engine, gate, clock).routes(),
            *EmbedRoutes(self.engine, self.texts).routes(),
            *ControlRoutes(self.engine, removals).routes(),
            *TextRoutes(self.texts).routes(),
            Route("/healthz", _healthy, methods=["GET"]),
            Route("/", _to_control, methods=["GET"]),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
        ]

    async def close(self) -> None:
        """End streams, calls and deliveries."""
        self.feed.close()
        await self.engine.close()
        await self.texts.close()
        await self.webhooks.close()
        await self._client.aclose()


def create_app(
    settings: SimulatorSettings,
    clock: Clock | None = None,
    webhook_transport: httpx.AsyncBaseTransport | None = None,
) -> FastAPI:
    """Build the simulator as an ASGI program; `app.state.simulator` holds its parts."""
    client = httpx.AsyncClient(transport=webhook_transport, trust_env=False)
    simulator = Simulator(settings, clock or SystemClock(), client)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await simulator.close()

    app = FastAPI(
        title="Simulated Zoom",
        routes=simulator.routes,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.simulator = simulator
    return app


class SimulatorServer:
    """The simulator on a socket of its own; `stop` may be called from any thread."""

    def __init__(self, settings: SimulatorSettings, host: str, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        shown = f"[{host}]" if ":" in host else host
        self.base_url = f"http://{shown}:{self._socket.getsockname()[1]}"
        app = create_app(replace(settings, public_url=settings.public_url or self.base_url))
        self.simulator: Simulator = app.state.simulator
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=_GRACE_S,
        )
        self._server = _Server(config, self.simulator.feed)

    def run(self, announce: Callable[[str], None]) -> None:
        """Serve until stopped; calls `announce(base_url)` once connections are accepted."""
        self._server.announce = lambda: announce(self.base_url)
        try:
            asyncio.run(self._server.serve(sockets=[self._socket]))
        finally:
            self._socket.close()

    def stop(self) -> None:
        """Let `run` return soon."""
        self._server.should_exit = True


def serve(
    settings: SimulatorSettings, host: str, port: int, announce: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; port 0 takes a free one.

    Args:
        settings: how Zoom shall behave.
        host: the address to listen on.
        port: the port to listen on.
        announce: called with the base URL once connections are accepted.
    """
    SimulatorServer(settings, host, port).run(announce)


class _Server(uvicorn.Server):
    """A uvicorn server that says when it is up, ends streams first and exits without a signal."""

    def __init__(self, config: uvicorn.Config, feed: EmbedFeed) -> None:
        super().__init__(config)
        self._feed = feed
        self.announce: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening and announce it."""
        await super().startup(sockets)
        if self.started:
            self.announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the open streams, which would otherwise keep their connections alive."""
        self._feed.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as a wish to stop; uvicorn itself would raise them again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        wanted = (signal.SIGINT, signal.SIGTERM)
        earlier = {number: signal.signal(number, self._leave) for number in wanted}
        try:
            yield
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def _leave(self, _: int, __: FrameType | None) -> None:
        self.should_exit = True


async def _healthy(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _to_control(_: Request) -> Response:
    return RedirectResponse("/control/")
