"""Recordings and voicemails are streamed to whoever may see their call, and to nobody else."""

import contextlib
import dataclasses
import io
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import Facts, Kind, Media, Source
from cti_desktop.companion.media import Span, cut, span_of
from cti_desktop.simulator.audio import tone
from cti_desktop.store.sessions import SessionUser
from tests.companion.bench import BO, BOSS, MINA, SERVER_APP, Bench, make_bench
from tests.companion.test_reconcile import asks, of, play, until
from tests.sync.events import leg_event, whole_call_event

SOUND = tone()


@contextlib.asynccontextmanager
async def recorded(
    folder: Path, address: str, script: str
) -> AsyncIterator[tuple[Bench, Call, str]]:
    """Play a call of Bo's that leaves a sound behind."""
    async with make_bench(folder, database_url=address, **SERVER_APP) as bench:
        answered = {"auto_after": 0} if script == "inbound-answered" else {}
        call_id = await play(bench, script, **answered)

        def media() -> tuple[Media, ...]:
            call = of(bench, call_id)
            return (*call.recordings, *call.voicemails) if call else ()

        await until(bench, lambda: any(one.url for one in media()))
        call = of(bench, call_id)
        assert call is not None
        yield bench, call, next(one.id for one in media() if one.url)


async def get(
    bench: Bench, user: SessionUser, call: str, media: str, **headers: str
) -> httpx.Response:
    headers["authorization"] = f"Bearer {await bench.token(user)}"
    return await bench.http.get(f"/v1/calls/{call}/media/{media}", headers=headers)


@pytest.mark.asyncio
@pytest.mark.parametrize("script", ["inbound-answered", "inbound-voicemail"])
async def test_the_owner_hears_it_with_the_companions_token(
    tmp_path: Path, address: str, script: str
) -> None:
    async with recorded(tmp_path, address, script) as (bench, call, media):
        for user in (BO, BOSS):
            answer = await get(bench, user, call.id, media)
            assert answer.status_code == 200
            assert answer.content == SOUND
            assert answer.headers["content-type"] == "audio/wav"
            assert answer.headers["accept-ranges"] == "bytes"
            assert int(answer.headers["content-length"]) == len(SOUND)
            assert answer.headers["cache-control"] == "no-store"
            with wave.open(io.BytesIO(answer.content)) as sound:
                assert sound.getnframes() > 0


@pytest.mark.asyncio
async def test_a_range_is_cut_out(tmp_path: Path, address: str) -> None:
    async with recorded(tmp_path, address, "inbound-voicemail") as (bench, call, media):
        total = len(SOUND)
        for wanted, part in (
            ("bytes=0-9", SOUND[:10]),
            ("bytes=100-", SOUND[100:]),
            ("bytes=-7", SOUND[-7:]),
            (f"bytes=10-{total * 2}", SOUND[10:]),
        ):
            answer = await get(bench, BO, call.id, media, range=wanted)
            assert answer.status_code == 206
            assert answer.content == part
            begin = total - len(part) if wanted != "bytes=0-9" else 0
            end = begin + len(part) - 1
            assert answer.headers["content-range"] == f"bytes {begin}-{end}/{total}"
        beyond = await get(bench, BO, call.id, media, range=f"bytes={total}-")
        assert beyond.status_code == 416
        whole = await get(bench, BO, call.id, media, range="bytes=0-1,5-6")
        assert (whole.status_code, whole.content) == (200, SOUND)


@pytest.mark.asyncio
async def test_others_are_told_that_it_does_not_exist(tmp_path: Path, address: str) -> None:
    async with recorded(tmp_path, address, "inbound-voicemail") as (bench, call, media):
        before = asks(bench, "/phone/voice_mails/download")
        for user, call_id, media_id in (
            (MINA, call.id, media),
            (BO, call.id, "another"),
            (BO, "c-0000", media),
        ):
            answer = await get(bench, user, call_id, media_id)
            assert answer.status_code == 404
            assert answer.json()["error"]["code"] == "not_found"
        nobody = await bench.http.get(f"/v1/calls/{call.id}/media/{media}")
        assert nobody.status_code == 401
        assert asks(bench, "/phone/voice_mails/download") == before


@pytest.mark.asyncio
async def test_a_desktop_cannot_name_a_recording_by_itself(tmp_path: Path, address: str) -> None:
    async with recorded(tmp_path, address, "inbound-voicemail") as (bench, _, media):
        mine = leg_event("0699", f"ext:{MINA.extension_id}")
        stolen = dataclasses.replace(
            leg_event("0699", f"ext:{MINA.extension_id}", Kind.VOICEMAIL),
            facts=Facts(voicemail=Media(id=media, url=f"http://zoom.test/v2/phone/users?{media}")),
        )
        client = await bench.client(MINA)
        assert (await client.push([mine, stolen])).accepted == 2
        call = bench.store.log.by_key("call:0699")
        assert call is not None
        assert media in {one.id for one in call.voicemails}
        assert (await get(bench, MINA, call.id, media)).status_code == 404


@pytest.mark.asyncio
async def test_a_deleted_recording_is_gone(bench: Bench) -> None:
    call_id, told = "0699", whole_call_event("0699")
    recording = dataclasses.replace(
        told, source=Source.WEBHOOK, facts=Facts(recording=Media(id="rec", url="https://z/x"))
    )
    deleted = dataclasses.replace(
        whole_call_event(call_id, seconds=100),
        id="gone",
        facts=Facts(recording=Media(id="rec", deleted=True)),
    )
    events = [leg_event(call_id, f"ext:{BO.extension_id}"), recording, deleted]
    bench.store.journal.append(events).result()
    call = of(bench, call_id)
    assert call is not None
    assert (await get(bench, BO, call.id, "rec")).status_code == 404


@pytest.mark.asyncio
async def test_while_zoom_is_away_it_may_be_tried_again(tmp_path: Path, address: str) -> None:
    async with recorded(tmp_path, address, "inbound-voicemail") as (bench, call, media):
        bench.to_zoom.broken = True
        answer = await get(bench, BO, call.id, media)
        assert answer.status_code == 503


async def whole(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [1, 3, 7, 100])
async def test_cutting_takes_exactly_the_bytes_asked_for(size: int) -> None:
    data = bytes(range(50))
    pieces = [data[at : at + size] for at in range(0, 50, size)]
    for first in range(50):
        for last in range(first, 50, 7):
            span = Span(first=first, last=last, total=50)
            got = b"".join([one async for one in cut(whole(*pieces), span)])
            assert got == data[first : last + 1]
            assert len(got) == span.length


@given(wanted=st.text(max_size=30) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}"), total=st.integers(1))
def test_every_range_header_is_read_or_refused(wanted: str, total: int) -> None:
    try:
        span = span_of(wanted, total)
    except Denied:
        first = wanted.removeprefix("bytes=").partition("-")[0]
        assert wanted.startswith("bytes=")
        assert not first or int(first) >= total
    else:
        assert span is None or 0 <= span.first <= span.last < total
