"""Sections of calls that wait for a person, and what settles each: for the idle page and the tasks.

Both pages list the same calls; what a row shows and does is said here once.
"""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import CallBack, CallLine, Notice
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.call_back_row import CallBackRow
from cti_desktop.desktop.call_rows import Rows, WaitingCall
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.reading_column import ReadingColumn
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Label, Line, row
from cti_desktop.desktop.words import Words


class Section(QWidget):
    """A heading with its count, and rows; not there while there are none."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        space = theme.space
        self._count = Label(theme, "", "caption", tone="muted", figures=True)
        self._count.setProperty("chip", True)
        self._rows = Rows()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, space(20), 0, 0)
        box.setSpacing(space(8))
        heading = Label(theme, title, "section", strong=True)
        box.addLayout(row(heading, self._count, None, spacing=space(8)))
        box.addWidget(Line())
        box.addWidget(self._rows)

    def show_rows(self, rows: list[QWidget], count: int | None = None) -> None:
        """Show these; `count` is how many there are when not all are shown."""
        self._count.setText(counted(len(rows) if count is None else count))
        self._rows.show_rows(rows, ruled=True)
        self.setVisible(bool(rows))


class WaitingRows(QObject):
    """Makes the rows and does what is pressed on them.

    Signals:
        settled: the desk took what was pressed; its next snapshot no longer lists the call.
        call_shown(object): the `CallLine` of a call to show in full.
    """

    settled = Signal()
    call_shown = Signal(object)

    def __init__(self, core: CoreLike, theme: Theme, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._core, self._theme, self._words = core, theme, words

    def without_outcome(self, line: CallLine, outcomes: tuple[Outcome, ...]) -> WaitingCall:
        """Make the row of a call that needs an outcome."""
        drawn = WaitingCall(self._theme, self._words, line)
        drawn.offer_outcomes(outcomes)
        promises = frozenset(one.value for one in outcomes if one.call_back)
        drawn.outcome_chosen.connect(partial(self._set_outcome, line, promises))
        drawn.opened.connect(partial(self.call_shown.emit, line))
        return drawn

    def call_back(self, one: CallBack) -> CallBackRow:
        """Make the row of somebody who was promised a call."""
        drawn = CallBackRow(self._theme, self._words, one)
        drawn.call_wanted.connect(partial(self.dial, one.line, "call_back"))
        drawn.moved_to.connect(partial(self.move, one.line.call_id))
        drawn.opened.connect(partial(self.call_shown.emit, one.line))
        return drawn

    def missed(self, line: CallLine) -> WaitingCall:
        """Make the row of a missed call."""
        drawn = WaitingCall(self._theme, self._words, line)
        drawn.offer_call_back()
        drawn.call_back_wanted.connect(partial(self.dial, line, "missed_call"))
        drawn.opened.connect(partial(self.call_shown.emit, line))
        return drawn

    def dial(self, line: CallLine, source: str) -> None:
        """Dial a call's other side, if that can be done."""
        number, contact_id = line.dials, line.contact_id
        if number is not None:
            self._core.tell(lambda o: o.dial(number, source=source, contact_id=contact_id))

    def move(self, call_id: str, at: datetime | None) -> None:
        """Promise to call back at another time; None gives the promise up."""
        self._core.ask(lambda o: o.set_call_back(call_id, at), self._done, owner=self)

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
