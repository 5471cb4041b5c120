"""Turns a list model's rows into other rows with as few changes as a view notices.

So the row that is chosen and the place scrolled to survive that a call is added or changes.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, Signal

T = TypeVar("T")


class RowsModel(QAbstractListModel):
    """A list model whose rows are replaced as a whole; subclasses say what a row shows.

    Signals:
        about_to_change: rows will come and go; `changed` follows.
        changed: an answer was taken.
        failed(object): the `Notice`; nothing more is asked until the model is told to.
    """

    about_to_change = Signal()
    changed = Signal()
    failed = Signal(object)

    @property
    def begins_later(self) -> bool:
        """Whether there is more above the first row."""
        return False

    @property
    def ends_earlier(self) -> bool:
        """Whether there is more below the last row than scrolling a little would show."""
        return False

    def fetch_above(self) -> None:
        """Ask for what stands above the first row, if that is possible now."""

    def jump(self, *, to_begin: bool) -> None:
        """Read the very beginning or end; only where the rows are not all of it."""

    def change_rows(
        self,
        old: Sequence[T],
        new: Sequence[T],
        key: Callable[[T], Hashable],
        keep: Callable[[Sequence[T]], None],
    ) -> None:
        """Go from the old rows to the new ones.

        Args:
            key: what makes a row the same row although it shows something else.
            keep: takes the rows that are in force from that moment on.
        """
        start, end = _same_ends([key(one) for one in old], [key(one) for one in new])
        gone, come = len(old) - start - end, len(new) - start - end
        if gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            keep([*old[:start], *old[len(old) - end :]])
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            keep(new)
            self.endInsertRows()
        keep(new)
        kept = [(n, n) for n in range(start)]
        kept += [(len(old) - end + n, len(new) - end + n) for n in range(end)]
        changed = [after for before, after in kept if old[before] != new[after]]
        if changed:
            self.dataChanged.emit(self.index(min(changed)), self.index(max(changed)))


def _same_ends(old: list[Hashable], new: list[Hashable]) -> tuple[int, int]:
    """Count the equal keys at the start and, of the rest, at the end."""
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return start, end
