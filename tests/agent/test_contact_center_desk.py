"""A desk with Contact Center's page in its softphone: the same calls, pops, notes and log."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.agent.office import AgentOffice, Parts
from cti_desktop.agent.reading import show_call
from cti_desktop.agent.setting_table import POP_ADDRESS
from cti_desktop.agent.settings import DeskSettings, read_settings
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import OpenBrowser, ReloadSoftphone, SoftphoneState
from cti_desktop.assets import asset
from cti_desktop.calls.call import State
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.opening import open_store
from tests.agent.desks import ADA, Desk, Hearing

ENGAGEMENT = "aB_c-1dEfGhIjKlMnOpQr_"


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    wishes = SettingsStore()
    wishes.set(POP_ADDRESS, "https://crm.example/{contact_id}")
    settings = DeskSettings(data_dir=tmp_path, region="GB", surface="contact_center", store=wishes)
    store = open_store(settings.database_url, region="GB")
    store.directory.put([ADA]).result(10)
    parts = Parts(settings=settings, store=store, outcomes=read_outcomes(asset("outcomes.toml")))
    office = AgentOffice(parts, asyncio.get_running_loop())
    hearing = Hearing()
    office.subscribe(hearing)
    await office.start()
    desk = Desk(office, hearing, store)
    desk.says("zcc-init-config-request")
    yield desk
    await office.stop()


@pytest.mark.asyncio
async def test_an_engagement_rings_pops_is_noted_and_logged(desk: Desk, tmp_path: Path) -> None:
    caller = {"from": "+442079460018"}
    desk.says("zcc-call-ringing", engagementId=ENGAGEMENT, channel="voice", **caller)
    card = (await desk.hearing.until(lambda: desk.hearing.desk.cards))[0]
    assert (card.name, card.state) == ("Ada Lovelace", State.RINGING)
    desk.says("zcc-call-connected", engagementId=ENGAGEMENT, direction="inbound", **caller)
    await desk.hearing.until(lambda: desk.hearing.desk.cards[0].state is State.CONNECTED)
    desk.office.write_note(card.card_id, "Wants a refund")
    desk.says("zcc-call-ended", engagementId=ENGAGEMENT)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards[0].live)
    record = {"callType": "inbound", "notes": "From Zoom's panel", "dispositionCode": "resolved"}
    desk.says("zcc-phone-call-log", engagementId=ENGAGEMENT, objectRecord=record)
    await desk.hearing.until(lambda: desk.hearing.desk.cards[0].outcome == "resolved")
    assert desk.hearing.desk.cards[0].note == "Wants a refund"
    opened = [view.url for view in desk.hearing.views if isinstance(view, OpenBrowser)]
    assert opened == ["https://crm.example/ada"]
    desk.office.finish(card.card_id)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    shown = show_call(DeskSettings(data_dir=tmp_path, region="GB"), ENGAGEMENT)
    assert shown["call"]["result"] == "answered"


def reloads(desk: Desk) -> int:
    return sum(isinstance(view, ReloadSoftphone) for view in desk.hearing.views)


def engaged(desk: Desk) -> bool:
    return desk.hearing.status.engaged


async def talk(desk: Desk) -> str:
    told = {"engagementId": ENGAGEMENT, "from": "+442079460018"}
    desk.says("zcc-call-ringing", channel="voice", **told)
    desk.says("zcc-call-connected", direction="inbound", **told)
    await desk.hearing.until(
        lambda: desk.hearing.desk.card and desk.hearing.card.state is State.CONNECTED
    )
    return desk.hearing.card.card_id


def network_pauses(desk: Desk) -> None:
    desk.office.network_changed(False)
    desk.office.network_changed(True)


@pytest.mark.asyncio
async def test_a_call_that_outlived_a_pause_of_the_network_is_not_cut_by_a_clock_that_is_set(
    desk: Desk,
) -> None:
    card_id = await talk(desk)
    network_pauses(desk)
    assert (desk.hearing.card.doubtful, desk.hearing.card.cut) == (True, False)
    desk.office.woke()
    assert reloads(desk) == 0
    desk.office.say_over(card_id)
    await desk.hearing.until(lambda: reloads(desk) == 1)


@pytest.mark.asyncio
async def test_a_call_does_not_come_through_a_second_sleep(desk: Desk) -> None:
    await talk(desk)
    desk.office.woke()
    assert reloads(desk) == 0
    desk.office.woke()
    assert reloads(desk) == 1


@pytest.mark.asyncio
async def test_a_sleep_during_an_earlier_call_says_nothing_of_this_one(desk: Desk) -> None:
    await talk(desk)
    desk.office.woke()
    desk.says("zcc-call-ended", engagementId=ENGAGEMENT)
    await desk.hearing.until(lambda: not desk.hearing.card.live)
    told = {"engagementId": "another", "from": "+12125550147"}
    desk.says("zcc-call-ringing", **told)
    await desk.hearing.until(lambda: len(desk.hearing.desk.cards) == 2)
    network_pauses(desk)
    desk.office.woke()
    assert reloads(desk) == 0


@pytest.mark.asyncio
async def test_with_the_page_its_call_is_gone(desk: Desk) -> None:
    await talk(desk)
    desk.office.page_failed("crashed")
    assert (desk.hearing.card.doubtful, desk.hearing.card.cut) == (True, True)
    desk.office.woke()
    assert reloads(desk) == 1
    told = {"engagementId": ENGAGEMENT, "from": "+442079460018", "direction": "inbound"}
    desk.says("zcc-call-connected", **told)
    await desk.hearing.until(lambda: not desk.hearing.card.doubtful)
    assert not desk.hearing.card.cut


@pytest.mark.asyncio
@pytest.mark.parametrize("channel", ["chat", "sms", "video"])
async def test_a_chat_or_video_call_is_not_cut_by_itself(desk: Desk, channel: str) -> None:
    desk.says(f"zcc-{channel}-started", engagementId=ENGAGEMENT)
    assert engaged(desk)
    network_pauses(desk)
    assert reloads(desk) == 0
    assert "loads again after" in desk.hearing.notices[-1]
    desk.says(f"zcc-{channel}-ended", engagementId=ENGAGEMENT)
    assert reloads(desk) == 1
    assert not engaged(desk)
    assert desk.hearing.status.softphone is SoftphoneState.STARTING, "it is not ready yet"
    assert desk.hearing.desk.cards == ()


@pytest.mark.asyncio
async def test_a_reload_waits_for_call_and_chat(desk: Desk) -> None:
    await talk(desk)
    desk.says("zcc-chat-started", engagementId="chat")
    network_pauses(desk)
    desk.office.say_over(desk.hearing.card.card_id)
    await desk.hearing.until(lambda: not desk.hearing.card.live)
    assert reloads(desk) == 0
    desk.says("zcc-chat-ended", engagementId="chat")
    assert reloads(desk) == 1


@pytest.mark.asyncio
async def test_a_chat_nobody_tells_the_end_of_holds_up_one_sleep_only(desk: Desk) -> None:
    desk.says("zcc-chat-started", engagementId=ENGAGEMENT)
    desk.office.woke()
    assert reloads(desk) == 0
    desk.office.woke()
    assert reloads(desk) == 1
    assert not engaged(desk)


@pytest.mark.asyncio
@pytest.mark.parametrize("how", ["failed", "reloading", "loaded"])
async def test_with_the_page_its_chat_is_gone(desk: Desk, how: str) -> None:
    desk.office.page_loaded()
    desk.says("zcc-chat-started", engagementId=ENGAGEMENT)
    if how == "failed":
        desk.office.page_failed("crashed")
    elif how == "reloading":
        desk.office.page_reloading()
    else:
        desk.office.page_loaded()
    assert not engaged(desk)


def test_the_setting_chooses_page_and_address(tmp_path: Path) -> None:
    given = {"CTI_DATA_DIR": str(tmp_path), "CTI_SOFTPHONE": "contact_center"}
    settings = read_settings(given, tmp_path / "none.toml")
    assert settings.surface == "contact_center"
    assert settings.embed_url == "https://zoom.us/cci/callbar/crm/"
    assert settings.embed_origin == "https://zoom.us"
    own = given | {"ZOOM_PHONE_SMART_EMBED_URL": "https://firm.zoom.us/cci/callbar/crm/"}
    assert read_settings(own, tmp_path / "none.toml").embed_origin == "https://firm.zoom.us"
    phone = read_settings({"CTI_DATA_DIR": str(tmp_path)}, tmp_path / "none.toml")
    assert phone.embed_origin == "https://applications.zoom.us"
