"""The file with what was said in a recording, as Zoom writes it and as it might."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx

from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import Kind
from cti_desktop.zoom.recordings import NO_TRANSCRIPT, read_transcript
from cti_desktop.zoom.rest import ZoomClient

API = "https://api.zoom.test/v2"
SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)


def piece(text: object, **more: Any) -> dict[str, Any]:
    return {"text": text, "ts": "00:00:01.000", "end_ts": "00:00:02.000", **more}


@pytest.mark.parametrize(
    ("timeline", "told"),
    [
        ([piece("Hello.", users=[{"username": "Bo"}])], "Bo: Hello."),
        ([piece("Hello.", userId="800"), piece("Hi.")], "800: Hello.\nHi."),
        ([piece("Hello.", userId=800), piece("You there?", userId=800)], "800: Hello. You there?"),
        ([piece("Hello.", users=["Bo"])], "Hello."),
        ([piece(None, raw_text="hello")], "hello"),
        ([piece(""), "junk", None], None),
        ("junk", None),
    ],
)
def test_turns_are_told_with_who_spoke(timeline: object, told: str | None) -> None:
    event = read_transcript({"timeline": timeline}, "r1", seen_at=SEEN)
    assert event.facts.recording is not None
    assert (event.facts.recording.id, event.facts.recording.text) == ("r1", told)
    assert (event.kind, event.at, event.keys) == (Kind.RECORDING, SEEN, ("recording:r1",))


def client(http: httpx.AsyncClient) -> ZoomClient:
    async def token() -> str:
        return "the-token"

    return ZoomClient(http, token, API)


@pytest.mark.asyncio
@respx.mock
async def test_the_token_does_not_follow_to_another_host() -> None:
    asked = respx.get(f"{API}/phone/recording_transcript/download/r1").respond(
        302, headers={"location": "https://files.example/t1.json"}
    )
    file = respx.get("https://files.example/t1.json").respond(
        200, json={"type": "zoom_transcript", "timeline": [piece("Hello.")]}
    )
    async with httpx.AsyncClient() as http:
        event = await client(http).recording_transcript("r1")
    assert event.facts.recording is not None
    assert event.facts.recording.text == "Hello."
    assert asked.calls.last.request.headers["authorization"] == "Bearer the-token"
    assert "authorization" not in file.calls.last.request.headers


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [12000, 12001, 12002, 12003])
@respx.mock
async def test_why_there_is_none_has_a_code_of_its_own(code: int) -> None:
    respx.get(f"{API}/phone/recording_transcript/download/r1").respond(
        400, json={"code": code, "message": "No transcript."}
    )
    async with httpx.AsyncClient() as http:
        with pytest.raises(Denied) as caught:
            await client(http).recording_transcript("r1")
    assert caught.value.code in NO_TRANSCRIPT
