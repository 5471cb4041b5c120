"""The main window: rail, page and softphone side by side above the status bar.

The softphone's place never changes: no page covers it, and it is never taken out of the window.
"""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from cti_desktop.agent.views import (
    CallBackDue,
    CallCard,
    CallLine,
    DeskView,
    DialQuestions,
    Notice,
    ShowWindow,
    StatusView,
)
from cti_desktop.calls.call import State
from cti_desktop.desktop.around import Around
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.dial_dialog import DialSheet
from cti_desktop.desktop.notice_bar import NoticeBar, announce
from cti_desktop.desktop.page_entries import page_entries, somebody_writes
from cti_desktop.desktop.page_kinds import (
    ClosesTop,
    LeadsBack,
    PointsAtCalls,
    ShowsCalls,
    TakesFocus,
)
from cti_desktop.desktop.page_names import (
    CALLS,
    CONTACTS,
    PHONE,
    SHORTCUTS,
    TASKS,
)
from cti_desktop.desktop.page_stack import MakePage, PageStack
from cti_desktop.desktop.phone_page import PhonePage
from cti_desktop.desktop.quiet import Quiet
from cti_desktop.desktop.rail import Rail
from cti_desktop.desktop.shortcuts_page import ShortcutsPage
from cti_desktop.desktop.status_bar import StatusBar
from cti_desktop.desktop.tasks_page import waiting_count
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.toast import ToastStack
from cti_desktop.desktop.widgets import Line, Plane, is_focus_inside
from cti_desktop.desktop.words import Words

START_SIZE = (1200, 780)
SMALLEST_SIZE = (880, 640)
DOCK_WIDTH = 380


class MainWindow(QMainWindow):
    """Puts the pages together and turns to them.

    Args:
        core: the crossing to the agent's desk; its snapshots are drawn here.
        softphone: fills the dock at the right, at least 350 by 580 pixels.
        pages: widgets for `calls`, `contacts`, `tasks`, `settings` and `diagnostics`, or what
            makes them when they are first needed; what is missing is not offered.
        region: ISO country for numbers in national form.
        quiet: whether toasts stay away.

    Signals:
        closing: the person closed the window.
    """

    closing = Signal()

    def __init__(
        self,
        core: CoreLike,
        softphone: QWidget,
        *,
        theme: Theme,
        words: Words,
        pages: Mapping[str, QWidget | MakePage],
        region: str | None = None,
        quiet: Quiet | None = None,
    ) -> None:
        super().__init__()
        self._core, self._theme, self._words = core, theme, words
        self.quiet = quiet or Quiet(self)
        self.stays: Callable[[], bool] = lambda: False
        self._desk = DeskView()
        self._rang: set[str] = set()
        self._painted: set[str] = set()
        self.softphone = softphone
        self.phone_page = PhonePage(core, theme, words)
        self.rail = Rail(theme)
        self.status_bar = StatusBar(theme)
        self.notices = NoticeBar(theme)
        self.dial_sheet = DialSheet(core, theme, words)
        self.toasts = ToastStack(theme, words, self)
        self._stack = PageStack()
        self._stack.made.connect(self._connect_page)
        self.setWindowTitle(self.tr("CTI Desktop"))
        self._before, self._marks = PHONE, {PHONE: PHONE}
        self._add_pages({PHONE: self.phone_page, SHORTCUTS: partial(ShortcutsPage, theme), **pages})
        self._lay_out()
        self.around = Around(core, theme, words, shell=self, over=self._middle, region=region)
        self._set_keys()
        self._connect()
        self.show_page(PHONE)
        self.phone_page.setFocus(Qt.FocusReason.OtherFocusReason)

    # pages

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._stack.shown

    def page_named(self, name: str) -> QWidget:
        """Return a page; KeyError when it is not offered."""
        page = self._stack.page(name)
        if page is None:
            raise KeyError(name)
        return page

    def make_next_page(self) -> bool:
        """Make one of the pages that were not needed yet; False when none is left."""
        return self._stack.make_next()

    def go_to(self, name: str) -> None:
        """Turn to a page because the person asked for it; the keyboard goes there."""
        self.show_page(name)
        self._focus_page()

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

    # snapshots

    def take_view(self, view: object) -> None:
        """Draw a snapshot of the desk; others are not for the window."""
        if isinstance(view, DeskView):
            self._take_desk(view)
        elif isinstance(view, StatusView):
            self.status_bar.show_status(view)
            self.rail.set_badge(CALLS, 0 if self._stack.offers(TASKS) else view.unfinished)
        elif isinstance(view, Notice):
            self.notices.show_notice(view)
        elif isinstance(view, DialQuestions):
            self._take_questions(view)
        elif isinstance(view, ShowWindow):
            self._come_forward()
        elif isinstance(view, CallBackDue):
            self._remind(view)

    def _take_desk(self, desk: DeskView) -> None:
        self.phone_page.show_desk(desk)
        self._desk = desk
        self._show_toasts()
        self.rail.set_badge(TASKS, waiting_count(desk))
        ringing = [card for card in desk.cards if card.state is State.RINGING]
        elsewhere = self.page != PHONE
        self.rail.set_badge(PHONE, len(ringing) if elsewhere else 0)
        fresh = [card for card in ringing if card.card_id not in self._rang]
        self._rang = {card.card_id for card in ringing}
        for card in fresh:
            self._call_rang(card)

    def _show_toasts(self) -> None:
        self.toasts.show_desk(DeskView() if self.quiet.on else self._desk)

    def _remind(self, due: CallBackDue) -> None:
        """Tell that somebody is to be called back now; the call is one click away."""
        line = due.call_back.line
        text = self.tr("Call %1 back now").replace("%1", line.name)
        number, contact_id = line.e164 or line.number, line.contact_id
        self.notices.offer(
            text,
            self.tr("Call"),
            lambda: self._core.tell(
                lambda office: office.dial(number, source="call_back", contact_id=contact_id)
            ),
        )
        QApplication.alert(self)

    def _take_questions(self, asked: DialQuestions) -> None:
        """Ask before dialling; the keyboard goes there unless somebody is typing."""
        open_before, inside = self.dial_sheet.isVisible(), is_focus_inside(self.dial_sheet)
        self.dial_sheet.show_questions(asked)
        if inside and not asked.questions:
            self._focus_page()
        if asked.questions and not open_before and self.isActiveWindow() and not somebody_writes():
            self.dial_sheet.take_focus()

    def _come_forward(self) -> None:
        """Come to the front because a link from outside wants an answer."""
        self._raise()
        if self.dial_sheet.isVisible():
            self.dial_sheet.take_focus()

    def _call_rang(self, card: CallCard) -> None:
        text = self.tr("%1 is calling").replace("%1", card.name)
        announce(self, text, urgent=True)
        QApplication.alert(self)
        if self.page == PHONE:
            return
        if somebody_writes():
            self.notices.offer(text, self.tr("Show call"), lambda: self._open(card.card_id))
        else:
            self.show_page(PHONE)
            self.rail.set_badge(PHONE, 0)

    def _open(self, card_id: str) -> None:
        """Bring the window and this card to the front."""
        self._core.tell(lambda office: office.activate(card_id))
        self.show_page(PHONE)
        self._raise()

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

    def show_call(self, line: CallLine) -> None:
        """Show a call in the log."""
        page: object = self._stack.page(CALLS)
        if isinstance(page, ShowsCalls):
            self.show_page(CALLS)
            page.show_call(line)

    # putting together

    def _add_pages(self, pages: Mapping[str, QWidget | MakePage]) -> None:
        for name, entry in page_entries().items():
            if name not in pages:
                continue
            self._stack.offer(name, pages[name])
            if entry.below:
                self._marks[name] = entry.below if entry.below in pages else PHONE
                continue
            self._marks[name] = name
            self.rail.add_page(name, entry.icon, entry.text, entry.tip, foot=entry.foot)
            self._key(entry.keys, partial(self.go_to, name))

    def _lay_out(self) -> None:
        dock = Plane("sunken")
        dock.setFixedWidth(DOCK_WIDTH)
        dock.box.addWidget(self.softphone)
        self._dock = dock
        middle = self._middle = Plane()
        middle.box.addWidget(self._stack, 1)
        middle.box.addWidget(self.dial_sheet)
        middle.box.addWidget(self.notices)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(Line(vertical=True))
        across.addWidget(middle, 1)
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
        self._key("F6", lambda: self._turn_zone(1))
        self._key("Shift+F6", lambda: self._turn_zone(-1))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self._key(keys, self._finish)
        self._key("Ctrl+Tab", lambda: self.phone_page.next_call(1))
        self._key("Ctrl+Shift+Tab", lambda: self.phone_page.next_call(-1))

    def _key(self, keys: str, act: Callable[[], None]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_to)
        find = self.rail.add_action(
            "find", "search", self.tr("Find"), self.tr("Find people, calls, commands (Ctrl+K)")
        )
        find.clicked.connect(self.around.find)
        self.phone_page.contacts_wanted.connect(lambda: self.go_to(CONTACTS))
        self.phone_page.call_wanted.connect(self.show_call)
        self.status_bar.unfinished_wanted.connect(self._show_unfinished)
        self.toasts.opened.connect(self._open)
        self.toasts.painted.connect(
            lambda card_id, at: self._core.tell(lambda office: office.painted(card_id, at))
        )
        self.quiet.changed.connect(self._show_toasts)
        self._core.viewed.connect(self.take_view)

    def _connect_page(self, page: object) -> None:
        if isinstance(page, LeadsBack):
            page.left.connect(self._go_back)
        elif isinstance(page, PointsAtCalls):
            page.call_shown.connect(self.show_call)

    # keyboard and window

    def _show_unfinished(self) -> None:
        self.show_page(TASKS if self._stack.offers(TASKS) else PHONE)

    def _finish(self) -> None:
        if self.page == PHONE:
            self.phone_page.finish()

    def _turn_zone(self, step: int) -> None:
        asked = (self.dial_sheet,) if self.dial_sheet.isVisible() else ()
        zones: tuple[QWidget, ...] = (self.rail, self._stack, *asked, self._dock)
        at = next((n for n, zone in enumerate(zones) if is_focus_inside(zone)), -step % len(zones))
        zone = zones[(at + step) % len(zones)]
        if zone is self.rail:
            self.rail.focus_current()
        elif zone is self._dock:
            self.softphone.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif zone is self.dial_sheet:
            self.dial_sheet.take_focus()
        else:
            self._focus_page()

    def _go_back(self) -> None:
        self.go_to(self._before)

    def _focus_page(self) -> None:
        page = self._stack.shown_page
        if isinstance(page, TakesFocus):
            page.take_focus()
        else:
            page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc what is open, when nothing that has the keyboard took the key."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.dial_sheet.drop_first():
            return
        elif self.notices.isVisible():
            self.notices.hide()
        elif isinstance(page := self._stack.shown_page, ClosesTop):
            page.close_top()

    def changeEvent(self, event: QEvent) -> None:
        """Look after the toasts when the window is minimised or comes back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.toasts.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the toasts away: the call can be seen here."""
        super().showEvent(event)
        self.toasts.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let toasts tell of calls from now on."""
        super().hideEvent(event)
        self.toasts.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the person closed the window, or only hide it where the program stays."""
        if self.stays():
            event.ignore()
            self.hide()
            return
        self.toasts.close_all()
        super().closeEvent(event)
        self.closing.emit()
