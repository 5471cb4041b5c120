"""What a screen reader says of changes that the keyboard is not on."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

AFTER_MS = 500  # after the last key, so that nobody is talked over while typing


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say something."""
    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


class SpokenResult(QObject):
    """Says what was found, once: when typing has paused and the answer is there.

    What comes without having been asked for is not said.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._asked, self._found = False, ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(AFTER_MS)
        self._pause.timeout.connect(self._say)

    def ask(self) -> None:
        """Begin to wait for what is found."""
        self._asked, self._found = True, ""
        self._pause.start()

    def found(self, text: str) -> None:
        """Take what was found; nothing while that is not known yet."""
        self._found = text
        if not self._pause.isActive():
            self._say()

    def drop(self) -> None:
        """Wait no longer."""
        self._asked = False
        self._pause.stop()

    def _say(self) -> None:
        if self._asked and self._found:
            self._asked = False
            announce(self._widget, self._found)
