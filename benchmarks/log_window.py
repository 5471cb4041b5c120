"""Uses the call log's page over a real desk, and tells how long the window stood still at most.

`python -m benchmarks.log_window FOLDER` prints one JSON pair for each thing done; a process of its
own, because Qt's objects must go on the thread they lived on.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QEventLoop,
    QLocale,
    Qt,
    QTimer,
    SignalInstance,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cti_desktop.agent.opening import open_office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.log_filter import LogFilter, Sort
from cti_desktop.desktop.app import SWITCH_INTERVAL_S
from cti_desktop.desktop.core import Core
from cti_desktop.desktop.garbage import GarbageLeave
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.stalls import Stalls
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words

_PATIENCE_MS = 60_000
_SCREENS = 40


def watch_window(folder: Path) -> Iterator[tuple[str, float]]:
    """Open, search, jump, sort and scroll; yields what was done and the longest stall in ms."""
    command = [sys.executable, "-m", "benchmarks.log_window", str(folder)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    for line in ran.stdout.splitlines():
        if line.startswith("["):
            what, stall = json.loads(line)
            yield str(what), float(stall)


def _used(settings: DeskSettings) -> Iterator[tuple[str, float]]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    app = QApplication(["bench"])
    core, theme = Core(), Theme(app)
    page = LogPage(core, theme, Words(QLocale("en_US"), ZoneInfo("UTC")))
    page.resize(900, 800)
    core.start(lambda: open_office(settings))
    GarbageLeave(page, after_ms=0).settle()  # as the program does once it stands
    stalls = Stalls()
    stalls.watch()
    page.show()
    try:
        for name, act in _acts(page):
            stalls.forget()
            act()
            yield name, stalls.longest_ms
    finally:
        stalls.leave()
        page.hide()
        core.stop()


def _acts(page: LogPage) -> Iterator[tuple[str, Callable[[], None]]]:
    model, rows = page.model, page.rows
    yield "open", lambda: _until(model.counted)
    yield "search", lambda: _take(page, LogFilter(text="caller 77"))
    yield "show all", lambda: _take(page, LogFilter())
    yield "end", lambda: _jump(page, Qt.Key.Key_End)
    yield "beginning", lambda: _jump(page, Qt.Key.Key_Home)
    yield "sort", lambda: _take(page, LogFilter(sort=Sort.LONGEST))

    def scroll() -> None:
        for _ in range(_SCREENS):
            bar = rows.verticalScrollBar()
            bar.setValue(bar.maximum())
            _until(model.changed)

    yield "scroll", scroll


def _take(page: LogPage, shown: LogFilter) -> None:
    QTimer.singleShot(0, lambda: page.head.take(shown))
    _until(page.model.counted)


def _jump(page: LogPage, key: Qt.Key) -> None:
    page.rows.setFocus()
    QTimer.singleShot(0, lambda: QTest.keyClick(page.rows, key))
    _until(page.model.jumped)


def _until(signal: SignalInstance) -> None:
    """Run the event loop until the signal comes.

    Raises:
        TimeoutError: it does not come.
    """
    loop = QEventLoop()
    connected = signal.connect(partial(_quit, loop, 0))
    QTimer.singleShot(_PATIENCE_MS, loop, partial(_quit, loop, 1))
    late = loop.exec()
    signal.disconnect(connected)
    if late:
        raise TimeoutError("the log's page did not answer")


def _quit(loop: QEventLoop, code: int, *_said: object) -> None:
    loop.exit(code)


if __name__ == "__main__":
    for done in _used(DeskSettings(data_dir=Path(sys.argv[-1]), region="US")):
        print(json.dumps(done), flush=True)
    os._exit(0)  # nothing is left to be kept, and no order of farewell to get wrong
