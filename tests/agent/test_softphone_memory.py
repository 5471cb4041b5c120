"""What the doctor knows of the softphone: whether Zoom let the page in and whether dials rang."""

import asyncio
import os
from pathlib import Path

import pytest

from cti_desktop.agent.doctor import examine
from cti_desktop.agent.first_views import SoftphoneState
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.softphone_memory import KEPT, SoftphoneMemory, read_last
from cti_desktop.agent.softphone_words import Cause
from cti_desktop.store.opening import open_store
from tests.agent.desks import open_desk

READY, STALLED, DIALLING = SoftphoneState.READY, SoftphoneState.STALLED, SoftphoneState.DIALLING


async def examined(folder: Path) -> tuple[bool, str]:
    settings = DeskSettings(data_dir=folder, region="GB", host_origin="https://cti.example.com")
    found = await asyncio.to_thread(examine, settings, os.environ)
    return next((one.ok, one.text) for one in found.checks if one.name == "softphone")


@pytest.mark.asyncio
async def test_the_doctor_says_that_zoom_refused_the_page_until_it_works(tmp_path: Path) -> None:
    assert await examined(tmp_path) == (True, "was not open here yet")
    desk = await open_desk(tmp_path)
    desk.office.page_failed("refused_origin")
    await desk.office.stop()
    ok, text = await examined(tmp_path)
    assert not ok
    assert "add https://cti.example.com to the approved domains" in text
    desk = await open_desk(tmp_path)
    desk.says("zp-ready")
    await desk.office.stop()
    assert await examined(tmp_path) == (True, "works")


@pytest.mark.asyncio
async def test_a_network_that_is_gone_says_nothing_of_the_set_up(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    desk.office.network_changed(online=False)
    await desk.office.stop()
    assert await examined(tmp_path) == (True, "was not open here yet")


@pytest.mark.parametrize(
    ("steps", "page", "silent"),
    [
        ([(READY, None)], None, False),
        ([(STALLED, Cause.TIMEOUT)], Cause.TIMEOUT, False),
        ([(STALLED, Cause.TIMEOUT), (READY, None)], None, False),
        ([(READY, None), (DIALLING, None), (STALLED, Cause.NO_RINGING)], None, True),
        ([(STALLED, Cause.NO_RINGING), (READY, None)], None, False),
        ([(DIALLING, None), (READY, None)], None, False),
        ([(READY, None), (STALLED, Cause.OFFLINE), (READY, None)], None, False),
    ],
)
def test_what_is_kept_of_how_it_went(
    tmp_path: Path,
    steps: list[tuple[SoftphoneState, Cause | None]],
    page: Cause | None,
    silent: bool,
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    memory = SoftphoneMemory(store.cursors)
    for state, cause in steps:
        memory.note(state, cause)
        memory.note(state, cause)
    store.close()
    again = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    try:
        last = read_last(again.cursors.get(KEPT))
        assert (last.page, last.nothing_rang_at is not None) == (page, silent)
        # A start of the program shows that the page works, and nothing about dialling.
        anew = SoftphoneMemory(again.cursors)
        anew.note(SoftphoneState.STARTING, None)
        anew.note(READY, None)
        again.cursors.set("other", "").result(10)  # the writer has come this far
        last = read_last(again.cursors.get(KEPT))
        assert (last.page, last.nothing_rang_at is not None) == (None, silent)
    finally:
        again.close()


def test_the_doctor_names_the_setting_that_lets_calls_out(tmp_path: Path) -> None:
    store = open_store(DeskSettings(data_dir=tmp_path).database_url)
    SoftphoneMemory(store.cursors).note(STALLED, Cause.NO_RINGING)
    store.close()
    ok, text = asyncio.run(examined(tmp_path))
    assert not ok
    assert "Automatically Call From Third Party Apps" in text


def test_what_another_version_kept_is_no_trouble() -> None:
    assert read_last('{"page": "a cause to come"}').page is None
