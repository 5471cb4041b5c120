"""Puts together with the window what shows outside it: notifications and the tray's sign.

A program that starts with the session is often there before the panel that holds the tray, so the
sign is made when there is a place for it.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon

from cti_desktop.agent.views import DeskView, StatusView
from cti_desktop.desktop.around import Around
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.notifications import Notifications
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.tray import Tray
from cti_desktop.desktop.window import MainWindow

LOOK_AGAIN_MS = 2_000
_LOOKS = 300


class TrayDoor(QObject):
    """Has the sign as soon as there is a tray; looks for one for some minutes.

    Args:
        make: makes the sign and connects it; called once, when there is a tray. One made earlier
            would never find its way into a tray that comes later.
        is_there: whether there is a tray now.
    """

    def __init__(
        self,
        core: CoreLike,
        make: Callable[[], Tray],
        parent: QObject,
        is_there: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        look_again_ms: int = LOOK_AGAIN_MS,
    ) -> None:
        super().__init__(parent)
        self._make, self._is_there, self._looks = make, is_there, _LOOKS
        self._last: dict[type, object] = {}
        self.tray: Tray | None = None
        self._later = QTimer(self, interval=look_again_ms)
        self._later.timeout.connect(self._look)
        core.viewed.connect(self._take_view)
        self._look()
        if self.tray is None:
            self._later.start()

    def tell(self, title: str, text: str, page: str) -> None:
        """Show what happened, as `Tray.tell` does; nothing without a tray."""
        if self.tray is not None:
            self.tray.tell(title, text, page)

    def close(self) -> None:
        """Take the sign away and look no more."""
        self._later.stop()
        if self.tray is not None:
            self.tray.close()

    def _take_view(self, view: object) -> None:
        if isinstance(view, DeskView | StatusView):
            self._last[type(view)] = view
            if self.tray is not None:
                self.tray.take_view(view)

    def _look(self) -> None:
        self._looks -= 1
        if self._is_there():
            self._later.stop()
            self.tray = self._make()
            for view in self._last.values():
                self.tray.take_view(view)
            self.tray.show()
        elif self._looks <= 0:
            self._later.stop()


def make_tray(
    core: CoreLike,
    window: MainWindow,
    around: Around,
    theme: Theme,
    live: LiveSettings,
    parent: QObject,
) -> TrayDoor:
    """Make notifications and the sign, connect them, and show it where there is a tray.

    Args:
        live: says whether the program stays when its window is closed.
    """
    notifications = Notifications(core, window.quiet, parent)
    notifications.open_wanted.connect(window.bring_up)

    def make() -> Tray:
        tray = Tray(
            QSystemTrayIcon(parent),
            theme=theme,
            quiet=window.quiet,
            live=live,
            parent=parent,
        )
        connect_tray(tray, window, around)
        return tray

    door = TrayDoor(core, make, parent)
    notifications.not_shown.connect(door.tell)
    return door


def connect_tray(tray: Tray, window: MainWindow, around: Around) -> None:
    """Let the sign steer the window."""

    def dial() -> None:
        window.bring_up()
        around.dial()

    def end() -> None:
        if not window.guard.end(window.leave):
            window.bring_up()  # the question stands there

    tray.open_wanted.connect(window.bring_up)
    tray.dial_wanted.connect(dial)
    tray.mute_wanted.connect(window.toasts.mute)
    tray.quit_wanted.connect(end)
    window.stays = lambda: tray.stays
