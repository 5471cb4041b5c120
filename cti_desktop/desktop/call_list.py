"""The sheet that calls through a pasted list, one after the other; part of the main window.

It stands below the page, like the questions before a call, so that the call's card and note are
seen beside it. Each call goes the usual way over the dial desk. The list lives as long as the
program runs.
"""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QDateTime, QEvent, QLocale, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from cti_desktop.agent.views import DeskView
from cti_desktop.calls.asking import Dialled
from cti_desktop.calls.finding import Listed, listed_numbers
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.row_paint import joined
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, ElidedLabel, Label, Line, Plane, is_narrow, row

_LIST_HEIGHT, _FIELD_HEIGHT = 148, 112
_LIST_SHARE, _ICON = 0.2, 16
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Mark(StrEnum):
    """How far one line of the list is."""

    WAITING = "waiting"
    CALLED = "called"
    ASKED = "asked"
    SKIPPED = "skipped"
    NO_NUMBER = "no_number"


_ICONS = {
    Mark.WAITING: ("dot", "muted"),
    Mark.CALLED: ("check", "good"),
    Mark.ASKED: ("warning", "warn"),
    Mark.SKIPPED: ("minus", "muted"),
    Mark.NO_NUMBER: ("error", "bad"),
}
_BECAME = {
    Dialled.DIALLED: Mark.CALLED,
    Dialled.ASKED: Mark.ASKED,
    Dialled.NO_NUMBER: Mark.NO_NUMBER,
}


@dataclass(slots=True)
class _Entry:
    listed: Listed
    mark: Mark = Mark.WAITING
    at: str = ""

    @property
    def name(self) -> str:
        return self.listed.shown or self.listed.number


class CallListSheet(Plane):
    """Takes a list, then calls who is on it.

    Args:
        region: ISO country for numbers in national form.

    Signals:
        closed: the sheet is done with; the keyboard should go to the page.
    """

    closed = Signal()

    def __init__(self, core: CoreLike, theme: Theme, *, region: str | None) -> None:
        super().__init__("sunken")
        self._core, self._theme, self._region = core, theme, region
        self._entries: list[_Entry] = []
        self._busy = self._asking = False
        self.setAccessibleName(self.tr("Call through a list"))
        self.field = QPlainTextEdit()
        self.found = Label(theme, "", "caption", tone="muted", wrap=True)
        self.start_button = Button(theme, self.tr("Begin"), "primary")
        self.cancel_button = Button(theme, self.tr("Cancel"))
        self.title = ElidedLabel(theme, "", "section", strong=True)
        self.progress = ElidedLabel(theme, "", tone="muted")
        self.list = QListWidget()
        self.call_button = Button(
            theme, self.tr("Call"), "primary", icon="phone-out", tone="on_accent"
        )
        self.skip_button = Button(theme, self.tr("Skip"))
        self.done_button = Button(theme, self.tr("Done"))
        self._lay_out()
        self._connect()
        self.hide()

    def begin(self, text: str = "") -> None:
        """Show the sheet: the list that is under way, or the field for a new one.

        Args:
            text: a list that was dropped or pasted elsewhere; it waits behind one under way.
        """
        if not self._entries:
            self.field.setPlainText(text)
            self._show_part(running=False)
        self.show()
        self.take_focus()

    def take_focus(self) -> None:
        """Take the keyboard: on Call, or in the field."""
        wanted = self.call_button if self.call_button.isEnabled() else self.done_button
        target: QWidget = wanted if self._entries else self.field
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below where there is no room beside, and leave the page its part."""
        super().resizeEvent(event)
        way, narrow = QBoxLayout.Direction, is_narrow(self._theme, self.width())
        self._across.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        most = int(self.window().height() * _LIST_SHARE)
        self.list.setFixedHeight(min(self._theme.px(_LIST_HEIGHT), most))
        self.field.setFixedHeight(min(self._theme.px(_FIELD_HEIGHT), most))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by Enter and Esc, whatever button has the keyboard."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in _ENTER and not event.isAutoRepeat():
            self._press()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter in the list call, and Ctrl+Enter in the field begin."""
        if isinstance(event, QKeyEvent) and event.key() in _ENTER:
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.type() == QEvent.Type.ShortcutOverride and held:
                event.accept()  # elsewhere it finishes wrap-up
                return True
            if event.type() == QEvent.Type.KeyPress and (watched is self.list or held):
                self._press()
                return True
        return super().eventFilter(watched, event)

    # what the buttons do

    def _press(self) -> None:
        for button in (self.skip_button, self.done_button, self.cancel_button):
            if button.hasFocus():
                button.click()
                return
        (self.call_button if self._entries else self.start_button).click()

    def _leave(self) -> None:
        """Give the keyboard back; only a list that is not begun goes away."""
        if not self._entries:
            self.hide()
        self.closed.emit()

    def _begin_list(self) -> None:
        found, _ = listed_numbers(self.field.toPlainText(), self._region)
        self._entries = [_Entry(one) for one in found]
        self.list.clear()
        for entry in self._entries:
            item = QListWidgetItem(entry.name)
            self.list.addItem(item)
        self._show_part(running=True)
        self._go_on(-1)
        self.take_focus()

    def _call(self) -> None:
        at = self.list.currentRow()
        if self._asking or not 0 <= at < len(self._entries):
            return
        self._asking = True
        number = self._entries[at].listed.number
        self._core.ask(
            lambda office: office.dial_listed(number), self._became, self._failed, owner=self
        )

    def _became(self, became: Dialled) -> None:
        self._asking = False
        if became is Dialled.BUSY:
            self.progress.setText(self.tr("Another call is being dialled. Try again."))
            announce(self, self.progress.text())
            return
        self._mark(_BECAME[became])

    def _failed(self, _notice: object) -> None:
        self._asking = False

    def _skip(self) -> None:
        self._mark(Mark.SKIPPED)

    def _done(self) -> None:
        self._entries = []
        self.field.clear()
        self.hide()
        self.closed.emit()

    def _mark(self, mark: Mark) -> None:
        at = self.list.currentRow()
        if not 0 <= at < len(self._entries):
            return
        entry = self._entries[at]
        entry.mark = mark
        now = QDateTime.currentDateTime().time()
        entry.at = QLocale().toString(now, QLocale.FormatType.ShortFormat)
        self._go_on(at)

    # what is shown

    def _go_on(self, after: int) -> None:
        """Turn to the next that waits, from the beginning when none follows."""
        waiting = [n for n, one in enumerate(self._entries) if one.mark is Mark.WAITING]
        following = [n for n in waiting if n > after]
        for at in range(len(self._entries)):
            self._draw(at)
        if waiting:
            self.list.setCurrentRow((following or waiting)[0])
        self._show_current()
        if not waiting:
            self.take_focus()

    def _draw(self, at: int) -> None:
        entry, item = self._entries[at], self.list.item(at)
        number = entry.listed.number if entry.listed.shown else ""
        parts = [entry.name, number, self._said(entry)]
        item.setText(joined(*parts))
        item.setIcon(self._theme.icon(*_ICONS[entry.mark], size=_ICON))

    def _said(self, entry: _Entry) -> str:
        texts = {
            Mark.WAITING: "",
            Mark.CALLED: self.tr("Called at %1").replace("%1", entry.at),
            Mark.ASKED: self.tr("Waits for your answer above"),
            Mark.SKIPPED: self.tr("Skipped"),
            Mark.NO_NUMBER: self.tr("This number cannot be dialled"),
        }
        return texts[entry.mark]

    def _show_current(self) -> None:
        at, count = self.list.currentRow(), len(self._entries)
        left = sum(one.mark is Mark.WAITING for one in self._entries)
        if not left or not 0 <= at < count:
            self.title.setText(self.tr("That was the whole list"))
        else:
            self.title.setText(self._entries[at].name)
        number = self._entries[at].listed.number if 0 <= at < count else ""
        text = self.tr("%1 of %2, %3 left")
        for place, figure in enumerate((at + 1, count, left), 1):
            text = text.replace(f"%{place}", str(figure))
        held = self.tr("Go on after this call") if self._busy else ""
        self.progress.setText(joined(number, text, held))
        self.call_button.setEnabled(bool(self._entries) and not self._busy and left > 0)
        self.skip_button.setEnabled(left > 0)

    def _count(self) -> None:
        found, without = listed_numbers(self.field.toPlainText(), self._region)
        text = self.tr("Numbers: %1").replace("%1", str(len(found)))
        if without:
            more = self.tr("lines without one: %1").replace("%1", str(without))
            text = f"{text} · {more}"
        self.found.setText(text)
        self.start_button.setEnabled(bool(found))

    def _heard(self, view: object) -> None:
        if isinstance(view, DeskView):
            busy = any(card.live for card in view.cards)
            if busy != self._busy:
                self._busy = busy
                self._show_current()

    def _show_part(self, *, running: bool) -> None:
        self._paste.setVisible(not running)
        self._run.setVisible(running)
        self._count()

    # putting together

    def _connect(self) -> None:
        self.field.textChanged.connect(self._count)
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.currentRowChanged.connect(lambda _row: self._show_current())
        self.list.itemDoubleClicked.connect(lambda _item: self._call())
        for button, act in (
            (self.start_button, self._begin_list),
            (self.cancel_button, self._leave),
            (self.call_button, self._call),
            (self.skip_button, self._skip),
            (self.done_button, self._done),
        ):
            button.clicked.connect(act)
        self._core.viewed.connect(self._heard)

    def _lay_out(self) -> None:
        space = self._theme.space
        self.field.setPlaceholderText(self.tr("Paste names and numbers, a line each"))
        self.field.setAccessibleName(self.tr("Names and numbers, a line each"))
        self.field.setTabChangesFocus(True)
        self.list.setObjectName("call-list")
        self.list.setAccessibleName(self.tr("The list"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        edge = self._theme.px(_ICON)
        self.list.setIconSize(QSize(edge, edge))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.call_button.setToolTip(self.tr("Enter"))
        self._paste, self._run = QWidget(), QWidget()
        head = Label(self._theme, self.tr("Call through a list"), "section", strong=True)
        answers = row(spacing=space(8))
        answers.addWidget(self.found, 1)
        answers.addWidget(self.cancel_button)
        answers.addWidget(self.start_button)
        self._fill(self._paste, head, self.field, answers)
        words = QVBoxLayout()
        words.setSpacing(space(4))
        words.addWidget(self.title)
        words.addWidget(self.progress)
        buttons = row(None, self.done_button, self.skip_button, self.call_button, spacing=space(8))
        across = self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        across.setSpacing(space(8))
        across.addLayout(words, 1)
        across.addLayout(buttons)
        self._fill(self._run, across, self.list)
        self.box.addWidget(Line())
        self.box.addWidget(self._paste)
        self.box.addWidget(self._run)

    def _fill(self, whole: QWidget, *parts: QWidget | QBoxLayout) -> None:
        space = self._theme.space
        box = QVBoxLayout(whole)
        box.setContentsMargins(space(24), space(16), space(24), space(16))
        box.setSpacing(space(12))
        for part in parts:
            if isinstance(part, QWidget):
                box.addWidget(part)
            else:
                box.addLayout(part)
