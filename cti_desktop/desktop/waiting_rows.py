"""Sections of calls that wait for a person, and what settles each: for the idle page and the tasks.

Both pages list the same calls; what a row shows and does is said here once.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import CallLine, Notice
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.call_back_row import CallBackRow
from cti_desktop.desktop.call_rows import WaitingCall
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.reading_column import ReadingColumn
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.waiting_row import WaitingRow
from cti_desktop.desktop.widgets import Label, Line, is_focus_inside, row
from cti_desktop.desktop.words import Words

T = TypeVar("T")
Row = TypeVar("Row", WaitingCall, CallBackRow)


class Section(QWidget, Generic[T]):
    """A heading with its count, and rows; not there while there are none.

    Rows are kept and filled in anew, so that the keyboard stays where it is; when the row it is
    in goes, it goes on to the same button of the next one.

    Args:
        make: makes a row.
    """

    def __init__(self, theme: Theme, title: str, make: Callable[[], WaitingRow[T]]) -> None:
        super().__init__()
        space, self._make = theme.space, make
        self._rows: dict[Hashable, WaitingRow[T]] = {}
        self._count = Label(theme, "", "caption", tone="muted", figures=True)
        self._count.setProperty("chip", True)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, space(20), 0, 0)
        box.setSpacing(space(8))
        heading = Label(theme, title, "section", strong=True)
        box.addLayout(row(heading, self._count, None, spacing=space(8)))
        box.addWidget(Line())
        box.addLayout(self._list)
        self.hide()

    @property
    def stops(self) -> list[QAbstractButton]:
        """What Tab comes to, from the top."""
        return [stop for one in self._rows.values() for stop in one.stops]

    def show_rows(self, ones: Mapping[Any, T], count: int | None = None) -> None:
        """Show these by their keys; `count` is how many there are when not all are shown."""
        before = self._rows
        rows = {key: before.get(key) or self._make() for key in ones}
        for key, one in ones.items():
            rows[key].fill(one)
        self._count.setText(counted(len(rows) if count is None else count))
        if list(rows) != list(before):
            self._rows = rows
            self._lay_out()
            self._hand_keyboard_on(before)
            for key in before.keys() - rows.keys():
                before[key].hide()
                before[key].deleteLater()
        self.setVisible(bool(rows))

    def _lay_out(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if isinstance(line := item.widget(), Line):
                line.hide()
                line.deleteLater()
        for number, one in enumerate(self._rows.values()):
            if number:
                self._list.addWidget(Line())
            self._list.addWidget(one)

    def _hand_keyboard_on(self, before: dict[Hashable, WaitingRow[T]]) -> None:
        """Take the keyboard out of a row that goes, before Qt passes it on anywhere."""
        keys = list(before)
        left = next((key for key in keys if is_focus_inside(before[key])), None)
        if left is None or left in self._rows:
            return
        at = keys.index(left)
        nearest = (*keys[at:], *reversed(keys[:at]), *self._rows)
        to = next((self._rows[key] for key in nearest if key in self._rows), None)
        if to is not None:
            place = next((n for n, one in enumerate(before[left].stops) if one.hasFocus()), 0)
            stop = to.stops[place] if place < len(to.stops) else to.opener
            stop = stop if stop.isEnabled() else to.opener
            to.show()
            stop.setFocus(Qt.FocusReason.OtherFocusReason)


class WaitingRows(QObject):
    """Makes the rows and does what is pressed on them.

    Signals:
        settled: the desk took what was pressed; its next snapshot no longer lists the call.
        call_shown(object): the `CallLine` of a call to show in full.
        menu_closed: what came meanwhile can be drawn.

    Attributes:
        menu_is_open: a menu of a row is open, which must not be drawn away under the pointer.
        outcomes: what a call that needs one can get.
    """

    settled = Signal()
    call_shown = Signal(object)
    menu_closed = Signal()

    def __init__(self, core: CoreLike, theme: Theme, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._core, self._theme, self._words = core, theme, words
        self.menu_is_open = False
        self.outcomes: tuple[Outcome, ...] = ()
        self._ordered: list[QAbstractButton] = []

    def without_outcome(self) -> WaitingCall:
        """Make the row of a call that needs an outcome."""
        drawn, outcomes = WaitingCall(self._theme, self._words), self.outcomes
        drawn.offer_outcomes(outcomes)
        promises = frozenset(one.value for one in outcomes if one.call_back)
        drawn.outcome_chosen.connect(lambda v: self._set_outcome(drawn.line, promises, v))
        return self._bound(drawn)

    def call_back(self) -> CallBackRow:
        """Make the row of somebody who was promised a call."""
        drawn = CallBackRow(self._theme, self._words)
        drawn.call_wanted.connect(lambda: self.dial(drawn.line, "call_back"))
        drawn.moved_to.connect(lambda at: self.move(drawn.line.call_id, at))
        return self._bound(drawn)

    def missed(self) -> WaitingCall:
        """Make the row of a missed call."""
        drawn = WaitingCall(self._theme, self._words)
        drawn.offer_call_back()
        drawn.call_back_wanted.connect(lambda: self.dial(drawn.line, "missed_call"))
        return self._bound(drawn)

    def closable(self) -> WaitingCall:
        """Make the row of a missed call that can be taken off the list."""
        drawn = self.missed()
        drawn.offer_done()
        drawn.done_wanted.connect(lambda: self._close(drawn.line.call_id))
        return drawn

    def in_order(self, sections: Iterable[Section[Any]]) -> None:
        """Let Tab go from row to row downwards, whichever of them came last."""
        stops = [stop for section in sections for stop in section.stops]
        if stops == self._ordered:
            return
        kept = next((one for one in stops if one in self._ordered), None)
        self._ordered = stops
        if kept is not None:  # else the first one of all stays behind everything else
            QWidget.setTabOrder(kept, stops[0])
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    def dial(self, line: CallLine, source: str) -> None:
        """Dial a call's other side, if that can be done."""
        number, contact_id = line.dials, line.contact_id
        if number is not None:
            self._core.tell(lambda o: o.dial(number, source=source, contact_id=contact_id))

    def move(self, call_id: str, at: datetime | None) -> None:
        """Promise to call back at another time; None gives the promise up."""
        self._core.ask(lambda o: o.set_call_back(call_id, at), self._done, owner=self)

    def _bound(self, drawn: Row) -> Row:
        drawn.opened.connect(lambda: self.call_shown.emit(drawn.line))
        drawn.menu_turned.connect(self._menu_turned)
        return drawn

    def _menu_turned(self, is_open: bool) -> None:
        self.menu_is_open = is_open
        if not is_open:
            self.menu_closed.emit()

    def _close(self, call_id: str) -> None:
        self._core.ask(lambda o: o.close_missed(call_id), self._done, owner=self)

    def _set_outcome(self, line: CallLine, promises: frozenset[str], value: str) -> None:
        call_id = line.call_id
        if value in promises:
            at = self._words.next_working_morning()
            said = partial(self._promised, line, at)
            self._core.ask(partial(_promise, call_id, value, at), said, owner=self)
        else:
            self._core.ask(lambda o: o.set_call_outcome(call_id, value), self._done, owner=self)

    def _promised(self, line: CallLine, at: datetime, _nothing: None) -> None:
        """Say which time was taken, as nobody was asked for one."""
        text = self.tr("Call %1 back: %2. Another time can be set in the call.")
        said = text.replace("%1", one_line(line.name)).replace("%2", self._words.when(at))
        self._core.viewed.emit(Notice(text=said))
        self.settled.emit()

    def _done(self, _nothing: None) -> None:
        self.settled.emit()


async def _promise(call_id: str, value: str, at: datetime, office: Office) -> None:
    await office.set_call_outcome(call_id, value)
    await office.set_call_back(call_id, at)


def reading_column(theme: Theme, *parts: QWidget) -> QWidget:
    """Lay parts out below each other to be read."""
    page = ReadingColumn(theme, spacing=4)
    for part in parts:
        page.column.addWidget(part)
    page.column.addStretch(1)
    return page
