"""A strip above the status bar with a sentence for the person, and an action when there is one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Button,
    IconButton,
    IconLabel,
    Label,
    Line,
    Plane,
    row,
)

if TYPE_CHECKING:
    from cti_desktop.agent.views import Notice

_STAYS_MS = 8000


class NoticeBar(Plane):
    """Shows one notice at a time; a bad one stays until it is closed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._icon = IconLabel(theme, "info", "accent")
        self.text = Label(theme, "", wrap=True)
        self._id = Label(theme, "", "caption", tone="muted")
        self._action = Button(theme, "", "link")
        self._action.setObjectName("notice-action")
        self._close = IconButton(theme, "x", self.tr("Close"))
        self._act: Callable[[], None] | None = None
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.setInterval(_STAYS_MS)
        self._leave.timeout.connect(self.hide)
        self._action.clicked.connect(self._do)
        self._close.clicked.connect(self.hide)
        space = theme.space
        self.box.addWidget(Line())
        inner = row(self._icon, spacing=space(8))
        inner.addWidget(self.text, 1)
        for part in (self._id, self._action, self._close):
            inner.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        inner.setContentsMargins(space(24), space(4), space(12), space(4))
        self.box.addLayout(inner)
        self.hide()

    def show_notice(self, notice: "Notice") -> None:
        """Say something that happened."""
        icon, tone = ("error", "bad") if notice.bad else ("info", "accent")
        self._say(notice.text, icon, tone)
        self._id.setText(notice.error_id or "")
        self._id.setToolTip(self.tr("This number also stands in the log"))
        self._id.setVisible(notice.error_id is not None)
        if not notice.bad:
            self._leave.start()

    def offer(
        self,
        text: str,
        action: str,
        act: Callable[[], None],
        *,
        icon: str = "phone-ring",
        passing: bool = False,
    ) -> None:
        """Say something and offer to do something about it; `passing` goes by itself."""
        self._say(text, icon, "accent")
        self._id.hide()
        self._act = act
        self._action.setText(action)
        self._action.show()
        if passing:
            self._leave.start()

    def _say(self, text: str, icon: str, tone: str) -> None:
        self._leave.stop()
        self._act = None
        self._action.hide()
        self._icon.show_icon(icon, tone)
        self.text.setText(text)
        self.show()
        announce(self, text)

    def _do(self) -> None:
        act = self._act
        self.hide()
        if act is not None:
            act()


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say something."""
    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
