"""A real companion and a real simulated Zoom on loopback sockets, each on a thread of its own."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.fernet import Fernet
from pydantic import SecretStr

from cti_desktop.companion.program import build
from cti_desktop.companion.server import CompanionServer, address_of, bind
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.simulator.program import SimulatorServer
from cti_desktop.simulator.settings import SimulatorSettings
from cti_desktop.store.opening import Store, open_store


@dataclass
class Server:
    """Something that serves at `url` until `stop`; may be started again at the same place."""

    url: str
    stop: Callable[[], None]


@dataclass
class Servers:
    zoom: Server
    companion: Server
    store: Store
    start_companion: Callable[..., Server]

    def play(self, script: str, agent: str = "800") -> None:
        self.control("POST", "play", {"script": script, "agent": agent})

    def truth(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control("GET", "truth")["calls"]
        return found

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = httpx.request(method, f"{self.zoom.url}/control/{path}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()


@contextlib.contextmanager
def running_servers(folder: Path, **zoom: Any) -> Iterator[Servers]:
    """Serve both; their data lies in `folder`."""
    with contextlib.ExitStack() as stack:
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        simulator = SimulatorServer(
            SimulatorSettings(
                webhook_url=f"{url}/zoom/webhook",
                redirect_uris=(f"{url}/oauth/zoom/callback",),
                auto_consent=True,
                **({"pace": 0.02, "record_delay_s": 0.1} | zoom),
            ),
            "127.0.0.1",
            0,
        )
        up = threading.Event()
        thread = threading.Thread(
            target=simulator.run, args=(lambda _: up.set(),), name="simulator"
        )
        thread.start()
        stack.callback(thread.join, 10)
        stack.callback(simulator.stop)
        assert up.wait(10)
        store = open_store(f"sqlite:///{folder / 'companion.db'}")
        stack.callback(store.close)
        settings = _settings(simulator.base_url, url)
        started: list[Server] = []

        def start_companion(instead: Store | None = None) -> Server:
            """Start it again, with another database if one is given."""
            server = _serve_companion(settings, instead or store, port)
            started.append(server)
            return server

        def stop_companion() -> None:
            started[-1].stop()

        stack.callback(stop_companion)
        first = start_companion()
        zoom_server = Server(simulator.base_url, simulator.stop)
        yield Servers(zoom_server, first, store, start_companion)


def _serve_companion(settings: CompanionSettings, store: Store, port: int) -> Server:
    built = build(settings, store)
    listening = bind("127.0.0.1", port)
    up = threading.Event()
    server = CompanionServer(built.app, before_shutdown=built.feed.close, ready=up.set)
    thread = threading.Thread(target=server.run, args=([listening],), name="companion")
    thread.start()
    assert up.wait(10)

    def stop() -> None:
        server.should_exit = True
        thread.join(15)
        listening.close()

    return Server(address_of(listening), stop)


def _settings(zoom: str, own: str) -> CompanionSettings:
    given: dict[str, Any] = {
        "client_id": "simulated-client",
        "client_secret": SecretStr("simulated-client-secret"),
        "account_id": "SimAccount_0aQ2hR7vXw",
        "s2s_client_id": "simulated-server-app",
        "s2s_client_secret": SecretStr("simulated-server-app-secret"),
        "redirect_uri": f"{own}/oauth/zoom/callback",
        "webhook_secret": SecretStr("simulated-webhook-secret,simulated-removal-secret"),
        "zoom_oauth_url": zoom,
        "zoom_api_url": f"{zoom}/v2",
        "secret_keys": SecretStr(Fernet.generate_key().decode()),
        "reconcile_delay_s": 0.2,
    }
    return CompanionSettings(**given)


def _free_port() -> int:
    with bind("127.0.0.1", 0) as probe:
        port: int = probe.getsockname()[1]
        return port
