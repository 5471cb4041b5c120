"""Imports a file of contacts with the contacts' page open, and tells what that costs.

`python -m benchmarks.import_window FOLDER FILE` prints one JSON object; a process of its own,
because Qt's objects must go on the thread they lived on, and so that its memory is its own.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.measured import resident_mb
from cti_desktop.agent.answers import Imported
from cti_desktop.agent.opening import open_office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import ImportProgress, Notice
from cti_desktop.desktop.app import SWITCH_INTERVAL_S
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.core import Core
from cti_desktop.desktop.garbage import GarbageLeave
from cti_desktop.desktop.stalls import Stalls
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words

_PATIENCE_MS = 30 * 60_000


@dataclass(frozen=True, slots=True)
class WindowImport:
    """What an import cost.

    Attributes:
        grown_mb: how much more memory the program had at most than before.
        stall_ms: the longest time the window did not look at the next event.
        told: how often it said how far it was.
    """

    rows: int
    seconds: float
    grown_mb: float
    stall_ms: float
    told: int


def import_in_window(folder: Path, file: Path) -> WindowImport:
    """Import a file in a program of its own."""
    command = [sys.executable, "-m", "benchmarks.import_window", str(folder), str(file)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    last = next(line for line in reversed(ran.stdout.splitlines()) if line.startswith("{"))
    return WindowImport(**json.loads(last))


class Importing(QObject):
    """One import, from the question to its answer."""

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core
        self._loop = QEventLoop()
        self._most = resident_mb()
        self.before, self.told = self._most, 0
        self._rows = 0
        core.viewed.connect(self._heard)

    def run(self, file: Path) -> WindowImport:
        """Import and wait for the end.

        Raises:
            TimeoutError: there is none.
        """
        stalls, began = Stalls(), time.perf_counter()
        stalls.watch()
        self._core.ask(
            lambda office: office.import_contacts(file), self._done, self._failed, owner=self
        )
        QTimer.singleShot(_PATIENCE_MS, self._loop, partial(self._loop.exit, 1))
        if self._loop.exec():
            raise TimeoutError("the import did not end")
        seconds = time.perf_counter() - began
        stalls.leave()
        return WindowImport(
            self._rows, seconds, self._most - self.before, stalls.longest_ms, self.told
        )

    def _heard(self, view: object) -> None:
        if isinstance(view, ImportProgress):
            self.told += 1
            self._most = max(self._most, resident_mb())

    def _done(self, done: Imported) -> None:
        self._rows = done.new + done.changed
        self._most = max(self._most, resident_mb())
        self._loop.exit(0)

    def _failed(self, notice: Notice) -> None:
        print(notice.text, file=sys.stderr)
        self._loop.exit(1)


def main(folder: Path, file: Path) -> None:
    """Open the page, import, tell."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    app = QApplication(["bench"])
    core, theme = Core(), Theme(app)
    page = ContactsPage(core, theme, Words(QLocale("en_US"), ZoneInfo("UTC")), region="US")
    page.resize(900, 800)
    opened = QEventLoop()
    core.opened.connect(opened.quit)
    core.start(lambda: open_office(DeskSettings(data_dir=folder, region="US")))
    page.show()
    opened.exec()
    GarbageLeave(page, after_ms=0).settle()  # as the program does, ten seconds after its start
    app.processEvents()
    print(json.dumps(asdict(Importing(core).run(file))), flush=True)
    page.hide()
    core.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    os._exit(0)  # nothing is left to be kept, and no order of farewell to get wrong
