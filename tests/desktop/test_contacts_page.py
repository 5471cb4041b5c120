"""The contacts as a person uses them: finding, opening, calling, adding and changing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import ContactsChanged
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.desktop.contact_words import number_to_dial, sentence_of, shown_number
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.theme import Theme
from tests.desktop.conftest import flush
from tests.desktop.doubles import PaperOffice, WaitingCore, away, contact
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.desktop.list_use import ListUse

__all__ = ["theme"]

ADA = contact(
    "Ada Lovelace",
    "+44 20 7946 0018",
    "+44 7700 900118",
    firm="Analytical Engines Ltd",
    city="London",
    notes="Prefers <i>mornings</i>.",
    favourite=True,
)
GRACE = contact("Grace Hopper", "+1 212 555 0147")
MOSS = contact("Moss & Co", firm="Moss & Co")
HOSTILE = "<b>Eve</b> \u202e" + "م" * 10_000


class Book(ListUse[ContactsPage]):
    """A contacts page over a paper office."""

    def __init__(self, qtbot: QtBot, theme: Theme, contacts: list[Contact]) -> None:
        office = PaperOffice([], contacts)
        core = WaitingCore(office)
        page = ContactsPage(core, theme, british_words(), region="GB")
        super().__init__(qtbot, office, core, page)

    def open(self, contact_id: str) -> None:
        self.choose(contact_id)
        QTest.keyClick(self.page.rows, Qt.Key.Key_Return)
        self.core.answer()

    def search(self, text: str) -> None:
        QTest.keyClicks(self.page.head.search, text)
        self.qtbot.waitUntil(lambda: bool(self.core.waiting))
        self.core.answer()

    def said(self) -> list[str]:
        QApplication.processEvents()  # Qt shows what was added to a layout a moment later
        labels = self.page.panel.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisibleTo(self.page.panel)]


@pytest.fixture
def book(qtbot: QtBot, theme: Theme) -> Iterator[Book]:
    book = Book(qtbot, theme, [ADA, GRACE, MOSS])
    book.show()
    yield book
    book.page.hide()


def test_contacts_stand_by_name_and_are_counted(book: Book) -> None:
    assert book.names() == ["Ada Lovelace", "Grace Hopper", "Moss & Co"]
    assert book.page.head.count.text() == "3 contacts"


def test_favourites_alone_are_listed_by_one_chip(book: Book) -> None:
    chip = book.page.head.favourites
    chip.click()
    book.core.answer()
    assert book.names() == ["Ada Lovelace"]
    assert book.page.head.count.text() == "1 contact"
    chip.click()
    book.core.answer()
    assert len(book.names()) == 3


def test_without_favourites_the_way_to_them_is_said(qtbot: QtBot, theme: Theme) -> None:
    book = Book(qtbot, theme, [GRACE, MOSS])
    book.show()
    book.page.head.favourites.click()
    book.core.answer()
    assert book.names() == []
    message = book.page.body.message
    assert message.accessibleName().startswith("No favourites yet")
    message.button.click()
    book.core.answer()
    assert not book.page.head.favourites.isChecked()
    assert len(book.names()) == 2
    book.page.hide()


def test_of_very_many_found_the_first_are_shown_and_that_there_are_more(
    qtbot: QtBot, theme: Theme
) -> None:
    book = Book(qtbot, theme, [contact(f"Person {n:03}") for n in range(250)])
    book.show()
    book.search("person")
    assert book.page.head.count.text() == "The first 100. Type more to find others."
    book.search(" 01")
    assert book.page.head.count.text() == "10 contacts"
    book.page.hide()


def test_scrolling_reads_on_after_the_last_name(qtbot: QtBot, theme: Theme) -> None:
    book = Book(qtbot, theme, [contact(f"Person {n:03}") for n in range(250)])
    book.show()
    bar = book.page.rows.verticalScrollBar()
    while len(book.names()) < 250:
        bar.setValue(bar.maximum())
        assert book.core.answer()
        QApplication.processEvents()
    assert [asked["after"] for asked in book.office.asked] == [
        None,
        ("Person 099", "person-099"),
        ("Person 199", "person-199"),
    ]
    bar.setValue(bar.maximum())
    assert not book.core.waiting
    book.page.hide()


def test_search_asks_once_and_drops_older_answers(book: Book) -> None:
    book.search("grace")
    assert book.names() == ["Grace Hopper"]
    assert [asked["text"] for asked in book.office.asked] == ["", "grace"]


def test_enter_opens_and_escape_returns_to_the_row(book: Book) -> None:
    book.open(ADA.id)
    assert book.page.panel.is_open
    assert book.page.detail.numbers[0].call_button.hasFocus()
    assert "020 7946 0018" in book.said()
    assert "London" in " ".join(book.said())
    assert "Prefers <i>mornings</i>." in book.said()
    book.key(Qt.Key.Key_Escape)
    assert book.page.rows.hasFocus()
    assert not book.page.close_top()


def test_every_number_calls_itself(book: Book) -> None:
    book.open(ADA.id)
    for number in book.page.detail.numbers:
        QTest.mouseClick(number.call_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(book.page.detail.numbers[1].sms_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(book.page.detail.numbers[1].copy_button, Qt.MouseButton.LeftButton)
    assert book.office.told == [
        ("dial", "+442079460018", "contacts", ADA.id),
        ("dial", "+447700900118", "contacts", ADA.id),
        ("sms", "+447700900118"),
    ]
    assert QApplication.clipboard().text() == "+447700900118"


def test_the_star_makes_a_favourite(book: Book) -> None:
    book.open(GRACE.id)
    QTest.mouseClick(book.page.detail.head.star, Qt.MouseButton.LeftButton)
    book.core.answer()
    assert [(one.id, one.favourite) for one in book.office.saved] == [(GRACE.id, True)]


def test_a_new_contact_is_saved_and_shown(book: Book) -> None:
    QTest.mouseClick(book.page.head.new_button, Qt.MouseButton.LeftButton)
    form = book.page.form
    assert form.name.hasFocus()
    assert not form.save_button.isEnabled()
    QTest.keyClicks(form.name, "Mary Jackson")
    form.numbers[0].text.setText("020 7946 0099")
    book.key(Qt.Key.Key_Return)
    book.core.answer()
    saved = book.office.saved[0]
    assert (saved.name, saved.source) == ("Mary Jackson", "local")
    assert saved.numbers == (
        ContactNumber(raw="020 7946 0099", label="work", e164="+442079460099"),
    )
    assert book.page.detail.contact_id == saved.id
    assert "Mary Jackson" in book.said()
    book.core.viewed.emit(ContactsChanged(count=4))
    book.core.answer()
    assert "Mary Jackson" in book.names()
    assert book.page.head.count.text() == "4 contacts"


def test_changing_a_contact_keeps_what_the_form_does_not_show(book: Book) -> None:
    book.open(ADA.id)
    QTest.mouseClick(book.page.detail.head.edit_button, Qt.MouseButton.LeftButton)
    book.page.form.firm.setText("Engines & Daughters")
    QTest.mouseClick(book.page.form.save_button, Qt.MouseButton.LeftButton)
    book.core.answer()
    saved = book.office.saved[0]
    assert (saved.id, saved.firm) == (ADA.id, "Engines & Daughters")
    assert (saved.numbers, saved.city, saved.favourite) == (ADA.numbers, "London", True)
    assert not book.page.editing


@pytest.mark.parametrize("number", ["—", "ask for room 12 please"])
def test_what_cannot_be_dialled_is_refused_where_it_stands(book: Book, number: str) -> None:
    book.page.new_contact(name="Odd", number=number)
    QTest.mouseClick(book.page.form.save_button, Qt.MouseButton.LeftButton)
    assert not book.core.waiting
    assert any(text.startswith("This cannot be dialled.") for text in book.said())
    assert book.page.form.numbers[0].text.hasFocus()


def test_what_cannot_be_saved_stays_in_the_form(book: Book) -> None:
    book.page.new_contact(name="Mary")
    book.office.fails = away()
    QTest.mouseClick(book.page.form.save_button, Qt.MouseButton.LeftButton)
    book.core.answer()
    assert book.page.editing
    assert book.page.form.name.text() == "Mary"
    assert away().message in book.said()
    assert book.page.form.save_button.isEnabled()


def test_escape_leaves_the_form_then_the_contact(book: Book) -> None:
    book.open(ADA.id)
    book.page.edit_contact(ADA)
    book.key(Qt.Key.Key_Escape)
    assert not book.page.editing
    assert book.page.panel.is_open
    book.key(Qt.Key.Key_Escape)
    assert not book.page.close_top()
    assert not book.office.saved


def test_a_search_without_result_offers_to_add_what_was_typed(book: Book) -> None:
    book.search("0161 496")
    message = book.page.body.message
    assert message.accessibleName().startswith("Nobody found")
    QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    assert book.page.form.numbers[0].text.text() == "0161 496"
    assert book.page.form.name.text() == ""


def test_an_empty_directory_offers_the_first_contact(qtbot: QtBot, theme: Theme) -> None:
    book = Book(qtbot, theme, [])
    book.show()
    message = book.page.body.message
    assert message.accessibleName().startswith("No contacts yet")
    QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    assert book.page.editing
    book.page.hide()


def test_a_failure_is_told_in_place(qtbot: QtBot, theme: Theme) -> None:
    book = Book(qtbot, theme, [ADA])
    book.office.fails = away()
    book.show()
    message = book.page.body.message
    assert away().message in message.accessibleName()
    book.office.fails = None
    QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    book.core.answer()
    assert book.names() == ["Ada Lovelace"]
    book.page.hide()


def test_a_changed_directory_keeps_the_choice(book: Book) -> None:
    book.page.rows.choose_row(1)
    book.office.contacts.append(contact("Aaron First"))
    book.core.viewed.emit(ContactsChanged(count=4))
    book.core.answer()
    assert book.names()[0] == "Aaron First"
    assert book.page.rows.currentIndex().data() == "Grace Hopper"


def test_the_menu_key_offers_every_number(book: Book) -> None:
    book.page.rows.choose_row(0)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    book.page.rows.contextMenuEvent(event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert list(actions) == [
        "Show contact",
        "Call 020 7946 0018",
        "Call +44 7700 900118",
        "Edit contact",
        "No longer a favourite",
        "Merge with …",
    ]
    actions["Call +44 7700 900118"].trigger()
    menu.close()
    flush()
    assert book.office.told == [("dial", "+447700900118", "contacts", ADA.id)]


def test_rows_read_as_sentences() -> None:
    assert sentence_of(ADA, "GB") == (
        "Ada Lovelace, Analytical Engines Ltd, 020 7946 0018, 1 more number, favourite"
    )
    assert sentence_of(MOSS, "GB") == "Moss & Co, no number"


def test_hostile_names_stay_plain_and_in_their_place(qtbot: QtBot, theme: Theme) -> None:
    eve = contact(HOSTILE, "+44 20 7946 0018", firm=HOSTILE, title=HOSTILE, notes=HOSTILE)
    book = Book(qtbot, theme, [eve])
    book.show()
    for width in (320, 740, 1600):
        book.page.resize(width, 640)
        assert not book.page.grab().isNull()
    book.open(eve.id)
    assert not book.page.grab().isNull()
    assert book.page.panel.width() <= book.page.width()
    book.page.hide()


def test_numbers_are_shown_for_the_reader_and_dialled_in_full() -> None:
    known = ContactNumber(raw="main desk", e164="+442079460018", extension="204")
    assert shown_number(known, "GB") == "020 7946 0018 ext. 204"
    assert shown_number(known, "DE") == "+44 20 7946 0018 ext. 204"
    unreal = ContactNumber(raw="+234 1 555 0110", e164="+23415550110")
    assert shown_number(unreal, "GB") == "+234 1 555 0110", "as the source spaced it"
    assert number_to_dial(known) == "+442079460018"
    inside = ContactNumber(raw="204", extension="204")
    assert number_to_dial(inside) == "204"
