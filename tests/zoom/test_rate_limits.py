"""Requests wait for their turn, learn the true limits, and a used-up day stops its label only."""

from datetime import UTC, datetime, timedelta

import pytest

from cti_desktop.calls.errors import Temporary
from cti_desktop.zoom.rate_limits import PRO, Plan, RateLimits


class Machine:
    """A clock that moves when somebody waits."""

    def __init__(self) -> None:
        self.elapsed = 100.0
        self.began = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.began + timedelta(seconds=self.elapsed - 100.0)

    async def sleep(self, seconds: float) -> None:
        self.elapsed += seconds


def limits_of(machine: Machine, plan: Plan | None = PRO) -> RateLimits:
    return RateLimits(
        now=machine.now, plan=plan, sleep=machine.sleep, elapsed_s=lambda: machine.elapsed
    )


async def times(limits: RateLimits, machine: Machine, label: str, count: int) -> list[float]:
    found = []
    for _ in range(count):
        await limits.enter(label)
        found.append(machine.elapsed)
    return found


@pytest.mark.asyncio
@pytest.mark.parametrize(("label", "limit"), [("light", 20), ("medium", 10), ("heavy", 5)])
async def test_no_second_holds_more_requests_than_the_plan_allows(label: str, limit: int) -> None:
    machine = Machine()
    sent = await times(limits_of(machine), machine, label, limit * 4)
    for start in sent:
        assert sum(start <= one < start + 1 for one in sent) <= limit
    assert sent[-1] - sent[0] < 4 * 1.1


@pytest.mark.asyncio
async def test_without_a_plan_nobody_waits() -> None:
    machine = Machine()
    sent = await times(limits_of(machine, None), machine, "heavy", 100)
    assert set(sent) == {100.0}


@pytest.mark.asyncio
async def test_the_limit_that_zoom_tells_is_the_one_that_counts() -> None:
    machine = Machine()
    limits = limits_of(machine)
    told = {"x-ratelimit-type": "QPS", "x-ratelimit-limit": "10", "x-ratelimit-remaining": "7"}
    limits.heard("heavy", told)
    sent = await times(limits, machine, "heavy", 11)
    assert sent[-1] - sent[0] == pytest.approx(1.03)
    heavy = next(one for one in limits.headroom() if one.label == "heavy")
    assert (heavy.per_second, heavy.remaining, heavy.left_today) == (10, 7, 30_000 - 11)


@pytest.mark.asyncio
@pytest.mark.parametrize("label", ["light", "medium"])
async def test_a_label_without_a_daily_quota_never_gets_one(label: str) -> None:
    limits = limits_of(Machine())
    limits.heard(label, {"x-ratelimit-type": "QPS", "x-ratelimit-limit": "40"})
    told = next(one for one in limits.headroom() if one.label == label)
    assert (told.per_second, told.left_today) == (40, None)


@pytest.mark.asyncio
@pytest.mark.parametrize("told", ["", "-1", "many", "1e9", "9" * 40])
async def test_nonsense_in_a_header_changes_nothing(told: str) -> None:
    machine = Machine()
    limits = limits_of(machine)
    limits.heard("heavy", {"x-ratelimit-type": "QPS", "x-ratelimit-limit": told})
    sent = await times(limits, machine, "heavy", 6)
    assert sent[-1] - sent[0] == pytest.approx(1.03)


@pytest.mark.asyncio
async def test_a_second_that_was_hit_is_waited_out_by_everybody() -> None:
    machine = Machine()
    limits = limits_of(machine)
    await limits.enter("light")
    limits.pause("light", 2.0)
    assert await times(limits, machine, "light", 1) == [102.0]


@pytest.mark.asyncio
async def test_the_day_is_counted_and_stops_its_own_label_only() -> None:
    machine = Machine()
    limits = limits_of(machine, Plan(per_second={}, per_day={"heavy": 3}))
    await times(limits, machine, "heavy", 3)
    with pytest.raises(Temporary) as used_up:
        await limits.enter("heavy")
    assert used_up.value.code == "zoom_rate_limited"
    assert used_up.value.retry_after_s == pytest.approx(3600)
    await limits.enter("light")
    heavy = next(one for one in limits.headroom() if one.label == "heavy")
    assert heavy.left_today == 0
    assert heavy.stopped_until == datetime(2026, 11, 23, tzinfo=UTC)
    machine.elapsed += 3601
    await limits.enter("heavy")
    heavy = next(one for one in limits.headroom() if one.label == "heavy")
    assert (heavy.left_today, heavy.stopped_until) == (2, None)


@pytest.mark.asyncio
async def test_a_days_stop_that_zoom_tells_lasts_as_long_as_it_says() -> None:
    machine = Machine()
    limits = limits_of(machine)
    limits.stop("heavy", 60)
    with pytest.raises(Temporary):
        await limits.enter("heavy")
    await limits.enter("medium")
    machine.elapsed += 61
    await limits.enter("heavy")
