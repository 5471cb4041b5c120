"""The main window's frame: rail, page and softphone side by side above the status bar.

It stands before anything else of the program is loaded; what is inside it (`interior`) comes when
it is first needed. The softphone's place never changes: no page covers it, and it is never taken
out of the window.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from cti_desktop.desktop.call_guard import CallGuard
from cti_desktop.desktop.calm_page import CalmPage
from cti_desktop.desktop.dock import DockSide
from cti_desktop.desktop.notice_bar import NoticeBar
from cti_desktop.desktop.page_entries import page_entries
from cti_desktop.desktop.page_kinds import (
    ClosesTop,
    LeadsBack,
    PointsAtCalls,
    ShowsCalls,
    ShowsTexts,
    TakesFocus,
)
from cti_desktop.desktop.page_names import CALLS, CONTACTS, PHONE, SHORTCUTS, TASKS
from cti_desktop.desktop.page_stack import MakePage, PageStack
from cti_desktop.desktop.quiet import Quiet
from cti_desktop.desktop.rail import Rail
from cti_desktop.desktop.status_bar import StatusBar
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Line, Plane, is_focus_inside
from cti_desktop.desktop.zones import Zone, turn

if TYPE_CHECKING:  # the frame is painted before these are loaded
    from cti_desktop.agent.views import CallLine
    from cti_desktop.desktop.around import Around
    from cti_desktop.desktop.dial_dialog import DialSheet
    from cti_desktop.desktop.interior import Interior
    from cti_desktop.desktop.phone_page import PhonePage
    from cti_desktop.desktop.toast import ToastStack

START_SIZE = (1200, 780)
SMALLEST_SIZE = (880, 640)


class MainWindow(QMainWindow):
    """Puts the pages together and turns to them.

    Args:
        softphone: fills the dock at the right, at least 350 by 580 pixels.
        page_names: the pages there will be beside the phone page.
        furnish: makes the interior, which puts its parts into the window.
        quiet: whether toasts stay away.

    Signals:
        closing: the person closed the window.
        page_made: this page stands in it from now on.
    """

    closing = Signal()
    page_made = Signal(object)

    def __init__(
        self,
        softphone: QWidget,
        *,
        theme: Theme,
        page_names: Collection[str],
        furnish: Callable[["MainWindow"], "Interior"],
        quiet: Quiet | None = None,
    ) -> None:
        super().__init__()
        self._furnish, self._theme = furnish, theme
        self._interior: Interior | None = None
        self.quiet = quiet or Quiet(self)
        self.stays: Callable[[], bool] = lambda: False
        self.softphone = softphone
        self.rail = Rail(theme)
        self.status_bar = StatusBar(theme)
        self.notices = NoticeBar(theme)
        self.guard = CallGuard(self.notices)
        self.middle = Plane()
        self._stack = PageStack()
        self._stack.made.connect(self._connect_page)
        self._stack.made.connect(self.page_made)
        self.setWindowTitle(self.tr("CTI Desktop"))
        self._below: list[QWidget] = []
        self._before, self._marks = PHONE, {PHONE: PHONE}
        self._calm = CalmPage(theme)
        self._stack.offer(PHONE, self._calm)
        self._add_entries({PHONE, SHORTCUTS, *page_names})
        self._lay_out()
        self._set_keys()
        self._connect()
        self.show_page(PHONE)
        self._calm.setFocus(Qt.FocusReason.OtherFocusReason)

    # interior

    @property
    def interior(self) -> "Interior":
        """What stands inside; made now if it was not needed before."""
        if self._interior is None:
            self._interior = self._furnish(self)
        return self._interior

    @property
    def furnished(self) -> bool:
        """Whether the interior stands."""
        return self._interior is not None

    @property
    def phone_page(self) -> "PhonePage":
        """The page of the current calls."""
        return self.interior.phone_page

    @property
    def dial_sheet(self) -> "DialSheet":
        """What asks before a number is dialled."""
        return self.interior.dial_sheet

    @property
    def toasts(self) -> "ToastStack":
        """The pops while the window cannot be seen."""
        return self.interior.toasts

    @property
    def around(self) -> "Around":
        """The palette."""
        return self.interior.around

    def furnish(self) -> bool:
        """Make the interior while nobody waits; False when it stands already."""
        fresh = self._interior is None
        return fresh and self.interior is not None

    def appear(self, *, minimised: bool, in_tray: bool) -> None:
        """Show what a start shows: the window; minimised the tray's sign, or else the task bar."""
        if not minimised:
            self.show()
        elif not in_tray:
            self.showMinimized()

    def take_view(self, view: object) -> None:
        """Draw a snapshot of the desk."""
        self.interior.take_view(view)

    def take_pages(self, pages: Mapping[str, QWidget | MakePage]) -> None:
        """Take the pages, or what makes them when they are first needed."""
        inside = is_focus_inside(self._stack)
        for name, page in pages.items():
            self._stack.offer(name, page)
        if inside and self.page == PHONE:
            self._stack.shown_page.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_below(self, part: QWidget) -> None:
        """Put a part below the pages, above the notices."""
        self._below.append(part)
        self.middle.box.insertWidget(self.middle.box.indexOf(self.notices), part)

    # pages

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._stack.shown

    def page_named(self, name: str) -> QWidget:
        """Return a page; KeyError when it is not offered."""
        self.furnish()
        page = self._stack.page(name)
        if page is None:
            raise KeyError(name)
        return page

    def offers(self, name: str) -> bool:
        """Tell whether there is such a page, made or not."""
        return self._stack.offers(name)

    def make_next_page(self) -> bool:
        """Make one of the pages that were not needed yet; False when none is left."""
        return self._stack.make_next()

    def go_to(self, name: str) -> None:
        """Turn to a page because the person asked for it; the keyboard goes there."""
        self.furnish()
        self.show_page(name)
        self.focus_page()

    def show_page(self, name: str) -> None:
        """Turn to a page; the keyboard follows only if it was in the page before."""
        page = self._stack.page(name)
        if page is None:
            return
        moves = is_focus_inside(self._stack)
        if self.page != name and self.page in self.rail.names:
            self._before = self.page
        self._stack.setCurrentWidget(page)
        self.rail.show_page(self._marks[name])
        if moves:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def bring_up(self, page: str = "") -> None:
        """Come to the front, on a page if one is named."""
        if page:
            self.show_page(page)
        self._raise()

    def _raise(self) -> None:
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def show_call(self, line: "CallLine") -> None:
        """Show a call in the log, with a way back to where it was opened."""
        page: object = self._stack.page(CALLS)
        if isinstance(page, ShowsCalls):
            before = self.page
            self.show_page(CALLS)
            page.show_call(line, "" if before == CALLS else page_entries()[before].text)

    # putting together

    def _add_entries(self, names: Collection[str]) -> None:
        for name, entry in page_entries().items():
            if name not in names:
                continue
            if entry.below:
                self._marks[name] = entry.below if entry.below in names else PHONE
                continue
            self._marks[name] = name
            self.rail.add_page(name, entry.icon, entry.text, entry.tip, foot=entry.foot)
            self._key(entry.keys, partial(self.go_to, name))

    def _lay_out(self) -> None:
        dock = self._dock = DockSide(self._theme, self.softphone)
        dock.share_with(self, self.rail)
        self.middle.box.addWidget(self._stack, 1)
        self.middle.box.addWidget(self.notices)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(Line(vertical=True))
        across.addWidget(self.middle, 1)
        across.addWidget(Line(vertical=True))
        across.addWidget(dock)
        centre = QWidget()
        box = QVBoxLayout(centre)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(across, 1)
        box.addWidget(self.status_bar)
        self.setCentralWidget(centre)
        self.setMinimumSize(*SMALLEST_SIZE)
        self.resize(*START_SIZE)

    def _set_keys(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "F6": lambda: self._turn_zone(1),
            "Shift+F6": lambda: self._turn_zone(-1),
            "Ctrl+Return": self._finish,
            "Ctrl+Enter": self._finish,
            "Ctrl+Tab": lambda: self.phone_page.next_call(1),
            "Ctrl+Shift+Tab": lambda: self.phone_page.next_call(-1),
            "Ctrl+K": self._find,
            "Ctrl+D": self._dial,
            "Ctrl++": partial(self._scale_text, 1),
            "Ctrl+=": partial(self._scale_text, 1),
            "Ctrl+-": partial(self._scale_text, -1),
            "Ctrl+0": partial(self._scale_text, 0),
            "F1": partial(self.go_to, SHORTCUTS),
            "?": partial(self.go_to, SHORTCUTS),
        }
        for combination, act in keys.items():
            self._key(combination, act)

    def _key(self, keys: str, act: Callable[[], None]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_to)
        find = self.rail.add_action(
            "find", "search", self.tr("Find"), self.tr("Find people, calls, commands (Ctrl+K)")
        )
        find.clicked.connect(self._find)
        self._calm.contacts_wanted.connect(partial(self.go_to, CONTACTS))
        self.notices.left.connect(self.focus_page)
        self.status_bar.unfinished_wanted.connect(self._show_unfinished)

    def _connect_page(self, page: object) -> None:
        if isinstance(page, LeadsBack):
            page.left.connect(self._go_back)
        if isinstance(page, PointsAtCalls):
            page.call_shown.connect(self.show_call)
        if isinstance(page, ShowsTexts):
            page.softphone_wanted.connect(self._focus_softphone)

    # keyboard and window

    def _show_unfinished(self) -> None:
        self.furnish()
        self.show_page(TASKS if self.offers(TASKS) else PHONE)

    def _finish(self) -> None:
        if self.page == PHONE:
            self.phone_page.finish()

    def _find(self) -> None:
        self.around.find()

    def _dial(self) -> None:
        self.around.dial()

    def _scale_text(self, step: int) -> None:
        self.around.look.scale(step)

    def _turn_zone(self, step: int) -> None:
        below = [Zone(one, one.take_focus) for one in self._below if isinstance(one, TakesFocus)]
        zones = (
            Zone(self.rail, self.rail.focus_current),
            Zone(self._stack, self.focus_page),
            *below,
            Zone(self.notices, self.notices.take_focus),
            Zone(self._dock, self._focus_softphone),
            Zone(self.status_bar, self.status_bar.take_focus),
        )
        turn(zones, step)

    def _open_sheet(self) -> "DialSheet | None":
        sheet = self._interior.dial_sheet if self._interior is not None else None
        return sheet if sheet is not None and sheet.isVisible() else None

    def _focus_softphone(self) -> None:
        self.softphone.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_back(self) -> None:
        self.go_to(self._before)

    def focus_page(self) -> None:
        """Bring the keyboard to the page that is shown."""
        page = self._stack.shown_page
        if isinstance(page, TakesFocus):
            page.take_focus()
        else:
            page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc what is open, when nothing that has the keyboard took the key."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif (sheet := self._open_sheet()) is not None:
            sheet.drop_first()
        elif self.notices.isVisible():
            self.notices.drop()
        elif isinstance(page := self._stack.shown_page, ClosesTop):
            page.close_top()

    def changeEvent(self, event: QEvent) -> None:
        """Look after the toasts when the window is minimised or comes back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._look_after_toasts()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the toasts away: the call can be seen here."""
        super().showEvent(event)
        self._look_after_toasts()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let toasts tell of calls from now on."""
        super().hideEvent(event)
        self._look_after_toasts()

    def _look_after_toasts(self) -> None:
        if self._interior is not None:
            self._interior.toasts.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the person closed the window, or only hide it where the program stays."""
        if self.stays():
            event.ignore()
            self.hide()
        elif not self.guard.end(self.leave):
            event.ignore()

    def leave(self) -> None:
        """Tell that the program shall end, whatever goes on."""
        if self._interior is not None:
            self._interior.toasts.close_all()
        self.closing.emit()
