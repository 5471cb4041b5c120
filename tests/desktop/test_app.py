"""The desktop put together: start, views, ways out, errors, and the end."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from structlog.testing import capture_logs

from cti_desktop.agent.ports import Office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import OpenBrowser, ShowWindow
from cti_desktop.calls.errors import Temporary
from cti_desktop.desktop.already_running import stuck_box
from cti_desktop.desktop.app import Desktop
from cti_desktop.desktop.process_hooks import ErrorHooks
from cti_desktop.desktop.start_marks import StartMarks
from cti_desktop.desktop.web_profile import chromium_flags
from tests.desktop.offices import SmallOffice, talking
from tests.desktop.websites import Site

ROOT = Path(__file__).resolve().parents[2]
READY_PAGE = "<script>parent.postMessage({type: 'zp-ready'}, '*')</script>"


def settings_for(site: Site, folder: Path) -> DeskSettings:
    return DeskSettings(
        data_dir=folder,
        embed_url=site.page("/embed", READY_PAGE),
        embed_origin=site.origin,
        host_origin="https://cti.example.com",
        private_profile=True,
    )


@pytest.fixture
def small_office() -> SmallOffice:
    return SmallOffice()


@pytest.fixture
def opened_outside() -> list[str]:
    return []


@pytest.fixture
def desktop(
    qapp: QApplication, site: Site, tmp_path: Path, opened_outside: list[str]
) -> Iterator[Desktop]:
    desktop = Desktop(qapp, settings_for(site, tmp_path), open_browser=opened_outside.append)
    yield desktop
    desktop.close()


def test_a_second_start_is_shown_before_there_is_anything_inside_the_window(
    qtbot: QtBot, desktop: Desktop
) -> None:
    desktop.show()
    desktop.window.hide()
    assert not desktop.window.furnished
    desktop.core.viewed.emit(ShowWindow())
    qtbot.waitUntil(desktop.window.isVisible, timeout=10_000)


def test_who_starts_it_while_it_hangs_is_told_so(qapp: QApplication) -> None:
    box = stuck_box(qapp)
    assert "running already" in box.text()
    assert box.informativeText()
    box.deleteLater()


def test_the_window_stands_before_the_office_is_open(
    qtbot: QtBot, desktop: Desktop, small_office: SmallOffice
) -> None:
    go = threading.Event()

    def make_office() -> Office:
        assert go.wait(10)
        return cast("Office", small_office)

    marks: list[str] = []
    start = StartMarks(lambda name, ms: marks.append(name) if ms > 0 else None, 0, desktop)
    start.watch(desktop.window)
    desktop.core.opened.connect(start.office_opened)
    desktop.show()
    desktop.load_softphone()
    desktop.open(make_office)
    desktop.softphone.loaded.connect(start.softphone_loaded)
    qtbot.waitUntil(lambda: set(marks) == {"window", "softphone"}, timeout=10_000)
    with qtbot.waitSignal(desktop.core.opened, timeout=5_000):
        go.set()
    # what the page said meanwhile was kept for the office
    qtbot.waitUntil(lambda: small_office.said == ['{"type":"zp-ready"}'], timeout=5_000)
    assert marks[-1] == "office"


def test_snapshots_are_drawn_and_the_browser_is_opened(
    qtbot: QtBot, desktop: Desktop, small_office: SmallOffice, opened_outside: list[str]
) -> None:
    with qtbot.waitSignal(desktop.core.opened, timeout=10_000):
        desktop.show()
        desktop.load_softphone()
        desktop.open(lambda: cast("Office", small_office))
    desktop.core.tell(lambda _office: small_office.send(talking()))
    desktop.core.tell(lambda _office: small_office.send(OpenBrowser(url="https://x.example/")))
    qtbot.waitUntil(lambda: opened_outside == ["https://x.example/"], timeout=5_000)
    assert desktop.window.phone_page.shown is not None
    desktop.softphone.went_outside.emit("https://crm.example.com/")
    assert opened_outside[1:] == ["https://crm.example.com/"]


def test_an_office_that_cannot_open_is_said_in_the_window(qtbot: QtBot, desktop: Desktop) -> None:
    def make_office() -> Office:
        raise Temporary("The journal is locked by another program.")

    with qtbot.waitSignal(desktop.core.failed_to_open, timeout=10_000):
        desktop.show()
        desktop.load_softphone()
        desktop.open(make_office)
    assert desktop.window.notices.isVisibleTo(desktop.window)


def test_uncaught_errors_are_logged_each_time_and_shown_once() -> None:
    shown: list[tuple[str, str]] = []
    hooks = ErrorHooks(lambda text, error_id: shown.append((text, error_id)))
    before = sys.excepthook

    def fault() -> None:
        raise ValueError("of +44 20 7946 0018")

    hooks.install()
    try:
        with capture_logs() as logs:
            for _ in range(3):
                try:
                    fault()
                except ValueError:
                    sys.excepthook(*sys.exc_info())
    finally:
        hooks.remove()
    assert [entry["event"] for entry in logs] == ["uncaught_error"] * 3
    assert [error_id for _, error_id in shown] == [logs[0]["error_id"]]
    assert "7946" not in shown[0][0]
    assert sys.excepthook is before


def test_what_qt_says_is_logged_masked() -> None:
    hooks = ErrorHooks(lambda _text, _id: None)
    hooks.install()
    handler = qInstallMessageHandler(None)
    hooks.remove()
    assert handler is not None
    with capture_logs() as logs:
        handler(QtMsgType.QtWarningMsg, QMessageLogContext(), "calling +44 20 7946 0018")
    assert [(e["log_level"], e["event"], e["message"]) for e in logs] == [
        ("warning", "qt_message", "calling …18")
    ]


def test_what_qt_says_at_length_is_cut() -> None:
    hooks = ErrorHooks(lambda _text, _id: None)
    hooks.install()
    handler = qInstallMessageHandler(None)
    hooks.remove()
    assert handler is not None
    with capture_logs() as logs:
        handler(QtMsgType.QtWarningMsg, QMessageLogContext(), "a." * 500_000)
    assert len(logs[0]["message"]) == 2_000


def test_flags_are_added_once_and_keep_what_is_there() -> None:
    flags = chromium_flags("--lang=de", as_root=True)
    assert flags.startswith("--lang=de --disable-background-timer-throttling")
    assert flags.count("--no-sandbox") == 1
    assert chromium_flags(flags, as_root=True) == flags
    assert "--no-sandbox" not in chromium_flags("")


PROGRAM = """
import json, sys
from pathlib import Path
import structlog
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.desktop.app import run
from tests.desktop.offices import SmallOffice

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

class Office(SmallOffice):
    async def stop(self):
        print("stopped", flush=True)

folder, url, origin = sys.argv[1:]
settings = DeskSettings(data_dir=Path(folder), embed_url=url, embed_origin=origin,
                        host_origin="https://cti.example.com")
code = run(settings, Office, report=lambda name, ms: print(name, flush=True))
print(json.dumps(code), flush=True)
"""


@pytest.mark.e2e
def test_a_signal_ends_the_program_in_order(site: Site, tmp_path: Path) -> None:
    url = site.page("/embed", READY_PAGE)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path), url, site.origin],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        watchdog = threading.Timer(60, program.kill)
        watchdog.start()
        assert program.stdout is not None
        assert program.stderr is not None
        marks = {program.stdout.readline().strip() for _ in range(3)}
        program.send_signal(signal.SIGTERM)
        rest = program.stdout.read().split()
        errors = program.stderr.read()
        watchdog.cancel()
        watchdog.join()
    assert marks == {"window", "office", "softphone"}
    assert rest[-2:] == ["stopped", json.dumps(0)], errors
    assert program.returncode == 0, errors
    assert (tmp_path / "web").is_dir()
    assert "Traceback" not in errors
