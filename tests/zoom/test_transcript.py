"""The file with what was said in a recording, as Zoom writes it and as it might."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx

from cti_desktop.calls.errors import Denied, Temporary
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


def client(http: httpx.AsyncClient, **more: Any) -> ZoomClient:
    async def token() -> str:
        return "the-token"

    return ZoomClient(http, token, API, **more)


TRANSCRIPT = f"{API}/phone/recording_transcript/download/r1"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("https://files.example/t1.json", False),
        ("https://zoom.us.example/t1.json", False),
        ("https://notzoom.us/t1.json", False),
        ("http://files.zoom.us/t1.json", False),
        ("https://files.zoom.us/t1.json", True),
        ("https://zoom.us/t1.json", True),
    ],
)
@respx.mock
async def test_the_token_follows_to_zooms_own_hosts_only(place: str, shown: bool) -> None:
    asked = respx.get(TRANSCRIPT).respond(302, headers={"location": "https://zoom.us/go"})
    respx.get("https://zoom.us/go").respond(302, headers={"location": place})
    file = respx.get(place).respond(
        200, json={"type": "zoom_transcript", "timeline": [piece("Hello.")]}
    )
    async with httpx.AsyncClient() as http:
        event = await client(http).recording_transcript("r1")
    assert event.facts.recording is not None
    assert event.facts.recording.text == "Hello."
    assert asked.calls.last.request.headers["authorization"] == "Bearer the-token"
    told = file.calls.last.request.headers.get("authorization")
    assert told == ("Bearer the-token" if shown else None)


@pytest.mark.asyncio
@respx.mock
async def test_a_refusal_where_the_file_lies_says_nothing_of_the_token() -> None:
    asked = respx.get(TRANSCRIPT).respond(302, headers={"location": "https://files.example/t1"})
    respx.get("https://files.example/t1").respond(401)
    async with httpx.AsyncClient() as http:
        with pytest.raises(Denied) as caught:
            await client(http).recording_transcript("r1")
    assert caught.value.code == "file_refused"
    assert asked.call_count == 1


@pytest.mark.asyncio
@respx.mock
async def test_who_leads_on_and_on_is_not_followed_for_ever() -> None:
    round_and_round = respx.get(TRANSCRIPT).respond(302, headers={"location": TRANSCRIPT})

    async def at_once(_: float) -> None:
        return

    async with httpx.AsyncClient() as http:
        with pytest.raises(Temporary):
            await client(http, sleep=at_once).recording_transcript("r1")
    assert round_and_round.call_count < 30


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
