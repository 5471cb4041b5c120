"""The window with every page: all of it has a name and a key, none of it makes it stand still."""

import re
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cti_desktop.agent.dial_views import DialQuestions
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import DeskView, LogChanged, Notice
from cti_desktop.desktop.export import ExportStrip
from cti_desktop.desktop.interior import furnished_window
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.page_entries import page_entries
from cti_desktop.desktop.pages import page_makers
from cti_desktop.desktop.palette import Purpose
from cti_desktop.desktop.theme import Appearance, Theme
from cti_desktop.desktop.toast import Toast
from tests import shots_data as data
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.desktop.watchdog import KNOWN, LONGEST_MS, LoopWatch, StallWatch, allowed_in
from tests.shots_checks import settings_store
from tests.shots_office import StillCore
from tests.source_strings import FACE

__all__ = ["theme"]
CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
)  # fmt: skip
PAGES = tuple(page_entries())
MAKES_A_WINDOW = re.compile(r"WindowType\.(Popup|Tool|Dialog|Window)\b|\((QDialog|QMainWindow)\)")
# Every module that makes a window of its own, and where it is walked over.
WINDOWS = {
    "window.py": "every page, below",
    "status_bar.py": "the popover, below",
    "toast.py": "the toast, below: its buttons take no keyboard, for it must never come to one",
    "sign_in_window.py": "a browser's page and nothing of ours",
}


class Whole:
    """The window with every page there is, made as the program makes them."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        self.core, words = StillCore(), british_words()
        live = LiveSettings(settings_store(), self.core)
        settings = DeskSettings(data_dir=folder, region="GB", companion_url="https://c.example")
        makers = page_makers(settings, self.core, theme, words, live)
        self.window = furnished_window(
            self.core,
            QWidget(),
            theme=theme,
            words=words,
            pages={name: make() for name, make in makers.items()},
        )


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


def is_control(one: QWidget) -> bool:
    """Tell whether somebody can do something with it."""
    by_tab = bool(one.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return isinstance(one, CONTROLS) or (by_tab and one.focusProxy() is None)


def by_arrows(one: QWidget) -> bool:
    """Tell whether it is one of a few of which Tab reaches one, and the arrow keys the others."""
    if not isinstance(one, QAbstractButton) or not one.isCheckable():
        return False
    group = cast("QButtonGroup | None", one.group())  # Qt gives none to a lone button
    above = one.parentWidget()
    beside = group.buttons() if group is not None else above.children() if above else []
    some = [
        other
        for other in beside
        if isinstance(other, QAbstractButton) and other.focusPolicy().value & 1
    ]
    exclusive = group.exclusive() if group is not None else one.autoExclusive()
    return exclusive and bool(some)


def faults_of(window: QWidget, *, keyboard: bool = True) -> list[str]:
    """Return what somebody who hears the window, or has no mouse, would stumble over."""
    faults = []
    for one in window.findChildren(QWidget):
        if not is_control(one) or not one.isVisible():
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
        steered = isinstance(one, QAbstractItemView) or by_arrows(one)  # the palette's list
        if keyboard and one.focusPolicy().value & 1 == 0 and one.isEnabled() and not steered:
            faults.append(f"{label}: cannot be reached by Tab")
        if min(one.width(), one.height()) < 28 and isinstance(one, CONTROLS):
            faults.append(f"{label}: {one.width()} x {one.height()} is too small to hit")
    return faults


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_page_can_be_heard_and_steered(whole: Whole, theme: Theme, scale: float) -> None:
    if scale != theme.scale:
        theme.set_scale(scale)
    window = whole.window
    window.resize(1400, 1000)
    faults = {}
    for page in PAGES:
        window.go_to(page)
        for _ in range(4):  # wrapped lines settle their heights one after the other
            QApplication.processEvents()
        assert window.page == page
        faults[page] = faults_of(window)
        focus = QApplication.focusWidget()
        if focus is None or not (focus is window or window.isAncestorOf(focus)):
            faults[page].append("the keyboard is nowhere")
    assert {page: found for page, found in faults.items() if found} == {}


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


def test_no_part_of_a_page_flashes_up_as_a_window(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown: list[str] = []
    show = QWidget.setVisible

    def watched(part: QWidget, visible: bool) -> None:
        if visible and part.isWindow():
            caller = traceback.extract_stack(limit=2)[0]
            shown.append(f"{type(part).__name__} in {caller.filename}:{caller.lineno}")
        show(part, visible)

    monkeypatch.setattr(QWidget, "setVisible", watched)
    whole = Whole(theme, tmp_path)
    for name in PAGES:
        whole.window.go_to(name)
        whole.window.page_named(name)
    qtbot.addWidget(whole.window)
    assert not shown, f"give it its place before it is shown: {shown}"


def test_no_window_is_forgotten() -> None:
    found = {
        file.name for file in FACE.glob("*.py") if MAKES_A_WINDOW.search(file.read_text("utf-8"))
    }
    assert found == set(WINDOWS), "walk over it below, and name it in WINDOWS"


def test_the_popover_says_itself(whole: Whole) -> None:
    whole.core.show(data.AWAY)
    bar = whole.window.status_bar
    bar.companion.click()
    QApplication.processEvents()
    assert bar.popover.isVisible()
    assert data.AWAY.companion_text in bar.popover.accessibleName()
    assert faults_of(bar.popover) == []
    bar.popover.hide()


def test_the_toast_says_itself(theme: Theme, qtbot: QtBot) -> None:
    toast = Toast(theme, british_words(), data.RINGING)
    qtbot.addWidget(toast)
    toast.show()
    QApplication.processEvents()
    assert data.RINGING.name in toast.accessibleName()
    assert faults_of(toast, keyboard=False) == []


def test_the_walk_sees_what_is_wrong(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    nameless = QLineEdit(window)
    unreachable = QPushButton("Press", window)
    unreachable.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    drawn = QWidget(window)
    drawn.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for at, one in enumerate((nameless, unreachable, drawn)):
        one.setGeometry(0, 40 * at, 100, 30)
    window.show()
    faults = " ".join(faults_of(window))
    for fault in ("QLineEdit", "QPushButton 'Press' : cannot be reached", "QWidget '' : no role"):
        assert fault in faults


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


def work() -> None:
    until = time.thread_time() + 0.15
    while time.thread_time() < until:
        pass


def be_blocked() -> None:
    """Wait for a lock somebody else holds, as for a disk or a thread."""
    lock = threading.Lock()
    lock.acquire()
    assert not lock.acquire(timeout=0.2)


@pytest.mark.parametrize("what", [work, be_blocked])
def test_the_watchdog_barks(qtbot: QtBot, what: Callable[[], None]) -> None:
    with pytest.raises(AssertionError, match="stood still"), StallWatch().running():
        play(qtbot, [what])


def test_the_watchdog_lets_a_loop_wait_for_events(qtbot: QtBot) -> None:
    watch = StallWatch()
    with watch.running():
        qtbot.wait(400)
    assert watch.longest_ms < LONGEST_MS


def test_an_allowed_stall_has_its_reason(whole: Whole, theme: Theme, qtbot: QtBot) -> None:
    assert whole.window.isVisible()
    with StallWatch().running("theme"):
        play(qtbot, [lambda: theme.set_scale(1.25)])


@pytest.mark.parametrize(
    ("test", "ms"),
    [
        ("tests/desktop/test_pop.py::test_it", 100),
        ("tests/desktop/test_driver.py::test_it[1]", 500),
        ("tests/desktop/test_whole_window.py::test_the_watchdog_barks", 500),
        ("tests/desktop/test_whole_window.py::test_the_popover_says_itself", 100),
    ],
)
def test_what_is_allowed_is_named(test: str, ms: float) -> None:
    assert allowed_in(test) == ms


def test_every_allowed_test_is_there() -> None:
    folder = Path(__file__).parent
    for known in KNOWN:
        file, _, test = known.partition("::")
        assert (folder / file).exists()
        assert f"def {test}" in (folder / file).read_text("utf-8")


def test_the_loop_is_watched_and_what_a_test_does_itself_is_not(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def work() -> None:
        until = time.thread_time() + 0.03
        while time.thread_time() < until:
            pass

    watch = LoopWatch()
    watch.watch_loops(monkeypatch)
    QApplication.processEvents()
    work()
    QApplication.processEvents()
    assert watch.longest_ms < 30
    play(qtbot, [work])
    watch.leave()
    assert watch.longest_ms >= 30


def test_another_theme_and_back_leaves_no_trace(whole: Whole, theme: Theme) -> None:
    window = whole.window
    for page in ("settings", "phone"):
        window.go_to(page)
        before = settled_picture(window)
        theme.set_appearance(Appearance.DARK)
        theme.set_scale(1.25)
        assert settled_picture(window) != before
        theme.set_appearance(Appearance.LIGHT)
        theme.set_scale(1.0)
        assert settled_picture(window) == before, page


def settled_picture(window: QWidget) -> QImage:
    window.setFocus()  # no field's cursor blinks
    for _ in range(4):  # wrapped lines settle their heights one after the other
        QApplication.processEvents()
    return window.grab().toImage()
