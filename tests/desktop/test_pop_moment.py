"""When a call comes up: on the page, in the window, as a toast, and on which monitor."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import CallCard, DeskView
from cti_desktop.calls.call import State
from cti_desktop.desktop.buttons import Chip
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.toast import ToastStack, screen_named
from tests import shots_data as data
from tests.desktop.face import Face, british_words
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]
HELD_BACK = replace(data.RINGING, comes_up=False)
ANSWERED = replace(
    data.TALKING, answered_at=data.NOW - timedelta(seconds=2), card_id=data.RINGING.card_id
)


def waiting(*cards: CallCard) -> DeskView:
    """A desk on which nothing came up."""
    return replace(data.desk(*cards), active=None)


def toasts(face: Face) -> int:
    return len(face.window.toasts.toasts)


def test_a_call_that_waits_is_one_click_away(face: Face) -> None:
    face.show(waiting(HELD_BACK))
    page = face.window.phone_page
    assert page.shown is None
    (chip,) = [one for one in page.chips.findChildren(Chip) if one.isVisible()]
    chip.click()
    assert face.office.calls_of("activate") == [(HELD_BACK.card_id,)]
    assert page.shown is not None


def test_a_call_that_waits_leaves_the_page_and_shows_no_toast(face: Face) -> None:
    face.window.show_page("contacts")
    face.show(waiting(HELD_BACK))
    assert face.window.page == "contacts"
    face.window.hide()
    assert toasts(face) == 0


def test_what_comes_up_when_it_is_answered_turns_the_page_then(face: Face) -> None:
    face.window.show_page("contacts")
    face.show(waiting(HELD_BACK))
    face.show(data.desk(ANSWERED))
    assert face.window.page == "phone"


def test_what_comes_up_when_it_is_answered_has_a_toast_for_a_while(face: Face) -> None:
    face.window.hide()
    face.show(waiting(HELD_BACK))
    face.show(data.desk(ANSWERED))
    assert toasts(face) == 1
    face.show(data.desk(replace(ANSWERED, answered_at=data.NOW - timedelta(seconds=30))))
    assert toasts(face) == 0


def test_the_toast_of_a_ring_goes_when_it_is_answered(face: Face) -> None:
    face.window.hide()
    face.show(data.desk(data.RINGING))
    assert toasts(face) == 1
    face.show(data.desk(ANSWERED))
    assert toasts(face) == 0


def test_a_doubtful_call_calls_for_nobody(face: Face) -> None:
    face.window.show_page("contacts")
    face.show(data.desk(replace(data.RINGING, doubtful=True)))
    assert face.window.page == "contacts"
    face.window.hide()
    assert toasts(face) == 0


def test_a_call_one_makes_is_not_said_to_come_in(face: Face) -> None:
    face.window.show_page("contacts")
    search = face.window.page_named("contacts").findChildren(QWidget, "search")[0]
    search.setFocus()
    outward = replace(data.GRACE_RINGS, state=State.RINGING)
    assert outward.direction is not None
    face.show(data.desk(replace(outward, direction=data.EARLIER[1].direction)))
    assert face.window.notices.isVisible()
    assert "Call with Grace Hopper" in face.window.notices.text.text()


def test_toasts_stand_on_the_monitor_that_was_chosen(theme: Theme, qtbot: QtBot) -> None:
    asked: list[str] = []

    def place() -> str:
        asked.append("main")
        return "main"

    host = QWidget()
    qtbot.addWidget(host)
    stack = ToastStack(theme, british_words(), host, place)
    stack.show_desk(data.desk(data.RINGING))
    (toast,) = stack.toasts
    assert asked
    assert QGuiApplication.primaryScreen().geometry().contains(toast.geometry())
    stack.close_all()


def test_a_monitor_that_is_not_there_is_the_windows(face: Face) -> None:
    own, screens = face.window.screen(), QGuiApplication.screens()
    assert screen_named("window", face.window) is own
    assert screen_named("9", face.window) is own
    assert screen_named("1", face.window) is screens[0]
    assert screen_named("main", face.window) is QGuiApplication.primaryScreen()
    assert screen_named("pointer", face.window) is QGuiApplication.screenAt(QCursor.pos())
