"""The tasks' page: whom to call back, which calls need an outcome, which were missed."""

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from cti_desktop.agent.views import DeskView
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.list_body import Message
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.waiting_rows import Section, WaitingRows, reading_column
from cti_desktop.desktop.widgets import Button, Label, Plane, is_focus_inside
from cti_desktop.desktop.words import Words

_RETELL_MS = 30_000


def _tr(text: str) -> str:
    return QCoreApplication.translate("TasksPage", text)


def waiting_count(desk: DeskView) -> int:
    """Count what somebody must act on now: due call-backs, outcomes, missed calls."""
    due = sum(1 for one in desk.call_backs if one.due)
    return due + desk.unfinished_count + desk.missed_count


class TasksPage(Plane):
    """The page.

    Signals:
        call_shown(object): the `CallLine` to show in full.
    """

    call_shown = Signal(object)

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__()
        self._core, self._theme, self._words = core, theme, words
        self._waiting = WaitingRows(core, theme, words, self)
        self._waiting.call_shown.connect(self.call_shown)
        self._desk, self._drawn = DeskView(), (DeskView(), "")
        self.setAccessibleName(self.tr("Tasks"))
        self._about = Label(theme, "", tone="muted", wrap=True)
        waiting = self._waiting
        self._due = Section(theme, self.tr("Call back now"), waiting.call_back)
        self._missed = Section(theme, self.tr("Missed calls"), waiting.closable)
        without = self.tr("Calls without an outcome")
        self._unfinished = Section(theme, without, waiting.without_outcome)
        self._later = Section(theme, self.tr("Call back later"), waiting.call_back)
        self._sections = (self._due, self._missed, self._unfinished, self._later)
        self._nothing = Message(theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list())
        self._stack.addWidget(self._nothing)
        self.box.addWidget(self._stack)
        self._retell = QTimer(self)
        self._retell.setInterval(_RETELL_MS)
        self._retell.timeout.connect(self._draw)
        waiting.menu_closed.connect(self._draw, Qt.ConnectionType.QueuedConnection)
        core.viewed.connect(self._heard)
        self._draw()

    def take_focus(self) -> None:
        """Take the keyboard on the first thing to do."""
        shown = [one for one in self.findChildren(Button) if one.isVisible() and one.isEnabled()]
        first = min(shown, key=self._place_of, default=self)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell the time from now on."""
        super().showEvent(event)
        self._draw()
        self._retell.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop telling the time."""
        super().hideEvent(event)
        self._retell.stop()

    def _place_of(self, button: Button) -> tuple[int, int]:
        at = button.mapTo(self, QPoint(0, 0))
        return at.y(), at.x()

    def _heard(self, view: object) -> None:
        if isinstance(view, DeskView):
            self._desk = view
            if self.isVisible():
                self._draw()

    def _draw(self) -> None:
        """Draw what is there, unless it stands there already or a menu is open over it."""
        desk, minute = self._desk, self._words.clock(self._words.now())
        todo = DeskView(
            outcomes=desk.outcomes,
            unfinished=desk.unfinished,
            more_unfinished=desk.more_unfinished,
            missed=desk.missed,
            more_missed=desk.more_missed,
            call_backs=desk.call_backs,
        )
        if (todo, minute) == self._drawn or self._waiting.menu_is_open:
            return
        self._drawn = (todo, minute)
        inside = is_focus_inside(self)
        self._show_rows(desk)
        count = waiting_count(desk)
        text = _tr("1 thing waits for you") if count == 1 else _tr("%1 things wait for you")
        none = _tr("Nothing waits for you now")
        self._about.setText(text.replace("%1", counted(count)) if count else none)
        self._stack.setCurrentIndex(0 if count or desk.call_backs else 1)
        if inside and not self._has_keyboard():  # the last row of its kind went
            self.take_focus()

    def _show_rows(self, desk: DeskView) -> None:
        self._waiting.outcomes = desk.outcomes
        self._due.show_rows({one.line.call_id: one for one in desk.call_backs if one.due})
        missed = {one.call_id: one for one in desk.missed}
        self._missed.show_rows(missed, desk.missed_count)
        unfinished = {(one.call_id, desk.outcomes): one for one in desk.unfinished}
        self._unfinished.show_rows(unfinished, desk.unfinished_count)
        self._later.show_rows({one.line.call_id: one for one in desk.call_backs if not one.due})
        self._waiting.in_order(self._sections)

    def _has_keyboard(self) -> bool:
        return any(one.hasFocus() for part in self._sections for one in part.stops)

    def _list(self) -> QWidget:
        self._nothing.say(
            "check",
            self.tr("Nothing to do"),
            self.tr("Call-backs, missed calls and calls without an outcome are listed here."),
        )
        title = Label(self._theme, self.tr("Tasks"), "name", strong=True)
        return reading_column(self._theme, title, self._about, *self._sections)
