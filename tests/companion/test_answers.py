"""One error shape at every status, safe headers on every answer, health, and the document."""

import re
from typing import Any

import httpx
import pytest
from fastapi import Response
from fastapi.routing import APIRoute

from cti_desktop.calls.errors import (
    Cancelled,
    Conflict,
    CtiError,
    Denied,
    Temporary,
    UserFixable,
)
from cti_desktop.companion import pages
from cti_desktop.companion.answers import status_of
from tests.companion.bench import BO, Bench
from tests.companion.test_roles import TABLE

ADDRESSES = set(TABLE) - {("GET", "/openapi.json")}


def check_shape(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "id"}
    assert body["error"]["code"] == code
    assert body["error"]["message"].endswith(".")
    assert body["error"]["id"] == answer.headers["x-request-id"]
    assert re.fullmatch("[a-z]{16}", body["error"]["id"])
    check_headers(answer)


def check_headers(answer: httpx.Response) -> None:
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert not any(name.startswith("access-control-") for name in answer.headers)
    assert "server" not in answer.headers


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("GET", "/nowhere", b"", 404, "not_found"),
        ("GET", "/v1/me/", b"", 404, "not_found"),
        ("GET", "/v1/calls/c-unknown", b"", 404, "not_found"),
        ("GET", "/docs", b"", 404, "not_found"),
        ("PUT", "/v1/events", b"", 405, "method_not_allowed"),
        ("GET", "/v1/events?limit=0", b"", 422, "invalid_request"),
        ("GET", "/v1/events?limit=x", b"", 422, "invalid_request"),
        ("GET", "/v1/calls?limit=201", b"", 422, "invalid_request"),
        ("GET", "/v1/calls?before=x", b"", 422, "malformed_cursor"),
        ("GET", "/v1/calls?before=2026-11-22T09:00:00~c-1", b"", 422, "malformed_cursor"),
        ("GET", "/v1/calls?before=0001-01-01T00:00:00%2B14:00~c-1", b"", 422, "malformed_cursor"),
        ("GET", f"/v1/erasures?after={10**30}", b"", 422, "invalid_request"),
        ("POST", "/v1/events", b"no json", 422, "malformed_message"),
        ("POST", "/v1/events", b'{"events":3}', 422, "malformed_message"),
        ("POST", "/v1/events", b" " * (4 * 1024 * 1024 + 1), 413, "body_too_large"),
        ("POST", "/v1/events", b'{"events":[%s1]}' % (b"1," * 500), 413, "batch_too_large"),
        ("POST", "/v1/session", b'{"code":"x"}', 422, "malformed_message"),
        ("POST", "/v1/session", b'{"code":"x","code_verifier":"y"}', 400, "sign_in_failed"),
        ("POST", "/v1/session", b" " * 20_000, 413, "body_too_large"),
        ("POST", "/zoom/webhook", b"{}", 401, "signature_missing"),
        ("GET", "/oauth/zoom/start?state=x", b"", 400, "sign_in_refused"),
    ],
)
async def test_every_refusal_has_the_one_shape(
    bench: Bench, method: str, path: str, content: bytes, status: int, code: str
) -> None:
    headers = {"authorization": f"Bearer {await bench.token(BO)}"}
    answer = await bench.http.request(method, path, content=content, headers=headers)
    check_shape(answer, status, code)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Basic eDp5", "Bearer invented", "bearer x"]
)
async def test_nothing_of_the_desktops_is_open_without_a_session(
    bench: Bench, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    asked = {(m, p) for m, p in ADDRESSES if p.startswith("/v1/")} - {("POST", "/v1/session")}
    assert len(asked) >= 14
    for method, path in sorted(asked):
        answer = await bench.http.request(method, path, headers=headers)
        known = authorization in ("Bearer invented", "bearer x")
        check_shape(answer, 401, "session_ended" if known else "not_signed_in")
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.asyncio
async def test_our_own_mistake_is_told_with_an_id_and_no_inside(bench: Bench) -> None:
    async def broken() -> Response:
        raise RuntimeError("secret inside")

    bench.companion.app.router.routes.append(APIRoute("/broken", broken))
    answer = await bench.http.get("/broken")
    check_shape(answer, 500, "internal_error")
    assert "secret inside" not in answer.text


@pytest.mark.asyncio
async def test_a_store_that_is_down_is_a_503_with_a_time_to_wait(bench: Bench) -> None:
    headers = {"authorization": f"Bearer {await bench.token(BO)}"}
    bench.store.writer.close()
    pushed = await bench.http.post("/v1/events", content=b'{"events":[]}', headers=headers)
    ready = await bench.http.get("/readyz")
    check_shape(pushed, 503, "store_closed")
    check_shape(ready, 503, "store_down")
    for answer in (pushed, ready):
        assert int(answer.headers["retry-after"]) > 0
    assert (await bench.http.get("/healthz")).status_code == 200


@pytest.mark.asyncio
async def test_health_needs_no_session_and_shows_the_work_waiting(bench: Bench) -> None:
    alive, ready = await bench.http.get("/healthz"), await bench.http.get("/readyz")
    assert alive.json() == {"status": "ok"}
    assert ready.json() == {
        "status": "ready",
        "reconciler": {"waiting": 0, "given_up": 0, "last_error": None},
    }
    check_headers(alive)
    check_headers(ready)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UserFixable("x"), 400),
        (Denied("x"), 403),
        (Denied("x", code="session_ended"), 401),
        (Denied("x", code="timestamp_old"), 401),
        (Denied("x", code="malformed_anything"), 422),
        (Denied("x", code="not_found"), 404),
        (Denied("x", code="store_text"), 422),
        (Denied("x", code="store_number"), 422),
        (CtiError("x", code="store_failed"), 500),
        (Conflict("x"), 409),
        (Temporary("x"), 503),
        (Cancelled("x"), 503),
        (CtiError("x"), 403),
    ],
)
def test_each_error_of_ours_has_a_status(error: CtiError, status: int) -> None:
    assert status_of(error) == status


def every_reference(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(every_reference(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(every_reference(one) for one in value))
    return set()


@pytest.mark.asyncio
async def test_the_document_names_every_address_and_shape(bench: Bench) -> None:
    document = (await bench.http.get("/openapi.json")).json()
    told = {(m.upper(), path) for path, item in document["paths"].items() for m in item}
    assert told == ADDRESSES
    schemas = document["components"]["schemas"]
    assert {ref.rpartition("/")[2] for ref in every_reference(document)} <= set(schemas)
    assert {"CallEvent", "Call", "FeedPage", "PushAnswer", "ErrorAnswer"} <= set(schemas)
    assert "unreadable" not in schemas["FeedPage"]["properties"]
    assert document["paths"]["/v1/events"]["post"]["security"] == [{"session": []}]
    assert "security" not in document["paths"]["/v1/session"]["post"]


def test_the_pages_show_what_people_typed_as_text() -> None:
    page = bytes(pages.connected_page("<script>alert(1)</script>").body).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
