"""The desktop's composition root: makes every part, connects them, and takes them down in order.

`run` is the program; tests and the driver use a `Desktop` directly.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from cti_desktop import __version__
from cti_desktop.agent.ports import Office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import Notice, OpenBrowser, View
from cti_desktop.assets import asset
from cti_desktop.desktop.core import Core
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.process_hooks import EndSignals, ErrorHooks
from cti_desktop.desktop.softphone import Softphone
from cti_desktop.desktop.start_marks import StartMarks
from cti_desktop.desktop.theme import Theme, less_motion_wanted, scale_of
from cti_desktop.desktop.web_places import WebPlaces
from cti_desktop.desktop.web_profile import WebProfile, chromium_flags
from cti_desktop.desktop.window import MainWindow
from cti_desktop.desktop.words import Words

MakePages = Callable[[CoreLike, Theme, Words], Mapping[str, QWidget]]
Report = Callable[[str, float], None]
_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
# How long a busy core thread may keep the interpreter from the window; 5 ms, the default, is felt.
_SWITCH_INTERVAL_S = 0.0005

log = structlog.get_logger(__name__)


class Desktop(QObject):
    """One agent's desktop: window, softphone, core. GUI thread only.

    The web view comes first, so that Chromium's processes start while the window is built. The
    office comes last: its many imports would fight the window for the interpreter.
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
        self.core = Core(self)
        self.places = WebPlaces(settings.embed_url, settings.embed_origin, settings.host_origin)
        folder = None if settings.private_profile else settings.data_dir
        self.profile = WebProfile(folder, self.places.trusted_origin, self)
        self.softphone = Softphone(self.core, self.profile, self.places, self.theme)
        self.softphone.load()
        words = Words()
        pages = make_pages(self.core, self.theme, words) if make_pages else {}
        self.window = MainWindow(
            self.core,
            self.softphone,
            theme=self.theme,
            words=words,
            pages=pages,
            region=settings.region,
        )
        self._connect()

    def open(self, make_office: Callable[[], Office]) -> None:
        """Show the window, and open the office behind it once the window is painted.

        Args:
            make_office: called on the core thread.
        """
        self.window.show()
        QTimer.singleShot(0, self, partial(self.core.start, make_office))

    def close(self) -> None:
        """Take everything down: input, office, pages, window, profile, in this order."""
        self.window.hide()
        self.core.stop()
        self.softphone.close_pages()
        _delete_now()
        self.window.deleteLater()
        _delete_now()
        self.profile.deleteLater()
        self.theme.deleteLater()
        self.deleteLater()
        _delete_now()

    def show_notice(self, notice: Notice) -> None:
        """Show a sentence to the person."""
        self.window.take_view(notice)

    def _connect(self) -> None:
        self.core.viewed.connect(self.softphone.take_view)
        self.core.viewed.connect(self._take_view)
        self.core.failed_to_open.connect(self._say_why_not_open)
        self.softphone.went_outside.connect(self._leave)

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
    """
    began_ns = started_at_ns or time.monotonic_ns()
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    app = make_application()
    desktop = Desktop(app, settings, make_pages=make_pages, open_browser=open_browser)
    hooks = ErrorHooks(desktop.show_notice)
    hooks.install()
    ending = EndSignals(app.quit, desktop)
    if report is not None:
        _mark_start(desktop, report, began_ns)
    desktop.window.closing.connect(app.quit)
    desktop.open(make_office)
    if drive is not None:
        drive(desktop)
    try:
        return app.exec()
    finally:
        ending.remove()
        desktop.close()
        hooks.remove()


def make_application() -> QApplication:
    """Make the application with its name, icon and web engine flags."""
    os.environ[_FLAGS] = chromium_flags(os.environ.get(_FLAGS, ""), as_root=_is_root())
    app = QApplication(sys.argv[:1])
    app.setApplicationName("cti-desktop")
    app.setApplicationDisplayName("CTI Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("cti-desktop")
    app.setWindowIcon(QIcon(str(asset("icons", "app.svg"))))
    app.setQuitOnLastWindowClosed(False)  # closing the main window ends it; toasts come and go
    return app


def _mark_start(desktop: Desktop, report: Report, began_ns: int) -> None:
    marks = StartMarks(report, began_ns, desktop)
    marks.watch(desktop.window)
    desktop.core.opened.connect(marks.office_opened)
    desktop.softphone.loaded.connect(marks.softphone_loaded)


def _open_system_browser(url: str) -> None:
    if not QDesktopServices.openUrl(QUrl(url)):
        log.warning("no_browser_opened", host=QUrl(url).host())


def _delete_now() -> None:
    """Carry out every deleteLater that waits; web pages must be gone before their profile."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
