"""A computer whose clock is off: it is measured, said, and put right in the time line."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.agent.doctor import examine
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.skew import ClockSkew
from cti_desktop.calls.events import NoteField
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import open_store
from tests.agent.desks import Desk
from tests.store.making import START, note, whole_call

SLOW = timedelta(minutes=-10)


class Watch:
    """A computer's clock, and the companion's beside it."""

    def __init__(self, *, off: timedelta) -> None:
        self.true, self.off = START, off

    def __call__(self) -> datetime:
        return self.true + self.off


@pytest.mark.asyncio
async def test_a_clock_that_is_off_is_said_until_it_is_right(desk: Desk) -> None:
    told: list[str] = []
    watch = Watch(off=SLOW)
    clock = ClockSkew(desk.store.cursors, lambda: told.append("changed"), watch)
    clock.heard(watch.true)
    (hint,) = clock.hints
    assert "10 min behind" in hint.text
    watch.off = timedelta(minutes=3)
    for _ in range(5):
        clock.heard(watch.true)
    assert "3 min ahead" in clock.hints[0].text
    watch.off = timedelta(seconds=20)
    for _ in range(5):
        clock.heard(watch.true)
    assert clock.hints == ()
    assert len(told) == 3


@pytest.mark.asyncio
async def test_one_answer_that_took_long_changes_nothing(desk: Desk) -> None:
    watch = Watch(off=timedelta())
    clock = ClockSkew(desk.store.cursors, lambda: None, watch)
    for late in (0, 1, 500, 0, 2):
        clock.heard(watch.true - timedelta(seconds=late))
    assert abs(clock.skew) <= timedelta(seconds=1)
    assert clock.hints == ()


@pytest.mark.asyncio
async def test_the_time_line_puts_right_what_was_stamped_here(desk: Desk) -> None:
    desk.office._reader.reader_ids = ("user:u1",)
    desk.office._reader.corrected = lambda at: at - SLOW
    wrong = START + timedelta(seconds=6) + SLOW  # six seconds into the call, by the slow clock
    own = note("n", "call:1", field=NoteField.WRAPPED_UP, value="yes")
    told = [*whole_call("call:1"), replace(own, at=wrong, seen_at=wrong)]
    desk.store.journal.append(told).result(10)
    (call,) = desk.store.log.page(LogQuery())
    detail = await desk.office.call_detail(call.id)
    assert detail is not None
    assert [item.text for item in detail.timeline] == ["Rang", "Answered", "Wrapped up", "Ended"]
    assert detail.timeline[2].at == START + timedelta(seconds=6)


@pytest.mark.parametrize(("seconds", "ok"), [("-600", False), ("12", True), (None, True)])
def test_the_doctor_looks_at_the_clock(tmp_path: Path, seconds: str | None, *, ok: bool) -> None:
    settings = DeskSettings(data_dir=tmp_path, region="GB")
    store = open_store(settings.database_url, region="GB")
    if seconds is not None:
        store.cursors.set("companion.skew", seconds).result(10)
    store.close()
    (check,) = (one for one in examine(settings, {}).checks if one.name == "clock")
    assert check.ok is ok
    assert ok or "10 min ahead" in check.text
