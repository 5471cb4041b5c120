"""Disconnecting somebody, with what Zoom makes of it: it tells that they removed the app."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.calls.errors import Temporary
from cti_desktop.companion.leaving import Leaving
from cti_desktop.companion.sessions import Sessions
from tests.companion.bench import BO, COMPANION, ZOOM, Bench, make_bench
from tests.companion.test_leaving import KEY, erased, removal, say
from tests.companion.test_reconcile import heard_by_the_desktop, until
from tests.companion.test_signin import to_zoom

TELLS: dict[str, Any] = {
    "deauthorize_url": f"{COMPANION}/zoom/deauthorize",
    "user_data_retention": "false",
}
DEAUTHORIZE = "/zoom/deauthorize"


async def connect(bench: Bench) -> None:
    """Let Bo sign in, and a call of his be known."""
    assert (await bench.http.get(await to_zoom(bench))).status_code == 200
    await bench.token(BO)
    bench.store.journal.append(heard_by_the_desktop("068c_x")).result()


def leaving(bench: Bench) -> Leaving:
    """What the command line makes for its command."""
    sessions = Sessions(bench.store.sessions, bench.settings, bench.clock)
    return Leaving(bench.store, bench.companion.grants, sessions, bench.clock)


async def told(bench: Bench) -> None:
    """Wait until Zoom has had its answer."""
    await bench.zoom.state.simulator.webhooks.settle()


@pytest.mark.asyncio
async def test_what_is_kept_of_who_is_disconnected_stays(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address, zoom=TELLS) as bench:
        await connect(bench)
        await leaving(bench).disconnect(BO.user_id, "user:boss")
        await told(bench)
        assert bench.store.sessions.list() == ()
        assert await say(bench, removal("false", at=bench.clock())) == 204  # Zoom says it again
        assert bench.store.cursors.get("erasures.noted") is None
        assert bench.store.journal.count() == 3
        assert erased(bench) == 0
        assert await bench.companion.grants.keys() == ()
        assert BO.user_id not in str(bench.store.cursors.get("leaving.disconnected"))


@pytest.mark.asyncio
async def test_who_removes_the_app_themselves_is_erased(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address, zoom=TELLS) as bench:
        await connect(bench)
        await bench.browser.post(f"{ZOOM}/control/remove-app", json={"agent": "800"})
        await until(bench, lambda: erased(bench) == 1)
        await told(bench)
        assert bench.store.journal.count() == 0
        assert await bench.companion.grants.keys() == ()


@pytest.mark.asyncio
async def test_so_is_who_came_back_after_being_disconnected(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address, zoom=TELLS) as bench:
        await connect(bench)
        await leaving(bench).disconnect(BO.user_id, "user:boss")
        await told(bench)
        bench.clock.ahead = timedelta(minutes=20)
        assert (await bench.http.get(await to_zoom(bench))).status_code == 200
        bench.clock.ahead = timedelta(minutes=40)
        assert await say(bench, removal("false", at=bench.clock())) == 204
        await until(bench, lambda: erased(bench) == 1)


@pytest.mark.asyncio
async def test_an_echo_that_comes_late_takes_nothing_from_who_came_back(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom=TELLS | {"deauthorize_url": None}
    ) as bench:
        await connect(bench)
        await leaving(bench).disconnect(BO.user_id, "user:boss")
        removed_at = bench.clock()
        bench.clock.ahead = timedelta(minutes=20)
        assert (await bench.http.get(await to_zoom(bench))).status_code == 200
        assert await say(bench, removal("false", at=removed_at)) == 204
        assert bench.store.cursors.get("erasures.noted") is None
        assert await bench.companion.grants.keys() == (KEY,)


@pytest.mark.asyncio
async def test_a_disconnection_that_failed_is_no_reason_to_keep(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(tmp_path, database_url=address, zoom=TELLS) as bench:
        await connect(bench)
        bench.to_zoom.broken = True
        with pytest.raises(Temporary):
            await leaving(bench).disconnect(BO.user_id, "user:boss")
        bench.to_zoom.broken = False
        assert await say(bench, removal("false", at=bench.clock())) == 204
        await until(bench, lambda: erased(bench) == 1)


@pytest.mark.asyncio
async def test_two_who_are_disconnected_at_once_are_both_remembered(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom=TELLS | {"deauthorize_url": None}
    ) as bench:
        users = {"800": BO.user_id, "801": "aG3nt_Mi4hS8dFj2KlPo6V"}
        for extension in users:
            back = await to_zoom(bench, None, **{"as": extension})
            assert (await bench.http.get(back)).status_code == 200
        boss = leaving(bench)
        await asyncio.gather(*(boss.disconnect(user, "user:boss") for user in users.values()))
        for user in users.values():
            assert await say(bench, removal("false", at=bench.clock(), user=user)) == 204
        assert bench.store.cursors.get("erasures.noted") is None
