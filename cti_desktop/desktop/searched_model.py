"""Rows of a list that are found by what was typed, read page by page.

Subclasses say what is asked and what a row is; this knows which question is under way.
"""

from abc import abstractmethod
from collections.abc import Callable, Coroutine, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from cti_desktop.agent.views import Notice
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.row_changes import RowsModel

if TYPE_CHECKING:
    from cti_desktop.agent.ports import Office

PAGE = 100
ROW_ROLE = Qt.ItemDataRole.UserRole + 1

T = TypeVar("T")
Place = tuple[Any, str]


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A page of rows.

    Attributes:
        after: where the next page begins; None when there is none.
        total: how many there are in all, where that is known.
        more: there are others, which only a narrower question finds.
    """

    rows: Sequence[T]
    after: Place | None
    total: int = 0
    more: bool = False


class SearchedModel(RowsModel, Generic[T]):
    """The rows; GUI thread only. One question to the desk is under way at most.

    Args:
        spoken: reads a row as a sentence for a screen reader.
    """

    def __init__(
        self, core: CoreLike, spoken: Callable[[T], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._core, self._spoken = core, spoken
        self._rows: list[T] = []
        self._after: Place | None = None
        self._asking: Asking | None = None
        self._busy = False
        self._broken = False
        self.text = ""
        self.total = 0
        self.more = False

    # what a view asks

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Count the rows read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Give the name to find a row by, the sentence to read out, or the thing itself."""
        one = self.one_at(index)
        if one is None:
            return None
        if role == ROW_ROLE:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(one)
        return self._spoken(one) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Tell whether there are more and they can be asked for now."""
        free = not self._busy and not self._broken
        return not parent.isValid() and free and self._after is not None

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._ask(self._after, PAGE)

    def one_at(self, index: QModelIndex | QPersistentModelIndex) -> T | None:
        """Return what a row stands for."""
        inside = index.isValid() and index.row() < len(self._rows)
        return self._rows[index.row()] if inside else None

    def row_of(self, name: str | None) -> int | None:
        """Return the row of something by its id, if it was read."""
        return next((n for n, one in enumerate(self._rows) if self._id(one) == name), None)

    @property
    def unread(self) -> bool:
        """Whether the last question from the top has no answer."""
        return self._broken and self._after is None

    # what the page tells

    def show(self, text: str) -> None:
        """List all, or search; what stands there stays until the answer."""
        self.text = text
        self.read_again(PAGE)

    def read_again(self, least: int | None = None) -> None:
        """Read from the top as many as were read."""
        self._after, self._broken = None, False
        self._ask(None, max(PAGE, len(self._rows)) if least is None else least)

    # for subclasses

    @abstractmethod
    def _question(
        self, text: str, after: Place | None, limit: int
    ) -> "Callable[[Office], Coroutine[Any, Any, Found[T]]]":
        """Return what asks the desk for a page."""

    @abstractmethod
    def _name(self, one: T) -> str:
        """Return what a row is found by when its beginning is typed."""

    @abstractmethod
    def _id(self, one: T) -> str:
        """Return what the page knows it by."""

    def _key(self, one: T) -> Hashable:
        """Return what makes a row the same row although it shows something else."""
        return self._id(one)

    # inside

    def _ask(self, after: Place | None, limit: int) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._busy = True
        self._asking = self._core.ask(
            self._question(self.text, after, limit),
            partial(self._answered, after is not None),
            self._failed,
            owner=self,
        )

    def _answered(self, more: bool, page: Found[T]) -> None:
        self._busy = False
        self.about_to_change.emit()
        known = self._rows if more else []
        self._after, self.total, self.more = page.after, page.total, page.more
        self.change_rows(self._rows, [*known, *page.rows], self._key, self._keep)
        self.changed.emit()

    def _failed(self, notice: Notice) -> None:
        self._busy, self._broken = False, True
        self.failed.emit(notice)

    def _keep(self, rows: Sequence[T]) -> None:
        self._rows = list(rows)
