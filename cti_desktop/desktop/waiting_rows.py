"""Sections of calls that wait for a person, and what settles each: for the idle page and the tasks.

Both pages list the same calls; what a row shows and does is said here once.
"""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.views import CallLine
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.call_rows import Rows, WaitingCall
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.reading_column import ReadingColumn
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

    def show_rows(self, rows: list[QWidget]) -> None:
        """Show these."""
        self._count.setText(str(len(rows)))
        self._rows.show_rows(rows, ruled=True)
        self.setVisible(bool(rows))


class WaitingRows(QObject):
    """Makes the rows and does what is pressed on them.

    Signals:
        settled: the desk took what was pressed; its next snapshot no longer lists the call.
    """

    settled = Signal()

    def __init__(self, core: CoreLike, theme: Theme, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._core, self._theme, self._words = core, theme, words

    def without_outcome(self, line: CallLine, outcomes: tuple[Outcome, ...]) -> WaitingCall:
        """Make the row of a call that needs an outcome."""
        drawn = WaitingCall(self._theme, self._words, line)
        drawn.offer_outcomes(outcomes)
        drawn.outcome_chosen.connect(partial(self._set_outcome, line.call_id))
        return drawn

    def missed(self, line: CallLine) -> WaitingCall:
        """Make the row of a missed call."""
        drawn = WaitingCall(self._theme, self._words, line)
        drawn.offer_call_back()
        drawn.call_back_wanted.connect(partial(self.dial, line, "missed_call"))
        return drawn

    def dial(self, line: CallLine, source: str) -> None:
        """Dial a call's number."""
        number, contact_id = line.e164 or line.number, line.contact_id
        self._core.tell(lambda o: o.dial(number, source=source, contact_id=contact_id))

    def _set_outcome(self, call_id: str, value: str) -> None:
        self._core.ask(lambda o: o.set_call_outcome(call_id, value), self._done, owner=self)

    def _done(self, _nothing: None) -> None:
        self.settled.emit()


def reading_column(theme: Theme, *parts: QWidget) -> QWidget:
    """Lay parts out below each other to be read."""
    page = ReadingColumn(theme, spacing=4)
    for part in parts:
        page.column.addWidget(part)
    page.column.addStretch(1)
    return page
