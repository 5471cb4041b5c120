"""Recordings and a user's own news, read from the simulated Zoom page by page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cti_desktop.calls.errors import Denied, UserFixable
from cti_desktop.calls.events import CallEvent
from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.settings import SimulatorSettings
from cti_desktop.zoom.rest import ZoomClient
from tests.simulator.box import BASE, Box, opened_box
from tests.simulator.test_rest import consented

BO, MINA = AGENTS[0], AGENTS[1]
WIDE = SimulatorSettings(medium_per_second=1000, heavy_per_second=1000, light_per_second=1000)
OWN_CALLS = replace(WIDE, general_app="own-calls")


async def played(box: Box, count: int) -> None:
    for _ in range(count):
        await box.play("inbound-answered", auto_after=0)
        await box.clock.pass_time(300)


async def client_of(box: Box, extension: str | None = None) -> ZoomClient:
    """Return a client with this person's token; with the account's without one."""
    header = await consented(box, extension) if extension else await box.token()

    async def token() -> str:
        return header["authorization"].removeprefix("Bearer ")

    return ZoomClient(box.client, token, f"{BASE}/v2", now=box.clock.now)


async def recordings(box: Box, extension: str | None = None) -> list[CallEvent]:
    """Read the account's recordings, or with somebody's own token theirs."""
    client, end = await client_of(box, extension), box.clock.now()
    span = {"start": end - timedelta(days=1), "end": end}
    whose = "me" if extension else None
    return [event async for event in client.recordings(whose, **span, page_size=2)]


@pytest.mark.asyncio
async def test_every_recording_is_listed_with_where_to_fetch_it() -> None:
    async with opened_box(OWN_CALLS) as box:
        await played(box, 5)
        found = await recordings(box)
        told = {call.call_id: call for call in box.simulator.engine.calls}
        assert len(found) == 5
        for event in found:
            (key,) = (key for key in event.keys if key.startswith("call:"))
            call, medium = told[key.removeprefix("call:")], event.facts.recording
            assert medium is not None
            assert (medium.id, medium.duration_s) == (call.recording_id, call.talk_seconds)
            assert medium.url == f"{BASE}/v2/phone/recording/download/{call.recording_id}"
            assert f"recording:{call.recording_id}" in event.keys
        again = await recordings(box)
        assert [one.id for one in again] == [one.id for one in found]
        assert len(await recordings(box, "800")) == 5
        assert await recordings(box, "801") == []


@pytest.mark.asyncio
async def test_news_of_a_user_come_once() -> None:
    async with opened_box(WIDE) as box:
        await played(box, 3)
        client = await client_of(box)
        first = await client.user_call_sync(user_id=BO.user_id, count=2)
        assert (len(first.events), first.more) == (2, True)
        rest = await client.user_call_sync(first.token, user_id=BO.user_id, count=2)
        assert (len(rest.events), rest.more) == (1, False)
        none = await client.user_call_sync(rest.token, user_id=BO.user_id)
        assert (none.events, none.token) == ((), rest.token)
        await played(box, 1)
        news = await client.user_call_sync(none.token, user_id=BO.user_id)
        assert len(news.events) == 1
        ids = [event.id for page in (first, rest, news) for event in page.events]
        assert len(set(ids)) == 4
        with pytest.raises(Denied) as caught:
            await client.user_call_sync("x.1", user_id=BO.user_id)
        assert caught.value.code == "not_found"


@pytest.mark.asyncio
async def test_an_app_for_users_reads_nothing_of_the_account() -> None:
    async with opened_box(OWN_CALLS) as box:
        client = await client_of(box, "800")
        end = box.clock.now()
        with pytest.raises(UserFixable) as caught:
            _ = [one async for one in client.recordings(start=end - timedelta(days=1), end=end)]
        assert caught.value.code == "scope_missing"
        assert "phone:read:list_call_recordings:admin" in caught.value.message
