"""Importing contacts as a person does it: preview, columns, result, undo; merging by hand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.answers import ImportPreview, RowNote
from cti_desktop.agent.views import ImportProgress
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.import_sheet import ImportSheet
from cti_desktop.desktop.row_paint import joined
from cti_desktop.desktop.theme import Theme
from tests.desktop.conftest import flush
from tests.desktop.doubles import PaperOffice, WaitingCore, away, contact
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.desktop.list_use import ListUse

__all__ = ["theme"]

ADA = contact("Ada Lovelace", "+44 20 7946 0018", firm="Engines")
FILE = ImportPreview(
    headings=("Who", "Firm", "Tel", "ID"),
    columns={"name": 0, "firm": 1, "id": 3},
    samples=(ADA,),
    problems=(RowNote(3, "The name is empty."),),
    enough=True,
)


class Room:
    """A sheet over a paper office, and a person who always chooses the same file."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.office = PaperOffice([])
        self.office.preview = FILE
        self.core = WaitingCore(self.office)
        self.sheet = ImportSheet(self.core, theme, british_words(), where=self._choose)
        qtbot.addWidget(self.sheet)
        self.sheet.resize(416, 700)
        self.sheet.show()

    def _choose(self, _over: QWidget, then: Callable[[str], None]) -> None:
        then("/somewhere/people.csv")

    def said(self) -> list[str]:
        flush()
        QApplication.processEvents()
        return [one.text() for one in self.sheet.findChildren(QLabel) if one.isVisible()]


@pytest.fixture
def room(qtbot: QtBot, theme: Theme) -> Iterator[Room]:
    room = Room(qtbot, theme)
    room.sheet.begin()
    room.core.answer()
    yield room
    room.sheet.hide()


def test_what_would_come_is_shown_before_anything_is_kept(room: Room) -> None:
    said = room.said()
    for text in ("people.csv", "Ada Lovelace", joined("Engines", "+44 20 7946 0018")):
        assert text in said
    assert "Row 3: The name is empty." in said
    assert room.sheet.columns.choices["firm"].currentText() == "Firm"
    assert room.sheet.columns.choices["work"].currentText() == "Not in the file"
    assert room.office.imports == []


def test_another_column_is_previewed_at_once_and_what_was_guessed_stays(room: Room) -> None:
    work = room.sheet.columns.choices["work"]
    work.setCurrentIndex(work.findText("Tel"))
    room.core.answer()
    assert room.office.previewed == [None, {"name": 0, "firm": 1, "id": 3, "work": 2}]
    QTest.mouseClick(room.sheet.import_button, Qt.MouseButton.LeftButton)
    room.core.viewed.emit(ImportProgress(done=5, total=10))
    assert room.sheet.bar.value() == 500
    room.core.answer()
    assert room.office.imports == [("people.csv", {"name": 0, "firm": 1, "id": 3, "work": 2})]


def test_the_result_is_said_and_can_be_taken_back(room: Room) -> None:
    QTest.mouseClick(room.sheet.import_button, Qt.MouseButton.LeftButton)
    room.core.answer()
    said = room.said()
    assert "New contacts: 2, changed: 1, rows left out: 9. Details left out: 4." in said
    assert "and 12 more" in said
    QTest.mouseClick(room.sheet.undo_button, Qt.MouseButton.LeftButton)
    room.core.answer()
    assert room.office.imports == []
    assert "The contacts are as they were before." in room.said()
    assert not room.sheet.undo_button.isVisible()


def test_an_import_is_stopped_and_the_sheet_closed(room: Room, qtbot: QtBot) -> None:
    QTest.mouseClick(room.sheet.import_button, Qt.MouseButton.LeftButton)
    assert room.sheet.busy
    QTest.mouseClick(room.sheet.cancel_button, Qt.MouseButton.LeftButton)
    assert room.sheet.busy
    assert "Stopping the import …" in room.said()
    room.core.viewed.emit(ImportProgress(done=5, total=10))
    assert room.sheet.bar.maximum() == 0
    room.core.answer()
    assert room.office.imports == []
    assert "The import was stopped. Nothing was kept." in room.said()
    with qtbot.waitSignal(room.sheet.closed):
        QTest.mouseClick(room.sheet.cancel_button, Qt.MouseButton.LeftButton)


def test_an_import_stopped_too_late_says_what_it_did(room: Room) -> None:
    QTest.mouseClick(room.sheet.import_button, Qt.MouseButton.LeftButton)
    room.office.too_late = True
    QTest.mouseClick(room.sheet.cancel_button, Qt.MouseButton.LeftButton)
    room.core.answer()
    assert "New contacts: 2" in " ".join(room.said())
    assert room.sheet.cancel_button.isEnabled()


def test_a_file_that_cannot_be_read_says_why(room: Room) -> None:
    room.office.fails = away()
    room.sheet.begin()
    room.core.answer()
    assert any("The log is being repaired." in text for text in room.said())
    assert not room.sheet.import_button.isEnabled()


def test_cards_have_no_columns(room: Room) -> None:
    room.office.preview = ImportPreview(samples=(ADA,), enough=True)
    room.sheet.begin()
    room.core.answer()
    assert not room.sheet.columns.isVisible()
    QTest.mouseClick(room.sheet.import_button, Qt.MouseButton.LeftButton)
    room.core.answer()
    assert room.office.imports == [(Path("people.csv").name, None)]


def test_duplicates_are_merged_from_the_menu(qtbot: QtBot, theme: Theme) -> None:
    other = contact("Ada L. & Co", firm="Engines")
    office = PaperOffice([], [ADA, other])
    core = WaitingCore(office)
    book = ListUse(qtbot, office, core, ContactsPage(core, theme, british_words(), region="GB"))
    book.show()
    book.choose(ADA.id)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    book.page.rows.contextMenuEvent(event)
    _trigger("Merge with …")
    core.answer()
    _trigger(f"Take over {joined('Ada L. && Co', 'Engines')}")
    core.answer()
    assert office.merged == [(ADA.id, other.id)]
    assert book.page.detail.contact_id == ADA.id
    book.page.hide()


def _trigger(text: str) -> None:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()
    flush()
