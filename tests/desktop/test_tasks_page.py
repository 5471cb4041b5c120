from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import CallBackDue, CallLine, DeskView
from cti_desktop.desktop.buttons import Button
from cti_desktop.desktop.call_back_row import CallBackRow
from cti_desktop.desktop.line_button import TwoLines
from cti_desktop.desktop.tasks_page import TasksPage, waiting_count
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Label, Scroll
from cti_desktop.desktop.words import Words
from tests import shots_data as data
from tests.desktop.doubles import PaperOffice, WaitingCore
from tests.desktop.face import (
    Face,
    PromptCore,
    RememberingOffice,
    as_read,
    british_words,
    make_face,
)
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]


class TasksOffice(RememberingOffice):
    """Takes what the page tells it of call-backs and missed calls."""

    async def close_missed(self, call_id: str) -> None:
        self.told.append(("close_missed", call_id))


@pytest.fixture
def office() -> TasksOffice:
    return TasksOffice()


@dataclass
class Clock:
    """A time that a test sets."""

    now: datetime = data.NOW


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, office: TasksOffice) -> Iterator[TasksPage]:
    core = PromptCore(office)
    clock = Clock()
    words = Words(QLocale("en_GB"), ZoneInfo("Europe/London"), now=lambda: clock.now)
    page = TasksPage(core, theme, words)
    page.setProperty("core", core)
    page.setProperty("clock", clock)
    qtbot.addWidget(page)
    page.resize(740, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    core.viewed.emit(data.IDLE)
    QApplication.processEvents()
    yield page
    page.close()


def buttons(page: QWidget) -> list[Button]:
    shown = [one for one in page.findChildren(Button) if one.isVisible()]
    return sorted(shown, key=lambda one: one.mapTo(page, QPoint(0, 0)).y())


def named(page: QWidget, name: str) -> QAbstractButton:
    return next(one for one in buttons(page) if one.accessibleName() == name)


def test_everything_that_waits_is_there_and_can_be_called(
    page: TasksPage, office: TasksOffice
) -> None:
    named(page, "Call Benoît Lefèvre").click()
    named(page, "Call back Aiko Tanaka").click()
    assert office.calls_of("dial") == [
        ("+33199001234", "call_back", "benoît-lefèvre"),
        ("+81355550142", "missed_call", "aiko-tanaka"),
    ]


def test_a_call_back_is_put_off_or_given_up(page: TasksPage, office: TasksOffice) -> None:
    first = page.findChildren(CallBackRow)[0]
    menu = first.menu()
    texts = [one.text() for one in menu.actions() if one.text()]
    assert texts == ["Put off: In an hour", "Put off: Mon 10:00", "Show the call", "Done"]
    shown: list[CallLine] = []
    page.call_shown.connect(shown.append)
    for action in menu.actions():
        action.trigger()
    menu.close()
    assert office.calls_of("set_call_back") == [
        ("b1", data.NOW + timedelta(hours=1)),
        ("b1", british_words().next_working_morning()),
        ("b1", None),
    ]
    assert [line.call_id for line in shown] == ["b1"]


def test_every_call_on_the_page_can_be_looked_at(page: TasksPage) -> None:
    shown: list[CallLine] = []
    page.call_shown.connect(shown.append)
    openers = page.findChildren(TwoLines)
    for one in openers:
        QTest.mouseClick(one.findChildren(Label)[-1], Qt.MouseButton.LeftButton)
    listed = (*(one.line for one in data.CALL_BACKS), *data.MISSED, *data.UNFINISHED)
    assert {line.call_id for line in shown} == {line.call_id for line in listed}
    openers[0].setFocus()
    QTest.keyClick(openers[0], Qt.Key.Key_Space)
    assert len(shown) == len(listed) + 1


def test_who_left_a_voicemail_is_seen_and_heard_of(page: TasksPage) -> None:
    left = replace(data.MISSED[0], call_id="left", name="Left Word", has_voicemail=True)
    page.property("core").viewed.emit(DeskView(missed=(left, data.MISSED[0])))
    QApplication.processEvents()
    shown = [one for one in page.findChildren(TwoLines) if one.isVisible()]
    with_word, without = sorted(shown, key=lambda one: one.mapTo(page, QPoint(0, 0)).y())
    assert "Voicemail" in as_read(with_word.findChildren(Label)[-1].text())
    assert "Has a voicemail" in with_word.accessibleName()
    assert "oicemail" not in as_read(without.findChildren(Label)[-1].text())


def test_a_missed_call_is_taken_off_the_list(page: TasksPage, office: TasksOffice) -> None:
    named(page, "Done with Aiko Tanaka").click()
    assert office.calls_of("close_missed") == [("m2",)]


def test_nothing_to_do_is_said(page: TasksPage) -> None:
    core = page.property("core")
    core.viewed.emit(DeskView())
    QApplication.processEvents()
    assert [one for one in buttons(page) if one.text()] == []
    assert page.isVisible()


def test_tab_goes_down_the_page(page: TasksPage) -> None:
    walk_down(page, 14 + 8)
    missed = (data.MISSED[0], replace(data.MISSED[1], call_id="new", name="New"), data.MISSED[2])
    page.property("core").viewed.emit(replace(data.IDLE, missed=missed))
    QApplication.processEvents()
    walk_down(page, 14 + 8)


def walk_down(page: TasksPage, stops: int) -> None:
    page.take_focus()
    walked: list[int] = []
    read = page.findChildren(Scroll)[0].widget()
    assert read is not None
    shown = [one for one in page.findChildren(TwoLines) if one.isVisible()]
    parts = len(buttons(page)) + len(shown)
    for _ in range(parts - 1):  # the first call stands before the first thing to do
        focus = QApplication.focusWidget()
        assert focus is not None
        walked.append(focus.mapTo(read, QPoint(0, 0)).y())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert len(walked) == stops - 1
    # Buttons of one row differ by some pixels, rows by more than their height.
    assert all(after > before - 12 for before, after in pairwise(walked)), walked


@pytest.fixture
def clock(page: TasksPage) -> Clock:
    """Let the page's time go on."""
    clock = page.property("clock")
    assert isinstance(clock, Clock)
    return clock


def test_the_keyboard_and_an_open_menu_stay_while_time_goes_on(
    page: TasksPage, clock: Clock
) -> None:
    opener = next(one for one in page.findChildren(TwoLines) if "Grace" in one.accessibleName())
    told = opener.findChildren(Label)[-1]
    call = named(page, "Call Benoît Lefèvre")
    call.setFocus()
    menu = open_menu(page, "Set the outcome of Grace Hopper")
    clock.now += timedelta(minutes=5)
    fire_minute(page)
    assert QApplication.focusWidget() is call
    assert menu.isVisible()
    assert "12 min ago" in as_read(told.text())  # nothing moves under the pointer
    menu.close()
    QApplication.processEvents()
    assert QApplication.focusWidget() is call
    assert "17 min ago" in as_read(told.text())


def test_another_list_leaves_the_keyboard_and_open_menus(page: TasksPage) -> None:
    call = named(page, "Call back Aiko Tanaka")
    call.setFocus()
    page.findChildren(CallBackRow)[0].more.click()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    page.property("core").viewed.emit(replace(data.IDLE, missed=data.MISSED[1:]))
    QApplication.processEvents()
    assert popup.isVisible()
    popup.close()
    QApplication.processEvents()
    assert names(page, "Call back ") == [
        "Call back Aiko Tanaka",
        "Call back Oluwaseun Adeyemi-Blackwood",
    ]
    assert QApplication.focusWidget() is call


@pytest.mark.parametrize(
    ("left", "goes_on"),
    [
        ((data.MISSED[0], data.MISSED[2]), "Done with Oluwaseun Adeyemi-Blackwood"),
        ((data.MISSED[0],), "Done with +44 7700 900 461"),
        ((), data.UNFINISHED[0].name),
    ],
    ids=["next row", "row before", "what follows"],
)
def test_the_keyboard_goes_on_where_a_row_went(
    page: TasksPage, left: tuple[CallLine, ...], goes_on: str
) -> None:
    named(page, "Done with Aiko Tanaka").setFocus()
    page.property("core").viewed.emit(replace(data.IDLE, missed=left))
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert goes_on in focus.accessibleName()


def test_a_row_that_is_kept_acts_on_what_it_shows(page: TasksPage, office: TasksOffice) -> None:
    other = replace(data.MISSED[1], dials="+15550100", contact_id=None, name="Renamed")
    page.property("core").viewed.emit(replace(data.IDLE, missed=(other,)))
    QApplication.processEvents()
    named(page, "Call back Renamed").click()
    assert office.calls_of("dial") == [("+15550100", "missed_call", None)]


def names(page: TasksPage, start: str) -> list[str]:
    return [b.accessibleName() for b in buttons(page) if b.accessibleName().startswith(start)]


def open_menu(page: TasksPage, name: str) -> QMenu:
    button = named(page, name)
    assert isinstance(button, Button)
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    return menu


def fire_minute(page: TasksPage) -> None:
    """Let the page's timer come."""
    ticking = [one for one in page.findChildren(QTimer) if one.isActive()]
    assert ticking
    for timer in ticking:
        timer.timeout.emit()
    QApplication.processEvents()


def test_the_badge_counts_what_is_due_now(qtbot: QtBot, theme: Theme) -> None:
    face = _face_with_tasks(theme)
    qtbot.addWidget(face.window)
    face.window.show()
    face.show(data.READY, data.IDLE)
    assert waiting_count(data.IDLE) == 6
    assert waiting_count(replace(data.IDLE, more_unfinished=98)) == 104
    assert waiting_count(replace(data.IDLE, more_missed=40)) == 46
    assert face.window.rail.button("tasks").badge == 6
    assert face.window.rail.button("calls").badge == 0
    face.window.status_bar.unfinished.click()
    assert face.window.page == "tasks"
    later = tuple(replace(one, due=False) for one in data.CALL_BACKS)
    face.show(DeskView(call_backs=later))
    assert face.window.rail.button("tasks").badge == 0
    face.window.close()


def test_a_number_that_is_only_shown_is_never_dialled(page: TasksPage, office: TasksOffice) -> None:
    masked = replace(data.CALL_BACKS[0].line, name="Masked", number="…18", e164=None, dials=None)
    colleague = replace(masked, call_id="in", name="Robin", number="ext. 204", dials="204")
    shown = [replace(data.CALL_BACKS[0], line=line) for line in (masked, colleague)]
    core = page.property("core")
    core.viewed.emit(replace(data.IDLE, call_backs=tuple(shown), missed=(masked, colleague)))
    QApplication.processEvents()
    for name in ("Call Masked", "Call back Masked"):
        assert not named(page, name).isEnabled()
        assert named(page, name).toolTip()
    named(page, "Call Robin").click()
    named(page, "Call back Robin").click()
    assert [told[0] for told in office.calls_of("dial")] == ["204", "204"]


def test_a_reminder_without_a_number_offers_nothing(qtbot: QtBot, theme: Theme) -> None:
    face = _face_with_tasks(theme)
    qtbot.addWidget(face.window)
    face.window.show()
    masked = replace(data.CALL_BACKS[0].line, number="…18", e164=None, dials=None)
    face.show(CallBackDue(call_back=replace(data.CALL_BACKS[0], line=masked)))
    notices = face.window.notices
    assert "back now" in notices.text.text()
    assert [b for b in notices.findChildren(Button) if b.isVisible() and b.text()] == []
    face.window.close()


def test_a_reminder_offers_the_call(qtbot: QtBot, theme: Theme) -> None:
    face = _face_with_tasks(theme)
    qtbot.addWidget(face.window)
    face.window.show()
    face.show(data.READY, data.IDLE, CallBackDue(call_back=data.CALL_BACKS[0]))
    assert face.window.notices.text.text() == "Call Benoît Lefèvre back now"
    call = next(one for one in face.window.notices.findChildren(Button) if one.text() == "Call")
    call.click()
    assert face.office.calls_of("dial") == [("+33199001234", "call_back", "benoît-lefèvre")]
    face.window.close()


def _face_with_tasks(theme: Theme) -> Face:
    tasks = TasksPage(WaitingCore(PaperOffice([])), theme, british_words())
    return make_face(theme, {"calls": QWidget(), "tasks": tasks})
