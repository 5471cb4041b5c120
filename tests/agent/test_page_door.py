"""What the desk does when the page under it, the network or the computer has had a pause."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.agent.views import ReloadSoftphone, SoftphoneState
from tests.agent.desks import Desk, open_desk


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await open_desk(tmp_path)
    desk.office.page_signalled("test")
    yield desk
    await desk.office.stop()


def reloads(desk: Desk) -> int:
    return sum(isinstance(view, ReloadSoftphone) for view in desk.hearing.views)


@pytest.mark.asyncio
async def test_after_sleep_the_page_is_loaded_afresh(desk: Desk) -> None:
    desk.office.woke()
    assert reloads(desk) == 1
    assert desk.hearing.status.softphone is SoftphoneState.STARTING
    desk.office.dial("+442079460018", source="test")
    assert "zp-make-call" not in [one["type"] for one in desk.hearing.sent]
    desk.office.page_said('{"type": "zp-ready"}')
    assert desk.hearing.sent[-1]["type"] == "zp-make-call"


@pytest.mark.asyncio
async def test_a_call_is_not_cut_by_loading_the_page(desk: Desk) -> None:
    desk.call_event("ringing")
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    desk.office.woke()
    assert reloads(desk) == 0
    assert "during a call" in desk.hearing.notices[-1]
    assert len(desk.hearing.desk.cards) == 1


@pytest.mark.asyncio
async def test_a_network_that_comes_back_connects_again(desk: Desk) -> None:
    desk.office.network_changed(False)
    assert "no network" in desk.hearing.status.softphone_text
    assert reloads(desk) == 0
    desk.office.network_changed(True)
    assert reloads(desk) == 1


@pytest.mark.asyncio
async def test_a_missing_device_stands_in_the_status(desk: Desk) -> None:
    desk.office.page_showed("no_device")
    assert desk.hearing.status.softphone_text.startswith("No available device")
    desk.office.page_showed("")
    assert desk.hearing.status.softphone is SoftphoneState.READY
