import hashlib
import hmac
import itertools
import json

import httpx
import pytest

from cti_desktop.simulator.settings import SimulatorSettings
from tests.simulator.box import SECRET, START, Box, opened_box


def signature_of(request: httpx.Request) -> str:
    signed = b"v0:%s:%s" % (request.headers["x-zm-request-timestamp"].encode(), request.content)
    return "v0=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()


@pytest.mark.asyncio
async def test_every_webhook_is_signed_over_its_raw_bytes() -> None:
    async with opened_box() as box:
        ring = {"agent": "804", "caller_number": "+34915550100", "caller_name": "Íñigo Ñandú"}
        await box.post("/control/ring", ring)
        await box.clock.pass_time(1)
        request = box.received[0]
        assert request.headers["x-zm-signature"] == signature_of(request)
        assert request.headers["x-zm-request-timestamp"] == str(int(START.timestamp()))
        assert request.headers["user-agent"] == "Zoom Marketplace/1.0a"
        assert request.headers["content-type"] == "application/json; charset=utf-8"
        assert "Íñigo".encode() in request.content
        body = json.loads(request.content)
        assert body["event"] == "phone.callee_ringing"
        assert body["event_ts"] == START.timestamp() * 1000 + 200
        assert body["payload"]["object"]["callee"]["extension_number"] == 804


@pytest.mark.asyncio
async def test_server_errors_and_timeouts_are_retried_on_zooms_schedule() -> None:
    async with opened_box(SimulatorSettings(retry_factor=0.5)) as box:
        box.statuses = itertools.chain([503, 204, 0, 200], itertools.repeat(204))
        call_id = await box.post("/control/ring", {"agent": "800", "caller_number": "+15550109"})
        await box.clock.pass_time(0.2)
        await box.press("answer", callId=call_id["call_id"])
        await box.clock.pass_time(149)
        assert box.events == ["phone.callee_ringing", "phone.callee_answered"]
        await box.clock.pass_time(1)
        assert box.events.count("phone.callee_ringing") == 2
        trace = (await box.truth(call_id["call_id"]))["webhooks"][0]
        assert (trace["status"], trace["attempts"]) == ("retrying", 2)
        await box.clock.pass_time(600)
        trace = (await box.truth(call_id["call_id"]))["webhooks"][0]
        assert (trace["status"], trace["attempts"]) == ("delivered", 3)
        rings = [r for r in box.received if b"callee_ringing" in r.content]
        assert len({r.headers["x-zm-request-id"] for r in rings}) == 1
        assert len({r.headers["x-zm-request-timestamp"] for r in rings}) == 3
        assert all(r.headers["x-zm-signature"] == signature_of(r) for r in rings)


@pytest.mark.asyncio
@pytest.mark.parametrize("factor", [1.0, 0.5])
async def test_retries_can_keep_their_stamp_and_it_ages_as_zooms_would(factor: float) -> None:
    settings = SimulatorSettings(retry_factor=factor, retries_keep_stamp=True)
    async with opened_box(settings) as box:
        box.statuses = itertools.repeat(503)
        await box.post("/control/ring", {"agent": "800", "caller_number": "+15550109"})
        came: list[float] = []
        for pause in (0.2, 300, 1200, 3600):
            await box.clock.pass_time(pause * factor if came else pause)
            came.append(box.clock.now().timestamp())
        rings = [r for r in box.received if b"callee_ringing" in r.content]
        stamps = [int(r.headers["x-zm-request-timestamp"]) for r in rings]
        ages = [round(at - stamp) for at, stamp in zip(came, stamps, strict=True)]
        assert ages == [0, 300, 1500, 5100]
        assert all(r.headers["x-zm-signature"] == signature_of(r) for r in rings)


@pytest.mark.asyncio
async def test_four_failures_are_the_end_of_it() -> None:
    async with opened_box() as box:
        box.statuses = itertools.repeat(500)
        call_id = await box.play("inbound-missed")
        await box.clock.pass_time(3 * 3600)
        traces = (await box.truth(call_id))["webhooks"]
        assert {(t["status"], t["attempts"]) for t in traces} == {("failed", 4)}


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [301, 401, 404, 429])
async def test_redirects_and_client_errors_are_not_retried(status: int) -> None:
    async with opened_box() as box:
        box.statuses = itertools.repeat(status)
        call_id = await box.play("inbound-missed")
        await box.clock.pass_time(3 * 3600)
        traces = (await box.truth(call_id))["webhooks"]
        assert {(t["status"], t["attempts"]) for t in traces} == {("refused", 1)}


async def validated(box: Box) -> dict[str, object]:
    answer: dict[str, object] = await box.post("/control/validate-endpoint", {})
    return answer


@pytest.mark.asyncio
async def test_endpoint_validation_tells_a_good_answer_from_bad_ones() -> None:
    async with opened_box() as box:
        assert await validated(box) == {"valid": False, "reason": "the endpoint answered 204"}
        box.statuses = itertools.repeat(0)
        assert await validated(box) == {"valid": False, "reason": "no answer (ReadTimeout)"}
        box.statuses = itertools.repeat(200)
        assert await validated(box) == {"valid": False, "reason": "the answer is no JSON"}
        request = box.received[-1]
        assert request.headers["x-zm-signature"] == signature_of(request)
        await box.client.put("/control/settings", json={"webhook_url": None})
        assert (await validated(box))["reason"] == "no webhook address is set"


@pytest.mark.asyncio
@pytest.mark.parametrize(("secret", "valid"), [(SECRET, True), ("another", False)])
async def test_endpoint_validation_checks_the_proof(
    secret: str, valid: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prove(_: Box, request: httpx.Request) -> httpx.Response:
        token = json.loads(request.content)["payload"]["plainToken"]
        proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        return httpx.Response(200, json={"plainToken": token, "encryptedToken": proof})

    monkeypatch.setattr(Box, "endpoint", prove)
    async with opened_box() as box:
        assert (await validated(box))["valid"] is valid


@pytest.mark.asyncio
async def test_chaos_loses_doubles_and_shuffles() -> None:
    async with opened_box() as box:
        await box.client.put("/control/settings", json={"webhook_loss_rate": 1})
        lost = await box.play("inbound-missed")
        await box.clock.pass_time(60)
        assert box.received == []
        assert {t["status"] for t in (await box.truth(lost))["webhooks"]} == {"lost"}
        await box.client.put(
            "/control/settings", json={"webhook_loss_rate": 0, "webhook_duplicate_rate": 1}
        )
        await box.play("inbound-missed")
        await box.clock.pass_time(60)
        assert len(box.received) == 8
        assert len({r.headers["x-zm-request-id"] for r in box.received}) == 4
        box.received.clear()
        await box.client.put(
            "/control/settings",
            json={"webhook_duplicate_rate": 0, "webhook_shuffle_within_s": 600},
        )
        calls = [await box.play("inbound-missed") for _ in range(5)]
        await box.clock.pass_time(1200)
        told = [event for c in calls for event in (await box.truth(c))["webhooks"]]
        assert len(box.received) == len(told) == 20
        order = [json.loads(r.content)["event_ts"] for r in box.received]
        assert order != sorted(order)
