"""A strip above the status bar with a sentence for the person, and an action when there is one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal

from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Button,
    IconButton,
    IconLabel,
    Label,
    Line,
    Plane,
    is_focus_inside,
    row,
)

if TYPE_CHECKING:
    from cti_desktop.agent.views import Notice

_STAYS_MS = 8000
_MOST_STANDING = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NoticeLine:
    """What the bar says; `passing` goes by itself, all else stands until it is closed."""

    text: str
    icon: str
    tone: str
    passing: bool
    error_id: str | None = None
    action: str = ""
    act: Callable[[], None] | None = None


class NoticeBar(Plane):
    """Shows one notice at a time. What stands comes back when what passed over it is gone.

    What passes stays while the keyboard or the pointer is on it.

    Signals:
        left: it closed while it had the keyboard.
    """

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._shown: NoticeLine | None = None
        self._standing: list[NoticeLine] = []
        self._icon = IconLabel(theme, "info", "accent")
        self.text = Label(theme, "", wrap=True)
        self._id = Label(theme, "", "caption", tone="muted")
        self._action = Button(theme, "", "link")
        self._action.setObjectName("notice-action")
        self._close = IconButton(theme, "x", self.tr("Close"))
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.setInterval(_STAYS_MS)
        self._leave.timeout.connect(self._pass)
        self._action.clicked.connect(self._do)
        self._close.clicked.connect(self.drop)
        self._id.setToolTip(self.tr("This number also stands in the log"))
        space = theme.space
        self.box.addWidget(Line())
        inner = row(self._icon, spacing=space(8))
        inner.addWidget(self.text, 1)
        for part in (self._id, self._action, self._close):
            inner.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        inner.setContentsMargins(space(24), space(4), space(12), space(4))
        self.box.addLayout(inner)
        self.hide()

    def show_notice(self, notice: "Notice") -> NoticeLine:
        """Say something that happened; a bad notice stands, and can be withdrawn."""
        icon, tone = ("error", "bad") if notice.bad else ("info", "accent")
        line = NoticeLine(
            text=notice.text,
            icon=icon,
            tone=tone,
            passing=not notice.bad,
            error_id=notice.error_id,
        )
        self._say(line)
        return line

    def offer(
        self,
        text: str,
        action: str,
        act: Callable[[], None],
        *,
        icon: str = "phone-ring",
        passing: bool = False,
    ) -> NoticeLine:
        """Say something and offer to do something about it; the line can be withdrawn."""
        line = NoticeLine(
            text=text, icon=icon, tone="accent", passing=passing, action=action, act=act
        )
        self._say(line)
        return line

    def withdraw(self, line: NoticeLine) -> None:
        """Take back what is no longer so, wherever it stands."""
        self._standing = [one for one in self._standing if one is not line]
        if self._shown is line:
            self.drop()

    def drop(self) -> None:
        """Let go of what is shown; what stood behind it is there again."""
        self._standing = [one for one in self._standing if one is not self._shown]
        self._shown = None
        if self._standing:
            self._draw(self._standing[-1])
        else:
            inside = is_focus_inside(self)
            self._leave.stop()
            self.hide()
            if inside:
                self.left.emit()

    def take_focus(self) -> None:
        """Take the keyboard: on what can be done, else on Close."""
        to = self._close if self._action.isHidden() else self._action
        to.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _pass(self) -> None:
        """Let go of what passes, unless somebody is about to press its button."""
        if is_focus_inside(self) or self.underMouse():
            self._leave.start()
        else:
            self.drop()

    def _say(self, line: NoticeLine) -> None:
        if not line.passing:  # the same said again stands once
            others = [one for one in self._standing if one.text != line.text]
            self._standing = [*others, line][-_MOST_STANDING:]
        self._draw(line)
        announce(self, line.text)

    def _draw(self, line: NoticeLine) -> None:
        self._shown = line
        self._icon.show_icon(line.icon, line.tone)
        self.text.setText(line.text)
        self._id.setText(line.error_id or "")
        self._id.setVisible(line.error_id is not None)
        if line.act is None and self._action.hasFocus():
            self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        self._action.setText(line.action)
        self._action.setVisible(line.act is not None)
        self.show()
        if line.passing:
            self._leave.start()
        else:
            self._leave.stop()

    def _do(self) -> None:
        act = self._shown.act if self._shown is not None else None
        self.drop()
        if act is not None:
            act()
