"""The sign in the system's tray: how it stands in a colour, a menu, and messages.

Only where there is a tray; the composition root asks and makes none elsewhere.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from cti_desktop.agent.setting_table import CLOSE_TO_TRAY
from cti_desktop.agent.views import DeskView, SoftphoneState, StatusView
from cti_desktop.assets import asset
from cti_desktop.calls.call import State
from cti_desktop.calls.errors import CtiError
from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.quiet import Quiet
from cti_desktop.desktop.setting_row import trouble_words
from cti_desktop.desktop.theme import Theme

_SIZES = (16, 22, 24, 32, 48, 64)
_SHOWN_MS = 10_000
_WORKING = (SoftphoneState.READY, SoftphoneState.DIALLING)


class Sign(StrEnum):
    """What the sign says, the most urgent first."""

    RINGING = "ringing"
    TALKING = "talking"
    TROUBLE = "trouble"
    QUIET = "quiet"
    MISSED = "missed"
    READY = "ready"


_TONES = {
    Sign.RINGING: "accent",
    Sign.TALKING: "good",
    Sign.TROUBLE: "bad",
    Sign.QUIET: "muted",
    Sign.MISSED: "warn",
    Sign.READY: "",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What was heard of the desk last."""

    desk: DeskView = field(default_factory=DeskView)
    status: StatusView | None = None


class Tray(QObject):
    """Keeps the sign in step with the desk.

    Args:
        icon: the system's icon; not shown before `show`.
        live: keeps whether the program stays when its window is closed.

    Signals:
        open_wanted(str): show the window, on this page; empty leaves the page.
        dial_wanted: show the window and dial.
        mute_wanted: be quiet about the call that rings.
        quit_wanted: end the program.
    """

    open_wanted = Signal(str)
    dial_wanted = Signal()
    mute_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        icon: QSystemTrayIcon,
        *,
        theme: Theme,
        quiet: Quiet,
        live: LiveSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._theme = icon, theme
        self._quiet, self._live = quiet, live
        self._told = _Told()
        self._sign: tuple[Sign, str] | None = None
        self._page = ""
        self.menu = QMenu()
        self.open_action = self.menu.addAction(self.tr("Open CTI Desktop"))
        self.dial_action = self.menu.addAction(self.tr("Dial a number"))
        self.mute_action = self.menu.addAction(self.tr("Mute this call"))
        self.mute_action.setVisible(False)
        self.menu.addSeparator()
        self.quiet_action = self._switch(self.tr("Do not disturb"), quiet.on)
        self.stay_action = self._switch(self.tr("Keep running when the window is closed"), False)
        self._show_stay()
        self.menu.addSeparator()
        self.quit_action = self.menu.addAction(self.tr("Quit"))
        self._connect()
        self._draw()

    @property
    def stays(self) -> bool:
        """Whether the program goes on when its window is closed."""
        return self._icon.isVisible() and self._live.get(CLOSE_TO_TRAY)

    @property
    def sign(self) -> Sign:
        """What the sign says."""
        return self._now()

    def show(self) -> None:
        """Put the sign into the tray."""
        self._icon.show()

    def close(self) -> None:
        """Take the sign away."""
        self._icon.hide()
        self.menu.deleteLater()

    def take_view(self, view: object) -> None:
        """Take a snapshot of the desk."""
        if isinstance(view, DeskView):
            self._told = _Told(view, self._told.status)
        elif isinstance(view, StatusView):
            self._told = _Told(self._told.desk, view)
        else:
            return
        self._draw()

    # notifications

    def tell(self, title: str, text: str, page: str) -> None:
        """Show what happened, unless the person wants quiet; a click on it opens this page."""
        if self._quiet.on or not self._icon.isVisible():
            return
        self._page = page
        self._icon.showMessage(title, text, self._icon.icon(), _SHOWN_MS)

    def _notified_clicked(self) -> None:
        self.open_wanted.emit(self._page)

    # the sign

    def _now(self) -> Sign:
        desk, status = self._told.desk, self._told.status
        states = {card.state for card in desk.cards}
        if State.RINGING in states:
            return Sign.RINGING
        if any(state.live for state in states):
            return Sign.TALKING
        if status is not None and status.softphone not in (*_WORKING, SoftphoneState.STARTING):
            return Sign.TROUBLE
        if self._quiet.on:
            return Sign.QUIET
        return Sign.MISSED if desk.missed else Sign.READY

    def _sentence(self, sign: Sign) -> str:
        status, missed = self._told.status, self._told.desk.missed_count
        one, many = self.tr("1 missed call"), self.tr("%1 missed calls")
        return {
            Sign.RINGING: self.tr("Ringing"),
            Sign.TALKING: self.tr("In a call"),
            Sign.TROUBLE: status.softphone_text if status else "",
            Sign.QUIET: self.tr("Do not disturb"),
            Sign.MISSED: one if missed == 1 else many.replace("%1", counted(missed)),
            Sign.READY: status.softphone_text if status else "",
        }[sign]

    def _draw(self) -> None:
        sign = self._now()
        self.mute_action.setVisible(sign is Sign.RINGING)
        said = self._sentence(sign)
        if (sign, said) == self._sign:
            return
        self._sign = (sign, said)
        self._icon.setToolTip(f"CTI Desktop\n{said}".strip())
        self._icon.setIcon(sign_icon(self._theme, sign))

    def _redraw(self) -> None:
        self._sign = None
        self._draw()

    # putting together

    def _switch(self, text: str, on: bool) -> QAction:
        action = self.menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        return action

    def _connect(self) -> None:
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self._notified_clicked)
        self.open_action.triggered.connect(lambda: self.open_wanted.emit(""))
        self.dial_action.triggered.connect(self.dial_wanted)
        self.mute_action.triggered.connect(self.mute_wanted)
        self.quit_action.triggered.connect(self.quit_wanted)
        self.quiet_action.toggled.connect(self._quiet.turn)
        self._quiet.changed.connect(self.quiet_action.setChecked)
        self._quiet.changed.connect(self._draw)
        self.stay_action.triggered.connect(self._keep_stay)
        self._live.changed.connect(self._show_stay)
        self._theme.changed.connect(self._redraw)

    def _keep_stay(self, stays: bool) -> None:
        try:
            self._live.set(CLOSE_TO_TRAY, stays)
        except CtiError as error:
            self.tell(trouble_words(error), "", "settings")

    def _show_stay(self) -> None:
        standing = self._live.standing(CLOSE_TO_TRAY)
        self.stay_action.setChecked(standing.value)
        self.stay_action.setEnabled(not standing.locked)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.open_wanted.emit("")


def sign_icon(theme: Theme, sign: Sign) -> QIcon:
    """Draw the program's icon with a dot in the state's colour at its corner."""
    icon = QIcon()
    drawing = QSvgRenderer(str(asset("icons", "app.svg")))
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawing.render(painter, QRectF(0, 0, size, size))
        if _TONES[sign]:
            edge = size * 0.5
            place = QRectF(size - edge, size - edge, edge, edge)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("surface"))
            painter.drawEllipse(place)
            painter.setBrush(theme.colour(_TONES[sign]))
            inner = edge * 0.12
            painter.drawEllipse(place.adjusted(inner, inner, -inner, -inner))
        painter.end()
        icon.addPixmap(pixmap)
    return icon
