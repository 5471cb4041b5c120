"""The other ways a number comes in: dropped, copied, listed, or selected in another program.

Made once the window stands. Each ends at the dial desk, which decides what is asked.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QKeySequence, QShortcut

from cti_desktop.agent.views import Notice
from cti_desktop.desktop.around import Around
from cti_desktop.desktop.call_list import CallListSheet
from cti_desktop.desktop.clipboard_watch import ClipboardWatch
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.dropped import DropTarget
from cti_desktop.desktop.hotkey import GlobalKey, system_here
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.palette_items import Command
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.window import MainWindow

LIST_KEYS = "Ctrl+L"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)


class WaysIn(QObject):
    """Opens them all on a window; GUI thread only.

    Args:
        region: ISO country for numbers in national form.
        tell: shows a sentence; the window may not yet know its interior.
    """

    def __init__(
        self,
        core: CoreLike,
        window: MainWindow,
        around: Around,
        theme: Theme,
        live: LiveSettings,
        *,
        region: str | None,
        tell: Callable[[Notice], None],
    ) -> None:
        super().__init__(window)
        self._core, self._window, self._theme, self._region = core, window, theme, region
        self._list: CallListSheet | None = None
        self.drops = DropTarget(core, window, self.open_list)
        self.clipboard = ClipboardWatch(core, live, window.notices, region=region, tell=tell)
        self.key = GlobalKey(
            core,
            live,
            come_forward=window.bring_up,
            tell=tell,
            system=system_here(),
            parent=self,
        )
        self.destroyed.connect(self.key.close)
        QShortcut(QKeySequence(LIST_KEYS), window).activated.connect(self.open_list)
        text = _tr("Call through a list")
        also = _tr("paste several numbers campaign")
        around.add_command(Command("list", text, self.open_list, LIST_KEYS, also))

    def open_list(self, text: str = "") -> None:
        """Show the sheet for a list, with a text that was dropped."""
        self.list_sheet.begin(text)

    @property
    def list_sheet(self) -> CallListSheet:
        """The sheet, made when it is first needed."""
        if self._list is None:
            self._list = CallListSheet(self._core, self._theme, region=self._region)
            self._list.closed.connect(self._window.focus_page)
            self._window.put_below(self._list)
        return self._list
