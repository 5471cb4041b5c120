"""Somebody who was promised a call, as a row of the tasks and of the page between calls."""

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cti_desktop.agent.views import CallBack, CallLine
from cti_desktop.desktop.line_button import TwoLines
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    ElidedLabel,
    IconButton,
    IconLabel,
    Label,
    plain_tip,
    row,
)
from cti_desktop.desktop.words import Words

_ROW = 56
_SOON = timedelta(hours=1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TasksPage", text)


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
        spoken = joined(who, time.text(), about)
        self.opener = TwoLines(theme, name, under, spoken=spoken, tip=_tr("Show the call"))
        self.opener.clicked.connect(self._open)
        self.call_button = Button(theme, _tr("Call"), icon="phone-out", tone="accent")
        self.call_button.setAccessibleName(_tr("Call %1").replace("%1", who))
        self.call_button.setEnabled(line.dials is not None)
        if line.dials is None:
            self.call_button.setToolTip(_tr("This call showed no number that can be dialled"))
        self.call_button.clicked.connect(self.call_wanted)
        self.more = IconButton(theme, "more", _tr("More for %1").replace("%1", who))
        self.more.setToolTip(plain_tip(self.more.accessibleName()))
        self.more.clicked.connect(self._show_menu)
        box = row(avatar, spacing=space(4))
        box.setContentsMargins(0, space(8), 0, space(8))
        box.addWidget(self.opener, 1)
        box.addWidget(self.call_button)
        box.addSpacing(space(4))
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


def _number(line: CallLine) -> str:
    return line.number if line.number != line.name else ""
