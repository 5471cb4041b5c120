"""Asks before what would cut a call: Contact Center's sound runs in the softphone's own page.

The main window makes one; whatever ends the program or loads the page afresh goes through it.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from cti_desktop.desktop.notice_bar import NoticeBar, NoticeLine


def _tr(text: str) -> str:
    return QCoreApplication.translate("CallGuard", text)


class CallGuard:
    """Lets pass what cuts no call, and offers the rest.

    Args:
        notices: where it asks.

    Attributes:
        in_danger: tells whether a call or chat goes on in the page; set by whoever knows.
    """

    def __init__(self, notices: NoticeBar) -> None:
        self._notices = notices
        self.in_danger: Callable[[], bool] = lambda: False
        self._asked: NoticeLine | None = None

    def end(self, act: Callable[[], None]) -> bool:
        """End the program; False when the person is asked first."""
        text = _tr("A call or chat goes on in the softphone. Closing the program cuts it.")
        return self._do(act, text, _tr("Close anyway"))

    def reload(self, act: Callable[[], None]) -> bool:
        """Load the softphone afresh; False when the person is asked first."""
        text = _tr("A call or chat goes on in the softphone. Reloading cuts it.")
        return self._do(act, text, _tr("Reload anyway"))

    def look(self) -> None:
        """Take the question back once no call is in danger any more."""
        if self._asked is not None and not self.in_danger():
            self._notices.withdraw(self._asked)
            self._asked = None

    def _do(self, act: Callable[[], None], text: str, yes: str) -> bool:
        if self.in_danger():
            if self._asked is not None:  # one question at a time
                self._notices.withdraw(self._asked)
            self._asked = self._notices.offer(text, yes, act, icon="warning")
            return False
        act()
        return True
