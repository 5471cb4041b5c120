"""A list of painted rows: what the call log and the contacts have in common as views.

Opens by click, Enter or double click, shows a menu by right click or menu key, and keeps what is on
screen in place while rows come and go above it.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate

from cti_desktop.desktop.row_changes import RowsModel
from cti_desktop.desktop.theme import Theme

_KEYS_TO_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_INSIDE = QPoint(8, 1)


class RowList(QListView):
    """The view; its model says by flags which rows can be chosen.

    Signals:
        opened(QModelIndex): a person wants to see this row in full.
        entered: they did so by Enter, so the keyboard goes where the row is shown; after `opened`.
        menu_wanted(QModelIndex, QPoint): the menu of a row, at a place on screen.
        current_moved: another row is current, by a person's doing.
        scrolled: other rows are on screen.
    """

    opened = Signal(QModelIndex)
    entered = Signal()
    menu_wanted = Signal(QModelIndex, QPoint)
    current_moved = Signal()
    scrolled = Signal()

    def __init__(self, theme: Theme, delegate: QStyledItemDelegate, name: str) -> None:
        super().__init__()
        self._held = self._at_top = False
        self._anchor, self._anchor_top = QPersistentModelIndex(), 0
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self.opened)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._fetch_ahead)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current row by Enter; Home and End go to rows that can be chosen."""
        if event.key() in _KEYS_TO_OPEN and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Home:
            self._go_to_begin()
        elif event.key() == Qt.Key.Key_End and self._part is not None and self._part.ends_earlier:
            self._part.jump(to_begin=False)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the pointer, or of the current one by key."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        place = self.visualRect(index).center() if by_key else event.pos()
        self.menu_wanted.emit(index, self.viewport().mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out again and fetch what the new height has room for."""
        super().resizeEvent(event)
        self._scrolled()

    def currentChanged(  # noqa: N802 - Qt's name
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Follow the current row, unless rows only move around it."""
        super().currentChanged(current, previous)
        if not self._held and current.isValid():
            self.current_moved.emit()

    def first_row(self) -> int | None:
        """Return the first row that can be chosen."""
        model = self.model()
        rows = range(model.rowCount())
        return next(
            (r for r in rows if model.index(r, 0).flags() & Qt.ItemFlag.ItemIsEnabled), None
        )

    def choose_row(self, row: int | None) -> None:
        """Make a row the current one; None chooses nothing."""
        self.setCurrentIndex(self.model().index(row, 0) if row is not None else QModelIndex())

    def focus_rows(self) -> None:
        """Take the keyboard, on the current row or else the first."""
        if not self.currentIndex().isValid():
            self.choose_row(self.first_row())
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def rows_on_screen(self) -> tuple[int, int]:
        """Return the first and last row that can be seen; (0, -1) when there is none."""
        count = self.model().rowCount()
        if not count:
            return 0, -1
        first = self.indexAt(_INSIDE)
        last = self.indexAt(QPoint(_INSIDE.x(), self.viewport().height() - 1))
        return max(0, first.row()), last.row() if last.isValid() else count - 1

    def show_end(self) -> None:
        """Choose the last row and scroll to it."""
        self.choose_row(self.model().rowCount() - 1)
        self.scrollToBottom()

    def show_begin(self) -> None:
        """Choose the first row and scroll to the top."""
        self.choose_row(self.first_row())
        self.scrollToTop()

    def hold(self) -> None:
        """Begin to keep what is on screen where it is while the model changes its rows.

        At the very top of all there is it stays at the top, so that what is new is seen.
        """
        self._held = True
        self._at_top = not (self.verticalScrollBar().value() or self._begins_later)
        self._anchor = QPersistentModelIndex(self.indexAt(_INSIDE))
        self._anchor_top = self._top_of(self._anchor)

    def release(self) -> None:
        """Put what was on screen back into its place; the change is over."""
        self._held = False
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        bar = self.verticalScrollBar()
        if self._anchor.isValid() and not self._at_top:
            bar.setValue(bar.value() + self._top_of(self._anchor) - self._anchor_top)
        self._fetch_ahead()

    def _top_of(self, index: QPersistentModelIndex) -> int:
        if not index.isValid():
            return 0
        return self.visualRect(self.model().index(index.row(), 0)).top()

    def _scrolled(self) -> None:
        self._fetch_ahead()
        self.scrolled.emit()

    def _go_to_begin(self) -> None:
        if self._begins_later and self._part is not None:
            self._part.jump(to_begin=True)
        else:
            self.choose_row(self.first_row())

    @property
    def _part(self) -> RowsModel | None:
        """The model, where it may show a part of something long."""
        model = self.model()
        return model if isinstance(model, RowsModel) else None

    @property
    def _begins_later(self) -> bool:
        return self._part is not None and self._part.begins_later

    def _fetch_ahead(self) -> None:
        """Ask for more rows one screen before the end."""
        bar, model = self.verticalScrollBar(), self.model()
        if not self.isVisible():
            return
        if bar.value() + self.viewport().height() >= bar.maximum():
            root = QModelIndex()
            if model.canFetchMore(root):
                model.fetchMore(root)
        elif bar.value() < self.viewport().height() and self._part is not None:
            self._part.fetch_above()
