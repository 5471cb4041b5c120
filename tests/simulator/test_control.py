import pytest

from tests.simulator.box import opened_box


@pytest.mark.asyncio
async def test_settings_change_at_run_time_and_hide_secrets() -> None:
    async with opened_box() as box:
        changed = await box.client.put(
            "/control/settings",
            json={"pace": 0.5, "approved_origins": ["https://desk.test"], "webhook_url": None},
        )
        assert changed.status_code == 200
        shown = (await box.client.get("/control/settings")).json()
        assert (shown["pace"], shown["approved_origins"]) == (0.5, ["https://desk.test"])
        assert not [name for name in shown if name.endswith("secret")]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pace": "fast"}, "pace"),
        ({"pace": -1}, "pace"),
        ({"pace": True}, "pace"),
        ({"light_per_second": 1.5}, "light_per_second"),
        ({"ready_signal": "smoke"}, "ready_signal"),
        ({"auto_consent": 1}, "auto_consent"),
        ({"approved_origins": "https://desk.test"}, "approved_origins"),
        ({"webhook_url": 1}, "webhook_url"),
        ({"client_secret": "x"}, "client_secret"),
        ({"colour": "blue"}, "colour"),
        ([], "object"),
    ],
)
async def test_wrong_settings_change_nothing(change: object, word: str) -> None:
    async with opened_box() as box:
        before = (await box.client.get("/control/settings")).json()
        wrong = {"log_delay_s": 9.0} | change if isinstance(change, dict) else change
        answer = await box.client.put("/control/settings", json=wrong)
        assert answer.status_code == 400
        assert word in answer.json()["reason"]
        assert (await box.client.get("/control/settings")).json() == before


@pytest.mark.asyncio
async def test_pace_stretches_a_whole_call() -> None:
    async with opened_box() as box:
        await box.client.put("/control/settings", json={"pace": 0.01})
        call_id = await box.play("inbound-answered", auto_after=10)
        await box.clock.pass_time(1.2)
        assert (await box.truth(call_id))["finished"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/control/play", {"script": "none"}, 404),
        ("/control/play", {}, 400),
        ("/control/play", {"script": "inbound-missed", "agent": "999"}, 404),
        ("/control/play", {"script": "inbound-missed", "auto_after": "soon"}, 400),
        ("/control/ring", {"caller_number": "+15550100", "via": "tunnel"}, 404),
        ("/control/calls/none/hangup", {}, 404),
        ("/control/calls/none/dance", {}, 404),
        ("/control/embed/post", {"repeat": 1_000_000}, 400),
    ],
)
async def test_wrong_orders_are_refused_with_a_reason(
    path: str, body: dict[str, object], status: int
) -> None:
    async with opened_box() as box:
        answer = await box.client.post(path, json=body)
        assert answer.status_code == status
        assert answer.json()["reason"]
        assert (await box.client.get("/control/truth")).json() == {"calls": []}


@pytest.mark.asyncio
async def test_state_tells_agents_scripts_and_calls() -> None:
    async with opened_box() as box:
        await box.post("/control/play", {"script": "outbound-busy", "agent": "801"})
        call_id = await box.play("inbound-missed")
        state = (await box.client.get("/control/state")).json()
        assert [a["armed"] for a in state["agents"]][:3] == [None, "outbound-busy", None]
        assert len(state["scripts"]) == 11
        assert [call["call_id"] for call in state["calls"]] == [call_id]
        page = await box.client.get("/control/")
        assert "Simulated Zoom" in page.text
        assert (await box.client.get("/")).headers["location"] == "/control/"
        assert (await box.client.get("/healthz")).json() == {"status": "ok"}
