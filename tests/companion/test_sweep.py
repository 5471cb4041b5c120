"""The call history is read window by window; what refuses a list does not refuse a record."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.events import Source
from cti_desktop.companion.sweep import HistorySweep
from cti_desktop.store.opening import open_store
from tests.companion.bench import SERVER_APP, ZOOM, Bench, make_bench
from tests.companion.test_reconcile import (
    BO_LEG,
    PATIENCE_S,
    asks,
    has_final_legs,
    heard_by_the_desktop,
    of,
    play,
    until,
)
from tests.companion.test_signin import to_zoom

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def change(bench: Bench, **changes: object) -> None:
    answer = await bench.browser.put(f"{ZOOM}/control/settings", json=changes)
    assert answer.status_code == 200


@pytest.mark.asyncio
async def test_a_call_nobody_told_of_is_found_with_its_legs(tmp_path: Path, address: str) -> None:
    lost = {"webhook_loss_rate": 1.0}
    async with make_bench(tmp_path, database_url=address, zoom=lost, sweep_days=1) as bench:
        status = bench.companion.reconciler.sweep
        await until(bench, lambda: status.last_error == "no_grant")
        call_id = await play(bench, "inbound-missed")
        await bench.http.get(await to_zoom(bench))
        assert of(bench, call_id) is None
        async with asyncio.timeout(PATIENCE_S):
            while status.rows == 0:
                await bench.companion.reconciler.sweep_now()
        assert status.last_error is None
        assert status.share == 1.0
        await until(bench, lambda: has_final_legs(bench, call_id))
        call = of(bench, call_id)
        assert call is not None
        assert set(call.sources) == {Source.REST}
        assert {one for leg in call.legs for one in leg.ids} >= {BO_LEG}


@pytest.mark.asyncio
async def test_calls_that_were_not_recorded_are_found_where_zoom_lists_others_only(
    tmp_path: Path,
    address: str,
) -> None:
    """Zoom's words leave open what its list shows where nobody says which calls are wanted."""
    zoom = {"webhook_loss_rate": 1.0, "default_recording_status": "recorded"}
    async with make_bench(
        tmp_path, database_url=address, zoom=zoom, **SERVER_APP, sweep_days=1
    ) as bench:
        missed = await play(bench, "inbound-missed")
        recorded = await play(bench, "inbound-answered", auto_after=0)
        async with asyncio.timeout(PATIENCE_S):
            while not (of(bench, missed) and of(bench, recorded)):
                await bench.companion.reconciler.sweep_now()


@pytest.mark.asyncio
async def test_with_the_days_quota_used_up_records_come_by_their_own_id(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(
        tmp_path,
        database_url=address,
        **SERVER_APP,
        zoom={"heavy_per_day": 0},
        reconcile_delay_s=0.01,
    ) as bench:
        call_id = await play(bench, "inbound-answered", auto_after=0)
        await until(bench, lambda: has_final_legs(bench, call_id))
        bench.store.journal.append(heard_by_the_desktop("068c_unknown")).result()
        await until(
            bench, lambda: bench.companion.reconciler.status.last_error == "zoom_rate_limited"
        )
        await until(bench, lambda: len(bench.companion.reconciler.waiting()) == 1)
        waiting = bench.companion.reconciler.waiting()[0]
        await until(bench, lambda: waiting.failure == "zoom_rate_limited")
        heavy = next(
            one
            for one in (await bench.companion.operations.status()).limits
            if one.label == "heavy"
        )
        assert asks(bench, "/phone/call_history?") == 0
        assert waiting.tries == 0
        assert heavy.stopped_until is not None


class Rows:
    """A fetcher that reads nothing and fails when told to."""

    def __init__(self, failures: list[str | None]) -> None:
        self.asked: list[tuple[datetime, datetime]] = []
        self._failures = failures
        self.held = True

    async def hold(self) -> bool:
        return self.held

    async def history(self, start: datetime, end: datetime) -> AsyncIterator[int]:
        self.asked.append((start, end))
        yield 10
        failure = self._failures.pop(0) if self._failures else None
        if failure:
            raise Temporary("x", code=failure)


def sweep_of(
    bench: Bench, rows: Rows, days: float, now: datetime = NOW, longest: float = 180
) -> HistorySweep:
    reach, most = timedelta(days=days), timedelta(days=longest)
    return HistorySweep(rows.history, bench.store.cursors, reach, lambda: now, rows.hold, most)


async def swept(bench: Bench, days: float, now: datetime, longest: float = 180) -> datetime | None:
    """Sweep once and return how far back it read; None when there was nothing to read."""
    rows = Rows([])
    await sweep_of(bench, rows, days, now, longest).run()
    if rows.asked:
        assert rows.asked[-1][1] == now
    return rows.asked[0][0] if rows.asked else None


@pytest.fixture
def fresh(address: str) -> Iterator[Bench]:
    """As much of a bench as a sweep needs, where no other sweeps."""
    with closing(open_store(address)) as store:
        yield cast("Bench", SimpleNamespace(store=store))


@pytest.mark.asyncio
@pytest.mark.parametrize("days", [0, 1])
async def test_a_gap_is_read_however_little_was_wanted_at_first(fresh: Bench, days: float) -> None:
    """From Friday to Monday nobody was connected, and no webhook told of the calls."""
    assert await swept(fresh, days, NOW) == (NOW - timedelta(days=1) if days else None)
    monday = NOW + timedelta(days=3)
    assert await swept(fresh, days, monday) == (NOW - timedelta(hours=6) if days else NOW)
    later = monday + timedelta(days=10)
    assert await swept(fresh, days, later) == monday - timedelta(hours=6)


@pytest.mark.asyncio
async def test_with_no_days_history_begins_at_the_first_start_also_without_a_grant(
    fresh: Bench,
) -> None:
    assert await swept(fresh, 0, NOW) is None
    failing = Rows(["no_grant"])
    await sweep_of(fresh, failing, 0, NOW + timedelta(days=2)).run()
    assert await swept(fresh, 0, NOW + timedelta(days=4)) == NOW


@pytest.mark.asyncio
async def test_who_wants_more_days_later_gets_them_also_when_it_is_cut_off(fresh: Bench) -> None:
    assert await swept(fresh, 0, NOW) is None
    cut = Rows([None, "zoom_rate_limited"])
    await sweep_of(fresh, cut, 28, NOW + timedelta(hours=1)).run()
    began = NOW + timedelta(hours=1) - timedelta(days=28)
    assert cut.asked[0][0] == began
    again = await swept(fresh, 28, NOW + timedelta(hours=2))
    assert again == began + timedelta(days=7) - timedelta(hours=6)
    assert await swept(fresh, 14, NOW + timedelta(days=1)) == NOW - timedelta(hours=4)


@pytest.mark.asyncio
async def test_what_is_not_kept_so_long_is_not_read(fresh: Bench) -> None:
    assert await swept(fresh, 30, NOW, longest=7) == NOW - timedelta(days=7)
    away = NOW + timedelta(days=60)
    assert await swept(fresh, 30, away, longest=7) == away - timedelta(days=7)


@pytest.mark.asyncio
async def test_what_an_earlier_version_read_is_not_read_again(fresh: Bench) -> None:
    fresh.store.cursors.set("zoom.history", NOW.isoformat()).result()
    assert await swept(fresh, 30, NOW + timedelta(days=60)) == NOW - timedelta(hours=6)


@pytest.mark.asyncio
async def test_a_companion_that_imports_no_history_sweeps_all_the_same(bench: Bench) -> None:
    status = bench.companion.reconciler.sweep
    await until(bench, lambda: status.finished_at is not None)
    assert bench.to_zoom.seen == []


@pytest.mark.asyncio
async def test_windows_are_a_week_and_cover_the_reach_without_a_gap(fresh: Bench) -> None:
    rows = Rows([])
    sweep = sweep_of(fresh, rows, 400)
    await sweep.run()
    assert rows.asked[0][0] == NOW - timedelta(days=180)
    assert rows.asked[-1][1] == NOW
    assert all(end - start <= timedelta(days=7) for start, end in rows.asked)
    joints = zip(rows.asked, rows.asked[1:], strict=False)
    assert all(before[1] == after[0] for before, after in joints)
    assert sweep.status.rows == 10 * len(rows.asked)
    assert (sweep.status.share, sweep.status.finished_at) == (1.0, NOW)


@pytest.mark.asyncio
async def test_a_page_token_that_died_costs_its_window_only(fresh: Bench) -> None:
    rows = Rows([None, "page_expired", None])
    sweep = sweep_of(fresh, rows, 21)
    await sweep.run()
    assert sweep.status.last_error is None
    assert len(rows.asked) == 4
    assert rows.asked[1] == rows.asked[2]


@pytest.mark.asyncio
async def test_after_a_failure_it_goes_on_where_it_stood_also_after_a_restart(
    fresh: Bench,
) -> None:
    rows = Rows([None, "zoom_rate_limited"])
    stopped = sweep_of(fresh, rows, 28)
    await stopped.run()
    assert stopped.status.last_error == "zoom_rate_limited"
    assert stopped.status.share == pytest.approx(0.25)
    again = Rows([])
    later = sweep_of(fresh, again, 28)
    await later.run()
    assert again.asked[0][0] == rows.asked[1][0] - timedelta(hours=6)
    assert later.status.share == 1.0


@pytest.mark.asyncio
async def test_while_another_companion_sweeps_nothing_is_read(fresh: Bench) -> None:
    rows = Rows([])
    rows.held = False
    sweep = sweep_of(fresh, rows, 28)
    await sweep.run()
    assert rows.asked == []
    assert (sweep.status.finished_at, sweep.status.last_error) == (None, None)


@pytest.mark.asyncio
async def test_without_a_grant_it_says_so(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address, sweep_days=7) as bench:
        status = bench.companion.reconciler.sweep
        await until(bench, lambda: status.last_error == "no_grant")
        assert status.finished_at is None


@pytest.mark.asyncio
async def test_an_ai_summary_is_read_once_a_webhook_names_it(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address, **SERVER_APP) as bench:
        call_id = await play(bench, "inbound-answered", auto_after=0)
        await until(bench, lambda: bool((c := of(bench, call_id)) and c.summary and c.summary.text))
        call = of(bench, call_id)
        assert call is not None
        assert call.summary is not None
        assert call.summary.text
        assert dataclasses.asdict(call.summary)["deleted"] is False
