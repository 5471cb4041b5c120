"""Reading from Zoom's REST API: pages, published answers, ids."""

from datetime import timedelta

import httpx
import pytest
import respx

from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.events import Source
from cti_desktop.zoom.rest import PhoneUser, ZoomClient
from tests.zoom.messages import BO, CALL_ID, HISTORY_UUID, at, element, moment
from tests.zoom.published import rest_example
from tests.zoom.rest_desk import END, START, Desk, history, row


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
    asked = [c.request.url.params for c in route.calls]
    spans = [(one["from"], one["to"]) for one in asked if "recording_status" not in one]
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
async def test_rows_nothing_could_be_made_of_are_told(
    client: ZoomClient, zoom: respx.MockRouter, desk: Desk
) -> None:
    nameless = {"uid": "r1", "caller_number": "+442079460018"}
    zoom.get("/phone/recordings").respond(json={"recordings": [nameless, "r2", {"id": "r3"}]})
    zoom.get("/phone/call_history").respond(json={"call_history": [row("a"), 7]})
    found = [event async for event in client.recordings(start=START, end=END)]
    assert [event.keys for event in found] == [("recording:r3",)]
    assert len({event.id for event in await history(client)}) == 1
    told = [(one.kind, one.name, one.detail) for one in desk.strange]
    assert told == [
        ("unread_record", "GET /phone/recordings", "recordings"),
        ("unread_record", "GET /phone/recordings", "recordings"),
        ("unread_record", "GET /phone/call_history", "call_history"),
    ]
    assert "7946" not in desk.strange[0].sample + desk.strange[1].sample


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
    assert len({event.id for event in await history(client)}) == 1
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
