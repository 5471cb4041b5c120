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
from cti_desktop.agent.views import OpenBrowser
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
