"""A field that searches while it is typed into, without asking at every key."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QLineEdit

from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import IconLabel

SEARCH_AFTER_MS = 150
_LONGEST = 200


class SearchField(QLineEdit):
    """One line with a looking glass.

    Signals:
        searched(str): the text to search for, a moment after the last key.
        left_downwards: the person wants to go on to the list.
    """

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(self, theme: Theme, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self._last = ""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setToolTip(self.tr("Search (Ctrl+F)"))
        self.setMaxLength(_LONGEST)
        self.setClearButtonEnabled(True)
        self._glass = IconLabel(theme, "search", "muted")
        self._glass.setParent(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_AFTER_MS)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(self._typed)
        self._place()
        theme.changed.connect(self._place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear by Escape, go to the list by Enter or the down arrow."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._search()
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the looking glass in the middle of the height."""
        super().resizeEvent(event)
        self._place()

    def take_focus(self) -> None:
        """Take the keyboard with the whole text chosen."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _typed(self) -> None:
        self._pause.start()

    def _search(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)

    def _place(self) -> None:
        edge = self._theme.px(16)
        self._glass.setGeometry(self._theme.px(10), (self.height() - edge) // 2, edge, edge)
        self.setTextMargins(self._theme.px(22), 0, 0, 0)
