import json
from typing import Any

import pytest

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.settings import SimulatorSettings
from tests.simulator.box import START, Box, opened_box


def embed(truth: dict[str, Any]) -> list[str]:
    return [e["type"].removeprefix("zp-").removesuffix("-event") for e in truth["embed_events"]]


def hooks(truth: dict[str, Any]) -> list[str]:
    return [w["event"].removeprefix("phone.") for w in truth["webhooks"]]


def posted(box: Box, kind: str) -> list[dict[str, Any]]:
    """Return the messages of one type that Bo's pages were told to post."""
    entries = box.simulator.feed.entries(AGENTS[0])
    messages = [json.loads(entry.data) for entry in entries if entry.kind == "post"]
    return [message for message in messages if message["type"] == f"zp-{kind}-event"]


@pytest.mark.asyncio
async def test_inbound_answered_from_ring_to_summary() -> None:
    async with opened_box() as box:
        call_id = await box.play("inbound-answered")
        await box.clock.pass_time(6)
        assert (await box.truth(call_id))["phase"] == "ringing"
        await box.press("answer", callId=call_id)
        await box.clock.pass_time(30)
        await box.press("hold", callId=call_id)
        await box.clock.pass_time(5)
        await box.press("unhold", callId=call_id)
        await box.press("notes", callId=call_id, notes={"Outcome": "resolved"})
        await box.clock.pass_time(10)
        await box.press("hangup", callId=call_id)
        await box.clock.pass_time(20)
        truth = await box.truth(call_id)
    assert truth["finished"]
    assert (truth["result"], truth["talk_seconds"]) == ("answered", 45)
    assert truth["via"] == {"name": "Support", "extension": "7001", "type": "callQueue"}
    assert truth["caller"] == {"name": "Ada Lovelace", "number": "+442079460018", "extension": None}
    assert truth["notes"] == {"Outcome": "resolved"}
    assert truth["summary"].startswith("Ada asked")
    assert embed(truth) == [
        "call-ringing",
        "call-connected",
        "notes-save",
        "call-ended",
        "call-log-completed",
        "call-recording-completed",
        "ai-call-summary",
    ]
    assert hooks(truth) == [
        "callee_ringing",
        "callee_answered",
        "callee_hold",
        "callee_unhold",
        "callee_ended",
        "callee_call_element_completed",
        "recording_completed",
        "ai_call_summary_changed",
    ]
    assert {hook["status"] for hook in truth["webhooks"]} == {"delivered"}


@pytest.mark.asyncio
async def test_inbound_answered_by_itself_ends_when_the_caller_hangs_up() -> None:
    async with opened_box() as box:
        call_id = await box.play("inbound-answered", auto_after=4)
        await box.clock.pass_time(200)
        truth = await box.truth(call_id)
        await box.press("hangup", callId=call_id)
        assert await box.truth(call_id) == truth
    assert truth["talk_seconds"] == 90
    assert truth["finished"]


@pytest.mark.asyncio
async def test_inbound_missed() -> None:
    async with opened_box() as box:
        call_id = await box.play("inbound-missed")
        await box.clock.pass_time(60)
        truth = await box.truth(call_id)
        ended, log = posted(box, "call-ended")[0], posted(box, "call-log-completed")[0]
    assert (truth["result"], truth["answered_at"], truth["talk_seconds"]) == ("missed", None, 0)
    assert embed(truth) == ["call-ringing", "call-ended", "call-log-completed"]
    assert hooks(truth) == [
        "callee_ringing",
        "callee_missed",
        "callee_ended",
        "callee_call_element_completed",
    ]
    assert ended["data"]["result"] == "missed"
    assert log["data"]["result"] == "No Answer"


@pytest.mark.asyncio
async def test_inbound_voicemail() -> None:
    async with opened_box() as box:
        call_id = await box.play("inbound-voicemail")
        await box.clock.pass_time(60)
        truth = await box.truth(call_id)
        left = posted(box, "call-voicemail-received")[0]
    assert truth["result"] == "voicemail"
    assert truth["voicemail_seconds"] == 9
    assert embed(truth)[-1] == "call-voicemail-received"
    assert hooks(truth)[-2:] == ["voicemail_received", "voicemail_transcript_completed"]
    assert "direction" not in left["data"]
    assert left["data"]["callee"]["didNumber"] == "+15550100800"


@pytest.mark.asyncio
async def test_an_inbound_call_can_be_declined() -> None:
    async with opened_box() as box:
        call_id = await box.play("inbound-answered")
        await box.clock.pass_time(3)
        await box.press("decline", callId=call_id)
        await box.clock.pass_time(20)
        truth = await box.truth(call_id)
        assert posted(box, "call-ended")[0]["data"]["result"] == "rejected"
    assert truth["result"] == "rejected"
    assert "callee_rejected" in hooks(truth)


@pytest.mark.asyncio
async def test_outbound_answered_is_armed_for_the_next_number() -> None:
    async with opened_box() as box:
        armed = await box.post("/control/play", {"script": "outbound-answered", "agent": "800"})
        assert armed == {"call_id": None, "script": "outbound-answered"}
        call_id = (await box.press("dial", number="+12125550147"))["callId"]
        await box.clock.pass_time(200)
        truth = await box.truth(call_id)
    assert (truth["direction"], truth["result"]) == ("outbound", "answered")
    assert truth["callee"]["name"] == "Grace Hopper"
    assert truth["talk_seconds"] == 90
    assert embed(truth)[:3] == ["call-ringing", "call-connected", "call-ended"]
    assert hooks(truth)[:4] == [
        "caller_ringing",
        "caller_connected",
        "caller_ended",
        "caller_call_element_completed",
    ]


@pytest.mark.asyncio
async def test_outbound_busy_applies_to_one_call_only() -> None:
    async with opened_box() as box:
        await box.post("/control/play", {"script": "outbound-busy", "agent": "800"})
        first = (await box.press("dial", number="+12125550147"))["callId"]
        second = (await box.press("dial", number="+12125550199"))["callId"]
        await box.clock.pass_time(30)
        busy, other = await box.truth(first), await box.truth(second)
        assert posted(box, "call-log-completed")[0]["data"]["result"] == "Busy"
    assert busy["result"] == "busy"
    assert embed(busy) == ["call-ringing", "call-ended", "call-log-completed"]
    assert other["phase"] == "talking"
    assert other["callee"]["name"] is None


@pytest.mark.asyncio
async def test_an_outbound_call_can_be_given_up() -> None:
    async with opened_box() as box:
        call_id = (await box.press("dial", number="+12125550147"))["callId"]
        await box.clock.pass_time(2)
        await box.press("hangup", callId=call_id)
        await box.clock.pass_time(20)
        assert (await box.truth(call_id))["result"] == "canceled"


@pytest.mark.asyncio
async def test_ids_have_zooms_shapes_and_differ_within_one_second() -> None:
    async with opened_box() as box:
        ids = [await box.play("inbound-missed") for _ in range(50)]
        truth = await box.truth(ids[0])
    assert len(set(ids)) == 50
    assert all(len(i) == 19 and i[0] == "0" and int(i[1:9], 16) == START.timestamp() for i in ids)
    assert truth["call_history_uuid"].startswith("20260302-")
    assert truth["call_element_id"] == f"20260302-{truth['call_log_id']}"


@pytest.mark.asyncio
async def test_answering_a_second_call_holds_the_first() -> None:
    async with opened_box() as box:
        first, second = await box.play("inbound-answered"), await box.play("inbound-answered")
        await box.clock.pass_time(2)
        await box.press("answer", callId=first)
        await box.clock.pass_time(2)
        await box.press("answer", callId=second)
        await box.clock.pass_time(2)
        assert "callee_hold" in hooks(await box.truth(first))
        assert "callee_hold" not in hooks(await box.truth(second))


@pytest.mark.asyncio
async def test_ring_by_hand_lasts_until_the_caller_hangs_up() -> None:
    async with opened_box() as box:
        ring = {"agent": "mina.okafor@example.com", "caller_number": "805", "via": "receptionist"}
        call_id = (await box.post("/control/ring", ring))["call_id"]
        await box.clock.pass_time(5)
        await box.post(f"/control/calls/{call_id}/answer", {})
        await box.clock.pass_time(1000)
        await box.post(f"/control/calls/{call_id}/hangup", {})
        await box.clock.pass_time(20)
        truth = await box.truth(call_id)
    assert truth["talk_seconds"] == 1000
    assert truth["agent"]["extension_number"] == "801"
    assert truth["caller"] == {"name": None, "number": None, "extension": "805"}
    assert truth["via"]["type"] == "autoReceptionist"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            SimulatorSettings(embed_swap_log_and_ended=True),
            ["call-ringing", "call-log-completed", "call-ended"],
        ),
        (SimulatorSettings(embed_drop_ended=True), ["call-ringing", "call-log-completed"]),
        (
            SimulatorSettings(embed_duplicate="same-id"),
            [k for k in ("call-ringing", "call-ended", "call-log-completed") for _ in range(2)],
        ),
    ],
)
async def test_embed_disorder_on_request(settings: SimulatorSettings, expected: list[str]) -> None:
    async with opened_box(settings) as box:
        call_id = await box.play("inbound-missed")
        await box.clock.pass_time(60)
        assert embed(await box.truth(call_id)) == expected


@pytest.mark.asyncio
@pytest.mark.parametrize(("duplicate", "ids"), [("same-id", 1), ("new-id", 2)])
async def test_duplicates_carry_the_same_or_a_new_id(duplicate: str, ids: int) -> None:
    async with opened_box() as box:
        await box.client.put("/control/settings", json={"embed_duplicate": duplicate})
        await box.play("inbound-missed")
        await box.clock.pass_time(60)
        rings = posted(box, "call-ringing")
        assert len(rings) == 2
        assert len({ring["id"] for ring in rings}) == ids


@pytest.mark.asyncio
async def test_live_messages_and_record_messages_describe_parties_differently() -> None:
    async with opened_box() as box:
        await box.play("inbound-missed")
        await box.clock.pass_time(60)
        ring = posted(box, "call-ringing")[0]["data"]
        log = posted(box, "call-log-completed")[0]["data"]
    assert ring["caller"] == {"name": "Ada Lovelace", "phoneNumber": "+442079460018"}
    assert ring["callee"]["extensionNumber"] == "800"
    assert ring["forwardedBy"]["extensionType"] == "callQueue"
    assert ring["dateTime"] == "2026-03-02T09:00:00Z"
    assert log["caller"] == {"name": "Ada Lovelace", "number": "+442079460018", "numberType": 2}
    assert log["callee"]["numberType"] == 1
    assert log["dateTime"] == ring["dateTime"]
