"""The search for secrets in answers finds them; else it would prove nothing."""

import secrets

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import ASGIApp

from tests.companion.watched import Watched
from tests.hygiene import SecretWatch

WATCH = "sesame-of-this-test"


async def shown(app: ASGIApp, method: str, path: str) -> set[str]:
    watch = SecretWatch(WATCH)
    transport = httpx.ASGITransport(Watched(app, watch))
    async with httpx.AsyncClient(transport=transport, base_url="http://x.test") as http:
        await http.request(method, path)
    return watch.take_shown()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "answer", "found"),
    [
        ("GET", "/metrics", PlainTextResponse(f'x{{k="{WATCH}"}} 1'), True),
        ("GET", "/v1/me", Response(headers={"x-debug": WATCH}), True),
        ("POST", "/v1/session", PlainTextResponse(WATCH), False),
        ("POST", "/v1/session", Response(headers={"x-debug": WATCH}), True),
        ("DELETE", "/v1/session", PlainTextResponse(WATCH), True),
        ("GET", "/v1/stream", StreamingResponse(iter([WATCH[:8], WATCH[8:]])), True),
        ("GET", "/oauth/zoom/callback", Response(headers={"location": f"/?code={WATCH}"}), False),
        ("GET", "/oauth/zoom/callback", Response(headers={"location": f"/?t={WATCH}"}), True),
        ("GET", "/v1/me", Response(headers={"location": f"/?code={WATCH}"}), True),
        ("GET", "/v1/me", PlainTextResponse("nothing"), False),
    ],
)
async def test_a_secret_in_an_answer_is_found(
    method: str, path: str, answer: Response, found: bool
) -> None:
    expected = {f"{WATCH[:6]}… at {method} {path}"} if found else set()
    assert await shown(answer, method, path) == expected


def test_a_secret_that_was_made_is_found_and_told_once(secret_watch: SecretWatch) -> None:
    made = secrets.token_urlsafe(32)
    secret_watch.read_answer("GET /status", f'{{"token": "{made}"}}')
    assert secret_watch.take_shown() == {f"{made[:6]}… at GET /status"}
    assert secret_watch.take_shown() == set()
