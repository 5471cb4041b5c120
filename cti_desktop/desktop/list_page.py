"""What the call log and the contacts have in common as pages: a head, rows, a panel beside them.

Subclasses give the parts and say what is read; this knows the keyboard and the panel's room.
"""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLayout, QWidget

from cti_desktop.desktop.list_body import ListBody
from cti_desktop.desktop.row_changes import RowsModel
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.search_field import SearchField
from cti_desktop.desktop.slide_panel import SlidePanel
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Plane, is_focus_inside

_LEAST_WIDTH, _LEAST_LIST = 320, 48


class ListPage(Plane):
    """The page without what it lists.

    Args:
        model: what the rows show.
        search: the field that Ctrl+F goes to.
        rows: the list.
    """

    def __init__(self, theme: Theme, model: RowsModel, search: SearchField, rows: RowList) -> None:
        super().__init__()
        self._theme, self._search_field = theme, search
        self._current: str | None = None
        model.setParent(self)
        rows.setModel(model)
        self.rows = rows
        self.body = ListBody(theme, rows)
        self.body.setMinimumHeight(theme.px(_LEAST_LIST))  # a long head takes room from the list
        self.panel = SlidePanel(theme, self)
        self.box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        model.about_to_change.connect(rows.hold)
        search.left_downwards.connect(rows.focus_rows)
        self.panel.escaped.connect(self.close_top)
        self.panel.opened.connect(self._make_room)
        self.panel.closed.connect(self._closed)
        self.panel.widened.connect(self._make_room)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(search.take_focus)

    def take_focus(self) -> None:
        """Take the keyboard, on the rows."""
        self.rows.focus_rows()

    def close_top(self) -> bool:
        """Close what opened last; False when nothing was open."""
        was_open = self.panel.is_open
        self.panel.close_panel()
        return was_open

    # Qt's events

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard on to the rows; a proxy would draw Tab past the head to them."""
        super().focusInEvent(event)
        self.rows.setFocus(event.reason())

    def minimumSizeHint(self) -> QSize:
        """Ask for a narrow list's room; the panel covers it where both have no room."""
        return QSize(self._theme.px(_LEAST_WIDTH), self._theme.px(_LEAST_WIDTH))

    def event(self, event: QEvent) -> bool:
        """Claim Escape before a window's shortcut does, while there is something to close."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and (self.panel.is_open or self._search_field.text())
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape what opened last."""
        if event.key() != Qt.Key.Key_Escape or not self.close_top():
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the panel at the right edge and leave it its place."""
        super().resizeEvent(event)
        self.panel.place()
        self._make_room()

    # for subclasses

    def _lay_out(self, side: QWidget, *above: QWidget) -> None:
        """Put parts above the list, and what a row stands for into the panel."""
        for part in above:
            self.box.addWidget(part)
        self.box.addWidget(self.body, 1)
        self.panel.content.addWidget(side)

    def _make_room(self) -> None:
        """Leave the panel its place at the end, unless there is too little for both."""
        room = self.panel.covered()
        left, right = (room, 0) if self.isRightToLeft() else (0, room)
        self.box.setContentsMargins(left, 0, right, 0)

    def _closed(self) -> None:
        """Give the room back, and the keyboard where the panel had it."""
        self.box.setContentsMargins(0, 0, 0, 0)
        if is_focus_inside(self.panel) or self.window().focusWidget() is None:
            self.rows.focus_rows()
