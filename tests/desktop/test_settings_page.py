"""The settings as a person uses them: signing in and out, the look, and that it is kept."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.setting import Setting
from cti_desktop.agent.setting_files import UserFile
from cti_desktop.agent.setting_table import (
    CLOSE_TO_TRAY,
    COMPANION_URL,
    DIAL_AT_ONCE,
    DO_NOT_CALL,
    LANGUAGE,
    REGION,
    TABLE,
    TEXT_SIZE,
    THEME,
)
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.settings_store import Origin, SettingsStore, read_layer, read_variables
from cti_desktop.agent.views import CompanionState, SoftphoneState, StatusView
from cti_desktop.desktop.app import Pages
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.diagnostics_page import DiagnosticsPage
from cti_desktop.desktop.first_run import FirstRunPage
from cti_desktop.desktop.live_settings import LiveSettings, dress
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.page_entries import page_entries
from cti_desktop.desktop.page_names import PHONE, SHORTCUTS
from cti_desktop.desktop.program import offered_pages
from cti_desktop.desktop.setting_controls import ChipsControl
from cti_desktop.desktop.settings_page import About, SettingsPage
from cti_desktop.desktop.tasks_page import TasksPage
from cti_desktop.desktop.theme import Appearance, Theme
from cti_desktop.desktop.widgets import Chip
from tests.desktop.conftest import flush
from tests.desktop.doubles import PaperOffice, WaitingCore, away
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]

OUT = StatusView(
    softphone=SoftphoneState.READY,
    softphone_text="",
    companion=CompanionState.SIGNED_OUT,
    companion_text="Not signed in",
)
IN_STEP = replace(
    OUT,
    companion=CompanionState.IN_STEP,
    companion_text="Companion in step",
    agent_name="Robin Ellis",
)


class Sheet:
    """A settings page over a paper office."""

    def __init__(
        self, qtbot: QtBot, theme: Theme, folder: Path, store: SettingsStore | None = None
    ) -> None:
        self.folder, self.store = folder, store or SettingsStore(user=UserFile(folder))
        self.office = PaperOffice([])
        self.core = WaitingCore(self.office)
        about = About(version="9.9", data_dir=folder, companion_url="https://cti.example")
        self.live = LiveSettings(self.store, self.core)
        dress(theme, self.live)
        self.page = SettingsPage(self.core, theme, about, self.live)
        self.card = self.page.companion
        qtbot.addWidget(self.page)
        self.page.show()
        qtbot.waitExposed(self.page)

    def said(self) -> list[str]:
        QApplication.processEvents()
        labels = self.page.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisibleTo(self.page)]


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Sheet]:
    sheet = Sheet(qtbot, theme, tmp_path)
    yield sheet
    sheet.page.hide()


def test_signing_in_goes_on_in_the_browser(sheet: Sheet) -> None:
    sheet.core.viewed.emit(OUT)
    assert "Not signed in" in sheet.said()
    assert sheet.card.sign_out_button.isHidden()
    QTest.mouseClick(sheet.card.sign_in_button, Qt.MouseButton.LeftButton)
    assert "Go on in your browser." in sheet.said()
    assert not sheet.card.cancel_button.isHidden()
    sheet.core.answer()
    sheet.core.viewed.emit(IN_STEP)
    assert sheet.office.told == [("sign in",)]
    assert any("Signed in as Robin Ellis" in text for text in sheet.said())
    assert sheet.card.cancel_button.isHidden()


def test_signing_in_can_be_given_up(sheet: Sheet) -> None:
    sheet.core.viewed.emit(OUT)
    QTest.mouseClick(sheet.card.sign_in_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(sheet.card.cancel_button, Qt.MouseButton.LeftButton)
    assert not sheet.core.waiting
    assert not sheet.card.sign_in_button.isHidden()


def test_signing_out(sheet: Sheet) -> None:
    sheet.core.viewed.emit(IN_STEP)
    QTest.mouseClick(sheet.card.sign_out_button, Qt.MouseButton.LeftButton)
    sheet.core.answer()
    assert sheet.office.told == [("sign out",)]


def test_a_failed_sign_in_says_why(sheet: Sheet) -> None:
    sheet.core.viewed.emit(OUT)
    sheet.office.fails = away()
    QTest.mouseClick(sheet.card.sign_in_button, Qt.MouseButton.LeftButton)
    sheet.core.answer()
    assert away().message in sheet.said()
    assert not sheet.card.sign_in_button.isHidden()


def test_a_session_without_keyring_is_explained(sheet: Sheet) -> None:
    sheet.core.viewed.emit(replace(IN_STEP, kept_for_this_run=True))
    assert any("no keyring" in text for text in sheet.said())


def test_without_a_companion_there_is_nothing_to_sign_in_to(sheet: Sheet) -> None:
    sheet.core.viewed.emit(replace(OUT, companion=CompanionState.OFF, companion_text="None"))
    assert sheet.card.sign_in_button.isHidden()
    assert sheet.card.sign_out_button.isHidden()


def click(part: QWidget) -> None:
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)


def part_of(sheet: Sheet, setting: Setting[Any]) -> QWidget:
    """Return what takes the keyboard."""
    part = sheet.page.rows[setting.name].control.focusProxy()
    assert part is not None
    return part


def chips_of(sheet: Sheet, setting: Setting[Any]) -> dict[Any, Chip]:
    control = sheet.page.rows[setting.name].control
    assert isinstance(control, ChipsControl)
    return control.chips


def test_the_look_changes_at_once_and_is_kept(theme: Theme, sheet: Sheet) -> None:
    click(chips_of(sheet, THEME)["dark"])
    click(chips_of(sheet, TEXT_SIZE)[150])
    assert (theme.appearance, theme.scale) == (Appearance.DARK, 1.5)
    later = SettingsStore(user=UserFile(sheet.folder))
    assert (later.get(THEME), later.get(TEXT_SIZE)) == ("dark", 150)
    assert not chips_of(sheet, TEXT_SIZE)[100].isChecked()


def test_what_acts_at_the_next_start_says_so(sheet: Sheet) -> None:
    later = "From the next start on."
    assert later not in sheet.said()
    click(chips_of(sheet, LANGUAGE)["de"])
    assert later in sheet.said()
    click(chips_of(sheet, LANGUAGE)[""])
    assert later not in sheet.said()


def test_every_kind_is_set_by_keyboard(sheet: Sheet) -> None:
    store = sheet.store
    tick = part_of(sheet, CLOSE_TO_TRAY)
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert store.get(CLOSE_TO_TRAY)
    line = part_of(sheet, DO_NOT_CALL)
    QTest.keyClicks(line, "/srv/numbers.txt")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert store.get(DO_NOT_CALL) == "/srv/numbers.txt"
    country = part_of(sheet, REGION)
    assert isinstance(country, QComboBox)
    QTest.keyClicks(country, "Ger")
    country.activated.emit(country.currentIndex())
    assert store.get(REGION) == "DE"


def test_a_value_that_cannot_be_is_refused_with_a_sentence(sheet: Sheet) -> None:
    line = part_of(sheet, COMPANION_URL)
    QTest.keyClicks(line, "cti.example")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert any("an address such as https://cti.example.com" in text for text in sheet.said())
    assert sheet.store.get(COMPANION_URL) == ""


def test_what_is_locked_shows_who_and_why(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    given = {
        "dial_at_once": {"value": True, "reason": "The CRM asks already."},
        "region": "GB",
    }
    machine = read_layer(Origin.MACHINE, "/etc/settings.toml", given)
    sheet = Sheet(qtbot, theme, tmp_path, SettingsStore((machine,)))
    row = sheet.page.rows[DIAL_AT_ONCE.name]
    assert not row.control.isEnabled()
    assert row.lock.isVisible()
    assert "The CRM asks already. Set for this computer in /etc/settings.toml." in sheet.said()
    assert "Set for this computer in /etc/settings.toml." in sheet.said()
    assert sheet.page.rows[THEME.name].lock.isHidden()
    sheet.page.hide()


def test_the_profile_locks_while_one_looks(sheet: Sheet, theme: Theme, qtbot: QtBot) -> None:
    profile = {"theme": {"value": "dark", "reason": "Night shift."}}
    arrived = threading.Thread(target=sheet.store.take_profile, args=(profile,))
    with qtbot.waitSignal(sheet.live.changed):
        arrived.start()
    arrived.join()
    assert theme.dark
    assert not sheet.page.rows[THEME.name].control.isEnabled()
    sheet.store.take_profile({})
    assert sheet.page.rows[THEME.name].control.isEnabled()
    assert not theme.dark


def test_what_could_not_be_used_is_said_on_top(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    store = SettingsStore((read_variables({"CTI_REGION": "Britain"}),))
    sheet = Sheet(qtbot, theme, tmp_path, store)
    assert any(text.startswith("CTI_REGION must be a two-letter") for text in sheet.said())
    sheet.page.hide()


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ("zoom font", {"text_size"}),
        ("DUNKEL", set()),
        ("dark", {"theme"}),
        ("clicked", {"dial_at_once"}),
        ("dialling", {"dial_at_once", "clipboard_watch", "dial_key", "do_not_call"}),
        ("nothing has these", set()),
    ],
)
def test_settings_are_found(sheet: Sheet, looked_for: str, found: set[str]) -> None:
    sheet.page.take_focus()
    QTest.keyClicks(sheet.page.search, looked_for)
    QTest.keyClick(sheet.page.search, Qt.Key.Key_Return)
    shown = {name for name, row in sheet.page.rows.items() if row.isVisible()}
    assert found <= shown
    assert len(shown) < len(TABLE) / 2
    assert bool(shown) == bool(found)
    assert ("No setting has these words." in sheet.said()) == (not found)
    QTest.keyClick(sheet.page.search, Qt.Key.Key_Escape)
    sheet.page.search.searched.emit("")
    assert all(row.isVisible() for row in sheet.page.rows.values())


def test_every_setting_a_person_looks_for_is_on_the_page(sheet: Sheet) -> None:
    assert set(sheet.page.rows) == {one.name for one in TABLE if one.title}


def test_it_tells_version_and_place(sheet: Sheet, tmp_path: Path) -> None:
    said = sheet.said()
    assert "CTI Desktop 9.9" in said
    assert str(tmp_path) in said


def made(pages: Pages, core: WaitingCore, theme: Theme) -> dict[str, QWidget]:
    offered = pages.make(core, theme, british_words(), LiveSettings(SettingsStore(), core))
    return {n: page if isinstance(page, QWidget) else page() for n, page in offered.items()}


def test_the_pages_of_a_desk(theme: Theme, tmp_path: Path) -> None:
    core = WaitingCore(PaperOffice([]))
    pages = made(offered_pages(DeskSettings(data_dir=tmp_path, region="GB")), core, theme)
    kinds = {
        "calls": LogPage,
        "contacts": ContactsPage,
        "tasks": TasksPage,
        "settings": SettingsPage,
        "diagnostics": DiagnosticsPage,
        "welcome": FirstRunPage,
    }
    assert {name: type(pages[name]) for name in kinds} == kinds
    assert set(pages) == set(page_entries()) - {PHONE, SHORTCUTS}
    for page in pages.values():
        page.deleteLater()
    flush()


def in_a_box(one: QWidget) -> bool:
    """Tell whether it is the list of a combo box, which has the box's name."""
    above = one.parentWidget()
    return above is not None and above.inherits("QComboBoxPrivateContainer")


def test_everything_on_the_pages_that_takes_the_keyboard_has_a_name(
    theme: Theme, tmp_path: Path
) -> None:
    core = WaitingCore(PaperOffice([]))
    pages = made(offered_pages(DeskSettings(data_dir=tmp_path)), core, theme)
    nameless = [
        f"{name}: {type(one).__name__} {one.objectName()}"
        for name, page in pages.items()
        for one in page.findChildren(QWidget)
        if one.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not one.objectName().startswith("qt_")
        and type(one.parentWidget()) is not QLineEdit  # the style's own clear button
        and not one.accessibleName()
        and not one.isHidden()
        and not in_a_box(one)
        and not (isinstance(one, QAbstractButton | QLabel) and one.text())
    ]
    assert not nameless, nameless
    for page in pages.values():
        page.deleteLater()
    flush()
