"""One field that finds people, calls and commands, or dials: Ctrl-K and Ctrl-D.

It lies over the middle of the window, never over the softphone, and closes when it loses the
keyboard. What it offers comes from the desk without waiting; an answer that was overtaken is
dropped. What was found for an older text stays in sight until the answer comes, but Enter does not
take it.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QLineEdit, QVBoxLayout, QWidget

from cti_desktop.agent.answers import ContactsPage, LogPage
from cti_desktop.agent.views import Notice
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.desktop import palette_items as items
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.palette_items import Answers, Command, Group, Offer
from cti_desktop.desktop.palette_list import PaletteDelegate, PaletteModel
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.spoken import SpokenResult, announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import IconLabel, Label, Line, row
from cti_desktop.desktop.words import Words

ASK_AFTER_MS = 60
_PEOPLE, _CALLS = 6, 5
_WIDTH, _HEIGHT, _ABOVE, _EDGE = 560, 420, 48, 24
_LONGEST = 200
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 6,
    Qt.Key.Key_PageUp: -6,
}


class Purpose(StrEnum):
    """What the palette was opened for."""

    FIND = "find"
    DIAL = "dial"


class CommandPalette(QFrame):
    """The palette.

    Args:
        over: the part of the window it lies over; its parent.
        commands: asked each time it opens.
    """

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        words: Words,
        *,
        over: QWidget,
        answers: Answers,
        commands: Callable[[], tuple[Command, ...]],
        region: str | None = None,
    ) -> None:
        super().__init__(over)
        self._core, self._theme, self._words = core, theme, words
        self._answers, self._make_commands, self._region = answers, commands, region
        self._over = over
        self._commands: tuple[Command, ...] = ()
        self._purpose = Purpose.FIND
        self._asking: list[Asking] = []
        self._people: tuple[Group, ...] = ()
        self._calls: tuple[Group, ...] = ()
        self._people_for = self._calls_for = ""
        self._gone_to: Offer | None = None
        self._entered = False
        self._back: QWidget | None = None
        self.field = QLineEdit()
        self.model = PaletteModel()
        self.rows = RowList(theme, PaletteDelegate(theme, words), self.tr("Found"))
        self._nothing = Label(theme, "", tone="muted")
        self._hint = Label(theme, "", "caption", tone="muted")
        self._pause = QTimer(self)
        self._spoken = SpokenResult(self)
        self._dress()
        self._connect()
        self.hide()

    # opening and closing

    @property
    def purpose(self) -> Purpose:
        """What it was opened for last."""
        return self._purpose

    @property
    def said(self) -> str:
        """The line at its foot."""
        return self._hint.text()

    def open_for(self, purpose: Purpose, text: str = "") -> None:
        """Open with an empty field, or with a text in it, and take the keyboard."""
        if not self.isVisible():
            focus = self.window().focusWidget()
            self._back = focus
        self._purpose = purpose
        self._commands = self._make_commands()
        dial = purpose is Purpose.DIAL
        hint = self.tr("Find people, calls, commands")
        if dial:
            hint = self.tr("Name or number to call")
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self._hint.setText(
            self.tr("Enter calls · Esc closes")
            if dial
            else self.tr("Enter opens · Esc closes · a number is called")
        )
        self.field.setText(text)
        self._found_nothing("")
        self._typed()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_palette(self) -> None:
        """Close and give the keyboard back."""
        if not self.isVisible():
            return
        self._forget()
        self._spoken.drop()
        back, self._back = self._back, None
        had_focus = self.isAncestorOf(self.window().focusWidget())
        self.hide()
        if had_focus and back is not None and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Steer the list from the field; follow the window's size; close when left."""
        if watched is self._over and event.type() is QEvent.Type.Resize:
            self._place()
        elif watched is self.field and event.type() is QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._close_if_left)
        elif watched is self.field and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.KeyPress:
                return self._steer(event)
            if event.type() is QEvent.Type.ShortcutOverride:
                return self._claim(event)
        return super().eventFilter(watched, event)

    def _claim(self, event: QKeyEvent) -> bool:
        """Keep the keys that mean something here from the window's shortcuts."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return True
        return False

    def _steer(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close_palette()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key in _STEPS:
            self._step(_STEPS[key])
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        enabled = Qt.ItemFlag.ItemIsEnabled
        rows = [n for n in range(self.model.rowCount()) if self.model.index(n).flags() & enabled]
        if not rows:
            return
        at = self.rows.currentIndex().row()
        place = rows.index(at) if at in rows else -1
        goal = place + step
        if abs(step) == 1:
            goal %= len(rows)
        self.rows.choose_row(rows[max(0, min(goal, len(rows) - 1))])
        self._gone_to, self._entered = self._current, False
        self._spoken.drop()
        announce(self.field, self._tell_current())

    def _enter(self) -> None:
        """Take the current line, if it is one of this text; else as soon as there are such lines.

        Nobody is called who was not in sight yet: there Enter only hurries the answer.
        """
        current = self._current
        stale = not self._all_there if current is None else self._is_older(current)
        self._entered = stale and self._purpose is Purpose.FIND
        if not stale:
            self._choose(self.rows.currentIndex())
        elif self._pause.isActive():
            self.ask_now()

    def _tell_current(self) -> str:
        said = self.rows.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        self.field.setAccessibleDescription(str(said or ""))
        return str(said or "")

    def _close_if_left(self) -> None:
        focus = self.window().focusWidget()
        if self.isVisible() and not self.isAncestorOf(focus):
            self._back = None
            self.close_palette()

    # searching

    @property
    def _text(self) -> str:
        return self.field.text().strip()

    @property
    def _current(self) -> Offer | None:
        return self.model.offer_at(self.rows.currentIndex())

    @property
    def _all_there(self) -> bool:
        """Whether everything found belongs to the text that is there."""
        calls_are = self._purpose is Purpose.DIAL or self._calls_for == self._text
        return calls_are and self._people_for == self._text

    def _is_older(self, offer: Offer) -> bool:
        """Tell whether a line was found for an older text, and nobody went to it."""
        found = ((self._people, self._people_for), (self._calls, self._calls_for))
        return offer is not self._gone_to and any(
            one is offer and of != self._text
            for groups, of in found
            for group in groups
            for one in group.offers
        )

    def _typed(self) -> None:
        self._gone_to, self._entered = None, False
        self._spoken.ask()
        self._show()
        self._pause.start()

    def ask_now(self) -> None:
        """Ask without waiting for the next key."""
        self._forget()
        text = self._text
        if not text or items.is_link(text):
            self._found_nothing(text)
            self._show()
            return
        self._asking.append(
            self._core.ask(
                lambda office: office.contacts_page(text=text, limit=_PEOPLE),
                partial(self._take_people, text),
                self._failed,
                owner=self,
            )
        )
        if self._purpose is Purpose.FIND:
            self._asking.append(
                self._core.ask(
                    lambda office: office.log_page(LogFilter(text=text), limit=_CALLS),
                    partial(self._take_calls, text),
                    self._failed,
                    owner=self,
                )
            )

    def _forget(self) -> None:
        """Drop every answer still on its way."""
        self._pause.stop()
        for one in self._asking:
            one.cancel()
        self._asking = []

    def _found_nothing(self, text: str) -> None:
        self._people = self._calls = ()
        self._people_for = self._calls_for = text

    def _take_people(self, text: str, page: ContactsPage) -> None:
        found, region = page.contacts[:_PEOPLE], self._region
        self._people = (
            items.numbers(found, region, self._answers.dial)
            if self._purpose is Purpose.DIAL
            else items.people(found, region, self._answers.open_contact)
        )
        self._people_for = text
        self._answered()

    def _take_calls(self, text: str, page: LogPage) -> None:
        self._calls = items.calls(page.lines[:_CALLS], self._words, self._answers.open_call)
        self._calls_for = text
        self._answered()

    def _answered(self) -> None:
        self._show()
        if self._entered and self._all_there:
            self._enter()

    def _failed(self, notice: Notice) -> None:
        self._entered = False
        self._hint.setText(notice.text)
        announce(self.field, notice.text)

    def _show(self) -> None:
        text = self._text
        found = items.typed(text, self._answers)
        if self._purpose is Purpose.FIND:
            told = items.commands(self._commands, text)
            found = (*found, *self._people, *self._calls, *told) if text else (*found, *told)
        else:
            found = (*found, *self._people)
        self.model.show(found)
        self.rows.choose_row(self._row_gone_to())
        said = self._tell_current()
        empty = not self.model.rowCount()
        self._nothing.setText(
            self.tr("Nothing found") if text else self.tr("Type a name, or type or paste a number")
        )
        self._nothing.setVisible(empty)
        self._spoken.found((said or self._nothing.text()) if self._all_there else "")
        self.rows.setVisible(not empty)
        self._place()

    def _row_gone_to(self) -> int | None:
        """Keep the line somebody went to; else the first."""
        gone_to = self._gone_to
        if gone_to is None:
            return self.rows.first_row()
        rows = ((n, self.model.offer_at(self.model.index(n))) for n in range(self.model.rowCount()))
        there = [(n, one) for n, one in rows if one is not None and one.spoken == gone_to.spoken]
        same = next((n for n, one in there if one is gone_to), there[0][0] if there else None)
        if same is None:
            self._gone_to = None
            return self.rows.first_row()
        self._gone_to = self.model.offer_at(self.model.index(same))
        return same

    def _choose(self, index: QModelIndex) -> None:
        offer = self.model.offer_at(index)
        if offer is not None:
            self.close_palette()
            offer.act()

    # putting together

    def _connect(self) -> None:
        self._pause.setSingleShot(True)
        self._pause.setInterval(ASK_AFTER_MS)
        self._pause.timeout.connect(self.ask_now)
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        self._over.installEventFilter(self)
        self.rows.setModel(self.model)
        self.rows.opened.connect(self._choose)
        self._theme.changed.connect(self._place)

    def _dress(self) -> None:
        theme, space = self._theme, self._theme.space
        self.setProperty("part", "popover")
        self.setAccessibleName(self.tr("Palette"))
        self.field.setProperty("part", "bare")
        self.field.setMaxLength(_LONGEST)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 70))
        self.setGraphicsEffect(shadow)
        top = row(IconLabel(theme, "search", "muted", 20), spacing=space(8))
        top.addWidget(self.field, 1)
        top.setContentsMargins(space(16), space(8), space(16), space(8))
        self._nothing.setContentsMargins(space(20), space(12), space(20), space(16))
        self._hint.setContentsMargins(space(20), space(8), space(20), space(8))
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(Line())
        box.addSpacing(space(4))
        box.addWidget(self.rows, 1)
        box.addWidget(self._nothing)
        box.addSpacing(space(4))
        box.addWidget(Line())
        box.addWidget(self._hint)

    def _place(self) -> None:
        px, whole = self._theme.px, self._over
        self.field.setFont(self._theme.font("section"))
        width = min(px(_WIDTH), whole.width() - 2 * _EDGE)
        listed = sum(self.rows.sizeHintForRow(n) for n in range(self.model.rowCount()))
        self.rows.setFixedHeight(min(listed + 2, px(_HEIGHT), whole.height() - px(_ABOVE) * 3))
        height = self._box.sizeHint().height()
        above = min(px(_ABOVE), max(8, (whole.height() - height) // 3))
        self.setGeometry(QRect((whole.width() - width) // 2, above, width, height))
