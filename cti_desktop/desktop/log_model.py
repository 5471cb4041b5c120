"""The call log as rows of a list: calls under the headings of their days, read page by page."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cti_desktop.agent.answers import LogCount, LogPage
from cti_desktop.agent.views import CallLine, Notice
from cti_desktop.calls.log_filter import LogFilter, Sort
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.log_lines import LogLines, Window
from cti_desktop.desktop.row_changes import RowsModel

PAGE = 100
_NEVER = -1
_DOWNWARDS = (Sort.NEWEST, Sort.LONGEST, Sort.PARTY_DOWN)
LINE_ROLE = Qt.ItemDataRole.UserRole + 1

Row = str | CallLine
"""A day's heading, or a call."""


class LogModel(RowsModel):
    """Rows of the log; GUI thread only. One page is asked for at a time, and one count.

    Args:
        day_of: names the day of a line for its heading.
        spoken: reads a line as a sentence for a screen reader.
        at: gives a filter's days their instants, at each question anew.

    Signals:
        counted: how many calls there are is known, or known anew.
        jumped(bool): the beginning (True) or end of the log was read because it was wanted.
    """

    counted = Signal()
    jumped = Signal(bool)

    def __init__(
        self,
        core: CoreLike,
        day_of: Callable[[CallLine], str],
        spoken: Callable[[CallLine], str],
        at: Callable[[LogFilter], LogFilter],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._core, self._day_of, self._spoken, self._at = core, day_of, spoken, at
        self._log = LogLines()
        self._rows: list[Row] = []
        self._first_line: list[int] = []
        self._filter = LogFilter()
        self._asking: Asking | None = None
        self._busy = False
        self._fresh = False
        self._broken = False
        self._jump: bool | None = None
        self._counting: Asking | None = None
        self._counted_at = _NEVER
        self.total: LogCount | None = None

    # what a view asks

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Count headings and calls."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Give the name to find a row by, the sentence to read out, or the line itself."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        one = self._rows[index.row()]
        if role == LINE_ROLE:
            return None if isinstance(one, str) else one
        if role == Qt.ItemDataRole.DisplayRole:
            return one if isinstance(one, str) else one.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return one if isinstance(one, str) else self._spoken(one)
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let calls be chosen and headings not."""
        if self.line_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Tell whether older calls are there and can be asked for now."""
        free = not self._busy and not self._broken
        return not parent.isValid() and free and self._log.more

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._ask(self._log.window(len(self._log.lines)))

    def can_fetch_above(self) -> bool:
        """Tell whether calls above the first row can be asked for now."""
        return not self._busy and not self._broken and self.begins_later

    def fetch_above(self) -> None:
        """Ask for the page above the first row."""
        if self.can_fetch_above():
            self._ask(self._log.window_above())

    @property
    def begins_later(self) -> bool:
        """Whether the log has calls above the first row."""
        return self._log.above is not None

    @property
    def ends_earlier(self) -> bool:
        """Whether the log has calls below the last row."""
        return self._log.more

    def jump(self, *, to_begin: bool) -> None:
        """Read the log's beginning or end, wherever the rows are now; `jumped` follows."""
        self._jump = to_begin
        self._start_again(back=not to_begin)

    def line_at(self, index: QModelIndex | QPersistentModelIndex) -> CallLine | None:
        """Return the call of a row; None for a heading."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        one = self._rows[index.row()]
        return None if isinstance(one, str) else one

    def row_of(self, call_id: str | None) -> int | None:
        """Return the row of a call, if it was read."""
        return next((n for n, one in enumerate(self._rows) if _key(one) == ("call", call_id)), None)

    @property
    def filter(self) -> LogFilter:
        """What the list shows."""
        return self._filter

    @property
    def unread(self) -> bool:
        """Whether nothing of what the filter lets through was read yet."""
        return self._fresh or not self._rows

    @property
    def broken(self) -> bool:
        """Whether the last question failed."""
        return self._broken

    # what the page tells

    def show(self, wanted: LogFilter) -> None:
        """Read from the top by another filter; what stands there stays until the answer."""
        self._filter, self._counted_at = wanted, _NEVER
        self._start_again()

    def try_again(self) -> None:
        """Go on after a failure: from the top when nothing was read, else where it stopped."""
        if self.unread:
            self._start_again()
        else:
            self._broken = False
            self.changed.emit()

    def outdate(self, call_ids: tuple[str, ...]) -> None:
        """Hear that calls changed; `refresh` reads again what is on screen."""
        self._log.outdate(call_ids)

    def refresh(self, first_row: int, last_row: int) -> None:
        """Read again what may be out of date from one row to another."""
        if self._busy or self._broken:
            return
        if not self._rows:
            self._start_again()
            return
        if last_row < 0:
            return
        stale = self._log.first_stale(self._line_number(first_row), self._line_number(last_row))
        if stale is not None:
            self._ask(self._log.window(stale))

    def outdate_all(self) -> None:
        """Take everything for out of date, after a time in which changes were not followed."""
        self._log.outdate_all()

    def regroup(self) -> None:
        """Head the days anew, after midnight."""
        if not self._rows:
            return
        self.about_to_change.emit()
        self._take_lines()
        self.changed.emit()

    # inside

    def _start_again(self, *, back: bool = False) -> None:
        self._fresh, self._broken = True, False
        self._ask(Window(0, None, self._log.state, back))

    def _ask(self, window: Window) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._busy = True
        wanted = self._at(self._filter)
        self._asking = self._core.ask(
            lambda office: office.log_page(
                wanted, limit=PAGE, before=window.before, back=window.back
            ),
            partial(self._answered, window),
            self._failed,
            owner=self,
        )

    def _answered(self, window: Window, page: LogPage) -> None:
        self._busy = False
        self.about_to_change.emit()
        if self._fresh:
            self._fresh = False
            down = self._filter.sort in _DOWNWARDS
            self._log.start_again(window, page, down=down)
        else:
            self._log.put(window, page)
        self._take_lines()
        self.changed.emit()
        if self._jump is not None:
            jumped, self._jump = self._jump, None
            self.jumped.emit(jumped)
        self._count(window.state)

    def _count(self, state: int) -> None:
        """Ask how many there are, unless nothing changed since that was asked last."""
        if state == self._counted_at:
            return
        if self._counting is not None:
            self._counting.cancel()
        self._counted_at = state
        wanted = self._at(self._filter)
        self._counting = self._core.ask(
            lambda office: office.log_count(wanted), self._take_count, self._not_counted, owner=self
        )

    def _take_count(self, count: LogCount) -> None:
        self.total = count
        self.counted.emit()

    def _not_counted(self, _notice: Notice) -> None:
        """Do without: the list itself says when it cannot be read."""
        self._counted_at = _NEVER

    def _failed(self, notice: Notice) -> None:
        self._busy, self._broken = False, True
        self.failed.emit(notice)

    def _take_lines(self) -> None:
        rows: list[Row] = []
        day = None
        for line in self._log.lines:
            if self._filter.sort.by_day and (this_day := self._day_of(line)) != day:
                rows.append(this_day)
                day = this_day
            rows.append(line)
        self.change_rows(self._rows, rows, _key, self._keep)

    def _keep(self, rows: Sequence[Row]) -> None:
        self._rows = list(rows)
        lines, self._first_line = 0, []
        for one in rows:
            self._first_line.append(lines)
            lines += not isinstance(one, str)

    def _line_number(self, row: int) -> int:
        """Return the line at a row, or the first below a heading."""
        return self._first_line[min(max(row, 0), len(self._first_line) - 1)]


def _key(one: Row) -> tuple[str, str]:
    return ("day", one) if isinstance(one, str) else ("call", one.call_id)
