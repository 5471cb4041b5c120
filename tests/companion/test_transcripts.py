"""What was said in a recorded call comes to the desk, where Zoom wrote it down."""

import dataclasses
from pathlib import Path

import pytest

from cti_desktop.calls.events import CallEvent, Facts, Kind, Media, Source
from cti_desktop.companion.reconcile import TRIES
from tests.companion.bench import BO, OWN_CALLS, SERVER_APP, Bench, make_bench
from tests.companion.test_reconcile import (
    asks,
    has_final_legs,
    heard_by_the_desktop,
    of,
    play,
    until,
)
from tests.companion.test_signin import to_zoom

MAKES = {"recording_transcripts": True}
TRANSCRIPT = "/phone/recording_transcript/download/"


def spoken(bench: Bench, call_id: str) -> list[str | None]:
    call = of(bench, call_id)
    return [one.text for one in call.recordings] if call is not None else []


@pytest.mark.asyncio
async def test_a_recordings_transcript_is_read_once_somebody_told_of_it(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(tmp_path, database_url=address, zoom=MAKES, **SERVER_APP) as bench:
        client = await bench.client(BO)
        call_id = await play(bench, "inbound-answered", auto_after=0)
        await until(bench, lambda: any(spoken(bench, call_id)))
        (text,) = spoken(bench, call_id)
        heard = (await client.pull()).events
        assert asks(bench, TRANSCRIPT) == 1
    assert (text or "").splitlines() == [
        "Bo Lindqvist: Good day, how can I help you?",
        "Ada Lovelace: Hello. It is about my invoice.",
        "Bo Lindqvist: I will look into it.",
    ]
    assert text in [one.facts.recording.text for one in heard if one.facts.recording]


@pytest.mark.asyncio
async def test_a_users_own_grant_reads_their_transcripts(tmp_path: Path, address: str) -> None:
    zoom = MAKES | OWN_CALLS
    async with make_bench(tmp_path, database_url=address, zoom=zoom) as bench:
        await bench.http.get(await to_zoom(bench))
        call_id = await play(bench, "inbound-answered", auto_after=0)
        await until(bench, lambda: any(spoken(bench, call_id)))


def told_of(call_id: str) -> tuple[CallEvent, ...]:
    """A call whose recording has an address for a transcript that is not there."""
    rang, *rest = heard_by_the_desktop(call_id)
    media = Media(id="r1", url="https://zoom.us/r1", detail="https://zoom.us/t1")
    recorded = dataclasses.replace(
        rang,
        id=f"recorded-{call_id}",
        kind=Kind.RECORDING,
        source=Source.WEBHOOK,
        facts=Facts(recording=media),
    )
    return (rang, *rest, recorded)


@pytest.mark.asyncio
async def test_a_transcript_that_never_comes_is_no_failure(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=0.005
    ) as bench:
        reconciler = bench.companion.reconciler
        call_id = await play(bench, "inbound-missed")
        await until(bench, lambda: has_final_legs(bench, call_id))
        bench.store.journal.append(told_of(call_id)).result()
        await until(bench, lambda: asks(bench, TRANSCRIPT) == TRIES and not reconciler.waiting())
        assert reconciler.status.last_error is None
        assert reconciler.given_up() == ()
