"""The settings as a person uses them: signing in and out, the look, and that it is kept."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import CompanionState, SoftphoneState, StatusView
from cti_desktop.desktop.app import Pages
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.diagnostics_page import DiagnosticsPage
from cti_desktop.desktop.first_run import FirstRunPage
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.preferences import FILE, Preferences
from cti_desktop.desktop.program import offered_pages
from cti_desktop.desktop.settings_page import About, SettingsPage
from cti_desktop.desktop.tasks_page import TasksPage
from cti_desktop.desktop.theme import Appearance, Theme
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

    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path) -> None:
        self.office = PaperOffice([])
        self.core = WaitingCore(self.office)
        about = About(
            version="9.9", data_dir=folder, region="GB", companion_url="https://cti.example"
        )
        self.page = SettingsPage(self.core, theme, about, Preferences(folder))
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


def test_the_look_changes_at_once_and_is_kept(
    qtbot: QtBot, theme: Theme, sheet: Sheet, tmp_path: Path
) -> None:
    QTest.mouseClick(sheet.page.look.appearances[Appearance.DARK], Qt.MouseButton.LeftButton)
    QTest.mouseClick(sheet.page.look.sizes[150], Qt.MouseButton.LeftButton)
    assert theme.dark
    assert theme.scale == 1.5
    assert (tmp_path / FILE).exists()
    theme.set_appearance(Appearance.LIGHT)
    theme.set_scale(1.0)
    later = Sheet(qtbot, theme, tmp_path)
    assert (theme.appearance, theme.scale) == (Appearance.DARK, 1.5)
    assert later.page.look.sizes[150].isChecked()
    assert not later.page.look.sizes[100].isChecked()
    later.page.hide()


@pytest.mark.parametrize("kept", ["", "appearance=pink\ntext_size=huge", "\x00\xff", "text_size=9"])
def test_a_damaged_file_changes_nothing(theme: Theme, tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE).write_text(f"[General]\n{kept}\n", "utf-8")
    Preferences(tmp_path).restore(theme)
    assert (theme.appearance, theme.scale) == (Appearance.LIGHT, 1.0)


def test_it_tells_region_version_and_place(sheet: Sheet, tmp_path: Path) -> None:
    said = sheet.said()
    assert "United Kingdom (GB)" in said
    assert "CTI Desktop 9.9" in said
    assert str(tmp_path) in said


def made(pages: Pages, core: WaitingCore, theme: Theme) -> dict[str, QWidget]:
    offered = pages.make(core, theme, british_words())
    return {n: page if isinstance(page, QWidget) else page() for n, page in offered.items()}


def test_the_pages_of_a_desk(theme: Theme, tmp_path: Path) -> None:
    core = WaitingCore(PaperOffice([]))
    pages = made(offered_pages(DeskSettings(data_dir=tmp_path, region="GB")), core, theme)
    kinds = [LogPage, ContactsPage, TasksPage, SettingsPage, DiagnosticsPage, FirstRunPage]
    assert [type(page) for page in pages.values()] == kinds
    for page in pages.values():
        page.deleteLater()
    flush()


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
        and not (isinstance(one, QAbstractButton | QLabel) and one.text())
    ]
    assert not nameless, nameless
    for page in pages.values():
        page.deleteLater()
    flush()
