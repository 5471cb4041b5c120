"""A companion with a real store and the simulated Zoom behind it, all in this process."""

import base64
import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography.fernet import Fernet
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.types import ASGIApp

from cti_desktop.companion.program import Companion, build
from cti_desktop.companion.sessions import Sessions
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.simulator.program import create_app as create_zoom
from cti_desktop.simulator.settings import SimulatorSettings
from cti_desktop.store.opening import Store, open_store
from cti_desktop.store.sessions import SessionUser
from cti_desktop.sync.client import CompanionClient
from tests.companion.watched import Watched
from tests.hygiene import SECRETS

COMPANION = "http://companion.test"
ZOOM = "http://zoom.test"
WEBHOOK_SECRET = "whsec-of-tests"
REMOVAL_SECRET = "whsec-of-the-general-app"
ACCOUNT = SimulatorSettings().account_id
CLIENT_SECRET = "client-secret-of-tests"
S2S_SECRET = "server-app-secret-of-tests"
SERVER_APP: dict[str, Any] = {
    "account_id": ACCOUNT,
    "s2s_client_id": SimulatorSettings().s2s_client_id,
    "s2s_client_secret": SecretStr(S2S_SECRET),
    "webhook_secret": SecretStr(f"{WEBHOOK_SECRET},{REMOVAL_SECRET}"),
}
"""Settings with both apps, as the guide says: people sign in with one, the other reads."""
OWN_CALLS: dict[str, Any] = {"general_app": "own-calls"}
"""Zoom with one app, user-managed: each grant reads its owner's calls."""
LOOPBACK = "http://127.0.0.1:49152/signed-in"
BO = SessionUser(
    user_id="aG3nt_Bo7kQ2mXw9RtYu1Z",
    extension_id="eXt_Bo5cV7bN3mQwErTy6U",
    extension_number="800",
    email="bo.lindqvist@example.com",
    name="Bo Lindqvist",
    role="agent",
)
MINA = SessionUser(
    user_id="aG3nt_Mi4hS8dFj2KlPo6V",
    extension_id="eXt_Mi6zA2sDf8GhJkLp0Q",
    extension_number="801",
    email="mina.okafor@example.com",
    name="Mina Okafor",
    role="agent",
)
BOSS = SessionUser(
    user_id="boss",
    extension_id=None,
    extension_number=None,
    email="boss@example.com",
    name="Boss",
    role="admin",
)


def make_settings(folder: Path, **changes: Any) -> CompanionSettings:
    given: dict[str, Any] = {
        "client_id": "simulated-client",
        "client_secret": SecretStr(CLIENT_SECRET),
        "redirect_uri": f"{COMPANION}/oauth/zoom/callback",
        "webhook_secret": SecretStr(WEBHOOK_SECRET),
        "zoom_oauth_url": ZOOM,
        "zoom_api_url": f"{ZOOM}/v2",
        "database_url": f"sqlite:///{folder / 'companion.db'}",
        "secret_keys": SecretStr(Fernet.generate_key().decode()),
        "admins": "boss@example.com",
        "reconcile_delay_s": 0.05,
        "sweep_days": 0,
    }
    return CompanionSettings(**(given | changes))


class Clock:
    """The machine's clock, put forward at will."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Wire(httpx.AsyncBaseTransport):
    """Carries requests to an ASGI program that is plugged in later, or breaks."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.broken = False
        self.seen: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if self.broken or self.app is None:
            raise httpx.ConnectError("the line is cut", request=request)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return await transport.handle_async_request(request)


@dataclass
class Bench:
    settings: CompanionSettings
    store: Store
    companion: Companion
    zoom: FastAPI
    to_zoom: Wire
    http: httpx.AsyncClient
    browser: httpx.AsyncClient
    clock: Clock

    async def token(self, user: SessionUser) -> str:
        sessions = Sessions(self.store.sessions, self.settings, self.clock)
        token, _ = await sessions.mint(user)
        return token

    async def client(self, user: SessionUser) -> CompanionClient:
        token = await self.token(user)
        return CompanionClient(self.http, COMPANION, lambda: token)

    async def webhook(
        self,
        body: bytes | dict[str, Any],
        *,
        secret: str = WEBHOOK_SECRET,
        path: str = "/zoom/webhook",
        **headers: str,
    ) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return await self.http.post(path, content=raw, headers=signed(raw, secret) | headers)


def signed(body: bytes, secret: str = WEBHOOK_SECRET, at: float | None = None) -> dict[str, str]:
    """Sign as Zoom does, written down here a second time on purpose."""
    stamp = str(int(time.time() if at is None else at))
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {
        "x-zm-request-timestamp": stamp,
        "x-zm-signature": f"v0={mac.hexdigest()}",
        "content-type": "application/json; charset=utf-8",
    }


def ringing(call_id: str = "0684f0a1b2c3d4e5f60", user: SessionUser = BO) -> dict[str, Any]:
    return {
        "event": "phone.callee_ringing",
        "event_ts": 1795338000000,
        "payload": {
            "account_id": ACCOUNT,
            "object": {
                "call_id": call_id,
                "caller": {"phone_number": "+442079460018", "connection_type": "pstn_off_net"},
                "callee": {
                    "extension_id": user.extension_id,
                    "extension_type": "user",
                    "extension_number": int(user.extension_number or 0),
                    "user_id": user.user_id,
                    "name": user.name,
                    "phone_number": "+15550100800",
                },
                "ringing_start_time": "2026-11-22T09:00:00Z",
            },
        },
    }


def pkce(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@contextlib.asynccontextmanager
async def make_bench(
    folder: Path, *, zoom: dict[str, Any] | None = None, **changes: Any
) -> AsyncIterator[Bench]:
    """Start both; without the settings of two apps there is one, which is admin-managed."""
    settings = make_settings(folder, **changes)
    simulated: dict[str, Any] = {
        "client_secret": CLIENT_SECRET,
        "s2s_client_secret": S2S_SECRET,
        "webhook_secret": WEBHOOK_SECRET,
        "deauthorize_secret": REMOVAL_SECRET,
        "general_app": "sign-in" if settings.has_server_app else "admin-managed",
        "administrators": (BO.extension_number, MINA.extension_number),
        "webhook_url": f"{COMPANION}/zoom/webhook",
        "redirect_uris": (settings.redirect_uri,),
        "auto_consent": True,
        "pace": 0.01,
        "public_url": ZOOM,
    }
    to_zoom, to_companion, clock = Wire(), Wire(), Clock()
    simulator = create_zoom(
        SimulatorSettings(**(simulated | (zoom or {}))), webhook_transport=to_companion
    )
    to_zoom.app = simulator
    with contextlib.closing(open_store(settings.store_url)) as store:
        companion = build(
            settings, store, http=lambda: httpx.AsyncClient(transport=to_zoom), clock=clock
        )
        to_companion.app = served = Watched(companion.served, SECRETS)
        inside = httpx.ASGITransport(served, raise_app_exceptions=False)
        async with (
            companion.app.router.lifespan_context(companion.app),
            simulator.router.lifespan_context(simulator),
            httpx.AsyncClient(transport=inside, base_url=COMPANION) as http,
            httpx.AsyncClient(transport=to_zoom) as browser,
        ):
            yield Bench(settings, store, companion, simulator, to_zoom, http, browser, clock)
