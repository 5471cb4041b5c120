"""What the painters of lists have in common: the height, the ground, and the painter's state."""

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from cti_desktop.desktop.row_paint import paint_ground, whole_row
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words

T = TypeVar("T")


class RowDelegate(QStyledItemDelegate, Generic[T]):
    """Paints rows of one kind, and headings where there are any.

    Args:
        role: gives the thing a row stands for.
        kind: of these things; what is none of it is a heading.
        height: of a row, before the type's size; that of a heading is `heading`.
    """

    def __init__(
        self, theme: Theme, words: Words, *, role: int, kind: type[T], height: int, heading: int = 0
    ) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._role, self._kind = role, kind
        self._height, self._heading = height, heading

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Ask for the height of a row or a heading."""
        height = self._heading if self._one(index) is None else self._height
        return QSize(whole_row(option).width(), self._theme.px(height))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row or a heading."""
        one, area = self._one(index), whole_row(option)
        painter.save()
        if one is not None:
            paint_ground(painter, self._theme, option)
            self._paint_row(painter, area, one)
        else:
            self._paint_heading(painter, area, str(index.data()))
        painter.restore()

    @abstractmethod
    def _paint_row(self, painter: QPainter, area: QRect, one: T) -> None:
        """Draw what stands in a row, over its ground."""

    def _paint_heading(self, painter: QPainter, area: QRect, text: str) -> None:
        """Draw a heading; nothing where there are none."""

    def _one(self, index: QModelIndex | QPersistentModelIndex) -> T | None:
        found = index.data(self._role)
        return found if isinstance(found, self._kind) else None
