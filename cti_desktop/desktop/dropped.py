"""Numbers dragged onto the window: one is called like a link, several become a list to call."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from cti_desktop.desktop.core_like import CoreLike

_SOURCE = "dropped"
_FEWEST_DIGITS = 2
_LOOKED_AT = 20_000


class DropTarget(QObject):
    """Takes text and links dropped anywhere on a window that no field there wants itself.

    Args:
        several: takes a text of several lines.
    """

    def __init__(self, core: CoreLike, window: QWidget, several: Callable[[str], None]) -> None:
        super().__init__(window)
        self._core, self._several = core, several
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what may hold a number."""
        if isinstance(event, QDragEnterEvent):
            return self._offer(event)
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            return self._take(event)
        return False

    def _offer(self, event: QDropEvent) -> bool:
        if not _may_be_dialled(text_of(event.mimeData())):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)  # it stays where it came from
        event.accept()
        return True

    def _take(self, event: QDropEvent) -> bool:
        text = text_of(event.mimeData())
        if not self._offer(event):
            return False
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1:
            self._several(text)
        else:
            self._core.tell(lambda office: office.open_text(text.strip(), source=_SOURCE))
        return True


def text_of(data: QMimeData) -> str:
    """Return what was dropped: a link's address rather than the words it was shown by."""
    links = [url.toString() for url in data.urls() if url.scheme() in ("tel", "callto", "sms")]
    return links[0] if links else data.text()


def _may_be_dialled(text: str) -> bool:
    return sum(char.isdecimal() for char in text[:_LOOKED_AT]) >= _FEWEST_DIGITS
