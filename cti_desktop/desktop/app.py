"""The desktop's composition root: makes every part, connects them, and takes them down in order.

`run` is the program; tests and the driver use a `Desktop` directly.
"""

import importlib
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import structlog
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    Qt,
    QTimer,
    QUrl,
    Slot,
)
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from cti_desktop import __version__
from cti_desktop.agent.ports import Office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import Notice, OpenBrowser, View
from cti_desktop.assets import asset
from cti_desktop.desktop.core import Core
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.dock import SoftphoneDock
from cti_desktop.desktop.page_stack import MakePage
from cti_desktop.desktop.process_hooks import EndSignals, ErrorHooks
from cti_desktop.desktop.start_marks import StartMarks
from cti_desktop.desktop.theme import Theme, less_motion_wanted, scale_of
from cti_desktop.desktop.translations import put_in_force
from cti_desktop.desktop.tray_door import make_tray, show_or_hide
from cti_desktop.desktop.window import MainWindow
from cti_desktop.desktop.words import Words

if TYPE_CHECKING:
    from cti_desktop.desktop.softphone import Softphone
    from cti_desktop.desktop.softphone_parts import SoftphoneParts

MakePages = Callable[[CoreLike, Theme, Words], Mapping[str, QWidget | MakePage]]
Report = Callable[[str, float], None]
_PAINT_ONLY = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
_IDLE_MS = 50
# How long a busy core thread may keep the interpreter from the window; 5 ms, the default, is felt.
_SWITCH_INTERVAL_S = 0.0005

log = structlog.get_logger(__name__)


class Desktop(QObject):
    """One agent's desktop: window, softphone, core. GUI thread only.

    The window comes first, then the softphone, then the office, whose many imports would fight both
    for the interpreter, and last the pages that are not shown.
    """

    def __init__(
        self,
        app: QApplication,
        settings: DeskSettings,
        *,
        make_pages: MakePages | None = None,
        open_browser: Callable[[str], None] | None = None,
    ) -> None:
        """Make the parts; nothing is shown and nothing runs yet.

        Args:
            app: the application.
            settings: where the softphone page lies and where things are kept.
            make_pages: the pages beside the phone page, by their names in the window.
            open_browser: opens an address outside; the system browser by default.
        """
        super().__init__()
        self._open_browser = open_browser or _open_system_browser
        self.theme = Theme(
            app, scale=scale_of(os.environ), reduced_motion=less_motion_wanted(os.environ)
        )
        self.theme.apply()
        spoken = put_in_force(app, os.environ)
        self.core = Core(self, spoken.say if spoken else None)
        self._settings = settings
        self._softphone: SoftphoneParts | None = None
        words = Words()
        self.dock = SoftphoneDock(self.theme)
        self.window = MainWindow(
            self.core,
            self.dock,
            theme=self.theme,
            words=words,
            pages=make_pages(self.core, self.theme, words) if make_pages else {},
            region=settings.region,
        )
        self.tray = make_tray(self.core, self.window, self.theme, words, settings.data_dir, self)
        self._connect()

    @property
    def softphone(self) -> "Softphone":
        """The softphone; it stands from `open` on."""
        if self._softphone is None:
            raise RuntimeError("the desktop is not open yet")
        return self._softphone.softphone

    def open(self, make_office: Callable[[], Office], *, minimised: bool = False) -> None:
        """Show the window, then start the softphone, then open the office behind them.

        Args:
            make_office: called on the core thread.
            minimised: stay out of the way: in the tray where there is one, else in the task bar.
        """
        show_or_hide(self.window, self.tray, minimised=minimised)
        QCoreApplication.processEvents(_PAINT_ONLY)  # the window stands before the engine starts
        parts = importlib.import_module("cti_desktop.desktop.softphone_parts")
        made: SoftphoneParts = parts.make_softphone(self.core, self._settings, self.theme, self)
        self._softphone = made
        self.dock.take(made.softphone)
        self.core.viewed.connect(made.softphone.take_view)
        made.softphone.went_outside.connect(self._leave)
        made.softphone.loaded.connect(self._make_pages_soon)
        made.softphone.failed.connect(self._make_pages_soon)
        self.core.start(make_office)

    def close(self) -> None:
        """Take everything down: input, office, pages, window, profile, in this order."""
        self.window.hide()
        if self.tray is not None:
            self.tray.close()
        self.core.stop()
        parts = self._softphone
        if parts is not None:
            parts.softphone.close_pages()
        _delete_now()
        self.window.deleteLater()
        _delete_now()
        if parts is not None:
            parts.profile.deleteLater()
        self.theme.deleteLater()
        self.deleteLater()
        _delete_now()

    def show_notice(self, notice: Notice) -> None:
        """Show a sentence to the person."""
        self.window.take_view(notice)

    def _connect(self) -> None:
        self.core.viewed.connect(self._take_view)
        self.core.failed_to_open.connect(self._say_why_not_open)

    @Slot()
    def _make_pages_soon(self) -> None:
        """Make the other pages one by one, when nothing else is to be done."""
        QTimer.singleShot(_IDLE_MS, self, self._make_next_page)

    @Slot()
    def _make_next_page(self) -> None:
        if self.window.make_next_page():
            self._make_pages_soon()

    @Slot(object)
    def _take_view(self, view: View) -> None:
        if isinstance(view, OpenBrowser):
            self._open_browser(view.url)

    @Slot(str)
    def _leave(self, url: str) -> None:
        self._open_browser(url)

    @Slot(str)
    def _say_why_not_open(self, text: str) -> None:
        self.show_notice(Notice(text=text, bad=True))


def run(
    settings: DeskSettings,
    make_office: Callable[[], Office],
    *,
    make_pages: MakePages | None = None,
    drive: Callable[[Desktop], None] | None = None,
    open_browser: Callable[[str], None] | None = None,
    report: Report | None = None,
    started_at_ns: int | None = None,
    minimised: bool = False,
) -> int:
    """Run the desktop until the person or a signal ends it; return the exit code.

    Args:
        settings: read once, handed down.
        make_office: called on the core thread; may import and open what takes long.
        make_pages: see `Desktop`.
        drive: called once the window is shown; a driver may end the program by `app.exit(code)`.
        open_browser: see `Desktop`.
        report: takes start marks in milliseconds, see `StartMarks`.
        started_at_ns: when the process started, on `time.monotonic_ns`; now by default.
        minimised: see `Desktop.open`.
    """
    began_ns = started_at_ns or time.monotonic_ns()
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    app = make_application()
    desktop = Desktop(app, settings, make_pages=make_pages, open_browser=open_browser)
    hooks = ErrorHooks(desktop.show_notice)
    hooks.install()
    ending = EndSignals(app.quit, desktop)
    marks = StartMarks(report, began_ns, desktop) if report is not None else None
    if marks is not None:
        marks.watch(desktop.window)
        desktop.core.opened.connect(marks.office_opened)
    desktop.window.closing.connect(app.quit)
    desktop.open(make_office, minimised=minimised)
    if marks is not None:
        desktop.softphone.loaded.connect(marks.softphone_loaded)
    if drive is not None:
        drive(desktop)
    try:
        return app.exec()
    finally:
        ending.remove()
        desktop.close()
        hooks.remove()


def make_application() -> QApplication:
    """Make the application with its name and icon."""
    # The web engine, which comes later, draws into the same contexts as the window.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("cti-desktop")
    app.setApplicationDisplayName("CTI Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("cti-desktop")
    app.setWindowIcon(QIcon(str(asset("icons", "app.svg"))))
    app.setQuitOnLastWindowClosed(False)  # closing the main window ends it; toasts come and go
    return app


def _open_system_browser(url: str) -> None:
    if not QDesktopServices.openUrl(QUrl(url)):
        log.warning("no_browser_opened", host=QUrl(url).host())


def _delete_now() -> None:
    """Carry out every deleteLater that waits; web pages must be gone before their profile."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
