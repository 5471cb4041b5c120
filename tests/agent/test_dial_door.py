"""A program started by a click: the link comes before the office, and whose word decides."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.agent.dial_door import LinkDoor
from cti_desktop.agent.dial_views import DialQuestions
from cti_desktop.agent.front_desk import open_front_desk
from cti_desktop.agent.handoff import HandoffServer
from cti_desktop.agent.handoff_client import TAKEN, ask, hand_over
from cti_desktop.agent.handoff_wire import Door, Lock, door_of
from cti_desktop.agent.one_program import run_alone
from cti_desktop.agent.setting_files import UserFile
from cti_desktop.agent.setting_table import DIAL_AT_ONCE
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.settings_store import Origin, SettingsStore, read_layer
from cti_desktop.agent.views import ShowWindow
from cti_desktop.calls.errors import Denied, UserFixable
from cti_desktop.store.opening import open_store
from tests.agent.desks import ADA, Hearing

LINK = "tel:+442079460018"
OTHER = "tel:+442079460099"

pytestmark = pytest.mark.asyncio


@pytest.fixture
def settings(tmp_path: Path, environment: dict[str, str]) -> DeskSettings:
    return DeskSettings(data_dir=tmp_path, region="GB", door=door_of(environment))


@asynccontextmanager
async def started(settings: DeskSettings) -> AsyncIterator[tuple[Any, Hearing, asyncio.Task[None]]]:
    """Open a front desk whose page says nothing yet."""
    office = open_front_desk(settings)
    hearing = Hearing()
    office.subscribe(hearing)
    starting = asyncio.create_task(office.start())
    await asyncio.sleep(0)  # it begins: no page is ready before
    try:
        yield office, hearing, starting
    finally:
        with suppress(UserFixable):
            await starting
        await office.stop()


def never(place: Lock) -> int:
    raise AssertionError(f"a second program was started, holding: {place.held}")


def asked(hearing: Hearing) -> DialQuestions:
    shown = [view for view in hearing.views if isinstance(view, DialQuestions)]
    return shown[-1] if shown else DialQuestions()


def called(hearing: Hearing) -> list[str]:
    return [m["data"]["number"] for m in hearing.sent if m["type"] == "zp-make-call"]


async def test_a_click_is_dialled_as_soon_as_the_page_is_ready_whatever_the_log_does(
    settings: DeskSettings,
) -> None:
    (settings.data_dir / "desk.db").mkdir()  # no database can be there
    settings.store.set(DIAL_AT_ONCE, value=True)
    async with started(replace(settings, opening_links=(LINK,))) as (office, hearing, starting):
        office.page_signalled("test")
        await hearing.until(lambda: called(hearing) == ["+442079460018"])
        with pytest.raises(UserFixable):
            await starting


async def test_a_question_is_there_and_answered_before_the_office_is_open(
    settings: DeskSettings, environment: dict[str, str]
) -> None:
    store = open_store(settings.database_url, region="GB")
    store.directory.put([ADA]).result(10)
    store.close()
    async with started(replace(settings, opening_links=(LINK,))) as (office, hearing, starting):
        await hearing.until(lambda: asked(hearing).questions)
        assert asked(hearing).questions[0].name == "020 7946 0018"
        assert await asyncio.to_thread(hand_over, OTHER, environment) == TAKEN
        assert not starting.done()
        await hearing.until(lambda: len(asked(hearing).questions) == 2)
        first, second = asked(hearing).questions
        office.confirm_dial(second.question_id)
        office.page_signalled("test")
        assert called(hearing) == ["+442079460099"]
        await hearing.until(lambda: asked(hearing).questions[0].name == "Ada Lovelace")
        office.drop_dial(first.question_id)
        await starting
    store = open_store(settings.database_url)
    names = [event.name for event in store.journal.after(0, 10).events]
    store.close()
    assert names == ["dial-asked", "dial-asked", "dialled", "dial-dropped"]


async def test_a_second_start_and_a_click_find_a_program_whose_page_and_log_are_not_open(
    settings: DeskSettings, environment: dict[str, str]
) -> None:
    (settings.data_dir / "desk.db").mkdir()  # it will never be
    async with started(settings) as (_office, hearing, starting):
        assert await asyncio.to_thread(run_alone, environment, never) == TAKEN
        await hearing.until(lambda: ShowWindow() in hearing.views)
        assert await asyncio.to_thread(hand_over, LINK, environment) == TAKEN
        await hearing.until(lambda: asked(hearing).questions)
        with pytest.raises(UserFixable):
            await starting
        assert await asyncio.to_thread(hand_over, OTHER, environment) == TAKEN
        await hearing.until(lambda: len(asked(hearing).questions) == 2)


async def test_a_plain_start_takes_links_once_its_office_is_open(
    settings: DeskSettings, environment: dict[str, str]
) -> None:
    async with started(settings) as (office, hearing, starting):
        office.page_signalled("test")
        await starting
        assert await asyncio.to_thread(hand_over, LINK, environment) == TAKEN
        await hearing.until(lambda: len(asked(hearing).questions) == 1)
        hearing.views.clear()
        assert await asyncio.to_thread(run_alone, environment, never) == TAKEN
        await hearing.until(lambda: hearing.views.count(ShowWindow()) == 1)


async def test_the_setting_holds_from_the_next_link_on(
    settings: DeskSettings, environment: dict[str, str]
) -> None:
    async with started(replace(settings, opening_links=(LINK,))) as (office, hearing, starting):
        office.page_signalled("test")
        await starting
        assert [one.number for one in asked(hearing).questions] == ["020 7946 0018"]
        settings.store.set(DIAL_AT_ONCE, value=True)
        assert await asyncio.to_thread(hand_over, OTHER, environment) == TAKEN
        await hearing.until(lambda: called(hearing) == ["+442079460099"])


async def test_what_the_administrator_locked_stays(settings: DeskSettings) -> None:
    locked = SettingsStore(
        [read_layer(Origin.MACHINE, "settings.toml", {"dial_at_once": False})],
        user=UserFile(settings.data_dir),
    )
    with pytest.raises(Denied):
        locked.set(DIAL_AT_ONCE, value=True)
    opening = replace(settings, opening_links=(LINK,), store=locked)
    async with started(opening) as (office, hearing, starting):
        office.page_signalled("test")
        await starting
        assert len(asked(hearing).questions) == 1
        assert called(hearing) == []


async def test_what_is_always_asked_is_asked_at_a_start_that_dials_at_once(
    settings: DeskSettings,
) -> None:
    settings.store.set(DIAL_AT_ONCE, value=True)
    links = ("tel:112", "tel:*67%2B442079460018", "tel:09012345678")
    async with started(replace(settings, opening_links=links)) as (office, hearing, starting):
        office.page_signalled("test")
        await starting
        assert [str(one.reasons[0]) for one in asked(hearing).questions] == [
            "emergency",
            "service_code",
            "premium",
        ]
        assert called(hearing) == []


def bring_by_port(door: Door, link: str) -> dict[str, object]:
    """Hand a link over the way Windows does."""
    answer = ask(door, {"link": link}, loopback=True)
    assert answer is not None
    return answer


@pytest.mark.parametrize("system", ["linux", "windows", "macos"])
async def test_a_link_that_comes_back_is_left_alone_on_every_system(
    settings: DeskSettings, environment: dict[str, str], system: str
) -> None:
    """Zoom's client has the scheme too: what it was given must not come round to us again."""
    if system == "linux" and sys.platform == "win32":
        pytest.skip("Linux's way")
    settings.store.set(DIAL_AT_ONCE, value=True)
    dialled: list[str] = []
    door = LinkDoor(replace(settings, door=None), Phone(dialled), lambda _view: None)
    assert settings.door is not None
    server = HandoffServer(settings.door, door.dials.receive, loopback=system == "windows")
    assert await server.start()
    try:
        for link in (LINK, "zoomphonecall://+442079460018"):
            if system == "macos":
                door.open_link(link)  # as `desktop.link_events` does
            elif system == "windows":
                await asyncio.to_thread(bring_by_port, settings.door, link)
            else:
                await asyncio.to_thread(hand_over, link, environment)
    finally:
        await server.stop()
    assert dialled == ["+442079460018"]
    assert door.dials.view().questions == ()


class Phone:
    """Writes down what it dials."""

    def __init__(self, dialled: list[str]) -> None:
        self._dialled = dialled

    def dial(self, number: str, caller_id: str | None = None) -> bool:
        assert caller_id is None
        self._dialled.append(number)
        return True

    def write_sms(self, number: str) -> bool:
        raise AssertionError(f"texted {number}")
