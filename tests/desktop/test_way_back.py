"""Earlier calls lead to the log, and from there back to where the person was."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.call_rows import EarlierCall
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.interior import furnished_window
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import is_focus_inside
from cti_desktop.desktop.window import MainWindow
from tests import shots_data as data
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.shots_office import StillCore

__all__ = ["theme"]


class Desk:
    """A window with the log and the contacts."""

    def __init__(self, theme: Theme) -> None:
        core, words = StillCore(), british_words()
        self.log = LogPage(core, theme, words)
        self.contacts = ContactsPage(core, theme, words, region="GB")
        pages: dict[str, QWidget] = {"calls": self.log, "contacts": self.contacts}
        self.core = core
        self.wanted: list[str] = []
        self.window: MainWindow = furnished_window(
            core, QWidget(), theme=theme, words=words, pages=pages
        )
        for signal in (self.window.phone_page.call_wanted, self.contacts.call_shown):
            signal.connect(lambda line: self.wanted.append(line.call_id))

    def earlier(self, page: QWidget) -> list[EarlierCall]:
        return [row for row in page.findChildren(EarlierCall) if row.isVisible()]

    @property
    def way_back(self) -> str:
        button = self.log.detail.head.back_button
        return button.text() if button.isVisible() else ""


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme) -> Iterator[Desk]:
    desk = Desk(theme)
    qtbot.addWidget(desk.window)
    desk.window.show()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    desk.core.show(data.READY)
    desk.core.show(data.desk(data.TALKING))
    QApplication.processEvents()
    yield desk
    desk.window.close()


def open_from_the_card(desk: Desk) -> None:
    row = desk.earlier(desk.window.phone_page)[0]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    assert desk.window.page == "calls"
    assert desk.log.panel.is_open


def test_an_earlier_call_of_the_card_is_shown_with_the_way_back(desk: Desk) -> None:
    open_from_the_card(desk)
    assert desk.wanted == [data.EARLIER[0].call_id]
    assert desk.way_back == "Back to Phone"
    assert desk.log.detail.head.back_button.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_one_key_leads_back_to_the_note(desk: Desk, key: Qt.Key) -> None:
    open_from_the_card(desk)
    QTest.keyClick(desk.log.detail.head.back_button, key)
    assert desk.window.page == "phone"
    assert is_focus_inside(desk.window.phone_page)
    assert not desk.log.panel.is_open


def test_a_contacts_call_leads_back_to_that_contact(desk: Desk) -> None:
    desk.window.go_to("contacts")
    desk.contacts.show_contact(data.ADA.id)
    desk.earlier(desk.contacts)[1].click()
    assert desk.window.page == "calls"
    assert desk.wanted == [data.CONTACT_DETAIL.earlier[1].call_id]
    assert desk.way_back == "Back to Contacts"
    desk.log.detail.head.back_button.click()
    assert desk.window.page == "contacts"
    assert desk.contacts.panel.is_open
    assert desk.contacts.detail.contact_id == data.ADA.id


def test_who_stays_in_the_log_is_not_led_back(desk: Desk) -> None:
    open_from_the_card(desk)
    desk.log.detail.close_wanted.emit()
    assert desk.window.page == "calls"
    desk.log.show_call(data.EARLIER[1])
    assert not desk.way_back
    desk.log.close_top()
    assert desk.window.page == "calls"
