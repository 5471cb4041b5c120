import html
import json
import re
from typing import Any

import pytest

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.embed_feed import EmbedFeed
from cti_desktop.simulator.settings import SimulatorSettings
from tests.simulator.box import Box, opened_box

HOME = "/integration/phone/embeddablephone/home"


def boot_of(page: str) -> dict[str, Any]:
    found = re.search(r'data-boot="([^"]*)"', page)
    assert found is not None
    boot: dict[str, Any] = json.loads(html.unescape(found[1]))
    return boot


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("origins", "ancestors"),
    [
        ((), "frame-ancestors 'none'"),
        (
            ("https://desk.test", "https://b.test"),
            "frame-ancestors https://desk.test https://b.test",
        ),
    ],
)
async def test_only_approved_origins_may_frame_the_page(
    origins: tuple[str, ...], ancestors: str
) -> None:
    async with opened_box(SimulatorSettings(approved_origins=origins)) as box:
        answer = await box.client.get(HOME, params={"as": "800"})
        assert answer.headers["content-security-policy"].endswith(ancestors)
        assert boot_of(answer.text)["origins"] == list(origins)


@pytest.mark.asyncio
async def test_the_page_names_nothing_outside_itself() -> None:
    async with opened_box() as box:
        todo, seen = [HOME, "/control/"], set()
        while todo:
            path = todo.pop()
            seen.add(path)
            answer = await box.client.get(path)
            assert answer.status_code == 200, path
            text = answer.text.replace("http://www.w3.org/2000/svg", "")
            assert "http://" not in text
            assert "https://" not in text
            linked = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))
            linked |= {f"/static/{name}" for name in re.findall(r'from "\./([^"]+)"', text)}
            todo += sorted(linked - seen)
        assert {"/static/host.js", "/static/tabs.js", "/static/control.js"} <= seen


@pytest.mark.asyncio
async def test_signing_in_and_out_by_cookie() -> None:
    async with opened_box() as box:
        assert boot_of((await box.client.get(HOME)).text)["agent"] is None
        assert (await box.client.get("/embed/state")).status_code == 404
        answer = await box.client.post("/embed/actions", json={"action": "sign_in", "as": "802"})
        cookie = answer.headers["set-cookie"]
        assert "SameSite=none" in cookie
        assert "Secure" in cookie
        signed_in = {"cookie": cookie.split(";")[0]}
        home = await box.client.get(HOME, headers=signed_in)
        assert boot_of(home.text)["agent"] == "802"
        state = (await box.client.get("/embed/state", headers=signed_in)).json()
        assert state["name"] == "Tariq Benali"
        out = await box.client.post("/embed/actions", json={"action": "sign_out"})
        assert "Max-Age=0" in out.headers["set-cookie"]
        unknown = await box.client.get(HOME, params={"as": "nobody"})
        assert boot_of(unknown.text)["agent"] is None


async def first_events(feed: EmbedFeed, after: int, count: int) -> list[dict[str, str]]:
    stream = feed.stream(AGENTS[0], after)
    assert await anext(stream) == "retry: 500\n\n"
    events = []
    for _ in range(count):
        lines = (await anext(stream)).strip().splitlines()
        events.append(dict(line.split(": ", 1) for line in lines))
    await stream.aclose()
    return events


@pytest.mark.asyncio
async def test_a_stream_resumes_where_it_broke() -> None:
    feed = EmbedFeed()
    for number in range(5):
        feed.push(AGENTS[0], "raw", {"n": number})
    feed.push(AGENTS[1], "raw", {"n": 99})
    events = await first_events(feed, 2, 3)
    assert [event["id"] for event in events] == ["3", "4", "5"]
    assert json.loads(events[0]["data"]) == {"n": 2}
    assert feed.pages(AGENTS[0]) == 0


@pytest.mark.asyncio
async def test_a_stream_says_when_something_is_gone_for_good() -> None:
    feed = EmbedFeed()
    for number in range(600):
        feed.push(AGENTS[0], "raw", {"n": number})
    events = await first_events(feed, 50, 2)
    assert [event["event"] for event in events] == ["gap", "raw"]


@pytest.mark.asyncio
async def test_a_closed_feed_ends_its_streams() -> None:
    feed = EmbedFeed()
    stream = feed.stream(AGENTS[0], 0)
    await anext(stream)
    feed.close()
    assert [event async for event in stream] == []


async def refused(box: Box, body: object) -> tuple[int, str]:
    answer = await box.client.post("/embed/actions", json=body)
    return answer.status_code, str(answer.json()["reason"])


@pytest.mark.asyncio
async def test_wrong_button_presses_are_refused() -> None:
    async with opened_box() as box:
        assert await refused(box, {"as": "800", "action": "fly"}) == (
            400,
            "nobody knows the action fly",
        )
        assert (await refused(box, {"as": "999", "action": "dial"}))[0] == 404
        assert (await refused(box, {"as": "800", "action": "answer", "callId": "none"}))[0] == 400
        assert (await refused(box, {"as": "800", "action": "dial", "number": 5}))[0] == 400
        assert (await refused(box, {"as": "800", "action": "notes", "notes": "x"}))[0] == 400
        bad = await box.client.post("/embed/actions", content=b"{")
        assert bad.status_code == 400


@pytest.mark.asyncio
async def test_no_device_no_call() -> None:
    async with opened_box(SimulatorSettings(device_available=False)) as box:
        body = {"as": "800", "action": "dial", "number": "+12125550147"}
        assert await refused(box, body) == (400, "no available device")
        state = await box.client.get("/embed/state", params={"as": "800"})
        assert state.json()["deviceAvailable"] is False


@pytest.mark.asyncio
async def test_text_messages_go_both_ways() -> None:
    async with opened_box() as box:
        await box.press("sms", number="+12125550147", message="Shall I send it?")
        await box.clock.pass_time(2)
        received = {"agent": "800", "number": "+12125550147", "text": "Yes"}
        await box.post("/control/sms", received)
        entries = box.simulator.feed.entries(AGENTS[0])
        logs = [json.loads(e.data)["data"] for e in entries if e.kind == "post"]
        assert [log["status"] for log in logs] == ["Delivered", "Received"]
        assert logs[0]["sessionId"] == logs[1]["sessionId"]
        assert logs[0]["receivers"] == [logs[1]["sender"]] == [{"phoneNumber": "+12125550147"}]


@pytest.mark.asyncio
async def test_save_log_tells_all_that_is_known_by_then() -> None:
    async with opened_box() as box:
        call_id = await box.play("inbound-answered", auto_after=1)
        await box.clock.pass_time(200)
        await box.press("save_log", callId=call_id)
        saved = json.loads(box.simulator.feed.entries(AGENTS[0])[-1].data)
        assert saved["type"] == "zp-save-log-event"
        assert "id" not in saved
        assert saved["data"]["duration"] == 90
        assert saved["data"]["callSummary"].startswith("Ada asked")
        player = await box.client.get(saved["data"]["recordingUrl"])
        assert "Recording" in player.text
        sound = await box.client.get("/integration/phone/embeddablephone/audio/tone.wav")
        assert sound.headers["content-type"] == "audio/wav"
