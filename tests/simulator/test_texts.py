"""Conversations played by script and by hand, as the page and the webhooks tell of them."""

import json
from typing import Any

import pytest

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.script_table import ScriptRefused
from cti_desktop.simulator.text_scripts import parse_text_script, shipped_text_scripts
from tests.simulator.box import Box, opened_box
from tests.simulator.test_shapes import faults, schema_file

GOOD = """
[far_end]
number = "+442079460018"
[[steps]]
who = "far-end"
text = "Hello"
"""


def posted(box: Box) -> list[dict[str, Any]]:
    entries = box.simulator.feed.entries(AGENTS[0])
    return [json.loads(entry.data)["data"] for entry in entries if entry.kind == "post"]


def told(box: Box) -> list[dict[str, Any]]:
    return [json.loads(request.content)["payload"]["object"] for request in box.received]


@pytest.mark.asyncio
async def test_a_conversation_goes_both_ways_with_a_picture() -> None:
    async with opened_box() as box:
        await box.post("/control/texts/play", {"script": "question", "agent": "800"})
        await box.clock.pass_time(20)
        logs = posted(box)
        assert [one["status"] for one in logs] == ["Received", "Received", "Delivered", "Received"]
        assert len({one["sessionId"] for one in logs}) == 1
        assert box.events == ["phone.sms_received"] * 2 + ["phone.sms_sent", "phone.sms_received"]
        (picture,) = logs[1]["attachments"]
        page = await box.client.get(picture["fileUrl"])
        assert "parcel-page.png" in page.text
        assert told(box)[1]["attachments"][0]["download_url"] == picture["fileUrl"]
        assert told(box)[0]["sender"]["display_name"] == "Ada Lovelace"


@pytest.mark.asyncio
async def test_a_text_that_does_not_arrive_says_why() -> None:
    async with opened_box() as box:
        await box.post("/control/texts/play", {"script": "not-delivered"})
        await box.clock.pass_time(5)
        assert [one["status"] for one in posted(box)] == ["Not delivered"]
        assert box.events == ["phone.sms_sent_failed"]
        assert told(box)[0]["failure_reason"].startswith("The carrier")


@pytest.mark.asyncio
async def test_whoever_opted_out_gets_nothing_until_they_opt_in() -> None:
    async with opened_box() as box:
        await box.post("/control/texts/play", {"script": "opt-out"})
        await box.clock.pass_time(10)
        number = "+15550100391"
        await box.press("sms", number=number, message="But the offer")
        await box.clock.pass_time(5)
        assert posted(box)[-1]["status"] == "Not delivered"
        await box.post("/control/texts/opt", {"number": number, "out": False})
        await box.press("sms", number=number, message="Welcome back")
        await box.clock.pass_time(5)
        assert posted(box)[-1]["status"] == "Delivered"
        assert [name.removeprefix("phone.sms_") for name in box.events] == [
            "sent",
            "received",
            "campaign_number_opt_out",
            "sent_failed",
            "campaign_number_opt_in",
            "sent",
        ]


@pytest.mark.asyncio
async def test_the_page_draws_a_text_as_it_stands() -> None:
    async with opened_box() as box:
        await box.press("sms", number="+12125550147", message="Sent")
        await box.clock.pass_time(5)
        entries = box.simulator.feed.entries(AGENTS[0])
        drawn = [json.loads(entry.data) for entry in entries if entry.kind == "sms"]
        assert [one["status"] for one in drawn][:2] == ["sent", "delivered"]
        assert len({one["id"] for one in drawn}) == 1
        state = (await box.client.get("/embed/state", params={"as": "800"})).json()
        assert [one["status"] for one in state["texts"]] == ["delivered"]


@pytest.mark.asyncio
async def test_texting_webhooks_fit_zooms_schemas() -> None:
    document = schema_file("webhooks.openapi.json")["webhooks"]
    async with opened_box() as box:
        for name in shipped_text_scripts():
            await box.post("/control/texts/play", {"script": name})
        await box.clock.pass_time(30)
        await box.post("/control/texts/opt", {"number": "+15550100391", "out": False})
        await box.clock.pass_time(1)
        bodies = [json.loads(request.content) for request in box.received]
    wrong = []
    for body in bodies:
        operation = document[body["event"]]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        wrong += [f"{body['event']} {fault}" for fault in faults(body, schema)]
    assert wrong == []
    assert len({body["event"] for body in bodies}) == 5


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/control/texts/play", {"script": "none"}, 404),
        ("/control/texts/play", {"script": "question", "agent": "999"}, 404),
        ("/control/texts/opt", {}, 400),
        ("/control/sms", {"number": "+15550100391"}, 400),
    ],
)
async def test_wrong_orders_are_refused(path: str, body: dict[str, object], status: int) -> None:
    async with opened_box() as box:
        answer = await box.client.post(path, json=body)
        assert answer.status_code == status
        assert answer.json()["reason"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[far_end]\nnumber = '+442079460018'", "needs steps"),
        (GOOD.replace("far-end", "nobody"), "who must be one of"),
        (GOOD.replace('text = "Hello"', ""), "needs a text"),
        (GOOD.replace("far-end", "agent") + 'deed = "opts-out"', "only the far end"),
        (GOOD + "colour = 1", "nobody knows"),
        (GOOD + 'attached = [{ name = "a.gif", kind = "TIFF" }]', "kind must be one of"),
        (GOOD + 'attached = "a.gif"', "list of tables"),
    ],
)
def test_a_wrong_script_says_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(ScriptRefused, match=complaint):
        parse_text_script("try", text)
