"""Links that reach the window instead of the command: macOS brings them as events.

The program installs one there before the softphone loads; what comes early waits in the core.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QFileOpenEvent

from cti_desktop.desktop.core_like import CoreLike


class LinkEvents(QObject):
    """Hands every link the system opens with this program to the desk; GUI thread only."""

    def __init__(self, core: CoreLike, parent: QObject) -> None:
        super().__init__(parent)
        self._core = core
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take links; files are nobody's here."""
        if not isinstance(event, QFileOpenEvent):
            return False
        link = event.url().toString() if not event.url().isLocalFile() else ""
        if link:
            self._core.tell(lambda office: office.open_link(link))
        return bool(link)
