"""Puts together with the window what shows outside it: notifications and the tray's sign."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from cti_desktop.desktop.around import Around
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.notifications import Notifications
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.tray import Tray
from cti_desktop.desktop.window import MainWindow
from cti_desktop.desktop.words import Words


def make_tray(
    core: CoreLike,
    window: MainWindow,
    around: Around,
    theme: Theme,
    words: Words,
    live: LiveSettings,
    parent: QObject,
) -> Tray | None:
    """Make notifications and the sign, connect and show it; None where there is no tray.

    Args:
        live: says whether the program stays when its window is closed.
    """
    notifications = Notifications(core, words, window.quiet, parent)
    notifications.open_wanted.connect(window.bring_up)
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    tray = Tray(
        QSystemTrayIcon(parent),
        theme=theme,
        quiet=window.quiet,
        live=live,
        parent=parent,
    )
    connect_tray(tray, core, window, around)
    notifications.not_shown.connect(tray.tell)
    tray.show()
    return tray


def connect_tray(tray: Tray, core: CoreLike, window: MainWindow, around: Around) -> None:
    """Let the sign hear the desk and steer the window."""

    def dial() -> None:
        window.bring_up()
        around.dial()

    core.viewed.connect(tray.take_view)
    tray.open_wanted.connect(window.bring_up)
    tray.dial_wanted.connect(dial)
    tray.mute_wanted.connect(window.toasts.mute)
    tray.quit_wanted.connect(window.closing)
    window.stays = lambda: tray.stays
