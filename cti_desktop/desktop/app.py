"""The desktop's composition root: makes every part, connects them, and takes them down in order.

`run` is the program; tests and the driver use a `Desktop` directly.
"""

import importlib
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    Qt,
    QTimer,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from cti_desktop import __version__
from cti_desktop.agent.setting_table import LANGUAGE, POP_BEHIND, POP_SCREEN
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.assets import asset
from cti_desktop.desktop.core import Core
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.dock import SoftphoneDock
from cti_desktop.desktop.late_log import LateLog
from cti_desktop.desktop.layout_memory import LayoutMemory
from cti_desktop.desktop.live_settings import LiveSettings, dress
from cti_desktop.desktop.page_stack import MakePage
from cti_desktop.desktop.start_marks import StartMarks
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.translations import put_in_force
from cti_desktop.desktop.window import MainWindow

if TYPE_CHECKING:  # loaded once the window is painted
    from cti_desktop.agent.ports import Office
    from cti_desktop.agent.views import View
    from cti_desktop.desktop.interior import Interior
    from cti_desktop.desktop.softphone import Softphone
    from cti_desktop.desktop.softphone_parts import SoftphoneParts
    from cti_desktop.desktop.tray_door import TrayDoor
    from cti_desktop.desktop.words import Words

Report = Callable[[str, float], None]
_PAINT_ONLY = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
_IDLE_MS = 50
# What the desk tells waits for the softphone, which wants the same thread to come up: so long for
# its page, and so long after it until it takes commands.
_PATIENCE_MS = 2000
_READY_MS = 500
# How long a busy core thread may keep the interpreter from the window; 5 ms, the default, is felt.
SWITCH_INTERVAL_S = 0.0005

log = LateLog(__name__)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages beside the phone page.

    Attributes:
        names: their names in the window.
        make: returns each, or what makes it when it is first needed.
    """

    names: tuple[str, ...]
    make: Callable[[CoreLike, Theme, "Words", LiveSettings], Mapping[str, QWidget | MakePage]]


class Desktop(QObject):
    """One agent's desktop: window, softphone, core. GUI thread only.

    The window comes first, then the softphone, then the office, whose many imports would fight both
    for the interpreter, and last the pages that are not shown.

    Signals:
        drawn: everything the desk told so far is in the window.
    """

    drawn = Signal()

    def __init__(
        self,
        app: QApplication,
        settings: DeskSettings,
        *,
        pages: Pages | None = None,
        open_browser: Callable[[str], None] | None = None,
    ) -> None:
        """Make the parts; nothing is shown and nothing runs yet.

        Args:
            app: the application.
            settings: where the softphone page lies and where things are kept.
            pages: the pages beside the phone page; none by default.
            open_browser: opens an address outside; the system browser by default.
        """
        super().__init__()
        self._open_browser = open_browser or _open_system_browser
        self.live = LiveSettings(settings.store, self)
        self.theme = Theme(app)
        dress(self.theme, self.live)
        spoken = put_in_force(app, self.live.get(LANGUAGE))
        self.core = Core(self, spoken.say if spoken else None)
        self._settings = settings
        self._softphone: SoftphoneParts | None = None
        self._surrounded = False
        self._early: list[View] = []
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._make_next_page)
        self._pages = pages or Pages((), lambda _core, _theme, _words, _live: {})
        self.tray_door: TrayDoor | None = None
        self.dock = SoftphoneDock(self.theme)
        self.window = MainWindow(
            self.dock, theme=self.theme, page_names=self._pages.names, furnish=self._furnish
        )
        self.layout_memory = LayoutMemory(settings.data_dir, self.window)
        self._connect()

    @property
    def softphone(self) -> "Softphone":
        """The softphone; it stands from `open` on."""
        if self._softphone is None:
            raise RuntimeError("the desktop is not open yet")
        return self._softphone.softphone

    def show(self, *, minimised: bool = False) -> None:
        """Show the window and wait until it is painted.

        Args:
            minimised: stay out of the way: in the tray where there is one, else in the task bar.
        """
        if minimised:
            self.window.furnish()  # the tray's sign with it
        self.layout_memory.restore()
        door = self.tray_door
        in_tray = door is not None and door.tray is not None
        self.window.appear(minimised=minimised, in_tray=in_tray)
        QCoreApplication.processEvents(_PAINT_ONLY)

    def load_softphone(self) -> None:
        """Start the engine and load the softphone page."""
        parts = importlib.import_module("cti_desktop.desktop.softphone_parts")
        made: SoftphoneParts = parts.make_softphone(self.core, self._settings, self.theme, self)
        self._softphone = made
        self.dock.take(made.softphone)
        self.core.viewed.connect(made.softphone.take_view)
        made.softphone.went_outside.connect(self._leave)
        made.softphone.loaded.connect(self._wait_for_ready)
        made.softphone.failed.connect(self._make_pages_soon)

    def open(self, make_office: Callable[[], "Office"]) -> None:
        """Open the office.

        Args:
            make_office: called on the core thread.
        """
        self.core.start(make_office)
        QTimer.singleShot(_PATIENCE_MS, self, self._make_pages_soon)

    def close(self) -> None:
        """Take everything down: input, office, pages, window, profile, in this order."""
        self.window.hide()
        if self.tray_door is not None:
            self.tray_door.close()
        self.core.stop()
        parts = self._softphone
        if parts is not None:
            parts.profile.downloads.drop_all()
            parts.softphone.close_pages()
        _delete_now()
        self.window.deleteLater()
        _delete_now()
        if parts is not None:
            parts.profile.deleteLater()
        self.theme.deleteLater()
        self.deleteLater()
        _delete_now()

    def show_fault(self, text: str, error_id: str = "") -> None:
        """Tell the person what went wrong, with the number it has in the log."""
        self.window.take_view(_first_views().Notice(text=text, bad=True, error_id=error_id or None))

    def _connect(self) -> None:
        self.core.viewed.connect(self._take_view)
        self.core.failed_to_open.connect(self._say_why_not_open)
        if sys.platform == "darwin":  # links come as events there, as soon as the program runs
            importlib.import_module("cti_desktop.desktop.link_events").LinkEvents(self.core, self)

    def _furnish(self, window: MainWindow) -> "Interior":
        """Load and make what stands inside the window."""
        interior = importlib.import_module("cti_desktop.desktop.interior")
        words = importlib.import_module("cti_desktop.desktop.words").Words(
            region=self._settings.region
        )
        made: Interior = interior.Interior(
            window,
            self.core,
            self.theme,
            words,
            pages=self._pages.make(self.core, self.theme, words, self.live),
            live=self.live,
            region=self._settings.region,
            toast_place=lambda: self.live.get(POP_SCREEN),
            toast_behind=lambda: self.live.get(POP_BEHIND),
            sound_in_page=self._settings.surface == "contact_center",
        )
        doors = importlib.import_module("cti_desktop.desktop.tray_door")
        self.tray_door = doors.make_tray(
            self.core, window, made.around, self.theme, self.live, self
        )
        effects = importlib.import_module("cti_desktop.desktop.setting_effects")
        ways = importlib.import_module("cti_desktop.desktop.ways_in")
        ways.WaysIn(
            self.core,
            window,
            made.around,
            self.theme,
            self.live,
            region=self._settings.region,
            tell=made.take_view,
        )
        effects.let_act(window.quiet, self.live, made.take_view)
        QTimer.singleShot(0, self, self._take_early)  # once the window knows its interior
        return made

    @Slot()
    def _make_pages_soon(self) -> None:
        """Make what was not needed yet, piece by piece, when nothing else is to be done."""
        self._idle.start()

    @Slot()
    def _wait_for_ready(self) -> None:
        """Leave the thread to the softphone until it takes commands, or for a moment."""
        QTimer.singleShot(_READY_MS, self, self._make_pages_soon)

    @Slot()
    def _make_next_page(self) -> None:
        if self.window.furnish() or self._surround() or self.window.make_next_page():
            self._make_pages_soon()

    def _surround(self) -> bool:
        """Give the softphone what stands around it; False when it has it already."""
        if self._softphone is None or self._surrounded:
            return False
        around = importlib.import_module("cti_desktop.desktop.softphone_around")
        around.surround(self._softphone, self.window, self.core)
        self._surrounded = True
        return True

    @Slot(object)
    def _take_view(self, view: "View") -> None:
        self._early.append(view)
        if self.window.furnished:
            self._take_early()
        elif _is_waited_for(view):
            self._make_pages_soon()

    @Slot()
    def _take_early(self) -> None:
        """Draw what the desk told while the softphone was on its way."""
        early, self._early = self._early, []
        for view in early:
            self.window.take_view(view)
            if isinstance(view, _first_views().OpenBrowser):
                self._open_browser(view.url)
        self.drawn.emit()

    @Slot(str)
    def _leave(self, url: str) -> None:
        self._open_browser(url)

    @Slot(str)
    def _say_why_not_open(self, text: str) -> None:
        self.show_fault(text)


def run(
    settings: DeskSettings,
    make_office: Callable[[], "Office"],
    *,
    pages: Pages | None = None,
    drive: Callable[[Desktop], None] | None = None,
    open_browser: Callable[[str], None] | None = None,
    report: Report | None = None,
    started_at_ns: int | None = None,
    minimised: bool = False,
    prepare: Callable[[], None] = lambda: None,
) -> int:
    """Run the desktop until the person or a signal ends it; return the exit code.

    Args:
        settings: read once, handed down.
        make_office: called on the core thread; may import and open what takes long.
        pages: see `Desktop`.
        drive: called once the window is shown; a driver may end the program by `app.exit(code)`.
        open_browser: see `Desktop`.
        report: takes start marks in milliseconds, see `StartMarks`.
        started_at_ns: when the process started, on `time.monotonic_ns`; now by default.
        minimised: see `Desktop.show`.
        prepare: called once the softphone is on its way, before the office is opened.
    """
    began_ns = started_at_ns or time.monotonic_ns()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    app = make_application()
    desktop = Desktop(app, settings, pages=pages, open_browser=open_browser)
    marks = _start_marks(desktop, report, began_ns)
    desktop.window.closing.connect(app.quit)
    desktop.show(minimised=minimised)
    desktop.load_softphone()
    prepare()
    process = importlib.import_module("cti_desktop.desktop.process_hooks")
    hooks = process.ErrorHooks(desktop.show_fault)
    hooks.install()
    ending = process.EndSignals(app.quit, desktop)
    _search_garbage_less(desktop)
    desktop.open(make_office)
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


def _search_garbage_less(desktop: Desktop) -> None:
    garbage = importlib.import_module("cti_desktop.desktop.garbage").GarbageLeave(desktop)
    desktop.core.opened.connect(garbage.settle)


def _start_marks(desktop: Desktop, report: Report | None, began_ns: int) -> StartMarks | None:
    if report is None:
        return None
    marks = StartMarks(report, began_ns, desktop)
    marks.watch(desktop.window)
    desktop.core.opened.connect(marks.office_opened)
    return marks


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


def _is_waited_for(view: "View") -> bool:
    """Tell whether what stands inside the window is to be made now."""
    return (
        isinstance(view, _first_views().ShowWindow) or getattr(view, "softphone", None) == "ready"
    )


def _first_views() -> ModuleType:
    return importlib.import_module("cti_desktop.agent.first_views")


def _open_system_browser(url: str) -> None:
    if not QDesktopServices.openUrl(QUrl(url)):
        log.warning("no_browser_opened", host=QUrl(url).host())


def _delete_now() -> None:
    """Carry out every deleteLater that waits; web pages must be gone before their profile."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
