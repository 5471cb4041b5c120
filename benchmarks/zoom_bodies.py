"""The body of one webhook for every event's name, for `rubbish` to bend.

The simulated Zoom plays a short day and tells them. Where Zoom's description of its webhooks is
beside the checkout, its examples take their place: it is read there and never copied.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.call_run import Action
from cti_desktop.simulator.program import Simulator, create_app
from cti_desktop.simulator.settings import SimulatorSettings

ACCOUNT = "acc"
_UNKNOWN = "phone.never_heard_of"
_PUBLISHED = Path(__file__).resolve().parents[2] / "shared" / "zoom" / "webhooks.openapi.json"
VALIDATION = "endpoint.url_validation"
_PLAYED = frozenset(
    {
        *(f"phone.caller_{step}" for step in ("ringing", "connected", "ended")),
        *(f"phone.callee_{step}" for step in ("ringing", "answered", "ended", "missed")),
        *(f"phone.callee_{step}" for step in ("rejected", "hold", "unhold", "mute", "unmute")),
        *(f"phone.{side}_call_element_completed" for side in ("caller", "callee")),
        "phone.recording_completed",
        "phone.recording_transcript_completed",
        "phone.voicemail_received",
        "phone.voicemail_transcript_completed",
        "phone.ai_call_summary_changed",
        "phone.sms_received",
        "phone.sms_sent",
        "phone.sms_campaign_number_opt_out",
        "phone.sms_campaign_number_opt_in",
    }
)
_PATIENCE_S = 60.0
_PRESSED: tuple[Action, ...] = ("answer", "hold", "unhold", "mute", "unmute", "far-hangup")
_FAR = "+14155550123"
Body = dict[str, Any]


async def zoom_bodies() -> dict[str, Body]:
    """Return a body by each event's name; also of one that nobody has heard of."""
    bodies = await _played() | _published()
    ringing = bodies["phone.callee_ringing"]
    return bodies | {
        VALIDATION: {"event": VALIDATION, "payload": {"plainToken": "q" * 22}},
        _UNKNOWN: ringing | {"event": _UNKNOWN},
    }


def _published() -> dict[str, Body]:
    """Read Zoom's examples, where they are."""
    if not _PUBLISHED.is_file():
        return {}
    described = json.loads(_PUBLISHED.read_text("utf-8"))["webhooks"]
    contents = {
        name: item["post"]["requestBody"]["content"]["application/json"]
        for name, item in described.items()
    }
    return {name: next(iter(one["examples"].values()))["value"] for name, one in contents.items()}


class _Ears(httpx.AsyncBaseTransport):
    """Takes every webhook; `complete` once one of each that can be played has come."""

    def __init__(self) -> None:
        self.bodies: dict[str, Body] = {}
        self.complete = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.bodies[body["event"]] = body
        if self.bodies.keys() >= _PLAYED:
            self.complete.set()
        return httpx.Response(204)


async def _played() -> dict[str, Body]:
    settings = SimulatorSettings(
        webhook_url="http://ears.test/", pace=0.01, recording_transcripts=True
    )
    ears = _Ears()
    app = create_app(settings, webhook_transport=ears)
    async with app.router.lifespan_context(app):
        _play(app.state.simulator)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await ears.complete.wait()
        except TimeoutError:
            silent = ", ".join(sorted(_PLAYED - ears.bodies.keys()))
            raise RuntimeError(f"the simulated Zoom told nothing of {silent}") from None
    return ears.bodies


def _play(zoom: Simulator) -> None:
    """Play every script to somebody, and by hand what no script has."""
    engine, texts = zoom.engine, zoom.texts
    for agent, script in zip(AGENTS, engine.scripts.values(), strict=False):
        engine.play(script.name, agent, 0.0 if script.answer == "person" else None)
        if script.direction == "outbound":
            engine.dial(agent, script.far_number)
    held = engine.ring(AGENTS[-1], _FAR, "Somebody", "direct")
    for action in _PRESSED:
        engine.act(held, action)
    engine.act(engine.ring(AGENTS[-1], _FAR, "Somebody", "direct"), "decline")
    for conversation in texts.scripts.values():
        texts.play(AGENTS[0], conversation)
    for out in (True, False):
        texts.opt(AGENTS[1], _FAR, out=out)
