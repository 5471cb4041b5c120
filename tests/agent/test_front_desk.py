"""The desk that stands before the database is open."""

import asyncio
from pathlib import Path

import pytest

from cti_desktop.agent.front_desk import FrontDesk
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import StatusView
from cti_desktop.store.opening import open_store
from tests.agent.desks import Hearing
from tests.store.making import whole_call


@pytest.mark.asyncio
async def test_an_upgrade_that_reads_all_calls_again_says_how_far_it_is(tmp_path: Path) -> None:
    settings = DeskSettings(data_dir=tmp_path, region="GB")
    store = open_store(settings.database_url, region="GB")
    for first in range(0, 1200, 400):
        calls = [whole_call(f"call:{first + n}", second=n) for n in range(400)]
        store.journal.append([one for call in calls for one in call]).result(30)
    store.cursors.set("store.rows", "0").result(10)
    store.close()
    front, hearing = FrontDesk(settings, asyncio.get_running_loop()), Hearing()
    front.subscribe(hearing)
    front.page_failed("offline")  # nobody waits for the page to become ready, then
    await front.start()
    told = [v.hints[0].word for v in hearing.views if isinstance(v, StatusView) and v.hints]
    assert told == [f"Updating your calls: {done} %" for done in (41, 83, 100)]
    assert hearing.status.hints == ()
    await front.stop()
