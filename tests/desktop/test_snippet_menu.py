"""Text templates in the note, by keyboard alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from cti_desktop.agent.views import OwnSnippet, Snippet
from cti_desktop.desktop.note_form import NoteForm
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]
SNIPPETS = (
    OwnSnippet(name="Delivery", text="Where is the parcel?"),
    Snippet(name="Call back", text="Asked to be called back."),
    Snippet(name="Complaint", text="Complaint about: \nWants: "),
)


@pytest.fixture
def form(face: Face) -> NoteForm:
    card = replace(data.TALKING, note="", saved_at=None)
    face.show(replace(data.desk(card), snippets=SNIPPETS))
    shown = face.window.phone_page.shown
    assert shown is not None
    shown.form.editor.setFocus()
    return shown.form


def offered(form: NoteForm) -> list[str]:
    menu = form.snippets
    return [menu.item(at).text() for at in range(menu.count())] if menu.isVisible() else []


def text_of(form: NoteForm) -> str:
    return form.editor.toPlainText()


def press(form: NoteForm, key: Qt.Key) -> None:
    QTest.keyClick(form.editor, key)


def test_a_slash_offers_the_persons_own_first(form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "/")
    assert offered(form) == ["Delivery", "Call back", "Complaint"]
    assert form.editor.hasFocus()


def test_what_follows_the_slash_narrows_by_name_and_text(form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "/co")
    assert offered(form) == ["Complaint"]
    for _ in "co":
        press(form, Qt.Key.Key_Backspace)
    QTest.keyClicks(form.editor, "parcel")
    assert offered(form) == ["Delivery"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_one_key_takes_the_piece_in_place_of_the_question(form: NoteForm, key: Qt.Key) -> None:
    QTest.keyClicks(form.editor, "Rang. /call")
    press(form, key)
    assert text_of(form) == "Rang. Asked to be called back."
    assert not offered(form)
    assert form.editor.hasFocus()
    QTest.keyClicks(form.editor, " Friday.")
    assert text_of(form) == "Rang. Asked to be called back. Friday."


def test_the_arrows_choose_and_go_round(form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "/")
    press(form, Qt.Key.Key_Up)
    press(form, Qt.Key.Key_Return)
    assert text_of(form) == "Complaint about: \nWants: "


def test_esc_leaves_the_text_and_asks_no_more_for_this_slash(form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "/c")
    press(form, Qt.Key.Key_Escape)
    QTest.keyClicks(form.editor, "o")
    assert (text_of(form), offered(form)) == ("/co", [])
    QTest.keyClicks(form.editor, " /")
    assert offered(form)


@pytest.mark.parametrize("text", ["and/or", "1/2", "http://x", "/nothing of this name"])
def test_a_slash_within_a_word_is_a_slash(form: NoteForm, text: str) -> None:
    QTest.keyClicks(form.editor, text)
    assert not offered(form)
    press(form, Qt.Key.Key_Return)
    assert text_of(form) == f"{text}\n"


def test_the_button_asks_as_the_slash_does(form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "Rang")
    form.ask_snippet.click()
    assert offered(form)[0] == "Delivery"
    press(form, Qt.Key.Key_Return)
    assert text_of(form) == "Rang Where is the parcel?"


def test_a_note_can_be_kept_as_a_template(face: Face, form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "Asks for the price list /")
    assert offered(form)[-1] == "Keep this note as a template"
    press(form, Qt.Key.Key_Up)
    press(form, Qt.Key.Key_Return)
    assert [t.strip() for (t,) in face.office.calls_of("keep_snippet")] == [
        "Asks for the price list"
    ]


def test_delete_forgets_ones_own_and_no_other(face: Face, form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "/")
    press(form, Qt.Key.Key_Down)
    press(form, Qt.Key.Key_Delete)
    assert face.office.calls_of("forget_snippet") == []
    press(form, Qt.Key.Key_Up)
    press(form, Qt.Key.Key_Delete)
    assert face.office.calls_of("forget_snippet") == [("Delivery",)]


def test_the_list_stands_inside_the_window_and_goes_with_the_keyboard(
    face: Face, form: NoteForm
) -> None:
    QTest.keyClicks(form.editor, "/")
    menu = form.snippets
    assert face.window.rect().contains(menu.geometry())
    form.outcomes.focus_first()
    assert not menu.isVisible()


def test_the_note_is_marked_private_and_shared_again(face: Face, form: NoteForm) -> None:
    form.private.click()
    face.show(data.desk(replace(data.TALKING, private=True)))
    assert form.private.isChecked()
    form.private.click()
    card = data.TALKING.card_id
    assert face.office.calls_of("set_private") == [(card, True), (card, False)]


def test_emoji_before_the_slash_count_as_one_letter_to_the_person(form: NoteForm) -> None:
    form.editor.setPlainText("👍👍 ")
    form.editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(form.editor, "/call")
    press(form, Qt.Key.Key_Return)
    assert text_of(form) == "👍👍 Asked to be called back."
