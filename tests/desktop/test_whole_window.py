"""The window with every page: all of it has a name and a key, none of it makes it stand still."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import DeskView, DialQuestions, LogChanged, Notice
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.diagnostics_page import DiagnosticsPage
from cti_desktop.desktop.export import ExportStrip
from cti_desktop.desktop.first_run import FirstRunPage
from cti_desktop.desktop.interior import furnished_window
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.palette import Purpose
from cti_desktop.desktop.settings_page import About, SettingsPage
from cti_desktop.desktop.tasks_page import TasksPage
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.desktop.watchdog import StallWatch
from tests.shots import StillCore

__all__ = ["theme"]
CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
)  # fmt: skip
PAGES = (
    "phone", "calls", "contacts", "tasks", "settings", "shortcuts", "diagnostics", "welcome",
)  # fmt: skip


class Whole:
    """The window with every page over answers that come at once."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        core, words = StillCore(), british_words()
        about = About(version="1", data_dir=folder, companion_url="https://c.example")
        live = LiveSettings(SettingsStore(), theme)
        pages: dict[str, QWidget] = {
            "calls": LogPage(core, theme, words),
            "contacts": ContactsPage(core, theme, words, region="GB"),
            "tasks": TasksPage(core, theme, words),
            "settings": SettingsPage(core, theme, about, live),
            "diagnostics": DiagnosticsPage(core, theme),
            "welcome": FirstRunPage(core, theme, live, companion_url=None, region=None),
        }
        self.core = core
        self.window = furnished_window(core, QWidget(), theme=theme, words=words, pages=pages)


@pytest.fixture
def whole(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Whole]:
    whole = Whole(theme, tmp_path)
    qtbot.addWidget(whole.window)
    whole.window.show()
    whole.window.activateWindow()
    qtbot.waitUntil(whole.window.isActiveWindow)
    whole.core.show(data.READY)
    whole.core.show(data.IDLE)
    QApplication.processEvents()
    yield whole
    whole.window.close()


def faults_of(window: QWidget) -> list[str]:
    """Return what somebody who hears the window, or has no mouse, would stumble over."""
    faults = []
    for one in window.findChildren(QWidget):
        if not isinstance(one, CONTROLS) or not one.isVisible():
            continue
        if one.objectName().startswith("qt_") or isinstance(one.parentWidget(), CONTROLS):
            continue  # parts of Qt's own controls
        told = QAccessible.queryAccessibleInterface(one)
        name = told.text(QAccessible.Text.Name) or told.text(QAccessible.Text.Value)
        label = f"{type(one).__name__} {name!r} {one.objectName()}"
        if not name:
            faults.append(f"{label}: no name")
        if told.role() in (QAccessible.Role.NoRole, QAccessible.Role.Client):
            faults.append(f"{label}: no role")
        steered = isinstance(one, QAbstractItemView)  # the palette's list, steered by its field
        if one.focusPolicy().value & 1 == 0 and one.isEnabled() and not steered:
            faults.append(f"{label}: cannot be reached by Tab")
        if min(one.width(), one.height()) < 28:
            faults.append(f"{label}: {one.width()} x {one.height()} is too small to hit")
    return faults


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_page_can_be_heard_and_steered(
    whole: Whole, theme: Theme, page: str, scale: float
) -> None:
    theme.set_scale(scale)
    whole.window.resize(1400, 1000)
    whole.window.go_to(page)
    for _ in range(4):  # wrapped lines settle their heights one after the other
        QApplication.processEvents()
    assert whole.window.page == page
    assert faults_of(whole.window) == []
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is whole.window or whole.window.isAncestorOf(focus)


def test_what_comes_over_a_page_can_too(whole: Whole) -> None:
    window = whole.window
    whole.core.show(DialQuestions(questions=data.ASKED, left_out=3))
    whole.core.show(Notice(text="Saved.", bad=True, error_id="K7Q2"))
    window.around.palette.open_for(Purpose.FIND, "a")
    window.around.palette.ask_now()
    QApplication.processEvents()
    assert faults_of(window) == []
    window.around.palette.close_palette()
    calls = window.page_named("calls")
    assert isinstance(calls, LogPage)
    window.go_to("calls")
    calls.show_call(data.LOG[4])
    strip: ExportStrip = calls.export
    strip.show()
    QApplication.processEvents()
    assert faults_of(window) == []


def play(qtbot: QtBot, steps: list[Callable[[], object]]) -> None:
    """Do one step after the other from inside the event loop."""
    left = list(steps)
    timer = QTimer()

    def step() -> None:
        if left:
            left.pop(0)()
        else:
            timer.stop()

    timer.timeout.connect(step)
    timer.start(5)
    qtbot.waitUntil(lambda: not timer.isActive(), timeout=30_000)


def test_a_shift_never_makes_the_window_stand_still(whole: Whole, qtbot: QtBot) -> None:
    window, show = whole.window, whole.core.show
    for page in PAGES:  # made once, before the shift
        window.go_to(page)
        QApplication.processEvents()
    show(data.desk(data.GRACE_RINGS, data.HELD, data.LENA_HELD))
    show(data.IDLE)
    QApplication.processEvents()
    palette = window.around.palette
    steps: list[Callable[[], object]] = [
        *(lambda page=page: window.go_to(page) for page in PAGES),
        lambda: show(data.desk(data.RINGING)),
        lambda: show(data.desk(data.TALKING)),
        lambda: show(DialQuestions(questions=data.ASKED)),
        lambda: show(DialQuestions()),
        lambda: palette.open_for(Purpose.FIND, "a"),
        palette.ask_now,
        palette.close_palette,
        lambda: show(data.desk(data.WRAP_UP)),
        lambda: show(LogChanged(call_ids=("l0",))),
        lambda: show(DeskView(outcomes=data.OUTCOMES)),
        lambda: show(data.IDLE),
    ]
    with StallWatch().running():
        play(qtbot, steps * 3)


def test_the_watchdog_barks(qtbot: QtBot) -> None:
    def work() -> None:
        until = time.thread_time() + 0.15
        while time.thread_time() < until:
            pass

    with pytest.raises(AssertionError, match="stood still"), StallWatch().running():
        play(qtbot, [work])


def test_an_allowed_stall_has_its_reason(whole: Whole, theme: Theme, qtbot: QtBot) -> None:
    assert whole.window.isVisible()
    with StallWatch().running("theme"):
        play(qtbot, [lambda: theme.set_scale(1.25)])
