"""Reading from Zoom's REST API: pages, waiting, tokens, and what each refusal means."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio
import respx
from structlog.testing import capture_logs

from cti_desktop.calls.errors import CtiError, Denied, Temporary, UserFixable
from cti_desktop.calls.events import CallEvent, Source
from cti_desktop.zoom.rest import PhoneUser, ZoomClient
from tests.zoom.messages import BO, CALL_ID, HISTORY_UUID, at, element, moment
from tests.zoom.published import rest_example

BASE = "http://127.0.0.1:9/v2"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
QPS = {"code": 429, "message": "You have reached the maximum per-second rate limit for this API."}
DAILY = {"code": 429, "message": "You have reached the maximum daily rate limit for this API."}
EXPIRED = {"code": 124, "message": "Invalid access token."}


@dataclass
class Desk:
    """A client whose clock moves when it waits, and whose tokens are counted."""

    now: datetime = NOW
    waits: list[float] = field(default_factory=list)
    tokens: list[str] = field(default_factory=lambda: ["token-1"])
    refused: list[str] = field(default_factory=list)

    async def token(self) -> str:
        return self.tokens[-1]

    async def renew(self, refused: str) -> str:
        self.refused.append(refused)
        self.tokens.append(f"token-{len(self.tokens) + 1}")
        return self.tokens[-1]

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest_asyncio.fixture
async def client(desk: Desk) -> AsyncIterator[ZoomClient]:
    async with httpx.AsyncClient() as http:
        yield ZoomClient(
            http, desk.token, BASE, renew=desk.renew, sleep=desk.sleep, now=lambda: desk.now
        )


@pytest.fixture
def zoom() -> Iterator[respx.MockRouter]:
    with respx.MockRouter(base_url=BASE, assert_all_called=True) as router:
        yield router


def row(name: str) -> dict[str, object]:
    return {
        "call_history_uuid": f"20261101-{name}",
        "call_id": name,
        "direction": "inbound",
        "start_time": at(0),
        "end_time": at(66),
        "call_result": "answered",
    }


async def history(client: ZoomClient, **more: object) -> list[CallEvent]:
    span = {"start": START, "end": END, **more}
    return [event async for event in client.call_history(**span)]  # type: ignore[arg-type]  # by case


@pytest.mark.asyncio
async def test_all_pages_are_read(client: ZoomClient, zoom: respx.MockRouter) -> None:
    route = zoom.get("/phone/call_history").mock(
        side_effect=[
            httpx.Response(200, json={"call_history": [row("a")], "next_page_token": "p2"}),
            httpx.Response(200, json={"call_history": [row("b")], "next_page_token": ""}),
        ]
    )
    events = await history(client, call_ids=["c1", "c2"], page_size=50)
    assert [event.keys[0] for event in events] == ["call:a", "call:b"]
    first, second = (call.request.url.params for call in route.calls)
    assert first.get_list("call_ids") == ["c1", "c2"]
    assert first["from"] == "2026-11-01T00:00:00Z"
    assert first["to"] == "2026-11-22T00:00:00Z"
    assert first["page_size"] == "50"
    assert "next_page_token" not in first
    assert second["next_page_token"] == "p2"
    assert route.calls.last.request.headers["authorization"] == "Bearer token-1"


@pytest.mark.asyncio
async def test_long_spans_are_asked_month_by_month(
    client: ZoomClient, zoom: respx.MockRouter
) -> None:
    route = zoom.get("/phone/call_history").respond(json={"call_history": []})
    assert await history(client, start=END - timedelta(days=70)) == []
    spans = [(c.request.url.params["from"], c.request.url.params["to"]) for c in route.calls]
    assert len(spans) == 3
    assert spans[0][1] == spans[1][0]
    assert spans[-1][1] == "2026-11-22T00:00:00Z"


@pytest.mark.asyncio
async def test_a_list_that_goes_in_circles_ends(client: ZoomClient, zoom: respx.MockRouter) -> None:
    zoom.get("/phone/call_history").respond(
        json={"call_history": [row("a")], "next_page_token": "same"}
    )
    with pytest.raises(Temporary) as failed:
        await history(client)
    assert failed.value.code == "page_repeated"


@pytest.mark.asyncio
async def test_rows_of_the_second_generation_are_read_when_there_are_no_others(
    client: ZoomClient, zoom: respx.MockRouter
) -> None:
    old = {**row("a"), "id": "20261101-a"}
    del old["call_history_uuid"]
    zoom.get("/phone/call_history").respond(json={"call_logs": [old]})
    events = await history(client)
    assert events[0].keys == ("call:a", "history:20261101-a")


@pytest.mark.asyncio
async def test_the_published_answers_are_read(client: ZoomClient, zoom: respx.MockRouter) -> None:
    list_answer = {**rest_example("/phone/call_history"), "next_page_token": ""}
    own_answer = {**rest_example("/phone/users/{userId}/call_history"), "next_page_token": ""}
    record = rest_example("/phone/call_history/{callHistoryUuid}")
    profile = rest_example("/phone/users/{userId}")
    zoom.get("/phone/call_history").respond(json=list_answer)
    zoom.get("/phone/users/me/call_history").respond(json=own_answer)
    zoom.get("/phone/call_history/uuid-1").respond(json=record)
    zoom.get("/phone/call_element/el-1").respond(
        json=rest_example("/phone/call_element/{callElementId}")
    )
    zoom.get("/phone/users/me").respond(json=profile)
    zoom.get("/phone/user/u-1/ai_call_summary/s-1").respond(
        json=rest_example("/phone/user/{userId}/ai_call_summary/{aiCallSummaryId}")
    )
    assert len(await history(client)) == 1
    own = [event async for event in client.user_call_history(start=START, end=END)]
    assert len(own) == 1
    assert len(await client.call_record("uuid-1")) == 2
    assert (await client.call_element("el-1")).facts.final
    summary = (await client.ai_summary("u-1", "s-1")).facts.summary
    user = await client.phone_user()
    assert summary is not None
    assert summary.text
    assert user.user_id == "NL3cEpSdRc-c2t8aLoZqiw"
    assert user.extension_id == "nNGsNx2zRDyiIXWVI23FCQ"
    assert user.numbers == ("+14232058798",)


@pytest.mark.asyncio
async def test_a_profile_is_read(client: ZoomClient, zoom: respx.MockRouter) -> None:
    zoom.get("/phone/users/me").respond(
        json={
            "id": "u-bo",
            "extension_id": "x-bo",
            "extension_number": 800,
            "email": "bo@firm.example",
            "phone_numbers": [{"id": "n", "number": "+442079460100"}, {"id": "m"}],
        }
    )
    user = await client.phone_user()
    assert user == PhoneUser(
        user_id="u-bo",
        extension_id="x-bo",
        extension="800",
        email="bo@firm.example",
        name=None,
        numbers=("+442079460100",),
    )


@pytest.mark.asyncio
async def test_a_record_is_read_with_its_legs(client: ZoomClient, zoom: respx.MockRouter) -> None:
    part = element(BO, answer_time=at(6), end_time=at(66), result="answered")
    del part["call_history_uuid"]
    body = {"call_history_uuid": HISTORY_UUID, "call_id": CALL_ID, "call_elements": [part]}
    zoom.get(f"/phone/call_history/{HISTORY_UUID}").respond(json=body)
    whole, leg = await client.call_record(HISTORY_UUID)
    assert whole.leg is None
    assert leg.leg is not None
    assert leg.source is Source.REST
    assert f"history:{HISTORY_UUID}" in leg.keys
    assert leg.facts.ended_at == moment(66)


@pytest.mark.asyncio
async def test_ids_with_slashes_stay_one_part_of_the_path(
    client: ZoomClient, zoom: respx.MockRouter
) -> None:
    route = zoom.get(url__regex=r".*/call_element/.*").respond(json={"call_id": "c"})
    await client.call_element("a/b+c=")
    assert route.calls.last.request.url.raw_path == b"/v2/phone/call_element/a%2Fb%2Bc%3D"


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
    assert desk.waits == sorted(desk.waits)
    assert len(desk.waits) == 3


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
