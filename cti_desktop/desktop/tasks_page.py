"""The tasks' page: whom to call back, which calls need an outcome, which were missed."""

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallBack, CallLine, DeskView
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.list_body import Message
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.waiting_rows import Section, WaitingRows, reading_column
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    ElidedLabel,
    IconButton,
    IconLabel,
    Label,
    Plane,
    plain_tip,
    row,
)
from cti_desktop.desktop.words import Words

_ROW = 56
_RETELL_MS = 30_000
_SOON = timedelta(hours=1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TasksPage", text)


def waiting_count(desk: DeskView) -> int:
    """Count what somebody must act on now: due call-backs, outcomes, missed calls."""
    due = sum(1 for one in desk.call_backs if one.due)
    return due + desk.unfinished_count + len(desk.missed)


class CallBackRow(QWidget):
    """Somebody who was promised a call, and when.

    Signals:
        call_wanted: call now.
        moved_to(object): the new time in UTC; None gives the promise up.
        opened: show the call it was promised on.
    """

    call_wanted = Signal()
    moved_to = Signal(object)
    opened = Signal()

    def __init__(self, theme: Theme, words: Words, one: CallBack) -> None:
        super().__init__()
        self._words = words
        line, space = one.line, theme.space
        self.setMinimumHeight(theme.px(_ROW))
        avatar = Avatar(theme, words, 36)
        avatar.show_name(line.name, known=line.contact_id is not None)
        tone = "warn" if one.due else "muted"
        when = _tr("Due %1") if one.due else _tr("%1")
        about = joined(line.firm or _number(line), line.note)
        who = one_line(line.name)
        name = ElidedLabel(theme, who, strong=True)
        time = Label(theme, when.replace("%1", words.when(one.at)), "caption", tone=tone)
        time.setToolTip(words.exact(one.at))
        under = row(IconLabel(theme, "clock", tone), time, spacing=space(4))
        under.addSpacing(space(4))
        under.addWidget(ElidedLabel(theme, about, "caption", tone="muted"), 1)
        texts = QVBoxLayout()
        texts.setSpacing(space(2))
        texts.addStretch(1)
        texts.addWidget(name)
        texts.addLayout(under)
        texts.addStretch(1)
        self.call_button = Button(theme, _tr("Call"), icon="phone-out", tone="accent")
        self.call_button.setAccessibleName(_tr("Call %1").replace("%1", who))
        self.call_button.setEnabled(line.dials is not None)
        if line.dials is None:
            self.call_button.setToolTip(_tr("This call showed no number that can be dialled"))
        self.call_button.clicked.connect(self.call_wanted)
        self.more = IconButton(theme, "more", _tr("More for %1").replace("%1", who))
        self.more.setToolTip(plain_tip(self.more.accessibleName()))
        self.more.clicked.connect(self._show_menu)
        box = row(avatar, spacing=space(12))
        box.setContentsMargins(0, space(8), 0, space(8))
        box.addLayout(texts, 1)
        box.addWidget(self.call_button)
        box.addWidget(self.more)
        self.setLayout(box)

    def menu(self) -> QMenu:
        """Make the menu of everything else that can be done."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = self._words
        soon, morning = words.now() + _SOON, words.next_working_morning()
        for text, at in ((_tr("In an hour"), soon), (words.when(morning), morning)):
            said = _tr("Put off: %1").replace("%1", text)
            menu.addAction(said, partial(self._move, at))
        menu.addAction(_tr("Show the call"), self._open)
        menu.addSeparator()
        menu.addAction(_tr("Done"), partial(self._move, None))
        return menu

    def _show_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _move(self, at: datetime | None) -> None:
        self.moved_to.emit(at)

    def _open(self) -> None:
        self.opened.emit()


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
        self._desk, self._drawn = DeskView(), (DeskView(), "")
        self.setAccessibleName(self.tr("Tasks"))
        self._about = Label(theme, "", tone="muted", wrap=True)
        self._due = Section(theme, self.tr("Call back now"))
        self._missed = Section(theme, self.tr("Missed calls"))
        self._unfinished = Section(theme, self.tr("Calls without an outcome"))
        self._later = Section(theme, self.tr("Call back later"))
        self._nothing = Message(theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list())
        self._stack.addWidget(self._nothing)
        self.box.addWidget(self._stack)
        self._retell = QTimer(self)
        self._retell.setInterval(_RETELL_MS)
        self._retell.timeout.connect(self._draw)
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
        """Draw what is there, unless it stands there already."""
        desk, minute = self._desk, self._words.clock(self._words.now())
        todo = DeskView(
            outcomes=desk.outcomes,
            unfinished=desk.unfinished,
            more_unfinished=desk.more_unfinished,
            missed=desk.missed,
            call_backs=desk.call_backs,
        )
        if (todo, minute) == self._drawn:
            return
        self._drawn = (todo, minute)
        due = [one for one in desk.call_backs if one.due]
        later = [one for one in desk.call_backs if not one.due]
        self._due.show_rows([self._call_back(one) for one in due])
        self._missed.show_rows([self._missed_row(one) for one in desk.missed])
        self._unfinished.show_rows(
            [self._waiting.without_outcome(one, desk.outcomes) for one in desk.unfinished],
            desk.unfinished_count,
        )
        self._later.show_rows([self._call_back(one) for one in later])
        count = waiting_count(desk)
        text = _tr("1 thing waits for you") if count == 1 else _tr("%1 things wait for you")
        none = _tr("Nothing waits for you now")
        self._about.setText(text.replace("%1", counted(count)) if count else none)
        self._stack.setCurrentIndex(0 if count or later else 1)

    def _list(self) -> QWidget:
        self._nothing.say(
            "check",
            self.tr("Nothing to do"),
            self.tr("Call-backs, missed calls and calls without an outcome are listed here."),
        )
        title = Label(self._theme, self.tr("Tasks"), "name", strong=True)
        sections = (self._due, self._missed, self._unfinished, self._later)
        return reading_column(self._theme, title, self._about, *sections)

    # rows

    def _call_back(self, one: CallBack) -> QWidget:
        drawn = CallBackRow(self._theme, self._words, one)
        drawn.call_wanted.connect(partial(self._waiting.dial, one.line, "call_back"))
        drawn.moved_to.connect(partial(self._move, one.line.call_id))
        drawn.opened.connect(partial(self.call_shown.emit, one.line))
        return drawn

    def _missed_row(self, line: CallLine) -> QWidget:
        done = IconButton(
            self._theme, "check", _tr("Done with %1").replace("%1", one_line(line.name))
        )
        done.clicked.connect(partial(self._close, line.call_id))
        both = QWidget()
        box = row(spacing=self._theme.space(8))
        box.addWidget(self._waiting.missed(line), 1)
        box.addWidget(done)
        both.setLayout(box)
        return both

    # what the person does

    def _move(self, call_id: str, at: datetime | None) -> None:
        self._core.ask(lambda o: o.set_call_back(call_id, at), self._done, owner=self)

    def _close(self, call_id: str, _checked: bool = False) -> None:
        self._core.ask(lambda o: o.close_missed(call_id), self._done, owner=self)

    def _done(self, _nothing: None) -> None:
        """Do nothing: the next snapshot no longer lists it."""


def _number(line: CallLine) -> str:
    return line.number if line.number != line.name else ""
