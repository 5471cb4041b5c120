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


async def ringing(desk: Desk) -> str:
    desk.call_event("ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    return str(card.card_id)


@pytest.mark.asyncio
async def test_the_page_is_loaded_afresh_once_the_person_says_that_the_call_is_over(
    desk: Desk,
) -> None:
    card_id = await ringing(desk)
    desk.office.network_changed(False)
    desk.office.network_changed(True)
    assert reloads(desk) == 0
    desk.office.say_over(card_id)
    await desk.hearing.until(lambda: reloads(desk) == 1)
    assert desk.hearing.status.softphone is SoftphoneState.STARTING
    desk.office.page_said('{"type": "zp-ready"}')
    desk.call_event("ringing", callId="068cba3db27ba0d0bbb")
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    desk.office.say_over(desk.hearing.desk.cards[0].card_id)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    assert reloads(desk) == 1  # it was owed once


@pytest.mark.asyncio
async def test_a_page_that_tells_of_the_end_itself_need_not_be_loaded_afresh(desk: Desk) -> None:
    await ringing(desk)
    desk.office.woke()
    desk.call_event("ended", result="missed")
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    assert reloads(desk) == 0


@pytest.mark.asyncio
async def test_a_call_that_was_doubtful_before_the_sleep_holds_no_reload_up(desk: Desk) -> None:
    await ringing(desk)
    desk.office.woke()
    assert reloads(desk) == 0
    desk.office.woke()
    assert reloads(desk) == 1
    assert desk.hearing.desk.cards[0].doubtful


@pytest.mark.asyncio
async def test_the_person_may_have_the_page_loaded_afresh(desk: Desk) -> None:
    await ringing(desk)
    desk.office.reload_softphone()
    assert reloads(desk) == 1
    desk.office.page_reloading()  # as the face says when it does so
    desk.office.page_loaded()
    desk.office.page_loaded()
    assert desk.hearing.desk.cards[0].doubtful


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
