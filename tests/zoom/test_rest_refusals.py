"""What Zoom's REST API refuses: waiting, renewing the token, giving up, and saying why."""

from datetime import timedelta

import httpx
import pytest
import respx
from structlog.testing import capture_logs

from cti_desktop.calls.errors import CtiError, Denied, Temporary, UserFixable
from cti_desktop.zoom.rest import ZoomClient
from tests.zoom.rest_desk import BASE, DAILY, EXPIRED, NOW, QPS, Desk, history, row


@pytest.mark.asyncio
async def test_a_refused_token_is_renewed_once(
    client: ZoomClient, desk: Desk, zoom: respx.MockRouter
) -> None:
    route = zoom.get("/phone/call_element/e").mock(
        side_effect=[httpx.Response(401, json=EXPIRED), httpx.Response(200, json={"call_id": "c"})]
    )
    await client.call_element("e")
    assert desk.refused == ["token-1"]
    assert desk.waits == []
    assert route.calls.last.request.headers["authorization"] == "Bearer token-2"


@pytest.mark.asyncio
async def test_a_token_refused_again_is_denied(
    client: ZoomClient, desk: Desk, zoom: respx.MockRouter
) -> None:
    route = zoom.get("/phone/call_element/e").respond(401, json=EXPIRED)
    with pytest.raises(Denied) as refused:
        await client.call_element("e")
    assert refused.value.code == "token_refused"
    assert route.call_count == 2
    assert desk.refused == ["token-1"]


@pytest.mark.asyncio
async def test_without_a_renewer_the_token_is_asked_for_again(zoom: respx.MockRouter) -> None:
    given = iter(["token-1", "token-1"])

    async def token() -> str:
        return next(given)

    route = zoom.get("/phone/call_element/e").respond(401, json=EXPIRED)
    async with httpx.AsyncClient() as http:
        with pytest.raises(Denied):
            await ZoomClient(http, token, BASE).call_element("e")
    assert route.call_count == 1


REFUSALS = [
    (404, {"code": 404, "message": "Call element not found."}, Denied, "not_found"),
    (404, {"code": 300, "message": "Call history not found."}, Denied, "not_found"),
    (400, {"code": 1001, "message": "User does not exist."}, Denied, "not_found"),
    (404, None, Denied, "not_found"),
    (400, {"code": 300, "message": "Validation failed."}, Denied, "zoom_300"),
    (200, {"code": 300, "message": "Validation failed."}, Denied, "zoom_300"),
    (403, {"code": 200, "message": "No permission."}, UserFixable, "access_not_permitted"),
    (403, {"code": 2031, "message": "Not enabled."}, UserFixable, "phone_not_enabled"),
    (400, {"code": 2013, "message": "Not enabled."}, UserFixable, "phone_not_enabled"),
    (400, {"code": 4711, "message": "x"}, UserFixable, "scope_missing"),
    (401, {"code": 4700, "message": "x"}, UserFixable, "scope_missing"),
    (
        400,
        {"code": 400, "message": "The next page token is invalid or expired."},
        Temporary,
        "page_expired",
    ),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "body", "kind", "code"), REFUSALS)
async def test_what_waiting_does_not_mend_is_raised_at_once(
    client: ZoomClient,
    desk: Desk,
    zoom: respx.MockRouter,
    status: int,
    body: dict[str, object] | None,
    kind: type[CtiError],
    code: str,
) -> None:
    answer = httpx.Response(status, json=body) if body else httpx.Response(status, text="<html>")
    route = zoom.get("/phone/call_element/e").mock(return_value=answer)
    with pytest.raises(kind) as refused:
        await client.call_element("e")
    assert refused.value.code == code
    assert route.call_count == 1
    assert desk.waits == []


@pytest.mark.asyncio
async def test_missing_scopes_are_named(client: ZoomClient, zoom: respx.MockRouter) -> None:
    said = "Invalid access token, does not contain scopes:[phone:read:call_log:admin]."
    zoom.get("/phone/call_element/e").respond(400, json={"code": 4711, "message": said})
    with pytest.raises(UserFixable) as refused:
        await client.call_element("e")
    assert "phone:read:call_log:admin" in refused.value.message


@pytest.mark.asyncio
async def test_success_may_carry_code_zero(client: ZoomClient, zoom: respx.MockRouter) -> None:
    zoom.get("/phone/call_element/e").respond(json={"code": 0, "call_id": "c"})
    assert (await client.call_element("e")).keys == ("call:c",)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({}, 0.5, 1.5),
        ({"x-ratelimit-type": "QPS", "x-ratelimit-remaining": "0"}, 0.5, 1.5),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 2)}, 2, 2),
        ({"retry-after": "3"}, 3, 3),
        ({"retry-after": "2026-11-22T12:00:04Z"}, 4, 4),
        ({"retry-after": "soon"}, 0.5, 1.5),
    ],
)
async def test_a_seconds_limit_is_waited_out(
    client: ZoomClient,
    desk: Desk,
    zoom: respx.MockRouter,
    headers: dict[str, str],
    low: float,
    high: float,
) -> None:
    limited = httpx.Response(429, json=QPS, headers=headers)
    zoom.get("/phone/call_element/e").mock(
        side_effect=[limited, httpx.Response(200, json={"call_id": "c"})]
    )
    await client.call_element("e")
    assert len(desk.waits) == 1
    assert low <= desk.waits[0] <= high


@pytest.mark.asyncio
async def test_a_long_wait_is_left_to_the_caller(
    client: ZoomClient, desk: Desk, zoom: respx.MockRouter
) -> None:
    zoom.get("/phone/call_element/e").respond(429, json=QPS, headers={"retry-after": "120"})
    with pytest.raises(Temporary) as failed:
        await client.call_element("e")
    assert failed.value.retry_after_s == 120
    assert desk.waits == []


@pytest.mark.asyncio
async def test_a_used_up_day_costs_no_further_request_and_blocks_only_its_label(
    client: ZoomClient, desk: Desk, zoom: respx.MockRouter
) -> None:
    headers = {"x-ratelimit-type": "Daily-limit", "retry-after": "2026-11-23T00:00:00Z"}
    heavy = zoom.get("/phone/call_history").respond(429, json=DAILY, headers=headers)
    zoom.get("/phone/call_element/e").respond(json={"call_id": "c"})
    for _ in range(2):
        with pytest.raises(Temporary) as failed:
            await history(client)
        assert failed.value.retry_after_s == 12 * 3600
    assert heavy.call_count == 1
    await client.call_element("e")
    desk.now += timedelta(hours=13)
    heavy.respond(json={"call_history": [row("a")]})
    assert len(await history(client)) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_zooms_faults_are_tried_again_four_times(
    client: ZoomClient, desk: Desk, zoom: respx.MockRouter, status: int
) -> None:
    route = zoom.get("/phone/call_element/e").respond(status, text="<html>")
    with pytest.raises(Temporary) as failed:
        await client.call_element("e")
    assert failed.value.code == "zoom_unavailable"
    assert route.call_count == 4
    spans = [(0.5, 1.5), (1.0, 2.0), (2.0, 3.0)]
    assert len(desk.waits) == 3
    assert all(low <= one <= high for one, (low, high) in zip(desk.waits, spans, strict=True))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_a_broken_line_is_tried_again(
    client: ZoomClient, desk: Desk, zoom: respx.MockRouter, error: type[httpx.HTTPError]
) -> None:
    answer = httpx.Response(200, json={"call_id": "c"})
    route = zoom.get("/phone/call_element/e").mock(side_effect=[error("x"), answer])
    await client.call_element("e")
    assert len(desk.waits) == 1
    route.mock(side_effect=error)
    with pytest.raises(Temporary) as failed:
        await client.call_element("e")
    assert failed.value.code == "zoom_unreachable"


@pytest.mark.asyncio
async def test_an_answer_that_is_no_object_is_temporary(
    client: ZoomClient, zoom: respx.MockRouter
) -> None:
    zoom.get("/phone/call_element/e").respond(200, text="<html>")
    with pytest.raises(Temporary) as failed:
        await client.call_element("e")
    assert failed.value.code == "zoom_malformed"


@pytest.mark.asyncio
async def test_neither_token_nor_number_reaches_the_log(
    client: ZoomClient, zoom: respx.MockRouter
) -> None:
    said = {"code": 300, "message": "No such number +442079460018"}
    zoom.get("/phone/call_element/e").mock(
        side_effect=[httpx.ConnectError("token-1 +442079460018"), httpx.Response(400, json=said)]
    )
    with capture_logs() as logs, pytest.raises(Denied) as refused:
        await client.call_element("e")
    shown = str(logs) + refused.value.message
    assert len(logs) == 2
    assert "token-1" not in shown
    assert "442079460018" not in shown
