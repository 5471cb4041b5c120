"""What one run of the companion leaves undone, the next one or another takes over."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.calls.events import CallEvent
from cti_desktop.companion import reconcile
from cti_desktop.companion.backlog import Backlog
from cti_desktop.companion.doctor_running import look_at_running
from cti_desktop.companion.quota import Quota
from cti_desktop.companion.reconcile import HEAVY_WORK
from cti_desktop.companion.status import in_words
from cti_desktop.store.opening import Store, open_store
from cti_desktop.zoom.rate_limits import PRO, RateLimits
from tests.companion.bench import SERVER_APP, Bench, make_bench
from tests.companion.test_reconcile import (
    BO_LEG,
    PATIENCE_S,
    asks,
    heard_by_the_desktop,
    is_final,
    play,
    until,
)
from tests.sync.events import at, leg_event

LOST = {"webhook_loss_rate": 1.0}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def long_ago(call_id: str, days: int) -> list[CallEvent]:
    """A call that only a softphone told of, many days before it could tell the companion."""
    seconds = (datetime.now(UTC) - timedelta(days=days) - at(0)).total_seconds()
    return [leg_event(call_id, BO_LEG, seconds=seconds)]


def asked_for(bench: Bench) -> set[str]:
    return {
        one
        for request in bench.to_zoom.seen
        if request.url.path == "/v2/phone/call_history"
        for one in request.url.params.get_list("call_ids")
    }


@pytest.mark.asyncio
async def test_calls_of_long_ago_wait_on_after_a_restart(tmp_path: Path, address: str) -> None:
    """Nobody has connected Zoom in the first run, so neither is fetched then."""
    async with make_bench(tmp_path, database_url=address) as bench:
        for call_id, days in (("068c_march", 90), ("068c_week", 7)):
            bench.store.journal.append(long_ago(call_id, days)).result()
        await until(bench, lambda: bench.companion.reconciler.status.last_error == "no_grant")
        assert len(bench.companion.reconciler.waiting()) <= 2
    async with make_bench(tmp_path, database_url=address, **SERVER_APP) as bench:
        await until(bench, lambda: asked_for(bench) >= {"068c_march", "068c_week"})


def restarted(store: Store) -> Backlog:
    store.cursors.set("test", "written").result()  # and so is all that was before
    return Backlog(store.cursors, lambda: NOW)


@pytest.mark.asyncio
async def test_what_waits_no_more_is_looked_through_no_more(address: str) -> None:
    store = open_store(address)
    old, older, usual = NOW - timedelta(days=9), NOW - timedelta(days=30), NOW - timedelta(days=2)
    first = restarted(store)
    assert await first.since() == usual
    first.reach([old, older])
    first.settle(lambda: [])  # not looked through yet, so nobody knows what waits
    second = restarted(store)
    assert await second.since() == older
    second.done()
    assert await second.since() == usual
    second.settle(lambda: [old])
    third = restarted(store)
    assert await third.since() == old
    third.done()
    third.settle(lambda: [])
    assert await restarted(store).since() == usual
    first.reach([NOW - timedelta(days=400)])
    assert await restarted(store).since() == NOW - timedelta(days=180)
    store.close()


@pytest.mark.asyncio
async def test_of_two_companions_one_alone_asks_for_lists(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "_OTHERS_TURN_S", 0.02)
    other = open_store(address)
    assert other.leases.take(HEAVY_WORK, datetime.now(UTC), timedelta(hours=1)).result()
    async with make_bench(
        tmp_path, database_url=address, zoom=LOST, **SERVER_APP, sweep_days=1
    ) as bench:
        call_id = await play(bench, "inbound-missed")
        bench.store.journal.append(heard_by_the_desktop(call_id)).result()
        await bench.companion.reconciler.sweep_now()
        await until(bench, lambda: bench.companion.reconciler.status.elsewhere)
        assert asks(bench, "/phone/call_history") == 0
        other.leases.give_back().result()
        await until(bench, lambda: is_final(bench, call_id))
        assert not other.leases.take(HEAVY_WORK, datetime.now(UTC), timedelta(hours=1)).result()
    other.close()


@pytest.mark.asyncio
async def test_a_companion_that_does_not_fetch_tells_no_waiting_calls(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other one let be, nobody tells this one: it would wait for ever, and show it."""
    monkeypatch.setattr(reconcile, "_OTHERS_TURN_S", 0.02)
    other = open_store(address)
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=0.005
    ) as bench:
        reconciler = bench.companion.reconciler
        bench.store.journal.append(long_ago("068c_before", 9)).result()
        await until(bench, lambda: "068c_before" in asked_for(bench))
        bench.store.leases.give_back().result()
        assert other.leases.take(HEAVY_WORK, datetime.now(UTC), timedelta(days=9)).result()
        bench.store.journal.append(heard_by_the_desktop("068c_unknown")).result()
        await until(bench, lambda: reconciler.status.elsewhere)
        told = await bench.companion.operations.status()
        assert (told.reconciler.waiting, told.reconciler.oldest_s) == (0, 0.0)
        assert told.reconciler.calls == ()
        assert "another companion on this database fetches them" in in_words(told)
        (step,) = [one for one in look_at_running(told, bench.settings) if one.name == "records"]
        assert step.ok
        bench.clock.ahead = timedelta(minutes=5)
        await until(bench, lambda: not reconciler._wanted)
        other.leases.give_back().result()
        bench.to_zoom.seen.clear()
        await until(bench, lambda: {"068c_before", "068c_unknown"} <= asked_for(bench))
        assert not reconciler.status.elsewhere
    other.close()


async def left_today(bench: Bench) -> int | None:
    limits = (await bench.companion.operations.status()).limits
    return next(one.left_today for one in limits if one.label == "heavy")


@pytest.mark.asyncio
async def test_a_restart_does_not_forget_what_was_asked_today(tmp_path: Path, address: str) -> None:
    pro = {"heavy_per_second": 5}
    async with make_bench(
        tmp_path, database_url=address, zoom=pro, **SERVER_APP, sweep_days=1
    ) as bench:
        await until(bench, lambda: bench.companion.reconciler.sweep.finished_at is not None)
        before = await left_today(bench)
    async with make_bench(tmp_path, database_url=address) as bench:
        whole = PRO.per_day["heavy"]
        assert before is not None
        assert before < whole
        async with asyncio.timeout(PATIENCE_S):
            while await left_today(bench) == whole:
                pass
        assert await left_today(bench) == before


@pytest.mark.asyncio
async def test_companions_share_the_days_quota(address: str) -> None:
    store, day = open_store(address), [NOW]
    limits = [RateLimits(now=lambda: day[0], plan=PRO) for _ in range(2)]
    first, second = (Quota(one, store.cursors) for one in limits)

    def spent() -> list[int]:
        return [one.spent()["heavy"][1] for one in limits]

    for count, one in zip((3, 2), limits, strict=True):
        for _ in range(count):
            await one.enter("heavy")
    for quota in (first, second, first, second, first):
        await quota.exchange()
    assert spent() == [5, 5]
    await limits[0].enter("heavy")
    await first.exchange()
    await second.exchange()
    assert spent() == [6, 6]
    day[0] = NOW + timedelta(days=1)
    await second.exchange()
    await first.exchange()
    assert spent() == [0, 0]
    store.close()
