"""Signing in at Zoom: what is sent, what is granted, and what each refusal means."""

import base64
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
import respx
from structlog.testing import capture_logs

from cti_desktop.calls.errors import CtiError, Temporary, UserFixable
from cti_desktop.zoom.oauth import OAuthClient, OAuthConfig, challenge, new_verifier
from cti_desktop.zoom.secret import Secret

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BASE = "http://127.0.0.1:9"
GRANT = {
    "access_token": "access-1",
    "refresh_token": "refresh-2",
    "token_type": "bearer",
    "expires_in": 3600,
    "scope": "phone:read:call_log:admin phone:read:user:admin",
    "api_url": "https://api-eu.zoom.us",
}
CONFIG = OAuthConfig(
    client_id="client",
    client_secret=Secret("s3cret:with/colon"),
    redirect_uri="https://cti.example/oauth/zoom/callback",
    base_url=BASE,
)


@pytest_asyncio.fixture
async def client() -> AsyncIterator[OAuthClient]:
    async with httpx.AsyncClient() as http:
        yield OAuthClient(http, CONFIG, now=lambda: NOW)


@pytest.fixture
def zoom() -> Iterator[respx.MockRouter]:
    with respx.MockRouter(base_url=BASE, assert_all_called=True) as router:
        yield router


def form(route: respx.Route) -> dict[str, str]:
    sent = parse_qs(route.calls.last.request.content.decode())
    return {name: values[0] for name, values in sent.items()}


def test_the_browser_is_sent_with_a_challenge_and_without_the_verifier() -> None:
    verifier = new_verifier()
    url = OAuthClient(httpx.AsyncClient(), CONFIG).authorize_url("state-1", verifier)
    asked = parse_qs(urlsplit(url).query)
    assert url.startswith(f"{BASE}/oauth/authorize?")
    expected = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    assert asked == {
        "response_type": ["code"],
        "client_id": ["client"],
        "redirect_uri": ["https://cti.example/oauth/zoom/callback"],
        "state": ["state-1"],
        "code_challenge": [expected.decode().rstrip("=")],
        "code_challenge_method": ["S256"],
    }
    assert verifier not in url


def test_the_challenge_is_the_standards_own_example() -> None:
    # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_verifiers_are_long_enough_and_never_alike() -> None:
    made = {new_verifier() for _ in range(50)}
    assert len(made) == 50
    assert all(43 <= len(one) <= 128 for one in made)


@pytest.mark.asyncio
async def test_a_code_becomes_tokens(client: OAuthClient, zoom: respx.MockRouter) -> None:
    route = zoom.post("/oauth/token").respond(json=GRANT)
    tokens = await client.exchange("code-1", "verifier-1")
    assert form(route) == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": "https://cti.example/oauth/zoom/callback",
        "code_verifier": "verifier-1",
    }
    basic = base64.b64encode(b"client:s3cret:with/colon").decode()
    assert route.calls.last.request.headers["authorization"] == f"Basic {basic}"
    assert tokens.access_token.reveal() == "access-1"
    assert tokens.refresh_token == Secret("refresh-2")
    assert tokens.expires_at == NOW + timedelta(hours=1)
    assert tokens.scope == {"phone:read:call_log:admin", "phone:read:user:admin"}
    assert tokens.api_url == "https://api-eu.zoom.us"


@pytest.mark.asyncio
async def test_a_refresh_gives_a_new_pair(client: OAuthClient, zoom: respx.MockRouter) -> None:
    route = zoom.post("/oauth/token").respond(json=GRANT)
    tokens = await client.refresh(Secret("refresh-1"))
    assert form(route) == {"grant_type": "refresh_token", "refresh_token": "refresh-1"}
    assert tokens.refresh_token == Secret("refresh-2")


@pytest.mark.asyncio
async def test_an_account_token_has_no_refresh(client: OAuthClient, zoom: respx.MockRouter) -> None:
    answer = {key: value for key, value in GRANT.items() if key != "refresh_token"}
    route = zoom.post("/oauth/token").respond(json=answer)
    tokens = await client.account_token("acc-1")
    assert form(route) == {"grant_type": "account_credentials", "account_id": "acc-1"}
    assert tokens.refresh_token is None


REFUSALS = [
    (400, {"reason": "Invalid Token!", "error": "invalid_grant"}, UserFixable, "grant_ended"),
    (401, {"reason": "Invalid Token!", "error": "invalid_request"}, UserFixable, "grant_ended"),
    (401, {"reason": "Bad client", "error": "invalid_client"}, UserFixable, "client_refused"),
    (400, {"error": "unauthorized_client"}, UserFixable, "client_refused"),
    (400, {"reason": "Redirect", "error": "invalid_request"}, UserFixable, "oauth_refused"),
    (403, {}, UserFixable, "oauth_refused"),
    (200, {"reason": "Invalid Token!", "error": "invalid_grant"}, UserFixable, "grant_ended"),
    (429, {}, Temporary, "oauth_unavailable"),
    (500, {"error": "invalid_grant"}, Temporary, "oauth_unavailable"),
    (503, {}, Temporary, "oauth_unavailable"),
]  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "body", "kind", "code"), REFUSALS)
async def test_each_refusal_says_what_to_do(
    client: OAuthClient,
    zoom: respx.MockRouter,
    status: int,
    body: dict[str, str],
    kind: type[CtiError],
    code: str,
) -> None:
    zoom.post("/oauth/token").respond(status, json=body)
    with pytest.raises(kind) as refused:
        await client.refresh("refresh-1")
    assert refused.value.code == code


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "answer",
    [
        {"json": {key: value for key, value in GRANT.items() if key != "access_token"}},
        {"json": {key: value for key, value in GRANT.items() if key != "refresh_token"}},
        {"json": {**GRANT, "expires_in": "soon"}},
        {"json": []},
        {"text": "<html>"},
    ],
)
async def test_a_grant_that_lacks_something_is_no_grant(
    client: OAuthClient, zoom: respx.MockRouter, answer: dict[str, Any]
) -> None:
    zoom.post("/oauth/token").mock(return_value=httpx.Response(200, **answer))
    with pytest.raises(Temporary):
        await client.refresh("refresh-1")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_a_broken_line_is_temporary(
    client: OAuthClient, zoom: respx.MockRouter, error: type[httpx.HTTPError]
) -> None:
    zoom.post("/oauth/token").mock(side_effect=error)
    with pytest.raises(Temporary) as failed:
        await client.refresh("refresh-1")
    assert failed.value.code == "oauth_unreachable"


@pytest.mark.asyncio
async def test_zooms_wait_is_passed_on(client: OAuthClient, zoom: respx.MockRouter) -> None:
    zoom.post("/oauth/token").respond(429, headers={"retry-after": "7"}, json={})
    with pytest.raises(Temporary) as failed:
        await client.refresh("refresh-1")
    assert failed.value.retry_after_s == 7


@pytest.mark.asyncio
async def test_revoking_is_done_when_the_grant_is_gone(
    client: OAuthClient, zoom: respx.MockRouter
) -> None:
    route = zoom.post("/oauth/revoke").respond(json={"status": "success"})
    await client.revoke(Secret("access-1"))
    assert form(route) == {"token": "access-1"}
    route.respond(400, json={"reason": "Invalid Token!", "error": "invalid_request"})
    await client.revoke("access-1")
    route.respond(401, json={"error": "invalid_client"})
    with pytest.raises(UserFixable):
        await client.revoke("access-1")


@pytest.mark.asyncio
async def test_no_secret_reaches_log_error_or_repr(
    client: OAuthClient, zoom: respx.MockRouter
) -> None:
    secrets = ["refresh-1", "s3cret", "access-1", "refresh-2"]
    zoom.post("/oauth/token").mock(
        side_effect=[
            httpx.Response(400, json={"reason": "Invalid Token!", "error": "invalid_grant"}),
            httpx.ConnectError("https://x/?refresh_token=refresh-1"),
            httpx.Response(200, json=GRANT),
        ]
    )
    shown = []
    with capture_logs() as logs:
        for _ in range(2):
            with pytest.raises(CtiError) as refused:
                await client.refresh("refresh-1")
            shown.append(repr(refused.value) + refused.value.message)
        tokens = await client.refresh("refresh-1")
    shown += [str(logs), repr(tokens), str(CONFIG), f"{tokens.access_token}"]
    assert len(logs) == 2
    assert not [one for one in secrets if any(one in text for text in shown)]
