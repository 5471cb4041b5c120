"""What a screen reader says by itself of what happens where the keyboard is not."""

from dataclasses import replace
from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cti_desktop.agent.setting_table import COMPANION_URL
from cti_desktop.agent.views import Notice, SoftphoneState
from cti_desktop.calls.asking import Dialled
from cti_desktop.desktop import spoken
from cti_desktop.desktop.palette import Purpose
from cti_desktop.desktop.ways_in import WaysIn
from tests import shots_data as data
from tests.desktop.doubles import away
from tests.desktop.face import Face, as_read
from tests.desktop.face_fixtures import contacts_page, face, theme
from tests.desktop.log_desk import Desk, desk
from tests.desktop.test_contacts_page import Book, book
from tests.desktop.test_palette import Room, room
from tests.desktop.test_settings_page import Sheet, part_of, sheet
from tests.desktop.test_ways_in import LIST, became, live, ways

__all__ = [
    "became",
    "book",
    "contacts_page",
    "desk",
    "face",
    "live",
    "room",
    "sheet",
    "theme",
    "ways",
]
Heard = list[tuple[str, bool]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Hear what is said and whether it is urgent; nothing listens on a screen of its own."""
    said: Heard = []

    def take(event: object) -> None:
        assert isinstance(event, QAccessibleAnnouncementEvent)
        urgent = event.politeness() is QAccessible.AnnouncementPoliteness.Assertive
        said.append((as_read(event.message()), urgent))

    ear = Mock(wraps=QAccessible)
    ear.AnnouncementPoliteness = QAccessible.AnnouncementPoliteness
    ear.updateAccessibility = take
    monkeypatch.setattr(spoken, "QAccessible", ear)
    return said


def test_a_call_that_comes_is_said_at_once(face: Face, heard: Heard) -> None:
    face.show(data.desk(data.RINGING))
    face.show(data.desk(data.RINGING))
    assert heard == [("Ada Lovelace is calling", True)]


def test_what_a_search_found_is_said_once_after_the_last_key(desk: Desk, heard: Heard) -> None:
    QTest.keyClicks(desk.page.head.search, "gra")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.core.answer()
    QTest.keyClicks(desk.page.head.search, "ce")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    assert heard == []
    desk.core.answer()
    desk.qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("1 call", False)]
    desk.change("c00001")  # comes by itself
    assert len(heard) == 1


def test_that_no_call_was_found_is_said(desk: Desk, heard: Heard) -> None:
    QTest.keyClicks(desk.page.head.search, "nobody")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.core.answer()
    desk.qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("Nothing found. No call fits this search and these filters.", False)]


def test_how_many_contacts_were_found_is_said(book: Book, heard: Heard) -> None:
    book.search("ada")
    book.qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("1 found", False)]
    book.search("0161 496")
    book.qtbot.waitUntil(lambda: len(heard) > 1)
    assert heard[1][0].startswith("Nobody found")


def test_a_number_that_cannot_be_is_said_where_it_stands(book: Book, heard: Heard) -> None:
    book.page.new_contact(name="Odd", number="—")
    QTest.mouseClick(book.page.form.save_button, Qt.MouseButton.LeftButton)
    assert heard == [("This cannot be dialled. Write it like +44 20 7946 0018.", False)]
    field = book.page.form.numbers[0].text
    assert field.accessibleDescription() == heard[0][0]
    field.setText("+44 20 7946 0018")
    assert field.accessibleDescription() == ""


def test_what_keeps_a_contact_from_being_saved_is_said(book: Book, heard: Heard) -> None:
    book.page.new_contact()
    QTest.keyClick(book.page.form.name, Qt.Key.Key_Return)
    assert heard == [("A contact needs a name or a firm.", False)]
    book.page.form.name.setText("Mary")
    book.office.fails = away()
    book.page.form.save()
    book.core.answer()
    assert heard[1:] == [(away().message, False)]


def test_the_palette_says_the_line_that_enter_takes(room: Room, qtbot: QtBot, heard: Heard) -> None:
    room.palette.open_for(Purpose.FIND)
    room.type("ad", qtbot)
    room.core.answer()
    qtbot.waitUntil(lambda: bool(heard))
    assert len(heard) == 1
    assert heard[0][0].startswith("Ada Lovelace")
    room.key(Qt.Key.Key_Down)
    assert len(heard) == 2
    assert heard[1][0].startswith("Adele Ring")
    room.type("xyz", qtbot)
    room.core.answer()
    qtbot.waitUntil(lambda: len(heard) > 2)
    assert heard[2:] == [("Nothing found", False)]


def test_the_palette_says_nobody_of_an_older_search(room: Room, qtbot: QtBot, heard: Heard) -> None:
    room.palette.open_for(Purpose.FIND)
    room.type("ad", qtbot)
    room.core.answer()
    room.type("e", qtbot)
    qtbot.waitUntil(lambda: not room.palette._spoken._pause.isActive())
    assert heard == []
    room.core.answer()
    assert [text[:10] for text, _ in heard] == ["Adele Ring"]


def test_a_setting_that_was_not_taken_is_said(sheet: Sheet, heard: Heard) -> None:
    line = part_of(sheet, COMPANION_URL)
    QTest.keyClicks(line, "cti.example")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert len(heard) == 1
    assert "an address such as https://cti.example.com" in heard[0][0]


def test_whether_a_call_is_over_is_asked_aloud_once(face: Face, heard: Heard) -> None:
    face.show(data.desk(data.TALKING))
    heard.clear()
    for _ in range(3):
        face.show(data.desk(replace(data.TALKING, doubtful=True)))
    assert heard == [("The softphone was away meanwhile. Is this call over?", False)]


def test_a_softphone_that_stops_is_said_once(face: Face, heard: Heard) -> None:
    stopped = replace(data.READY, softphone=SoftphoneState.FAILED, softphone_text="Reload it.")
    face.show(stopped)
    face.show(replace(stopped, waiting=3))
    assert heard == [("Softphone stopped. Reload it.", False)]
    face.show(data.READY)
    assert len(heard) == 1


def test_that_another_call_is_being_dialled_is_said(
    ways: WaysIn, became: list[Dialled], heard: Heard
) -> None:
    ways.open_list(LIST)
    ways.list_sheet.start_button.click()
    became.append(Dialled.BUSY)
    ways.list_sheet.call_button.click()
    assert heard == [("Another call is being dialled. Try again.", False)]


def test_a_notice_is_said(face: Face, heard: Heard) -> None:
    face.show(Notice(text="Copied."))
    assert heard == [("Copied.", False)]
