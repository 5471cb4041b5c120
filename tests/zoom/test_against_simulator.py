"""Calls the simulator plays, heard from every side, against what it knows really happened."""

from datetime import timedelta
from typing import Any

import pytest

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import CallEvent, Direction, Result
from cti_desktop.calls.fold import as_seen_by
from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.zoom.embed import Agent, Observed, read_embed_message
from cti_desktop.zoom.rest import ZoomClient
from cti_desktop.zoom.survey import survey
from cti_desktop.zoom.webhook import read_webhook, verify
from tests.simulator.box import BASE, SECRET, Box, opened_box
from tests.zoom.messages import OUTCOMES, folded

MEMBER = AGENTS[0]
BO = Agent(
    user_id=MEMBER.user_id,
    extension_id=MEMBER.extension_id,
    extension=str(MEMBER.extension_number),
)


def softphone(box: Box) -> list[CallEvent]:
    """What Bo's page posted, read as the desk reads it."""
    events: list[CallEvent] = []
    for entry in box.simulator.feed.entries(MEMBER):
        if entry.kind == "post":
            now = box.clock.now()
            read = read_embed_message(entry.data, agent=BO, seen_at=now, outcomes=OUTCOMES)
            events.extend(read.events if isinstance(read, Observed) else ())
    return events


def webhooks(box: Box) -> list[CallEvent]:
    """What came through the webhook door, signature checked."""
    events: list[CallEvent] = []
    for request in box.received:
        body = request.content
        verify(request.headers, body, secrets=[SECRET], now=box.clock.now(), window_s=86_400)
        read = read_webhook(body, seen_at=box.clock.now())
        assert read.drift == ()
        events.extend(read.events)
    return events


async def records(box: Box, call_id: str) -> list[CallEvent]:
    """What the REST API knows of the call, its parts included."""
    header = await box.token()

    async def token() -> str:
        return header["authorization"].removeprefix("Bearer ")

    client = ZoomClient(box.client, token, f"{BASE}/v2", now=box.clock.now)
    end = box.clock.now()
    listed = client.call_history(start=end - timedelta(hours=2), end=end, call_ids=[call_id])
    rows = [event async for event in listed]
    assert len(rows) == 1
    uuid = next(k.removeprefix("history:") for k in rows[0].keys if k.startswith("history:"))
    return [*rows, *await client.call_record(uuid)]


async def heard_playing(
    script: str, *, answer: bool
) -> tuple[dict[str, list[CallEvent]], dict[str, Any]]:
    async with opened_box() as box:
        played = await box.post("/control/play", {"script": script, "agent": "800"})
        call_id = played["call_id"] or (await box.press("dial", number=NUMBER))["callId"]
        await box.clock.pass_time(4)
        if answer:
            await box.press("answer", callId=call_id)
        await box.clock.pass_time(300)
        truth = await box.truth(call_id)
        heard = {
            "softphone": softphone(box),
            "webhooks": webhooks(box),
            "records": await records(box, call_id),
        }
        assert heard["softphone"]
        assert heard["webhooks"]
        heard["all"] = [event for events in heard.values() for event in events]
        return heard, truth


NUMBER = "+12125550147"
RESULTS = {
    "inbound-answered": (State.ENDED, Result.ANSWERED),
    "inbound-missed": (State.MISSED, Result.MISSED),
    "inbound-voicemail": (State.VOICEMAIL, Result.VOICEMAIL),
    "outbound-answered": (State.ENDED, Result.ANSWERED),
    "outbound-busy": (State.ENDED, Result.BUSY),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("script", RESULTS)
async def test_each_source_and_all_together_tell_what_really_happened(script: str) -> None:
    heard, truth = await heard_playing(script, answer=script == "inbound-answered")
    for source, events in heard.items():
        call: Call = as_seen_by(folded(events), BO.leg_ids)
        inbound = script.startswith("inbound")
        party = truth["caller" if inbound else "callee"]
        assert (call.state, call.result) == RESULTS[script], source
        assert call.direction is (Direction.INBOUND if inbound else Direction.OUTBOUND), source
        assert call.party.number == party["number"], source
        talked = (call.durations.talk_s or 0) - truth["talk_seconds"]
        assert abs(talked) <= 1, source
        assert [drift for event in events for drift in survey(event)] == [], source


@pytest.mark.asyncio
async def test_everything_a_call_leaves_behind_is_on_it_once() -> None:
    heard, truth = await heard_playing("inbound-answered", answer=True)
    call = folded(heard["all"])
    assert len(call.legs) == 1
    assert call.final
    assert len(call.recordings) == 1
    assert call.summary is not None
    assert call.summary.text == truth["summary"]
    assert call.via is not None
    assert call.via.extension == truth["via"]["extension"]
