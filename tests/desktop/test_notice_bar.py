"""What the window says in one line: what passes, what stands, what is no longer so."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from cti_desktop.agent.views import Notice
from cti_desktop.desktop.buttons import Button
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


def test_notices_close_on_esc_and_bad_ones_stay(face: Face) -> None:
    face.show(Notice(text="The note could not be sent.", bad=True, error_id="K7Q2"))
    notices = face.window.notices
    assert notices.isVisible()
    assert not notices._leave.isActive()
    QTest.keyClick(face.window, Qt.Key.Key_Escape)
    assert not notices.isVisible()
    face.show(Notice(text="Copied."))
    assert notices._leave.isActive()
    notices._leave.timeout.emit()
    assert not notices.isVisible()


def test_a_bad_notice_comes_back_when_what_passed_over_it_is_gone(face: Face) -> None:
    notices = face.window.notices
    face.show(Notice(text="The journal was damaged.", bad=True, error_id="K7Q2"))
    face.show(Notice(text="3 call-backs are overdue."))
    assert notices.text.text() == "3 call-backs are overdue."
    notices._leave.timeout.emit()
    assert notices.isVisible()
    assert notices.text.text() == "The journal was damaged."
    assert not notices._leave.isActive()
    QTest.keyClick(face.window, Qt.Key.Key_Escape)
    assert not notices.isVisible()


def test_a_bad_notice_covers_an_offer_for_a_while_only(face: Face) -> None:
    notices, saved = face.window.notices, []
    notices.offer("Zoom offers a file: a.txt", "Save", lambda: saved.append("a.txt"))
    face.show(Notice(text="The note could not be sent.", bad=True))
    face.show(Notice(text="The note could not be sent.", bad=True))
    notices.drop()
    assert notices.text.text() == "Zoom offers a file: a.txt"
    next(b for b in notices.findChildren(Button) if b.text() == "Save").click()
    assert saved == ["a.txt"]
    assert not notices.isVisible()


def test_a_call_that_is_over_is_offered_no_more(face: Face) -> None:
    face.window.show_page("contacts")
    search = face.window.findChild(QLineEdit, "search")
    assert isinstance(search, QLineEdit)
    search.setFocus()
    face.show(data.desk(data.RINGING))
    assert face.window.notices.text.text() == "Ada Lovelace is calling"
    face.show(data.IDLE)
    assert not face.window.notices.isVisible()


def test_what_passes_stays_while_its_button_has_the_keyboard(face: Face) -> None:
    notices, undone = face.window.notices, []
    notices.offer("Two contacts were merged.", "Undo", lambda: undone.append(1), passing=True)
    elsewhere = face.window.rail.button("phone")
    face.window.focus_page()
    QTest.keyClick(face.window, Qt.Key.Key_F6)
    button = focus()
    assert isinstance(button, Button)
    assert button.text() == "Undo"
    notices._leave.timeout.emit()
    assert notices.isVisible()
    assert notices._leave.isActive()
    elsewhere.setFocus()
    notices._leave.timeout.emit()
    assert not notices.isVisible()
    assert focus() is elsewhere
    assert undone == []


def test_a_button_that_was_pressed_gives_the_keyboard_to_the_page(face: Face) -> None:
    notices, undone = face.window.notices, []
    notices.offer("Two contacts were merged.", "Undo", lambda: undone.append(1), passing=True)
    notices.take_focus()
    button = focus()
    assert button is not None
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert undone == [1]
    after = focus()
    assert after is not None
    assert face.window.phone_page.isAncestorOf(after) or after is face.window.phone_page


def test_another_notice_leaves_the_keyboard_in_the_bar(face: Face) -> None:
    notices = face.window.notices
    notices.offer("Two contacts were merged.", "Undo", lambda: None, passing=True)
    notices.take_focus()
    face.show(Notice(text="Copied."))
    after = focus()
    assert after is not None
    assert notices.isAncestorOf(after)


def focus() -> QWidget | None:
    return QApplication.focusWidget()
