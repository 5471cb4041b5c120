"""The first steps: each is done here, by keyboard alone, and what needs a new start gets one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.setting_files import UserFile
from cti_desktop.agent.setting_table import COMPANION_URL, FIRST_STEPS_DONE, REGION, SURFACE
from cti_desktop.agent.settings_store import Origin, SettingsStore, read_layer
from cti_desktop.agent.views import CheckLine, CompanionState
from cti_desktop.desktop import first_run, program
from cti_desktop.desktop.first_run import FirstRunPage
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.restart import RESTART, restart
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.doubles import PaperOffice, WaitingCore, away
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]
SIGNED_OUT = replace(data.READY, companion=CompanionState.SIGNED_OUT)
NOBODY = CheckLine(name="links", ok=False, text="No program opens clicked numbers yet.")
HERE = CheckLine(name="links", ok=True, text="Clicked numbers open here: tel")
COMPANION = "https://cti.example.com"


class LinkingOffice(PaperOffice):
    """An office that may open links."""

    def __init__(self) -> None:
        super().__init__([])

    async def links_here(self) -> CheckLine:
        return NOBODY

    async def open_links_here(self) -> CheckLine:
        self._may_fail()
        self.told.append(("open links",))
        return HERE


@pytest.fixture
def office() -> LinkingOffice:
    return LinkingOffice()


@pytest.fixture
def core(office: LinkingOffice) -> WaitingCore:
    return WaitingCore(office)


@pytest.fixture
def live(core: WaitingCore, tmp_path: Path) -> LiveSettings:
    return LiveSettings(SettingsStore(user=UserFile(tmp_path)), core)


@pytest.fixture
def restarts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    monkeypatch.setattr(first_run, "restart", lambda _asking: asked.append("restart"))
    return asked


@pytest.fixture
def show(
    qtbot: QtBot, theme: Theme, core: WaitingCore, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., FirstRunPage]]:
    system = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: system))
    shown: list[FirstRunPage] = []

    def make(
        live: LiveSettings, url: str | None = COMPANION, region: str | None = None
    ) -> FirstRunPage:
        page = FirstRunPage(core, theme, live, companion_url=url, region=region)
        qtbot.addWidget(page)
        page.resize(800, 900)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        core.answer()
        shown.append(page)
        return page

    yield make
    for page in shown:
        page.close()


def set_up(live: LiveSettings) -> LiveSettings:
    live.set(COMPANION_URL, COMPANION)
    live.set(REGION, "GB")
    return live


Show = Callable[..., FirstRunPage]


def test_steps_are_ticked_off_by_themselves(
    show: Show, live: LiveSettings, core: WaitingCore
) -> None:
    steps = show(set_up(live), region="GB")

    def done() -> list[bool]:
        return [one.done for one in (steps.softphone, steps.companion, steps.region)]

    assert done() == [False, False, True]
    core.viewed.emit(data.READY)
    assert done() == [True, True, True]


@pytest.mark.parametrize(
    ("softphone", "place"),
    [("phone", "the Zoom desktop client"), ("contact_center", "the softphone on the right")],
)
def test_the_headset_is_chosen_where_the_sound_is(
    show: Show, live: LiveSettings, softphone: str, place: str
) -> None:
    live.set(SURFACE, softphone)
    steps = show(set_up(live), region="GB")
    texts = [label.text() for label in steps.sound.findChildren(QLabel)]
    assert any(text.startswith(f"Sound runs in {place}") for text in texts)


def test_signing_in_is_one_click(
    show: Show, live: LiveSettings, core: WaitingCore, office: LinkingOffice
) -> None:
    steps = show(set_up(live), region="GB")
    core.viewed.emit(SIGNED_OUT)
    assert steps.sign_in.isVisible()
    steps.sign_in.click()
    core.answer()
    assert office.told == [("sign in",)]
    core.viewed.emit(data.READY)
    assert not steps.sign_in.isVisible()


def test_links_are_opened_here_by_one_click(
    show: Show, live: LiveSettings, core: WaitingCore, office: LinkingOffice
) -> None:
    steps = show(set_up(live), region="GB")
    assert (steps.links.done, steps.links.text.text()) == (False, NOBODY.text)
    office.fails = away()
    steps.open_links.click()
    core.answer()
    assert steps.links.text.text() == away().message
    office.fails = None
    steps.open_links.click()
    core.answer()
    assert (steps.links.done, steps.open_links.isVisible()) == (True, False)


def test_the_steps_are_over_once(
    show: Show, live: LiveSettings, qtbot: QtBot, restarts: list[str]
) -> None:
    steps = show(set_up(live), region="GB")
    assert not live.get(FIRST_STEPS_DONE)
    with qtbot.waitSignal(steps.left):
        steps.begin.click()
    assert live.get(FIRST_STEPS_DONE)
    assert restarts == []


def test_a_new_companion_restarts_and_comes_back_to_sign_in(
    show: Show, live: LiveSettings, restarts: list[str]
) -> None:
    steps = show(live, url=None)
    field = steps.address.control.focusProxy()
    assert field is not None
    QTest.keyClicks(field, COMPANION)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert steps.begin.text() == "Restart and go on"
    steps.begin.click()
    assert restarts == ["restart"]
    assert (live.get(COMPANION_URL), live.get(FIRST_STEPS_DONE)) == (COMPANION, False)


def test_the_systems_country_is_offered_and_kept(
    show: Show, live: LiveSettings, restarts: list[str]
) -> None:
    steps = show(live, url=None)
    said = [label.text() for label in steps.findChildren(QLabel)]
    assert "Region" in said
    assert live.get(REGION) == ""
    steps.begin.click()
    assert (live.get(REGION), restarts) == ("GB", ["restart"])
    assert live.get(FIRST_STEPS_DONE)


def test_escape_leaves_everything_as_it_is(
    show: Show, live: LiveSettings, qtbot: QtBot, restarts: list[str]
) -> None:
    steps = show(live, url=None)
    with qtbot.waitSignal(steps.left):
        steps.close_top()
    assert (live.get(REGION), restarts) == ("", [])


def test_what_an_administrator_set_is_shown_as_such(show: Show, core: WaitingCore) -> None:
    given = {"companion_url": COMPANION, "region": "DE"}
    live = LiveSettings(SettingsStore((read_layer(Origin.MACHINE, "the file", given),)), core)
    steps = show(live, region="DE")
    assert steps.address.lock.isVisible()
    assert steps.country.lock.isVisible()
    assert steps.begin.text() == "Start"


def test_it_is_complete_by_keyboard(show: Show, live: LiveSettings, core: WaitingCore) -> None:
    steps = show(set_up(live), region="GB")
    core.viewed.emit(SIGNED_OUT)
    steps.begin.setFocus(Qt.FocusReason.TabFocusReason)
    reached: list[QWidget | None] = []
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget() or steps, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    wanted = [
        steps.address.control.focusProxy(),
        steps.sign_in,
        steps.country.control.focusProxy(),
        steps.open_links,
        steps.begin,
    ]
    assert [one for one in wanted if one not in reached] == []
    order = [reached.index(one) for one in (wanted[0], wanted[2], wanted[3], wanted[4])]
    assert order == sorted(order)


@pytest.mark.parametrize(("code", "started"), [(RESTART, 1), (0, 0), (3, 0)])
def test_the_programs_entry_starts_it_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, started: int
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(program, "run_desktop", lambda *_given, **_named: code)
    monkeypatch.setattr(program, "spawn_detached", commands.append)
    ended = program.launch({"CTI_DATA_DIR": str(tmp_path), "APPIMAGE": "/opt/cti.AppImage"})
    assert commands == [["/opt/cti.AppImage"]] * started
    assert ended == (0 if started else code)


def test_restarting_ends_the_running_program(qapp: QApplication) -> None:
    asking = QWidget()
    QTimer.singleShot(0, lambda: restart(asking))
    assert qapp.exec() == RESTART
