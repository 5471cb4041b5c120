"""Work beside the requests: its death shows, and it begins again."""

import asyncio

import pytest
import structlog

from cti_desktop.calls.errors import Temporary
from cti_desktop.companion.background import Background
from cti_desktop.companion.server import allow_many_connections
from tests.companion.bench import Bench

PATIENCE_S = 10


@pytest.mark.asyncio
async def test_work_that_dies_shows_and_begins_again() -> None:
    background = Background(first_wait_s=0.01)
    begun, dead = 0, asyncio.Event()
    well = asyncio.Event()

    async def work() -> None:
        nonlocal begun
        begun += 1
        if begun < 3:
            dead.set()
            raise ValueError("a fault of ours")
        well.set()
        await asyncio.Event().wait()

    async with background.running({"sweeping": work}), asyncio.timeout(PATIENCE_S):
        await dead.wait()
        await asyncio.sleep(0)
        assert background.down == {"sweeping": "ValueError"}
        await well.wait()
        assert background.down == {}
    assert begun == 3


@pytest.mark.asyncio
async def test_work_without_its_database_waits_and_is_told_as_no_fault() -> None:
    background, begun = Background(first_wait_s=0.01), 0
    well = asyncio.Event()

    async def work() -> None:
        nonlocal begun
        begun += 1
        if begun < 3:
            raise Temporary("The database cannot be reached now.", code="store_away")
        well.set()
        await asyncio.Event().wait()

    with structlog.testing.capture_logs() as told:
        async with background.running({"letters": work}), asyncio.timeout(PATIENCE_S):
            await well.wait()
            assert background.down == {}
    assert [(one["event"], one["log_level"], one["code"]) for one in told] == [
        ("background_work_waits", "warning", "store_away")
    ] * 2
    assert not any(one.get("exc_info") for one in told)


@pytest.mark.asyncio
async def test_work_that_is_done_is_not_begun_again() -> None:
    background, begun = Background(first_wait_s=0.0), 0

    async def work() -> None:
        nonlocal begun
        begun += 1

    async with background.running({"once": work}):
        for _ in range(5):
            await asyncio.sleep(0)
    assert (begun, background.down) == (1, {})


@pytest.mark.asyncio
async def test_dead_work_is_named_by_the_health_address(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await bench.http.get("/readyz")).status_code == 200
    monkeypatch.setitem(bench.companion.background._down, "history sweep", "ValueError")
    answer = await bench.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "work_died"
    assert "history sweep" in answer.json()["error"]["message"]
    assert (await bench.http.get("/healthz")).status_code == 200


def test_a_companion_may_hold_as_many_connections_as_the_machine_permits() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1] - 1, before[1]))
    try:
        allow_many_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (before[1], before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
