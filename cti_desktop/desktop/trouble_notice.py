"""Tells in the window's notices, once, what keeps the softphone from working and what to do.

The status bar keeps the short form. What the softphone's own cover says at the same time is left
to it.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.softphone_words import Cause
from cti_desktop.agent.views import Notice, StatusView
from cti_desktop.desktop.notice_bar import NoticeBar, NoticeLine

_MENDED_BY_RELOADING = (Cause.TIMEOUT, Cause.NO_DEVICE)
_TOLD = (*_MENDED_BY_RELOADING, Cause.OFFLINE, Cause.SIGNED_OUT)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TroubleNotice", text)


class TroubleNotice:
    """Follows the status; takes its notice away when that is no longer so.

    Args:
        reload: loads the softphone afresh.
    """

    def __init__(self, notices: NoticeBar, reload: Callable[[], None]) -> None:
        self._notices, self._reload = notices, reload
        self._told = ""
        self._line: NoticeLine | None = None

    def take_status(self, status: StatusView) -> None:
        """Take a snapshot."""
        cause = status.softphone_cause
        text = status.softphone_text if cause in _TOLD else ""
        if text == self._told:
            return
        if self._line is not None:
            self._notices.withdraw(self._line)
        self._told, self._line = text, None
        if cause in _MENDED_BY_RELOADING:
            self._line = self._notices.offer(text, _tr("Reload"), self._reload, icon="warning")
        elif text:
            self._line = self._notices.show_notice(Notice(text=text, bad=True))
