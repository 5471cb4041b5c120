"""Calls that go through several agents' hands, as simulated Zoom tells of them, against its truth.

Told by webhooks alone, or with what each agent's page says, in any order: the log has each agent's
leg once, with the times Zoom has.
"""

import json
import random
from datetime import datetime
from typing import Any

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import as_json
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.fold import fold
from cti_desktop.demo.report import differences
from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.accounts import Agent as Person
from cti_desktop.zoom.embed import Agent, Observed, read_embed_message
from cti_desktop.zoom.records import read_history_detail, read_history_row
from cti_desktop.zoom.voicemails import read_voicemail
from cti_desktop.zoom.webhook import read_webhook
from tests.simulator.box import START, Box, opened_box
from tests.zoom.messages import OUTCOMES

BO, MINA = "800", "801"


async def queue_answered(box: Box) -> None:
    call_id = await box.play("queue-answered")
    await box.clock.pass_time(6)
    await box.press("answer", callId=call_id, **{"as": MINA})


async def queue_colleague(box: Box) -> None:
    await box.play("queue-colleague")


async def queue_voicemail(box: Box) -> None:
    await box.play("queue-voicemail")


async def answered(box: Box) -> str:
    await box.open_softphones()
    call_id = await box.play("warm-transfer")
    await box.clock.pass_time(3)
    await box.press("answer", callId=call_id)
    await box.clock.pass_time(10)
    return call_id


async def consulting(box: Box) -> tuple[str, str]:
    call_id = await answered(box)
    await box.press("transfer", callId=call_id, to=MINA, how="warm")
    await box.clock.pass_time(3)
    asking = box.simulator.engine.calls[-1].call_id
    return call_id, asking


async def warm(box: Box) -> None:
    _, asking = await consulting(box)
    await box.press("answer", callId=asking, **{"as": MINA})
    await box.clock.pass_time(8)
    await box.press("complete", callId=asking)
    await box.clock.pass_time(20)
    await box.press("hangup", callId=asking, **{"as": MINA})


async def warm_given_up(box: Box) -> None:
    call_id, asking = await consulting(box)
    await box.press("answer", callId=asking, **{"as": MINA})
    await box.clock.pass_time(5)
    await box.press("back", callId=asking)
    await box.clock.pass_time(5)
    await box.press("hangup", callId=call_id)


async def warm_declined(box: Box) -> None:
    call_id, asking = await consulting(box)
    await box.press("decline", callId=asking, **{"as": MINA})
    await box.clock.pass_time(5)
    await box.press("hangup", callId=call_id)


async def blind(box: Box) -> None:
    call_id = await answered(box)
    await box.press("transfer", callId=call_id, to=MINA, how="blind")
    await box.clock.pass_time(4)
    await box.press("answer", callId=f"{call_id}_1", **{"as": MINA})
    await box.clock.pass_time(12)
    await box.press("hangup", callId=f"{call_id}_1", **{"as": MINA})


async def blind_in_vain(box: Box) -> None:
    call_id = await answered(box)
    await box.press("transfer", callId=call_id, to=MINA, how="blind")


async def to_voicemail(box: Box) -> None:
    call_id = await answered(box)
    await box.press("transfer", callId=call_id, to=MINA, how="voicemail")


async def park(box: Box) -> None:
    call_id = await answered(box)
    code = (await box.press("park", callId=call_id))["code"]
    await box.clock.pass_time(15)
    await box.press("dial", number=code, **{"as": MINA})
    await box.clock.pass_time(10)
    await box.press("hangup", callId=call_id, **{"as": MINA})


async def inside(box: Box) -> None:
    await box.open_softphones()
    call_id = (await box.press("dial", number=MINA))["callId"]
    await box.clock.pass_time(4)
    await box.press("answer", callId=call_id, **{"as": MINA})
    await box.clock.pass_time(12)
    await box.press("hangup", callId=call_id)


async def inside_in_vain(box: Box) -> None:
    await box.open_softphones()
    await box.press("dial", number=MINA)


STORIES = {
    one.__name__: one
    for one in (
        queue_answered,
        queue_colleague,
        queue_voicemail,
        warm,
        warm_given_up,
        warm_declined,
        blind,
        blind_in_vain,
        to_voicemail,
        inside,
        inside_in_vain,
        park,
    )
}


def heard_by(box: Box, person: Person) -> list[CallEvent]:
    """Read what a person's page was told to post, as their desk does."""
    me = Agent(
        user_id=person.user_id,
        extension_id=person.extension_id,
        extension=str(person.extension_number),
        email=person.email,
        name=person.name,
    )
    found: list[CallEvent] = []
    for entry in box.simulator.feed.entries(person):
        if entry.kind == "post":
            seen_at = datetime.fromisoformat(json.loads(entry.data)["data"]["dateTime"])
            read = read_embed_message(entry.data, agent=me, seen_at=seen_at, outcomes=OUTCOMES)
            assert isinstance(read, Observed), entry.data
            found.extend(read.events)
    return found


async def records(box: Box, parts: list[dict[str, Any]]) -> list[CallEvent]:
    """Fetch the account's row, the path and the voicemail, as the companion does."""
    headers, seen_at = await box.token(), box.clock.now()
    listed = await box.client.get("/v2/phone/call_history", headers=headers)
    (row,) = listed.json()["call_history"]
    uuid = parts[0]["call_history_uuid"]
    path = await box.client.get(f"/v2/phone/call_history/{uuid}", headers=headers)
    found = [read_history_row(row, seen_at=seen_at)]
    found.extend(read_history_detail(path.json(), seen_at=seen_at))
    for part in parts:
        if part["voicemail_id"]:
            address = f"/v2/phone/voice_mails/{part['voicemail_id']}"
            mail = await box.client.get(address, headers=headers)
            found.append(read_voicemail(mail.json(), seen_at=seen_at))
    return found


class Told:
    """What each source told of one call, and the truth of it."""

    def __init__(self, parts: list[dict[str, Any]]) -> None:
        self.parts = parts
        self.webhooks: list[CallEvent] = []
        self.pages: list[CallEvent] = []
        self.records: list[CallEvent] = []


async def play(name: str) -> Told:
    async with opened_box() as box:
        await STORIES[name](box)
        await box.clock.pass_time(300)
        told = Told((await box.client.get("/control/truth")).json()["calls"])
        assert all(part["finished"] for part in told.parts)
        for request in box.received:
            read = read_webhook(request.content, seen_at=START)
            assert read.drift == (), read.drift
            told.webhooks.extend(read.events)
        told.pages = [event for person in AGENTS for event in heard_by(box, person)]
        told.records = await records(box, told.parts)
    return told


def folded(events: list[CallEvent]) -> Call:
    """Fold all events that share keys; what does not belong together is no call of this test."""
    keys = set(events[0].keys)
    together: list[CallEvent] = []
    left = list(events)
    while more := [event for event in left if keys & set(event.keys)]:
        together += more
        left = [event for event in left if event not in more]
        keys.update(key for event in more for key in event.keys)
    assert left == [], "more than one call"
    call = fold(together)
    assert call is not None
    return call


def wrong(told: Told, events: list[CallEvent]) -> list[str]:
    call = as_json(folded(events))
    return differences(told.parts, call, call, [])


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.asyncio
async def test_the_log_has_everybodys_part_once(name: str) -> None:
    told = await play(name)
    webhooks, pages, rest = told.webhooks, told.pages, told.records
    assert wrong(told, [*webhooks, *rest]) == []
    assert wrong(told, [*pages, *webhooks, *rest]) == []
    dice = random.Random(7)
    for _ in range(20):
        mixed = [*pages, *webhooks, *rest]
        dice.shuffle(mixed)
        assert wrong(told, [*mixed, *dice.sample(mixed, 9)]) == []


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.asyncio
async def test_the_record_alone_tells_it(name: str) -> None:
    told = await play(name)
    assert wrong(told, told.records) == []


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.asyncio
async def test_the_record_mends_what_no_webhook_told(name: str) -> None:
    told = await play(name)
    assert wrong(told, [*told.pages, *told.records]) == []


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.asyncio
async def test_what_is_told_live_is_right_but_for_being_an_estimate(name: str) -> None:
    told = await play(name)
    live = [event for event in told.webhooks if not event.facts.final]
    found = wrong(told, [*told.pages, *live])
    expected = ["estimated: Zoom says False, the desk says True"]
    if name == "park":  # the record calls that answered
        who = "leg of Bo Lindqvist as callee"
        expected.append(f"{who}, result: Zoom says 'answered', the desk says 'parked'")
    assert found == expected
