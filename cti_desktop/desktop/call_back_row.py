"""Somebody who was promised a call, as a row of the tasks and of the page between calls."""

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu

from cti_desktop.agent.views import CallBack, CallLine
from cti_desktop.desktop.line_button import TwoLines
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.waiting_row import WaitingRow, name_it
from cti_desktop.desktop.widgets import (
    Button,
    ElidedLabel,
    IconButton,
    IconLabel,
    Label,
    plain_tip,
    row,
)
from cti_desktop.desktop.words import Words

_SOON = timedelta(hours=1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TasksPage", text)


class CallBackRow(WaitingRow[CallBack]):
    """Somebody who was promised a call, and when.

    Signals:
        call_wanted: call now.
        moved_to(object): the new time in UTC; None gives the promise up.

    Attributes:
        line: the call it was promised on, as last shown.
    """

    line: CallLine
    call_wanted = Signal()
    moved_to = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        space = theme.space
        self._name = ElidedLabel(theme, strong=True)
        self._clock, self._time = IconLabel(theme, "clock"), Label(theme, "", "caption")
        self._about = ElidedLabel(theme, "", "caption", tone="muted")
        under = row(self._clock, self._time, spacing=space(4))
        under.addSpacing(space(4))
        under.addWidget(self._about, 1)
        opener = TwoLines(theme, self._name, under, tip=_tr("Show the call"))
        super().__init__(theme, words, opener)
        self.call_button = Button(theme, _tr("Call"), icon="phone-out", tone="accent")
        self.call_button.clicked.connect(self.call_wanted)
        self.more = IconButton(theme, "more", "")
        self.more.clicked.connect(self._show_menu)
        self._add(self.call_button)
        self._add(self.more, apart=True)

    def fill(self, one: CallBack) -> None:
        """Show this promise."""
        words, who = self._words, one_line(one.line.name)
        self.line = line = one.line
        self._avatar.show_name(line.name, known=line.contact_id is not None)
        tone = "warn" if one.due else "muted"
        when = _tr("Due %1") if one.due else _tr("%1")
        about = joined(line.firm or _number(line), line.note)
        self._name.setText(who)
        self._clock.show_icon("clock", tone)
        self._time.setText(when.replace("%1", words.when(one.at)))
        self._time.set_tone(tone)
        self._time.setToolTip(words.exact(one.at))
        self._about.setText(about)
        name_it(self.opener, joined(who, self._time.text(), about))
        name_it(self.call_button, _tr("Call %1").replace("%1", who))
        none = _tr("This call showed no number that can be dialled")
        self.call_button.setEnabled(line.dials is not None)
        self.call_button.setToolTip("" if line.dials is not None else none)
        name_it(self.more, _tr("More for %1").replace("%1", who))
        self.more.setToolTip(plain_tip(self.more.accessibleName()))

    def menu(self) -> QMenu:
        """Make the menu of everything else that can be done."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._watch(menu)
        words = self._words
        soon, morning = words.now() + _SOON, words.next_working_morning()
        for text, at in ((_tr("In an hour"), soon), (words.when(morning), morning)):
            said = _tr("Put off: %1").replace("%1", text)
            menu.addAction(said, partial(self._move, at))
        menu.addAction(_tr("Show the call"), self.opened.emit)
        menu.addSeparator()
        menu.addAction(_tr("Done"), partial(self._move, None))
        return menu

    def _show_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _move(self, at: datetime | None) -> None:
        self.moved_to.emit(at)


def _number(line: CallLine) -> str:
    return line.number if line.number != line.name else ""
