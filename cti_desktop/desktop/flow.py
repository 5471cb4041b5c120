"""A layout that fills a line and goes on in the next, for chips."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from cti_desktop.desktop.direction import mirrored


class Flow(QLayout):
    """Sets its widgets side by side and wraps; as high as it must be for its width.

    Args:
        even: lines of about the same length, so that no last one stands alone.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        spacing: int = 8,
        line_spacing: int | None = None,
        *,
        even: bool = False,
    ) -> None:
        super().__init__(parent)
        self._even = even
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width, until an item wants another size
        self._line_spacing = spacing if line_spacing is None else line_spacing
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Return an item, None behind the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Give an item away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Want no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def invalidate(self) -> None:
        """Measure again: an item came, went, or wants another size."""
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """Return the height all lines need; asked many times while a page lays itself out."""
        known = self._heights.get(width)
        return self._measure(width) if known is None else known

    def setGeometry(self, rect: QRect) -> None:
        """Place every item."""
        super().setGeometry(rect)
        self._arrange(rect.marginsRemoved(self.contentsMargins()), place=True)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        hints = [item.sizeHint() for item in self._visible()]
        width = sum(h.width() + self.spacing() for h in hints) - self.spacing() if hints else 0
        return self._with_margins(QSize(width, max((h.height() for h in hints), default=0)))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the widest item at least."""
        size = QSize()
        for item in self._visible():
            size = size.expandedTo(item.minimumSize())
        return self._with_margins(size)

    def _measure(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = QRect(0, 0, width - margins.left() - margins.right(), 0)
        height = self._arrange(inner, place=False) + margins.top() + margins.bottom()
        self._heights[width] = height
        return height

    def _with_margins(self, size: QSize) -> QSize:
        return size.grownBy(self.contentsMargins())

    def _visible(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        y = rect.y()
        for line in self._lines_for(rect.width()):
            height = max(size.height() for _, size in line)
            x = rect.x()
            for item, size in line:
                if place:
                    at = QPoint(x, y + (height - size.height()) // 2)
                    item.setGeometry(self._placed(QRect(at, size), rect))
                x += size.width() + self.spacing()
            y += height + self._line_spacing
        return max(0, y - self._line_spacing - rect.y())

    def _placed(self, area: QRect, rect: QRect) -> QRect:
        parent = self.parentWidget()
        right_to_left = parent is not None and parent.isRightToLeft()
        within = area.translated(-rect.x(), 0)
        return mirrored(within, rect.width()).translated(rect.x(), 0) if right_to_left else area

    def _lines_for(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines = self._lines(width)
        if not self._even or not lines[1:]:  # one line is even by itself
            return lines
        too_small, enough = 0, width
        while enough - too_small > 1:
            middle = (too_small + enough) // 2
            if len(self._lines(middle)) > len(lines) or middle < self.minimumSize().width():
                too_small = middle
            else:
                enough = middle
        return self._lines(enough)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._visible():
            size = item.sizeHint()
            size.setWidth(min(size.width(), width))
            if not lines or used + size.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self.spacing()
        return lines
