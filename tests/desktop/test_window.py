from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import CallLine, ContactsUndo, DeskView, Notice
from cti_desktop.calls.call import State
from cti_desktop.calls.outcomes import OutcomeRule
from cti_desktop.desktop.buttons import Button, Chip
from cti_desktop.desktop.call_rows import EarlierCall
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.face import Face, british_words, make_face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractSpinBox)
THREE = data.desk(data.GRACE_RINGS, data.TALKING, data.LENA_HELD, active=data.TALKING.card_id)
SCREENS: dict[str, DeskView] = {
    "idle": data.IDLE,
    "calm": DeskView(outcomes=data.OUTCOMES),
    "incoming": data.desk(data.RINGING),
    "several": data.desk(data.SEVERAL),
    "unknown": data.desk(data.UNKNOWN),
    "three": THREE,
    "wrap-up": data.desk(data.CALLING_BACK),
}


def chip_names(face: Face) -> list[str]:
    chips = face.window.phone_page.chips
    shown = [c for c in chips.findChildren(Chip) if c.isVisible()]
    shown.sort(key=lambda chip: (chip.y(), chip.x()))
    return [chip.accessibleName() for chip in shown]


def note_of(face: Face) -> QPlainTextEdit:
    shown = face.window.phone_page.shown
    assert shown is not None
    return shown.form.editor


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def test_the_softphone_keeps_its_place(face: Face) -> None:
    softphone = face.window.softphone
    before = softphone.mapTo(face.window, QPoint(0, 0))
    for page in ("calls", "contacts", "settings", "phone"):
        face.window.show_page(page)
        assert softphone.isVisible()
        assert softphone.mapTo(face.window, QPoint(0, 0)) == before
        assert softphone.visibleRegion().boundingRect().size() == softphone.size()
    face.window.resize(880, 640)
    QApplication.processEvents()
    assert face.window.size().toTuple() == (880, 640)
    assert softphone.width() == 380
    assert softphone.height() >= 580


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_makes_the_window_wider(
    face: Face, theme: Theme, screen: str, scale: float
) -> None:
    theme.set_scale(scale)
    wide = (880, 640) if scale == 1.0 else (1200, 780)
    face.window.resize(*wide)
    face.show(SCREENS[screen])
    QApplication.processEvents()
    assert face.window.size().toTuple() == wide
    for area in face.window.phone_page.findChildren(QScrollArea):
        content = area.widget()
        assert content is not None
        assert not area.isVisible() or content.width() <= area.viewport().width()


@pytest.mark.parametrize("screen", SCREENS)
def test_every_control_has_a_name_a_keyboard_path_and_room(face: Face, screen: str) -> None:
    face.show(SCREENS[screen], data.AWAY, Notice(text="Saved.", bad=True, error_id="K7Q2"))
    QApplication.processEvents()
    controls = [c for c in face.window.findChildren(QWidget) if isinstance(c, CONTROLS)]
    shown = [c for c in controls if c.isVisible() and not c.objectName().startswith("qt_")]
    assert len(shown) > 5
    for control in shown:
        told = QAccessible.queryAccessibleInterface(control)
        name = told.text(QAccessible.Text.Name) or told.text(QAccessible.Text.Value)
        assert name, (control, control.objectName())
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, name
        assert min(control.width(), control.height()) >= 28, (name, control.size())


def test_pages_have_keys_and_say_so(face: Face) -> None:
    keys = {"calls": Qt.Key.Key_2, "contacts": Qt.Key.Key_3, "phone": Qt.Key.Key_1}
    for page, key in keys.items():
        QTest.keyClick(face.window, key, Qt.KeyboardModifier.ControlModifier)
        assert face.window.page == page
        button = face.window.rail.button(page)
        assert button.isChecked()
        assert "Ctrl+" in button.toolTip()


def test_f6_walks_over_rail_page_softphone_and_status(face: Face) -> None:
    face.show(data.desk(data.TALKING))
    face.window.softphone.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    note_of(face).setFocus()
    QTest.keyClick(face.window, Qt.Key.Key_F6)
    assert focus() is face.window.softphone
    QTest.keyClick(face.window, Qt.Key.Key_F6)
    assert focus() is face.window.status_bar.softphone
    QTest.keyClick(face.window, Qt.Key.Key_F6)
    assert focus() is face.window.rail.button("phone")
    QTest.keyClick(face.window, Qt.Key.Key_F6)
    assert focus() is note_of(face)
    QTest.keyClick(face.window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert focus() is face.window.rail.button("phone")


def test_a_ring_turns_to_the_phone_page(face: Face) -> None:
    face.window.show_page("calls")
    face.show(data.desk(data.RINGING))
    assert face.window.page == "phone"


def test_a_ring_while_somebody_types_elsewhere_takes_nothing_away(face: Face) -> None:
    face.window.show_page("contacts")
    search = face.window.findChild(QLineEdit, "search")
    assert isinstance(search, QLineEdit)
    search.setFocus()
    QTest.keyClicks(search, "love")
    face.show(data.desk(data.RINGING))
    QTest.keyClicks(search, "lace")
    assert face.window.page == "contacts"
    assert search.hasFocus()
    assert search.text() == "lovelace"
    assert face.window.rail.button("phone").badge == 1
    assert face.window.notices.text.text() == "Ada Lovelace is calling"
    show = next(b for b in face.window.notices.findChildren(Button) if b.text() == "Show call")
    show.click()
    assert face.window.page == "phone"
    assert face.office.calls_of("activate") == [("call:ada",)]


def test_the_same_ring_is_told_once(face: Face) -> None:
    face.show(data.desk(data.RINGING))
    face.window.show_page("calls")
    face.show(data.desk(data.RINGING))
    assert face.window.page == "calls"


def test_chips_show_ringing_calls_first_and_only_when_there_are_several(face: Face) -> None:
    face.show(data.desk(data.TALKING))
    assert chip_names(face) == []
    mixed = (data.TALKING, data.LENA_HELD, data.GRACE_RINGS)
    face.show(data.desk(*mixed, active=data.TALKING.card_id))
    QApplication.processEvents()
    assert chip_names(face) == [
        "Grace Hopper, Ringing 00:06",
        "Ada Lovelace, Connected 02:41",
        "Lena Fischer, On hold 10:11",
    ]


def test_a_note_stays_with_its_call_when_another_one_is_answered(face: Face) -> None:
    face.show(data.desk(replace(data.TALKING, note="", saved_at=None)))
    ada = note_of(face)
    ada.setFocus()
    QTest.keyClicks(ada, "For Ada")
    answered = replace(data.GRACE_RINGS, state=State.CONNECTED, answered_at=data.NOW)
    both = (replace(data.TALKING, note="For Ada", saved_at=None), answered)
    face.show(data.desk(*both, active=answered.card_id))
    assert note_of(face) is ada, "the page must not turn under somebody's typing"
    assert ada.hasFocus()
    QTest.keyClicks(ada, " still")
    assert face.office.calls_of("write_note")[-1] == ("call:ada", "For Ada still")
    page = face.window.phone_page
    assert page.shown is not None
    page.shown.form._typed_at = datetime.now(UTC) - timedelta(seconds=10)
    page._held.timeout.emit()
    grace = note_of(face)
    assert grace is not ada
    assert grace.hasFocus(), "the keyboard goes on in the note of the call answered"
    QTest.keyClicks(grace, "For Grace")
    assert face.office.calls_of("write_note")[-1] == ("call:grace", "For Grace")
    assert ada.toPlainText() == "For Ada still"


def test_another_ring_leaves_the_note_alone(face: Face) -> None:
    face.show(data.desk(replace(data.WRAP_UP, note="")))
    note = note_of(face)
    note.setFocus()
    QTest.keyClicks(note, "abc")
    cursor = note.textCursor()
    cursor.setPosition(1)
    note.setTextCursor(cursor)
    face.show(data.desk(data.GRACE_RINGS, replace(data.WRAP_UP, note="abc"), active="call:ada"))
    assert note.hasFocus()
    assert note.textCursor().position() == 1
    QTest.keyClicks(note, "-")
    assert note.toPlainText() == "a-bc"


def test_choosing_a_chip_shows_its_call_and_tells_the_desk(face: Face) -> None:
    face.show(THREE)
    QTest.keyClick(face.window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert face.office.calls_of("activate") == [("call:lena",)]
    chip = next(c for c in face.window.phone_page.chips.findChildren(Chip) if "Grace" in c.text())
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert face.office.calls_of("activate")[-1] == ("call:grace",)
    assert face.window.phone_page.shown is not None
    assert face.window.phone_page.shown.card.card_id == "call:grace"


def test_wrap_up_ends_without_an_outcome_where_none_is_needed(face: Face) -> None:
    face.show(replace(data.desk(data.WRAP_UP), outcome_rule=OutcomeRule.NEVER))
    shown = face.window.phone_page.shown
    assert shown is not None
    assert shown.bar.finish.isEnabled()
    shown.bar.finish.click()
    assert face.office.calls_of("finish") == [(data.WRAP_UP.card_id,)]


def test_a_call_that_is_not_logged_by_itself_can_be(face: Face) -> None:
    face.show(data.desk(replace(data.WRAP_UP, logged=False)))
    shown = face.window.phone_page.shown
    assert shown is not None
    assert shown.bar.finish.isEnabled()
    shown.bar.log.click()
    assert face.office.calls_of("log_call") == [(data.WRAP_UP.card_id,)]
    face.show(data.desk(data.WRAP_UP))
    assert shown.bar.log.isHidden()
    assert not shown.bar.finish.isEnabled()


def test_wrap_up_does_not_end_without_an_outcome(face: Face) -> None:
    face.show(data.desk(data.WRAP_UP))
    shown = face.window.phone_page.shown
    assert shown is not None
    finish = shown.bar.finish
    assert not finish.isEnabled()
    assert finish.toolTip() == "Choose an outcome to finish"
    note_of(face).setFocus()
    QTest.keyClick(note_of(face), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert face.office.calls_of("finish") == []
    now_at = focus()
    assert now_at is not None
    assert now_at.objectName() == "outcome-resolved", "the keyboard goes where the answer is"
    QTest.keyClick(now_at, Qt.Key.Key_Space)
    assert finish.isEnabled()
    assert "Ctrl+Enter" in finish.toolTip()
    QTest.keyClick(now_at, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert face.office.calls_of("finish") == [("call:ada",)]


def test_a_call_nobody_answered_can_be_finished_at_once(face: Face) -> None:
    missed = replace(data.WRAP_UP, state=State.MISSED, answered_at=None)
    face.show(data.desk(missed))
    shown = face.window.phone_page.shown
    assert shown is not None
    shown.bar.finish.click()
    assert face.office.calls_of("finish") == [("call:ada",)]


def test_a_live_call_cannot_be_finished(face: Face) -> None:
    face.show(data.desk(data.TALKING))
    assert face.window.phone_page.shown is not None
    assert not face.window.phone_page.shown.bar.isVisible()
    QTest.keyClick(face.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert face.office.calls_of("finish") == []


def test_a_finished_card_leaves_nothing_behind(face: Face, qtbot: QtBot) -> None:
    face.show(data.desk(data.WRAP_UP))
    shown = face.window.phone_page.shown
    assert shown is not None
    with qtbot.waitSignals([shown.form.destroyed, shown.save_contact.destroyed]):
        face.show(data.IDLE)
    assert face.window.phone_page.shown is None


class _CallsPage(QWidget):
    """Stands where the call log stands."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def take_focus(self) -> None:
        self.seen.append("focus")

    def close_top(self) -> bool:
        self.seen.append("close")
        return True

    def show_call(self, line: CallLine, _back: str = "") -> None:
        self.seen.append(line.call_id)


def test_an_earlier_call_opens_in_the_log_and_esc_closes_it(qtbot: QtBot, theme: Theme) -> None:
    page = _CallsPage()
    face = make_face(theme, {"calls": page})
    qtbot.addWidget(face.window)
    face.window.show()
    face.window.activateWindow()
    qtbot.waitUntil(face.window.isActiveWindow)
    face.show(data.desk(data.TALKING))
    found = face.window.phone_page.findChildren(EarlierCall)
    rows = [row for row in found if row.isVisible()]
    assert [row.accessibleName().split(",")[0] for row in rows] == [
        "Incoming call",
        "Outgoing call",
        "Incoming call",
    ]
    rows[1].click()
    assert face.window.page == "calls"
    QTest.keyClick(face.window, Qt.Key.Key_Escape)
    QTest.keyClick(face.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert page.seen == ["e2", "close", "focus"]


def test_badges_stand_only_where_somebody_must_act(face: Face) -> None:
    rail = face.window.rail
    assert rail.button("calls").badge == 2
    assert rail.button("calls").accessibleName() == "Calls, 2 waiting"
    face.show(replace(data.READY, unfinished=0))
    assert rail.button("calls").accessibleName() == "Calls"
    face.window.show_page("phone")
    face.show(data.desk(data.RINGING))
    assert rail.button("phone").badge == 0


def test_snapshots_of_others_are_let_pass(face: Face) -> None:
    face.show(object(), "text", None)
    assert face.window.page == "phone"


def test_closing_tells_and_takes_the_toasts_away(face: Face, qtbot: QtBot) -> None:
    with qtbot.waitSignal(face.window.closing):
        face.window.close()
    assert face.window.toasts.toasts == ()


def test_a_merge_is_taken_back_from_the_notice_or_later_from_the_palette(face: Face) -> None:
    def offered() -> list[str]:
        return [one.text for one in face.window.around.commands() if one.text.startswith("Undo")]

    assert offered() == []
    last = ContactsUndo(done="import", name="people.csv", at=data.NOW - timedelta(minutes=5))
    said = british_words().when(last.at)
    face.show(last)
    assert face.window.notices.isHidden()
    assert offered() == [f"Undo the import of people.csv ({said})"]
    face.show(replace(last, done="merge", name="Ada", fresh=True))
    assert offered() == [f"Undo the merge into Ada ({said})"]
    assert face.window.notices.text.text() == "Two contacts were merged."
    undo = next(one for one in face.window.notices.findChildren(Button) if one.text() == "Undo")
    undo.click()
    assert face.office.calls_of("undo_contacts") == [()]
    assert face.window.notices.text.text() == "The contacts are as they were before."
    face.show(ContactsUndo())
    assert offered() == []
