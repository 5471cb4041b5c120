"""What a call left behind is found although no webhook told of it."""

import asyncio
import dataclasses
from pathlib import Path

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Kind, Media, Result, Source
from cti_desktop.companion.reconcile import TRIES
from cti_desktop.companion.seen import SEEN
from cti_desktop.zoom.contract.v3 import SUMMARY_CHANGED
from tests.companion.bench import BO, OWN_CALLS, SERVER_APP, Bench, make_bench
from tests.companion.test_reconcile import (
    BO_LEG,
    PATIENCE_S,
    asks,
    heard_by_the_desktop,
    of,
    play,
    truth,
    until,
)
from tests.companion.test_signin import to_zoom
from tests.sync.events import leg_event

LOST = {"webhook_loss_rate": 1.0}


def known(bench: Bench, call_id: str) -> Call:
    call = of(bench, call_id)
    assert call is not None
    return call


async def swept(bench: Bench, call_id: str) -> Call:
    """Sweep until the call's recording can be fetched."""
    async with asyncio.timeout(PATIENCE_S):
        while not any(one.url for one in getattr(of(bench, call_id), "recordings", ())):
            await bench.companion.reconciler.sweep_now()
    return known(bench, call_id)


@pytest.mark.asyncio
async def test_a_lost_voicemail_comes_with_its_length_and_transcript(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(tmp_path, database_url=address, zoom=LOST, **SERVER_APP) as bench:
        call_id = await play(bench, "inbound-voicemail")
        client = await bench.client(BO)
        await client.push(heard_by_the_desktop(call_id))
        await until(bench, lambda: any(one.text for one in known(bench, call_id).voicemails))
        told, call = await truth(bench, call_id), known(bench, call_id)
        (voicemail,) = call.voicemails
        assert (voicemail.id, voicemail.duration_s, voicemail.text) == (
            told["voicemail_id"],
            told["voicemail_seconds"],
            told["transcript"],
        )
        assert Source.WEBHOOK not in call.sources
        await until(bench, lambda: not bench.companion.reconciler.waiting())
        assert any(event.facts.voicemail for event in (await client.pull()).events)


@pytest.mark.asyncio
async def test_a_lost_recording_comes_with_the_next_sweep(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom=LOST, **SERVER_APP, sweep_days=1
    ) as bench:
        call_id = await play(bench, "inbound-answered", auto_after=0)
        call = await swept(bench, call_id)
        told = await truth(bench, call_id)
        (recording,) = call.recordings
        assert recording.id == told["recording_id"]
        assert recording.duration_s == told["talk_seconds"]
        assert set(call.sources) == {Source.REST}


def spoken(call_id: str, duration_s: int | None) -> tuple[CallEvent, ...]:
    """A record of a voicemail, without its transcript and maybe without its length."""
    rang = leg_event(call_id, BO_LEG)
    length = Media(id=f"vm-{call_id}", duration_s=duration_s)
    record = dataclasses.replace(
        rang,
        id=f"record-{call_id}",
        kind=Kind.LOGGED,
        source=Source.WEBHOOK,
        facts=dataclasses.replace(
            rang.facts, result=Result.VOICEMAIL, final=True, voicemail=length
        ),
    )
    return (record,)


@pytest.mark.asyncio
async def test_a_missing_transcript_is_no_failure_but_a_missing_length_is(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=0.005
    ) as bench:
        reconciler = bench.companion.reconciler
        for call_id, seconds in (("068c_whole", 7), ("068c_part", None)):
            bench.store.journal.append(spoken(call_id, seconds)).result()
        await until(
            bench,
            lambda: asks(bench, "/phone/voice_mails") == 2 * TRIES and not reconciler.waiting(),
        )
        assert [one.call.id for one in reconciler.given_up()] == [known(bench, "068c_part").id]


@pytest.mark.asyncio
async def test_a_users_own_calls_come_by_sync_token(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom=LOST | OWN_CALLS, sweep_days=1
    ) as bench:
        await bench.http.get(await to_zoom(bench))
        sweep = bench.companion.reconciler
        call_id = await play(bench, "inbound-answered", auto_after=0)
        call = await swept(bench, call_id)
        assert call.final
        assert asks(bench, "/phone/users/me/call_history/sync") >= 1
        assert sweep.sweep.last_error is None
        bench.to_zoom.seen.clear()
        await sweep.sweep_now()
        (asked,) = (r for r in bench.to_zoom.seen if r.url.path.endswith("/sync"))
        assert asked.url.params["sync_type"] == "ISync"
        assert asked.url.params["sync_token"]


@pytest.mark.asyncio
async def test_a_sync_token_that_is_known_no_more_begins_anew(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom=LOST | OWN_CALLS, sweep_days=1
    ) as bench:
        # The companion's own first sweep is over, so that no other begins beside those here.
        await until(bench, lambda: bench.companion.reconciler.sweep.last_error == "no_grant")
        bench.store.cursors.set(f"zoom.sync.user:{BO.user_id}", "somebody-elses.7").result()
        await bench.http.get(await to_zoom(bench))
        call_id = await play(bench, "inbound-missed")
        async with asyncio.timeout(PATIENCE_S):
            while of(bench, call_id) is None:
                await bench.companion.reconciler.sweep_now()
        kinds = [
            request.url.params["sync_type"]
            for request in bench.to_zoom.seen
            if request.url.path.endswith("/sync")
        ]
        assert kinds[:2] == ["ISync", "FSync"]
        assert bench.companion.reconciler.sweep.last_error is None


@pytest.mark.asyncio
async def test_a_summary_whose_webhook_was_lost_comes_with_the_next_sweep(
    tmp_path: Path, address: str
) -> None:
    """No list of the account names it; the user's own does, also when the call is known there."""
    async with make_bench(
        tmp_path, database_url=address, zoom=LOST, **SERVER_APP, sweep_days=1
    ) as bench:
        bench.store.cursors.set(SEEN, f'{{"{SUMMARY_CHANGED}": "2026-11-01T09:00:00Z"}}').result()
        await bench.client(BO)
        call_id = await play(bench, "inbound-answered", auto_after=0)
        async with asyncio.timeout(PATIENCE_S):
            while not (of(bench, call_id) and known(bench, call_id).summary):
                await bench.companion.reconciler.sweep_now()
        await until(bench, lambda: bool((s := known(bench, call_id).summary) and s.text))
        told, call = await truth(bench, call_id), known(bench, call_id)
        assert call.summary is not None
        assert call.summary.text == told["summary"]
        assert set(call.sources) == {Source.REST}


@pytest.mark.asyncio
async def test_where_no_summary_was_ever_told_of_nobodys_list_is_read_for_them(
    tmp_path: Path,
    address: str,
) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom=LOST, **SERVER_APP, sweep_days=1
    ) as bench:
        await bench.client(BO)
        call_id = await play(bench, "inbound-answered", auto_after=0)
        await swept(bench, call_id)
        assert not [one for one in bench.to_zoom.seen if one.url.path.endswith("/sync")]
