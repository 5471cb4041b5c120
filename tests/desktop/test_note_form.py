from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateTimeEdit, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from cti_desktop.calls.call import State
from cti_desktop.desktop.buttons import Chip
from cti_desktop.desktop.note_form import NoteEditor, NoteForm
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


@pytest.fixture
def form(face: Face) -> NoteForm:
    face.show(data.desk(replace(data.TALKING, note="", saved_at=None)))
    shown = face.window.phone_page.shown
    assert shown is not None
    shown.form.editor.setFocus()
    return shown.form


def press(form: NoteForm, outcome: str) -> Chip:
    chip = form.findChild(Chip, f"outcome-{outcome}")
    assert isinstance(chip, Chip)
    chip.click()
    return chip


def saved_text(form: NoteForm) -> str:
    return form._saved.text()


def test_what_is_typed_goes_to_the_desk_letter_by_letter(face: Face, form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "Invoice")
    told = face.office.calls_of("write_note")
    assert told[-1] == ("call:ada", "Invoice")
    assert len(told) == len("Invoice")


def test_an_older_snapshot_does_not_take_back_what_was_typed(face: Face, form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "Invoice 2071")
    older = replace(data.TALKING, note="Invo", saved_at=datetime.now(UTC) - timedelta(seconds=30))
    face.show(data.desk(older))
    assert form.editor.toPlainText() == "Invoice 2071"
    assert form.editor.hasFocus()
    assert saved_text(form) == "Saving…"


def test_a_later_snapshot_waits_while_somebody_types(face: Face, form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "Invoice 2071")
    later = replace(
        data.TALKING, note="From elsewhere", saved_at=datetime.now(UTC) + timedelta(seconds=1)
    )
    face.show(data.desk(later))
    assert form.editor.toPlainText() == "Invoice 2071"


def test_saved_is_said_when_the_desk_has_saved_it(face: Face, form: NoteForm) -> None:
    assert saved_text(form) == ""
    QTest.keyClicks(form.editor, "Invoice")
    saved_at = datetime.now(UTC) + timedelta(seconds=1)
    face.show(data.desk(replace(data.TALKING, note="Invoice", saved_at=saved_at)))
    assert saved_text(form) == f"Saved {face.words.clock_seconds(saved_at)}"


def test_text_from_elsewhere_leaves_the_cursor_where_it_was(face: Face, form: NoteForm) -> None:
    face.show(data.desk(replace(data.TALKING, note="one two three")))
    cursor = form.editor.textCursor()
    cursor.setPosition(len("one two"))
    form.editor.setTextCursor(cursor)
    face.show(data.desk(replace(data.TALKING, note="one two three four")))
    assert form.editor.toPlainText() == "one two three four"
    assert form.editor.textCursor().position() == len("one two")
    face.show(data.desk(replace(data.TALKING, note="zero one two three four")))
    assert form.editor.textCursor().position() == len("zero one two")


def test_a_snapshot_keeps_the_selection_and_tells_nobody(face: Face, form: NoteForm) -> None:
    face.show(data.desk(replace(data.TALKING, note="one two three")))
    cursor = form.editor.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(7, QTextCursor.MoveMode.KeepAnchor)
    form.editor.setTextCursor(cursor)
    for _ in range(3):
        face.show(data.desk(replace(data.TALKING, note="one two three")))
    assert form.editor.textCursor().selectedText() == "two"
    assert face.office.calls_of("write_note") == []


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("", "abc"),
        ("abc", ""),
        ("aaa", "aa"),
        ("aa", "aaa"),
        ("abcabc", "abc"),
        ("x\ny", "x\nz\ny"),
        ("👍 ok", "👍 ok done"),
        ("👍👍", ""),
        ("🙂 a 🙃", "🙂 b 🙃"),
        ("😀", "😁"),
    ],
)
def test_foreign_text_always_ends_up_whole(face: Face, qtbot: QtBot, own: str, other: str) -> None:
    editor = NoteEditor(face.theme, own)
    qtbot.addWidget(editor)
    with qtbot.assertNotEmitted(editor.typed):
        editor.take(other)
    assert editor.toPlainText() == other


def test_tab_leaves_the_note(form: NoteForm) -> None:
    QTest.keyClick(form.editor, Qt.Key.Key_Tab)
    assert not form.editor.hasFocus()
    assert "\t" not in form.editor.toPlainText()


def test_one_outcome_is_on_and_pressing_it_again_takes_it_back(face: Face, form: NoteForm) -> None:
    resolved = press(form, "resolved")
    passed_on = press(form, "passed_on")
    assert not resolved.isChecked()
    assert passed_on.isChecked()
    press(form, "passed_on")
    assert not passed_on.isChecked()
    told = [value for _, value in face.office.calls_of("choose_outcome")]
    assert told == ["resolved", "passed_on", None]


def test_choosing_an_outcome_leaves_the_keyboard_in_the_note(form: NoteForm) -> None:
    chip = form.findChild(Chip, "outcome-resolved")
    assert isinstance(chip, Chip)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.isChecked()
    assert form.editor.hasFocus()


def test_arrow_keys_walk_over_the_outcomes(form: NoteForm) -> None:
    chips = [c for c in form.findChildren(Chip) if c.objectName().startswith("outcome-")]
    chips[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chips[0], Qt.Key.Key_Right)
    assert chips[1].hasFocus()
    QTest.keyClick(chips[1], Qt.Key.Key_Left)
    QTest.keyClick(chips[0], Qt.Key.Key_Left)
    assert chips[-1].hasFocus()
    QTest.keyClick(chips[-1], Qt.Key.Key_Space)
    assert chips[-1].isChecked()


def test_call_back_asks_when_and_proposes_the_next_working_morning(
    face: Face, form: NoteForm
) -> None:
    field = form.findChild(QDateTimeEdit)
    assert isinstance(field, QDateTimeEdit)
    assert not field.isVisible()
    press(form, "call_back")
    assert field.isVisible()
    assert face.office.calls_of("call_back_at") == [
        ("call:ada", datetime(2026, 11, 23, 10, tzinfo=UTC))
    ]
    field.setDateTime(face.words.to_field(datetime(2026, 11, 24, 14, 30, tzinfo=UTC)))
    assert face.office.calls_of("call_back_at")[-1] == (
        "call:ada",
        datetime(2026, 11, 24, 14, 30, tzinfo=UTC),
    )
    press(form, "resolved")
    assert not field.isVisible()
    assert face.office.calls_of("call_back_at")[-1] == ("call:ada", None)


def test_a_stored_call_back_is_shown_in_the_readers_time(face: Face, form: NoteForm) -> None:
    face.show(data.desk(data.CALLING_BACK))
    field = form.findChild(QDateTimeEdit)
    assert isinstance(field, QDateTimeEdit)
    assert field.isVisible()
    assert field.text() == "Tue, 24 Nov 2026  10:00"
    assert face.office.calls_of("call_back_at") == []


def test_a_stored_call_back_that_is_no_time_is_left_out(face: Face, form: NoteForm) -> None:
    face.show(data.desk(replace(data.CALLING_BACK, call_back_at="soon")))
    assert form.findChild(QDateTimeEdit) is not None
    assert form.outcomes.value == "call_back"


def test_what_others_wrote_on_a_merged_call_stands_below(face: Face, form: NoteForm) -> None:
    face.show(data.desk(replace(data.TALKING, other_notes=("Spoke to <b>Bob</b> first",))))
    assert form._others.isVisible()
    assert form._others.text() == "Spoke to <b>Bob</b> first"
    assert form._others.textFormat() is Qt.TextFormat.PlainText


def test_a_finished_call_keeps_its_form(face: Face, form: NoteForm) -> None:
    QTest.keyClicks(form.editor, "Half a sen")
    ended = replace(data.WRAP_UP, note="", saved_at=None, state=State.ENDED)
    face.show(data.desk(ended))
    QTest.keyClicks(form.editor, "tence")
    assert form.editor.toPlainText() == "Half a sentence"


def test_tags_are_put_on_the_card(face: Face, form: NoteForm) -> None:
    QTest.keyClicks(form.tags.new, "big client")
    QTest.keyClick(form.tags.new, Qt.Key.Key_Return)
    assert face.office.calls_of("set_tags") == [("call:ada", ("big client",))]
    face.show(data.desk(replace(data.TALKING, tags=("big client",))))
    face.show(data.desk(replace(data.TALKING, tags=("big client", "from Bo"))))
    assert form.tags.tags == ("big client", "from Bo")


def test_a_tag_that_was_not_ended_is_kept_when_the_call_is_finished(face: Face) -> None:
    face.show(data.desk(replace(data.WRAP_UP, outcome="resolved")))
    page = face.window.phone_page.shown
    assert page is not None
    page.form.tags.new.setFocus()
    QTest.keyClicks(page.form.tags.new, "warranty")
    page.bar.finish.click()
    (told,) = face.office.calls_of("set_tags")
    assert told == (data.WRAP_UP.card_id, (*data.WRAP_UP.tags, "warranty"))
    assert face.office.calls_of("finish") == [(data.WRAP_UP.card_id,)]


def test_a_date_is_told_once_it_is_typed_to_its_end(face: Face, form: NoteForm) -> None:
    press(form, "call_back")
    field = form.findChild(QDateTimeEdit)
    assert isinstance(field, QDateTimeEdit)
    proposed = face.office.calls_of("call_back_at")
    field.setFocus()
    line = field.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setSelection(field.text().index("23"), 2)
    QTest.keyClicks(field, "2")
    assert face.office.calls_of("call_back_at") == proposed
    QTest.keyClicks(field, "4")
    form.take_typed()
    told = face.office.calls_of("call_back_at")[len(proposed) :]
    assert told == [("call:ada", datetime(2026, 11, 24, 10, tzinfo=UTC))]


def test_a_time_that_is_past_is_said(face: Face, form: NoteForm) -> None:
    press(form, "call_back")
    field, past = form.findChild(QDateTimeEdit), form.findChild(QLabel, "call-back-past")
    assert isinstance(field, QDateTimeEdit)
    assert isinstance(past, QLabel)
    assert not past.isVisible()
    field.setDateTime(face.words.to_field(face.words.now() - timedelta(hours=1)))
    assert past.isVisible()
    field.setDateTime(face.words.to_field(face.words.now() + timedelta(hours=1)))
    assert not past.isVisible()


def test_the_wheel_turns_no_date_under_the_pointer(face: Face, form: NoteForm) -> None:
    press(form, "call_back")
    field = form.findChild(QDateTimeEdit)
    assert isinstance(field, QDateTimeEdit)
    before = face.office.calls_of("call_back_at")
    middle = QPointF(field.rect().center())
    turned = QWheelEvent(
        middle,
        QPointF(field.mapToGlobal(field.rect().center())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, turned)
    assert not turned.isAccepted()
    assert face.office.calls_of("call_back_at") == before


def test_a_form_that_is_open_keeps_a_missed_call_on_the_desk(face: Face) -> None:
    stranger = replace(data.RINGING, chosen=None, matches=())
    face.show(data.desk(stranger))
    page = face.window.phone_page.shown
    assert page is not None
    page.pop.save_wanted.emit()
    assert face.office.calls_of("hold") == [(stranger.card_id, True)]
    page.save_contact.close_form()
    assert face.office.calls_of("hold")[-1] == (stranger.card_id, False)
