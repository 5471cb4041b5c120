from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.dial_views import DialQuestion, DialQuestions
from cti_desktop.agent.views import ShowWindow
from cti_desktop.calls.asking import AskReason, LinkAction
from cti_desktop.desktop import dial_question
from cti_desktop.desktop.dial_question import OWN_NUMBER, QuestionBlock
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.face import Face
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]
ASKED = DialQuestion(
    question_id="q1",
    action=LinkAction.CALL,
    name="Ada Lovelace",
    number="020 7946 0018",
    firm="Analytical Engines Ltd",
    place="London",
    time_zone="Europe/London",
    source="Firefox",
    reasons=(AskReason.SETTING,),
)
COSTLY = replace(
    ASKED,
    question_id="q2",
    name="0900 123456",
    number="0900 123456",
    why="Calls to this number cost more than usual.",
    reasons=(AskReason.PREMIUM,),
)
MESSAGE = replace(ASKED, question_id="q3", action=LinkAction.SMS, name="Grace Hopper")


def ask(face: Face, *questions: DialQuestion, left_out: int = 0) -> tuple[QuestionBlock, ...]:
    face.show(DialQuestions(questions=questions, left_out=left_out))
    QApplication.processEvents()
    return face.window.dial_sheet.blocks


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial_question, "ARMED_AFTER_MS", 0)


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def test_nothing_is_asked_until_something_is(face: Face) -> None:
    assert not face.window.dial_sheet.isVisible()
    ask(face, ASKED)
    assert face.window.dial_sheet.isVisible()
    ask(face)
    assert not face.window.dial_sheet.isVisible()


@pytest.mark.usefixtures("armed")
def test_enter_calls_and_esc_does_not(face: Face) -> None:
    (block,) = ask(face, ASKED)
    assert focus() is block.call_button
    QTest.keyClick(block.call_button, Qt.Key.Key_Return)
    assert face.office.calls_of("confirm_dial") == [("q1", None)]
    QTest.keyClick(block.call_button, Qt.Key.Key_Escape)
    assert face.office.calls_of("drop_dial") == [("q1",)]


def test_an_enter_meant_for_another_program_does_not_dial(face: Face) -> None:
    (block,) = ask(face, ASKED)
    QTest.keyClick(block.call_button, Qt.Key.Key_Return)
    assert face.office.calls_of("confirm_dial") == []


@pytest.mark.usefixtures("armed")
def test_enter_on_what_costs_money_cancels(face: Face) -> None:
    (block,) = ask(face, COSTLY)
    assert focus() is block.cancel_button
    QTest.keyClick(block.cancel_button, Qt.Key.Key_Return)
    assert face.office.calls_of("confirm_dial") == []
    assert face.office.calls_of("drop_dial") == [("q2",)]
    block.call_button.click()
    assert face.office.calls_of("confirm_dial") == [("q2", None)]


def test_a_note_being_typed_keeps_the_keyboard(face: Face) -> None:
    face.show(data.desk(data.TALKING))
    page = face.window.phone_page.shown
    assert page is not None
    page.form.editor.setFocus()
    ask(face, ASKED)
    assert focus() is page.form.editor
    QTest.keyClicks(page.form.editor, "x")
    assert face.office.calls_of("confirm_dial") == []


def test_a_link_that_raises_the_window_takes_the_keyboard(face: Face, qtbot: QtBot) -> None:
    face.show(data.desk(data.TALKING))
    page = face.window.phone_page.shown
    assert page is not None
    page.form.editor.setFocus()
    (block,) = ask(face, ASKED)
    face.window.showMinimized()
    face.show(ShowWindow())
    qtbot.waitUntil(lambda: not face.window.isMinimized())
    assert face.window.focusWidget() is block.call_button


def test_the_desktops_leave_to_come_forward_goes_on_to_qt(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent: list[str] = []
    monkeypatch.setattr("cti_desktop.desktop.interior.lend_leave", lent.append)
    face.show(ShowWindow(activation="leave-of-the-desktop"))
    assert lent == ["leave-of-the-desktop"]


def test_f6_reaches_the_question_from_a_note(face: Face) -> None:
    face.show(data.desk(data.TALKING))
    page = face.window.phone_page.shown
    assert page is not None
    page.form.editor.setFocus()
    (block,) = ask(face, ASKED)
    QTest.keyClick(face.window, Qt.Key.Key_F6)
    assert focus() is block.call_button


def test_several_are_listed_and_answered_apart(face: Face) -> None:
    first, second, third = ask(face, ASKED, COSTLY, MESSAGE, left_out=12)
    assert [b.call_button.kind for b in (first, second, third)] == ["primary", "", ""]
    assert third.call_button.text() == "Write message"
    third.call_button.click()
    second.cancel_button.click()
    assert face.office.calls_of("confirm_dial") == [("q3", None)]
    assert face.office.calls_of("drop_dial") == [("q2",)]
    face.office.told.clear()
    face.window.dial_sheet.drop_all.click()
    assert face.office.calls_of("drop_dial") == [("q1",), ("q2",), ("q3",)]


def test_the_next_question_takes_over_the_keyboard(face: Face) -> None:
    first, second = ask(face, ASKED, MESSAGE)
    assert focus() is first.call_button
    ask(face, MESSAGE)
    assert focus() is second.call_button


def test_the_number_to_show_can_be_chosen(face: Face) -> None:
    (block,) = ask(face, replace(ASKED, caller_id="+442079460100"))
    chips = {
        str(b.property("caller")): b
        for b in block.findChildren(QAbstractButton)
        if b.property("caller") is not None
    }
    block.call_button.click()
    chips[OWN_NUMBER].click()
    block.call_button.click()
    assert face.office.calls_of("confirm_dial") == [("q1", "+442079460100"), ("q1", OWN_NUMBER)]


def test_it_is_always_said_which_number_is_shown(face: Face) -> None:
    def said(block: QuestionBlock) -> str:
        return " ".join(one.text() for one in block.findChildren(QLabel) if one.isVisible())

    (usual,) = ask(face, ASKED)
    assert "Shows: the number chosen in the softphone" in said(usual)
    (wished,) = ask(face, replace(ASKED, question_id="q4", caller_id="+442079460100"))
    assert "Shows:" not in said(wished)
    (message,) = ask(face, MESSAGE)
    assert "Shows:" not in said(message)


def test_names_are_shown_as_text_and_cut(face: Face) -> None:
    (block,) = ask(face, replace(ASKED, name="<b>" + "A" * 10_000 + "\u202eevil"))
    assert face.window.width() == 1200
    assert block.title.startswith("Call <b>AAA")
    assert len(block.title) < 400
    assert "\u202e" not in block.title


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_sheet_leaves_the_page_its_part(face: Face, theme: Theme, scale: float) -> None:
    theme.set_scale(scale)
    many = [replace(COSTLY, question_id=f"q{n}") for n in range(8)]
    ask(face, *many)
    sheet = face.window.dial_sheet
    assert sheet.height() <= face.window.height() * 0.6
    assert sheet.blocks[0].call_button.visibleRegion().boundingRect().height() >= 28


def test_the_keyboard_goes_back_to_the_page(face: Face) -> None:
    face.show(data.desk(data.TALKING))
    ask(face, ASKED)
    page = face.window.phone_page.shown
    assert page is not None
    ask(face)
    assert focus() is page.form.editor
