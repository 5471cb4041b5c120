from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from cti_desktop.agent.views import CallLine, DeskView
from cti_desktop.desktop.buttons import Button
from cti_desktop.desktop.call_back_row import CallBackRow
from cti_desktop.desktop.call_rows import WaitingCall
from tests import shots_data as data
from tests.desktop.face import Face, as_read
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


def texts(widget: QWidget) -> list[str]:
    return [as_read(label.text()) for label in widget.findChildren(QLabel) if label.isVisible()]


def named(widget: QWidget, name: str) -> Button:
    return next(b for b in widget.findChildren(Button) if b.accessibleName() == name)


def test_between_calls_the_page_says_what_waits(face: Face) -> None:
    shown = texts(face.window.phone_page.idle)
    assert "1 call-back is due, 2 calls need an outcome, 3 missed calls" in shown
    assert "Grace Hopper" in shown
    assert "12 min ago · 2:41 · Harbor Compilers Inc · via Support queue" in shown
    assert "All caught up" not in shown


def test_a_missed_call_is_called_back_with_one_press(face: Face) -> None:
    named(face.window.phone_page.idle, "Call back Aiko Tanaka").click()
    assert face.office.calls_of("dial") == [("+81355550142", "missed_call", "aiko-tanaka")]


def test_due_call_backs_come_first_and_later_ones_do_not(face: Face) -> None:
    idle = face.window.phone_page.idle
    rows = idle.findChildren(CallBackRow)
    assert [row.call_button.accessibleName() for row in rows] == ["Call Benoît Lefèvre"]
    first = min(
        (b for b in idle.findChildren(Button) if b.isVisible()),
        key=lambda b: b.mapTo(idle, QPoint(0, 0)).y(),
    )
    assert first is rows[0].call_button
    first.click()
    assert face.office.calls_of("dial") == [("+33199001234", "call_back", "benoît-lefèvre")]
    done = next(a for a in rows[0].menu().actions() if a.text() == "Done")
    done.trigger()
    assert face.office.calls_of("set_call_back") == [("b1", None)]
    face.show(replace(data.IDLE, unfinished=(), missed=()))
    assert "1 call-back is due" in texts(idle)
    face.show(DeskView(call_backs=data.CALL_BACKS[1:]))
    assert "All caught up" in texts(idle)


def test_a_missed_call_is_opened_from_between_calls(face: Face) -> None:
    shown: list[CallLine] = []
    face.window.phone_page.call_wanted.connect(shown.append)
    rows = face.window.phone_page.idle.findChildren(WaitingCall)
    opener = next(r.opener for r in rows if "Aiko Tanaka" in r.opener.accessibleName())
    QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
    assert [line.call_id for line in shown] == ["m2"]


def test_a_withheld_number_cannot_be_called_back(face: Face) -> None:
    withheld = replace(data.MISSED[0], e164=None, dials=None, name="Withheld number", number="")
    face.show(replace(data.IDLE, missed=(withheld,)))
    button = named(face.window.phone_page.idle, "Call back Withheld number")
    assert not button.isEnabled()
    assert button.toolTip()


def test_an_outcome_can_be_set_afterwards(face: Face) -> None:
    menu = named(face.window.phone_page.idle, "Set the outcome of Karin Brandt").menu()
    assert menu is not None
    next(a for a in menu.actions() if a.text() == "Passed on").trigger()
    assert face.office.calls_of("set_call_outcome") == [("u2", "passed_on")]


def test_a_call_back_chosen_in_passing_is_promised_and_said(face: Face) -> None:
    menu = named(face.window.phone_page.idle, "Set the outcome of Karin Brandt").menu()
    assert menu is not None
    next(a for a in menu.actions() if a.text() == "Call back").trigger()
    morning = face.words.next_working_morning()
    assert face.office.calls_of("set_call_outcome") == [("u2", "call_back")]
    assert face.office.calls_of("set_call_back") == [("u2", morning)]
    said = face.window.notices.text.text()
    assert said.startswith(f"Call Karin Brandt back: {face.words.when(morning)}.")


def test_nothing_to_do_is_a_calm_page_with_one_action(face: Face) -> None:
    face.show(DeskView(outcomes=data.OUTCOMES))
    idle = face.window.phone_page.idle
    assert "All caught up" in texts(idle)
    buttons = [b for b in idle.findChildren(Button) if b.isVisible()]
    assert [b.text() for b in buttons] == ["Find a contact"]
    buttons[0].click()
    assert face.window.page == "contacts"


def test_the_same_snapshot_is_not_drawn_again(face: Face) -> None:
    idle = face.window.phone_page.idle
    button = named(idle, "Call back Aiko Tanaka")
    face.show(data.IDLE)
    QApplication.processEvents()
    assert named(idle, "Call back Aiko Tanaka") is button


def test_another_list_leaves_the_keyboard_in_its_row(face: Face) -> None:
    idle = face.window.phone_page.idle
    button = named(idle, "Call back Aiko Tanaka")
    button.setFocus()
    new = replace(data.MISSED[0], call_id="new", name="Somebody New", dials="+15550101")
    face.show(replace(data.IDLE, missed=(new, *data.MISSED)))
    assert QApplication.focusWidget() is button
    face.show(replace(data.IDLE, missed=(new, data.MISSED[2])))
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Call back Oluwaseun Adeyemi-Blackwood"


def test_an_open_menu_of_outcomes_stays_when_the_list_changes(face: Face) -> None:
    button = named(face.window.phone_page.idle, "Set the outcome of Karin Brandt")
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    face.show(replace(data.IDLE, unfinished=data.UNFINISHED[:1]))
    QApplication.processEvents()
    assert menu.isVisible()
    menu.close()
    QApplication.processEvents()
    shown = texts(face.window.phone_page.idle)
    assert "Grace Hopper" in shown
    assert "Karin Brandt" not in shown


def test_all_that_was_missed_is_counted(face: Face) -> None:
    face.show(DeskView(missed=data.MISSED, more_missed=40))
    assert "43 missed calls" in texts(face.window.phone_page.idle)
    assert "43" in texts(face.window.phone_page.idle)


def test_one_of_each_is_said_in_the_singular(face: Face) -> None:
    face.show(replace(data.IDLE, unfinished=data.UNFINISHED[:1], missed=data.MISSED[:1]))
    said = "1 call-back is due, 1 call needs an outcome, 1 missed call"
    assert said in texts(face.window.phone_page.idle)
