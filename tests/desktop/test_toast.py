import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import CallCard
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.buttons import Button
from cti_desktop.desktop.palette_items import Command
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.toast import Toast, ToastStack
from tests import shots_data as data
from tests.desktop.face import Face, as_read, british_words
from tests.desktop.face_fixtures import contacts_page, face, theme

__all__ = ["contacts_page", "face", "theme"]


def ringing(count: int) -> tuple[CallCard, ...]:
    return tuple(
        replace(data.RINGING, card_id=f"call:{number}", name=f"Caller {number}")
        for number in range(count)
    )


def count(face: Face) -> int:
    return len(face.window.toasts.toasts)


def press(toast: Toast, text: str) -> None:
    next(b for b in toast.findChildren(Button) if b.text() == text).click()


def test_a_toast_says_which_way_the_call_goes(face: Face) -> None:
    face.window.hide()
    outbound = replace(data.RINGING, direction=Direction.OUTBOUND)
    face.show(data.desk(outbound))
    (toast,) = face.window.toasts.toasts
    assert toast.windowTitle() == "Outgoing call"
    assert as_read(toast.accessibleName()).startswith("Outgoing call: Ada Lovelace")
    face.show(data.desk(data.RINGING))
    assert as_read(toast.accessibleName()).startswith("Incoming call: Ada Lovelace")


def test_a_call_is_muted_by_keyboard_before_the_window_is_hidden(face: Face) -> None:
    def mutes() -> list[Command]:
        return [one for one in face.window.around.commands() if one.text == "Mute this call"]

    assert mutes() == []
    face.show(data.desk(*ringing(2)))
    mutes()[0].act()
    face.window.hide()
    assert [as_read(toast.accessibleName()) for toast in face.window.toasts.toasts] == [
        "Incoming call: Caller 1 · Analytical Engines Ltd · +44 20 7946 0018"
    ]
    face.window.show()
    mutes()[0].act()
    assert mutes() == []


def test_a_hidden_window_lets_a_toast_tell_of_the_call(face: Face, qtbot: QtBot) -> None:
    face.window.hide()
    face.show(data.desk(data.RINGING))
    (toast,) = face.window.toasts.toasts
    qtbot.waitExposed(toast)
    texts = {as_read(label.text()) for label in toast.findChildren(QLabel)}
    assert {"Ada Lovelace", "Analytical Engines Ltd · +44 20 7946 0018"} <= texts
    assert "Matched by number · via Support queue" in texts
    assert toast.size().toTuple() == (360, 132)
    area = face.window.screen().availableGeometry()
    assert (area.right() - toast.geometry().right(), toast.y() - area.top()) == (13, 12)


def test_a_toast_takes_no_focus(theme: Theme, qtbot: QtBot) -> None:
    toast = Toast(theme, british_words(), data.RINGING)
    qtbot.addWidget(toast)
    toast.show()
    qtbot.waitExposed(toast)
    assert toast.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert toast.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert all(b.focusPolicy() is Qt.FocusPolicy.NoFocus for b in toast.findChildren(Button))
    assert not toast.findChildren(Button)[0].hasFocus()


def test_no_toast_while_the_window_can_be_seen(face: Face) -> None:
    face.show(data.desk(data.RINGING))
    assert count(face) == 0
    face.window.hide()
    assert count(face) == 1
    face.window.show()
    assert count(face) == 0


@pytest.mark.parametrize(
    ("when", "monitors", "told"),
    [
        ("one_monitor", 1, True),
        ("one_monitor", 2, False),
        ("always", 2, True),
        ("never", 1, False),
    ],
)
def test_a_window_behind_another_program_counts_as_hidden_where_that_is_wanted(
    face: Face,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
    monitors: int,
    told: bool,
) -> None:
    screens = QGuiApplication.screens() * monitors
    monkeypatch.setattr(QGuiApplication, "screens", staticmethod(lambda: screens))
    state = Qt.ApplicationState.ApplicationActive
    monkeypatch.setattr(QGuiApplication, "applicationState", staticmethod(lambda: state))
    stack = ToastStack(face.theme, face.words, face.window, behind=lambda: when)
    stack.show_desk(data.desk(data.RINGING))
    assert stack.toasts == ()
    state = Qt.ApplicationState.ApplicationInactive
    qapp.applicationStateChanged.emit(state)
    assert bool(stack.toasts) is told
    state = Qt.ApplicationState.ApplicationActive
    qapp.applicationStateChanged.emit(state)
    assert stack.toasts == ()
    stack.deleteLater()


def test_a_minimised_window_counts_as_hidden(face: Face, qtbot: QtBot) -> None:
    face.window.showMinimized()
    qtbot.waitUntil(face.window.isMinimized)
    face.show(data.desk(data.RINGING))
    assert count(face) == 1


def test_at_most_three_toasts_stand_below_each_other(face: Face) -> None:
    face.window.hide()
    cards = ringing(5)
    face.show(data.desk(*cards))
    toasts = face.window.toasts.toasts
    assert len(toasts) == 3
    assert [b.y() - a.y() for a, b in itertools.pairwise(toasts)] == [144, 144]
    face.show(data.desk(*cards[1:]))
    assert len(face.window.toasts.toasts) == 3


def test_a_toast_goes_when_the_ringing_ends(face: Face) -> None:
    face.window.hide()
    face.show(data.desk(data.RINGING))
    face.show(data.desk(replace(data.RINGING, state=State.MISSED)))
    assert count(face) == 0


def test_mute_is_for_this_call_only(face: Face) -> None:
    face.window.hide()
    first, second = ringing(2)
    face.show(data.desk(first))
    press(face.window.toasts.toasts[0], "Mute")
    assert count(face) == 0
    face.show(data.desk(first, second))
    (toast,) = face.window.toasts.toasts
    assert "Caller 1" in toast.accessibleName()


def test_open_brings_the_window_and_the_call(face: Face) -> None:
    face.window.show_page("calls")
    face.window.hide()
    face.show(data.desk(data.RINGING))
    face.window.show_page("calls")
    press(face.window.toasts.toasts[0], "Open")
    assert face.window.isVisible()
    assert face.window.page == "phone"
    assert face.office.calls_of("activate") == [("call:ada",)]
    assert count(face) == 0


def test_the_time_the_toast_stood_on_screen_is_told(face: Face, qtbot: QtBot) -> None:
    face.window.hide()
    face.show(data.desk(data.RINGING))
    qtbot.waitUntil(lambda: bool(face.office.calls_of("painted")))
    assert [card for card, _ in face.office.calls_of("painted")] == ["call:ada"]


def test_a_toast_slides_in_when_motion_is_welcome(theme: Theme, qtbot: QtBot) -> None:
    theme.reduced_motion = False
    toast = Toast(theme, british_words(), data.RINGING)
    qtbot.addWidget(toast)
    toast.stand_at(QApplication.primaryScreen().availableGeometry().center())
    wanted = QApplication.primaryScreen().availableGeometry().center()
    assert toast.pos() != wanted
    qtbot.waitUntil(lambda: toast.pos() == wanted)


def test_an_unknown_caller_is_called_so(theme: Theme, qtbot: QtBot) -> None:
    toast = Toast(theme, british_words(), data.UNKNOWN)
    qtbot.addWidget(toast)
    texts = {as_read(label.text()) for label in toast.findChildren(QLabel)}
    assert "Not in your contacts · via Support queue" in texts
    toast.show_card(data.SEVERAL)
    texts = {as_read(label.text()) for label in toast.findChildren(QLabel)}
    assert "Several contacts have this number" in texts
