"""Links that reach the window instead of the command: macOS brings them as events.

The program installs one there before the softphone loads; what comes early waits in the core.
"""

import re

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QUrl
from PySide6.QtGui import QFileOpenEvent

from cti_desktop.agent.handoff_client import link_among
from cti_desktop.desktop.core_like import CoreLike

_LIKE_AN_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")


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
        link = link_of(event)
        if link:
            self._core.tell(lambda office: office.open_link(link))
        return bool(link)


def link_of(event: QFileOpenEvent) -> str:
    """Return the link as it was clicked; empty for a file.

    What is no URL by the rules, such as `callto://+44 20 7946 0018`, comes as the name of a file.
    And Qt takes a short number behind `//` for an internet address (800 becomes 0.0.3.32), which
    cannot be told back: without it the link is refused, with it somebody else would be called.
    """
    url = event.url()
    if url.isLocalFile():
        return link_among([event.file()]) or ""
    if _LIKE_AN_ADDRESS.fullmatch(url.host()):
        url = QUrl(url)
        url.setHost("")
    return bytes(url.toEncoded().data()).decode("ascii")
