"""Offers to call a number that was just copied, when the person switched that on.

Off, it is not even connected, so nothing that is copied is ever read. On, a text is looked at once
and forgotten, and only a short text that is nothing but a phone number is offered.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QClipboard, QGuiApplication

from cti_desktop.agent.setting_table import CLIPBOARD_WATCH
from cti_desktop.agent.views import Notice
from cti_desktop.calls.finding import LONGEST_COPIED, copied_number
from cti_desktop.calls.numbers import display_number
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.notice_bar import NoticeBar

_SOURCE = "clipboard"


def _tr(text: str) -> str:
    return QCoreApplication.translate("ClipboardWatch", text)


class ClipboardWatch(QObject):
    """Follows its setting; GUI thread only.

    Args:
        notices: where a number is offered.
        tell: shows a sentence about the watch itself.
        platform: Qt's name of the window system.
    """

    def __init__(
        self,
        core: CoreLike,
        live: LiveSettings,
        notices: NoticeBar,
        *,
        region: str | None,
        tell: Callable[[Notice], None],
        platform: str = "",
    ) -> None:
        super().__init__(notices)
        self._core, self._live, self._notices = core, live, notices
        self._region, self._tell = region, tell
        self._platform = platform or QGuiApplication.platformName()
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        self._on = False
        self._offered = ""
        live.changed.connect(self._follow)
        self._turn(live.get(CLIPBOARD_WATCH), by_hand=False)

    def _follow(self, names: frozenset[str]) -> None:
        if CLIPBOARD_WATCH.name in names:
            self._turn(self._live.get(CLIPBOARD_WATCH), by_hand=True)

    def _turn(self, on: bool, *, by_hand: bool) -> None:
        if on == self._on:
            return
        self._on = on
        if not on:
            self._clipboard.dataChanged.disconnect(self._look)
            return
        self._clipboard.dataChanged.connect(self._look)
        if by_hand and self._platform.startswith("wayland"):
            text = _tr(
                "Wayland shows a program the clipboard only while its window has the keyboard: a "
                "number copied elsewhere is offered when you come back to this window."
            )
            self._tell(Notice(text=text))

    def _somebody_else_speaks(self) -> bool:
        """Tell whether what stands there is more than a copied number: a call, a failure."""
        return self._notices.isVisible() and self._notices.text.text() != self._offered

    def _look(self) -> None:
        if self._clipboard.ownsClipboard():
            return  # copied in this window, where numbers can be called anyway
        text = self._clipboard.text()
        number = copied_number(text, self._region) if len(text) <= LONGEST_COPIED else None
        if number is None or self._somebody_else_speaks():
            return
        shown = display_number(number, self._region)
        self._offered = _tr("Copied: %1").replace("%1", shown)
        written = number.raw
        self._notices.offer(
            self._offered,
            _tr("Call"),
            lambda: self._core.tell(lambda office: office.dial(written, source=_SOURCE)),
            icon="phone-out",
            passing=True,
        )
