"""A sound comes in stretches, whether or not whoever is asked knows ranges."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.errors import Denied, Temporary
from cti_desktop.sync import wire
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.sound import SoundPart, read_part

BASE = "http://127.0.0.1:1"
PLACE = f"{BASE}/v1/calls/c%2F1/media/m%3F2"
SOUND = bytes(range(256)) * 4


async def chunks_of(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def heard(client: CompanionClient, length: int) -> list[SoundPart]:
    parts: list[SoundPart] = []
    while not parts or not parts[-1].last:
        first = parts[-1].next_first if parts else 0
        parts.append(await client.sound("c/1", "m?2", first=first, length=length))
    return parts


def in_ranges(request: httpx.Request) -> httpx.Response:
    first, last = request.headers["range"].removeprefix("bytes=").split("-")
    piece = SOUND[int(first) : int(last) + 1]
    told = f"bytes {first}-{int(first) + len(piece) - 1}/{len(SOUND)}"
    headers = {"content-range": told, "content-type": "audio/mpeg; q=1"}
    return httpx.Response(206, content=piece, headers=headers)


def all_at_once(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=SOUND, headers={"content-type": "audio/mpeg"})


@pytest.mark.asyncio
@pytest.mark.parametrize("answers", [in_ranges, all_at_once])
async def test_parts_make_the_whole_sound(
    answers: Callable[[httpx.Request], httpx.Response],
) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        client = CompanionClient(http, BASE, lambda: "tok")
        with respx.mock:
            route = respx.get(PLACE).mock(side_effect=answers)
            parts = await heard(client, 300)
    assert b"".join(part.data for part in parts) == SOUND
    assert [part.first for part in parts] == [0, 300, 600, 900]
    assert {(part.total, part.kind) for part in parts} == {(len(SOUND), "audio/mpeg")}
    asked = route.calls[0].request
    assert asked.headers["authorization"] == "Bearer tok"
    assert asked.headers["accept-encoding"] == "identity"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(404, "not_found", Denied), (416, "range_wrong", Denied), (503, "zoom_busy", Temporary)],
)
async def test_a_refusal_is_no_sound(status: int, code: str, kind: type[Exception]) -> None:
    body = wire.encode(wire.ErrorAnswer(error=wire.ErrorBody(code=code, message="No.", id="a")))
    async with httpx.AsyncClient(trust_env=False) as http:
        client = CompanionClient(http, BASE, lambda: "tok")
        with respx.mock:
            respx.get(PLACE).respond(status, content=body)
            with pytest.raises(kind) as caught:
                await client.sound("c/1", "m?2", first=5)
    assert getattr(caught.value, "code", "") == code


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "headers", "data"),
    [
        (206, {}, SOUND),
        (206, {"content-range": "bytes 7-9/20"}, SOUND[7:10]),
        (206, {"content-range": "bytes 0-9/1024"}, SOUND[:10]),
        (200, {"content-length": "1024"}, SOUND[:100]),
    ],
)
async def test_less_than_was_promised_is_no_sound(
    status: int, headers: dict[str, str], data: bytes
) -> None:
    with pytest.raises(Temporary):
        await read_part(status, headers, chunks_of(data, 64), 5, 500)


@pytest.mark.asyncio
@given(
    first=st.integers(0, 1100),
    length=st.integers(1, 1100),
    size=st.integers(1, 400),
    told=st.booleans(),
)
async def test_any_stretch_of_a_whole_answer(
    first: int, length: int, size: int, told: bool
) -> None:
    headers = {"content-length": str(len(SOUND))} if told else {}
    part = await read_part(200, headers, chunks_of(SOUND, size), first, length)
    assert part.data == SOUND[first : first + length]
    if told:
        assert part.last == (first + length >= len(SOUND))
    if len(part.data) < length:
        assert part.last
