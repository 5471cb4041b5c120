"""A field that searches while it is typed into, without asking at every key."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit

from cti_desktop.desktop.theme import Theme

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
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_AFTER_MS)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(self._typed)
        self._dress()
        theme.changed.connect(self._dress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear by Escape, go to the list by Enter or the down arrow."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._search()
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

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

    def _dress(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "muted"))
