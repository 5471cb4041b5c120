"""Calls that several agents have a part in: a queue's ring, transfers, parking."""

import json
from typing import Any, cast

import pytest

from cti_desktop.simulator.accounts import AGENTS
from tests.simulator.box import Box, opened_box
from tests.simulator.test_calls import embed, hooks
from tests.simulator.test_shapes import faults, schema_file

BO, MINA, TARIQ = "800", "801", "802"
MAY_2026 = ("warm_transfer_outgoing", "warm_transfer_incoming")


async def parts(box: Box) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the truth of every part by extension and call id."""
    told = (await box.client.get("/control/truth")).json()["calls"]
    found = {(one["agent"]["extension_number"], one["call_id"]): one for one in told}
    assert len(found) == len(told), "an agent has two parts under one id"
    return found


async def whole(box: Box, uuid: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the account's row and the elements of a call."""
    headers = await box.token()
    listed = await box.client.get("/v2/phone/call_history", headers=headers)
    (row,) = [one for one in listed.json()["call_history"] if one["call_history_uuid"] == uuid]
    detail = await box.client.get(f"/v2/phone/call_history/{uuid}", headers=headers)
    return row, cast("list[dict[str, Any]]", detail.json()["call_elements"])


def path_of(elements: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["event"], one["operator_ext_number"], one["result"]) for one in elements]


def pages(box: Box, extension: str) -> list[tuple[str, str]]:
    """Return what an agent's page was told to post: type and call id."""
    agent = next(one for one in AGENTS if str(one.extension_number) == extension)
    posts = [json.loads(e.data) for e in box.simulator.feed.entries(agent) if e.kind == "post"]
    return [(post["type"], post["data"]["callId"]) for post in posts]


async def check_shapes(box: Box, uuid: str) -> None:
    """Hold everything said against Zoom's schemas, but for words that came after these."""
    webhooks = schema_file("webhooks.openapi.json")["webhooks"]
    wrong = []
    for request in box.received:
        body = json.loads(request.content)
        operation = webhooks[body["event"]]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        wrong += [f"{body['event']} {fault}" for fault in faults(body, schema)]
    path = schema_file("phone.openapi.json")["paths"]["/phone/call_history/{callHistoryUuid}"]
    schema = path["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    headers = await box.token()
    detail = await box.client.get(f"/v2/phone/call_history/{uuid}", headers=headers)
    wrong += faults(detail.json(), schema)
    later = ("unknown handup_result", *(f"'{word}' is not in" for word in MAY_2026))
    assert [fault for fault in wrong if not any(word in fault for word in later)] == []


@pytest.mark.asyncio
async def test_a_queue_rings_everybody_under_one_id_and_one_takes_it() -> None:
    async with opened_box() as box:
        call_id = await box.play("queue-answered")
        await box.clock.pass_time(6)
        await box.press("answer", callId=call_id, **{"as": MINA})
        await box.press("answer", callId=call_id, **{"as": BO})  # too late
        await box.clock.pass_time(200)
        told = await parts(box)
        uuid = told[BO, call_id]["call_history_uuid"]
        row, path = await whole(box, uuid)
        await check_shapes(box, uuid)
        bo_page, mina_page = pages(box, BO), pages(box, MINA)
    assert {who for who, _ in told} == {BO, MINA, TARIQ}
    assert told[MINA, call_id]["result"] == "answered"
    assert told[MINA, call_id]["talk_seconds"] == 90
    lost = told[BO, call_id]
    assert (lost["result"], lost["answered_at"]) == ("answered_elsewhere", None)
    assert lost["ended_at"] == told[MINA, call_id]["answered_at"]
    assert hooks(lost) == [
        "callee_ringing",
        "callee_missed",
        "callee_ended",
        "callee_call_element_completed",
    ]
    bodies = [json.loads(request.content) for request in box.received]
    ends = [b["payload"]["object"] for b in bodies if b["event"] == "phone.callee_missed"]
    assert {end["handup_result"] for end in ends} == {"Answered by Other Member"}
    assert [kind for kind, _ in bo_page] == [
        "zp-call-ringing-event",
        "zp-call-ended-event",
        "zp-call-log-completed-event",
    ]
    assert {one for _, one in (*bo_page, *mina_page)} == {call_id}
    assert (row["call_result"], row["callee_ext_number"]) == ("answered", "7001")
    assert row["end_time"] == told[MINA, call_id]["ended_at"]
    assert path_of(path) == [
        ("incoming", "7001", "answered"),
        ("ring_to_member", BO, "answered"),
        ("ring_to_member", MINA, "answered"),
        ("ring_to_member", TARIQ, "answered"),
    ]
    assert "callee_email" not in path[0], "a queue has none"
    assert path[1]["callee_email"] == "bo.lindqvist@example.com"
    assert [one.get("result_reason") for one in path] == [
        None,
        "answered_by_other",
        None,
        "answered_by_other",
    ]


@pytest.mark.asyncio
async def test_a_colleague_is_faster_by_the_script() -> None:
    async with opened_box() as box:
        call_id = await box.play("queue-colleague")
        await box.clock.pass_time(120)
        told = await parts(box)
    results = {who: one["result"] for (who, _), one in told.items()}
    assert results == {BO: "answered_elsewhere", MINA: "answered", TARIQ: "answered_elsewhere"}
    assert told[MINA, call_id]["talk_seconds"] == 40


@pytest.mark.asyncio
async def test_the_queue_takes_a_voicemail_when_nobody_answers() -> None:
    async with opened_box() as box:
        call_id = await box.play("queue-voicemail")
        await box.press("decline", callId=call_id, **{"as": TARIQ})
        await box.clock.pass_time(25)
        early = await box.client.get("/v2/phone/call_history", headers=await box.token())
        assert early.json()["call_history"] == [], "the caller still speaks"
        await box.clock.pass_time(100)
        told = await parts(box)
        uuid = told[BO, call_id]["call_history_uuid"]
        row, path = await whole(box, uuid)
        await check_shapes(box, uuid)
    results = {who: one["result"] for (who, _), one in told.items()}
    assert results == {BO: "missed", MINA: "missed", TARIQ: "rejected"}
    bodies = [json.loads(request.content) for request in box.received]
    (left,) = [b["payload"]["object"] for b in bodies if b["event"] == "phone.voicemail_received"]
    assert (left["callee_extension_type"], left["callee_number"]) == ("callQueue", "7001")
    assert left["call_element_id"] == path[-1]["call_element_id"]
    assert row["call_result"] == "voicemail"
    assert path_of(path) == [
        ("incoming", "7001", "overflowed"),
        ("ring_to_member", BO, "no_answer"),
        ("ring_to_member", MINA, "no_answer"),
        ("ring_to_member", TARIQ, "rejected"),
        ("overflow", "7001", "voicemail"),
    ]


async def answered(box: Box) -> str:
    call_id = await box.play("warm-transfer")
    await box.clock.pass_time(3)
    await box.press("answer", callId=call_id)
    await box.clock.pass_time(10)
    return call_id


async def consulting(box: Box) -> tuple[str, str]:
    """Answer a call and ask Mina, who rings; returns the caller's call and the one to her."""
    await box.open_softphones()
    call_id = await answered(box)
    await box.press("transfer", callId=call_id, to=MINA, how="warm")
    await box.clock.pass_time(3)
    (asking,) = [one for who, one in await parts(box) if who == MINA]
    return call_id, asking


@pytest.mark.asyncio
async def test_a_warm_transfer_asks_first_and_joins_then() -> None:
    async with opened_box() as box:
        call_id, asking = await consulting(box)
        assert asking != call_id
        refused = {"as": BO, "action": "complete", "callId": asking}
        assert (await box.client.post("/embed/actions", json=refused)).status_code == 400
        await box.press("answer", callId=asking, **{"as": MINA})
        await box.clock.pass_time(8)
        await box.press("complete", callId=asking)
        await box.clock.pass_time(20)
        assert (await box.truth(asking))["agent"]["extension_number"] == MINA
        await box.press("hangup", callId=asking, **{"as": MINA})
        await box.clock.pass_time(60)
        told = await parts(box)
        uuid = told[BO, call_id]["call_history_uuid"]
        row, path = await whole(box, uuid)
        await check_shapes(box, uuid)
        bodies = [json.loads(request.content) for request in box.received]
    assert set(told) == {(BO, call_id), (BO, asking), (MINA, asking)}
    assert {one["result"] for one in told.values()} == {"answered"}
    assert {one["call_history_uuid"] for one in told.values()} == {uuid}
    assert told[BO, call_id]["ended_at"] == told[BO, asking]["ended_at"]
    assert told[MINA, asking]["ended_at"] > told[BO, asking]["ended_at"]
    assert told[BO, call_id]["handed_over"] == [
        {"how": "warm", "stage": "initiated", "to": MINA},
        {"how": "warm", "stage": "completed", "to": MINA},
    ]
    begun = next(b for b in bodies if b["event"] == "phone.warm_transfer_initiated")["payload"]
    assert begun["object"]["transfer_call_id"] == asking
    assert row["end_time"] == told[MINA, asking]["ended_at"]
    assert path_of(path) == [
        ("incoming", "7001", "answered"),
        ("ring_to_member", BO, "answered"),
        ("warm_transfer_outgoing", BO, "connected"),
        ("warm_transfer_incoming", MINA, "answered"),
    ]


@pytest.mark.parametrize("how", ["back", "declined", "unanswered", "caller gone"])
@pytest.mark.asyncio
async def test_a_consultation_that_comes_to_nothing(how: str) -> None:
    async with opened_box() as box:
        call_id, asking = await consulting(box)
        if how == "back":
            await box.press("back", callId=asking)
        elif how == "declined":
            await box.press("decline", callId=asking, **{"as": MINA})
        elif how == "caller gone":
            await box.post(f"/control/calls/{call_id}/hangup", {})
        await box.clock.pass_time(90)
        told = await parts(box)
    events = [json.loads(request.content)["event"] for request in box.received]
    assert ("phone.warm_transfer_cancelled" in events) is (how == "back")
    assert (told[BO, call_id]["phase"] == "over") is (how == "caller gone")
    outcome = told[BO, asking]["result"], told[MINA, asking]["result"]
    assert (
        outcome
        == {
            "back": ("canceled", "missed"),
            "declined": ("busy", "rejected"),
            "unanswered": ("no_answer", "missed"),
            "caller gone": ("no_answer", "missed"),
        }[how]
    )


@pytest.mark.asyncio
async def test_a_blind_transfer_rings_on_with_a_suffix() -> None:
    async with opened_box() as box:
        await box.open_softphones()
        call_id = await answered(box)
        await box.press("transfer", callId=call_id, to=MINA, how="blind")
        await box.clock.pass_time(4)
        await box.press("answer", callId=f"{call_id}_1", **{"as": MINA})
        await box.clock.pass_time(12)
        await box.press("hangup", callId=f"{call_id}_1", **{"as": MINA})
        await box.clock.pass_time(60)
        told = await parts(box)
        uuid = told[BO, call_id]["call_history_uuid"]
        _, path = await whole(box, uuid)
        await check_shapes(box, uuid)
        seen = pages(box, MINA)
    assert told[MINA, f"{call_id}_1"]["caller"]["number"] == "+442079460018"
    assert told[MINA, f"{call_id}_1"]["talk_seconds"] == 12
    assert ("zp-call-ringing-event", f"{call_id}_1") in seen
    assert hooks(told[BO, call_id])[-3:] == [
        "blind_transfer_initiated",
        "callee_ended",
        "callee_call_element_completed",
    ]
    assert path_of(path)[-1] == ("direct_transfer", MINA, "answered")


@pytest.mark.asyncio
async def test_a_call_put_through_to_a_voicemail_rings_nowhere() -> None:
    async with opened_box() as box:
        await box.open_softphones()
        call_id = await answered(box)
        await box.press("transfer", callId=call_id, to=MINA, how="voicemail")
        await box.clock.pass_time(60)
        told = await parts(box)
        uuid = told[BO, call_id]["call_history_uuid"]
        row, path = await whole(box, uuid)
        await check_shapes(box, uuid)
        seen = pages(box, MINA)
    spoken = told[MINA, f"{call_id}_1"]
    assert (spoken["result"], spoken["voicemail_seconds"]) == ("voicemail", 6)
    assert sorted(kind for kind, _ in seen) == [
        "zp-call-log-completed-event",
        "zp-call-voicemail-received-event",
    ]
    assert "transfer_call_to_voicemail_initiated" in hooks(told[BO, call_id])
    assert "callee_ringing" not in hooks(spoken)
    assert path_of(path)[-1] == ("direct_transfer", MINA, "voicemail")
    assert row["call_result"] == "answered"


@pytest.mark.asyncio
async def test_a_parked_call_is_picked_up_under_its_code() -> None:
    async with opened_box() as box:
        await box.open_softphones()
        call_id = await answered(box)
        code = (await box.press("park", callId=call_id))["code"]
        await box.clock.pass_time(15)
        taken = await box.press("dial", number=code, **{"as": MINA})
        assert taken["callId"] == call_id
        await box.clock.pass_time(10)
        await box.press("hangup", callId=call_id, **{"as": MINA})
        await box.clock.pass_time(60)
        told = await parts(box)
        uuid = told[BO, call_id]["call_history_uuid"]
        _, path = await whole(box, uuid)
        await check_shapes(box, uuid)
    parked = told[BO, call_id]
    assert parked["park_code"] == code
    assert embed(parked) == ["call-ringing", "call-connected", "call-log-completed"]
    assert "callee_parked" in hooks(parked)
    assert "callee_ended" not in hooks(parked)
    assert path_of(path)[1:] == [
        ("ring_to_member", BO, "answered"),
        ("park", BO, "succeeded"),
        ("park_pick_up", MINA, "answered"),
    ]
    assert path[2]["end_time"] == path[3]["start_time"]


@pytest.mark.asyncio
async def test_a_parked_call_comes_back_when_nobody_picks_it_up() -> None:
    async with opened_box() as box:
        await box.open_softphones()
        call_id = await answered(box)
        await box.press("park", callId=call_id)
        await box.clock.pass_time(62)
        again = box.simulator.engine.call(call_id, AGENTS[0])
        assert (again.phase, again.event) == ("ringing", "timeout")
        await box.press("answer", callId=call_id)
        await box.clock.pass_time(5)
        assert again.phase == "talking"


@pytest.mark.parametrize(
    ("deed", "more"),
    [
        ("transfer", {"to": BO, "how": "blind"}),
        ("transfer", {"to": MINA, "how": "sideways"}),
        ("complete", {}),
        ("back", {}),
    ],
)
@pytest.mark.asyncio
async def test_what_cannot_be_done_is_refused(deed: str, more: dict[str, str]) -> None:
    async with opened_box() as box:
        call_id = await answered(box)
        order = {"as": BO, "action": deed, "callId": call_id, **more}
        answer = await box.client.post("/embed/actions", json=order)
    assert answer.status_code == 400
    assert answer.json()["reason"]


@pytest.mark.asyncio
async def test_a_colleagues_extension_rings_at_their_softphone() -> None:
    async with opened_box() as box:
        await box.open_softphones()
        call_id = (await box.press("dial", number=MINA))["callId"]
        await box.clock.pass_time(4)
        await box.press("answer", callId=call_id, **{"as": MINA})
        await box.clock.pass_time(12)
        for deed, more in (("transfer", {"to": TARIQ, "how": "blind"}), ("park", {})):
            order = {"as": MINA, "action": deed, "callId": call_id, **more}
            answer = await box.client.post("/embed/actions", json=order)
            assert answer.status_code == 400, deed
        await box.press("hangup", callId=call_id)
        await box.clock.pass_time(60)
        told = await parts(box)
        uuid = told[BO, call_id]["call_history_uuid"]
        row, path = await whole(box, uuid)
        await check_shapes(box, uuid)
    assert told[BO, call_id]["talk_seconds"] == told[MINA, call_id]["talk_seconds"] == 12
    assert hooks(told[BO, call_id])[:2] == ["caller_ringing", "caller_connected"]
    assert hooks(told[MINA, call_id])[:2] == ["callee_ringing", "callee_answered"]
    assert row["connect_type"] == "internal"
    assert path_of(path) == [("outgoing", BO, "connected"), ("incoming", MINA, "answered")]


@pytest.mark.asyncio
async def test_an_extension_without_a_softphone_is_answered_by_the_script() -> None:
    async with opened_box() as box:
        call_id = (await box.press("dial", number=MINA))["callId"]
        await box.clock.pass_time(10)
        assert list(await parts(box)) == [(BO, call_id)]
        assert (await box.truth(call_id))["phase"] == "talking"
