"""Buttons of every kind; the style sheet draws their ground, they draw icon and words themselves.

They take focus by keyboard only, so that a click never takes it from the note somebody is typing.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from cti_desktop.desktop.direction import in_order, placed
from cti_desktop.desktop.theme import Theme

_GAP = 6
_WIDEST_CHIP, _ANY = 320, 10_000
_PADDING = {"primary": 16, "link": 4, "status": 8, "quiet": 10, "icon": 0}
_TONES = {
    "primary": "on_accent",
    "link": "accent",
    "danger": "bad",
    "status": "muted",
    "icon": "muted",
}


def set_look(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property the style sheet asks for, and dress the widget again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


class Button(QPushButton):
    """A button.

    Args:
        kind: primary, quiet, link, danger, status, icon, chip; empty is the plain one.
        icon: stands before the words, or behind them when `trailing`; in `tone`.
        tip: a tool tip; the shortcut belongs into it.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: str = "",
        *,
        icon: str = "",
        tone: str = "",
        tip: str = "",
        trailing: bool = False,
    ) -> None:
        super().__init__(text)
        self._theme, self._icon, self._tone, self._trailing = theme, icon, tone, trailing
        self._strong, self._figures = kind == "primary", False
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip)
        self._dress()
        theme.changed.connect(self._dress)

    @property
    def kind(self) -> str:
        """Which kind of button it is."""
        return str(self.property("kind") or "")

    def set_icon(self, icon: str, tone: str = "") -> None:
        """Show another icon."""
        if (icon, tone) != (self._icon, self._tone):
            self._icon, self._tone = icon, tone or self._tone
            self.updateGeometry()
            self.update()

    def set_type(self, *, strong: bool = False, figures: bool = False) -> None:
        """Take the heavier weight, or digits of equal width for a time that ticks."""
        if (strong, figures) != (self._strong, self._figures):
            self._strong, self._figures = strong, figures
            self._dress()

    def sizeHint(self) -> QSize:
        """Ask for room for icon and words."""
        padding = self._theme.px(_PADDING.get(self.kind, 12)) * 2
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        icon = self._theme.px(16) if self._icon else 0
        gap = self._theme.px(_GAP) if self._icon and self.text() else 0
        height = self._theme.px(28 if self.kind in ("chip", "link", "icon", "status") else 32)
        width = height if self.kind == "icon" else padding + words + icon + gap + 2
        return QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        """Ask for the same: words on buttons are not cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground as the style sheet says, then icon and words."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        if self.kind == "primary" and self.hasFocus():
            self._draw_ring(painter)
        painter.setFont(self.font())
        painter.setPen(QPen(self._theme.colour(self._colour())))
        gap = self._theme.px(_GAP) if self._icon and self.text() else 0
        icon = self._theme.px(16) if self._icon else 0
        room = self.rect().adjusted(2, 0, -2, 0)
        shown = self.shown_in(room.width() - gap - icon)
        words = QFontMetrics(self.font()).horizontalAdvance(shown)
        wide = min(words + gap + icon, room.width())
        left = room.left() + (room.width() - wide) // 2
        text_at = left if self._trailing else left + icon + gap
        icon_at = left + wide - icon if self._trailing else left
        if self._icon:
            square = QRect(icon_at, (self.height() - icon) // 2, icon, icon)
            self._draw_icon(painter, placed(painter, square))
        area = placed(painter, QRect(text_at, 0, wide - icon - gap + 1, self.height()))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(flags), in_order(shown))

    def _draw_ring(self, painter: QPainter) -> None:
        """Draw the ring inside: the edge has the ground's colour, and text's may be near to it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("on_accent"), 2))
        painter.drawRoundedRect(self.rect().adjusted(4, 4, -4, -4), 3, 3)
        painter.restore()

    def shown_in(self, _room: int) -> str:
        """Return the words that are drawn where there is so much room for them."""
        return self.text()

    def _draw_icon(self, painter: QPainter, area: QRect) -> None:
        tone = self._tone if self._tone and self.isEnabled() else self._colour()
        if self.isChecked() and self.kind in ("chip", "quiet") and self._tone in ("", "muted"):
            tone = "accent"
        pixmap = self._theme.pixmap(self._icon, tone, 16, self.devicePixelRatioF())
        painter.drawPixmap(area.topLeft(), pixmap)

    def _colour(self) -> str:
        if not self.isEnabled():
            return "muted"
        if self.isChecked() and self.kind in ("chip", "quiet"):
            return "accent"
        if self.kind == "status" and self.underMouse():
            return "text"
        return _TONES.get(self.kind, "text")

    def _dress(self) -> None:
        self.setFont(self._theme.font(strong=self._strong, figures=self._figures))
        self.updateGeometry()


class IconButton(Button):
    """A square button that shows an icon; its name is spoken and shown as a tool tip."""

    def __init__(self, theme: Theme, icon: str, name: str, *, tone: str = "muted") -> None:
        super().__init__(theme, "", "icon", icon=icon, tone=tone, tip=name)
        self.setAccessibleName(name)


class Chip(Button):
    """A round choice that can be on or off; long words are cut, what ends them never is."""

    def __init__(self, theme: Theme, text: str, *, icon: str = "", tone: str = "muted") -> None:
        super().__init__(theme, text, "chip", icon=icon, tone=tone)
        self._words, self._end = text, ""
        self.setCheckable(True)

    def setText(self, text: str) -> None:
        """Show other words."""
        self.show_words(text)

    def show_words(self, words: str, end: str = "") -> None:
        """Show words, and behind them an end that is never cut, such as a time that runs."""
        self._words, self._end = words, f"  {end}" if end else ""
        super().setText(self._words + self._end)

    def sizeHint(self) -> QSize:
        """Ask for room for the words, but not for more than a chip should have."""
        return super().sizeHint().boundedTo(QSize(self._theme.px(_WIDEST_CHIP), _ANY))

    def minimumSizeHint(self) -> QSize:
        """Ask for what is never cut and a few letters."""
        metrics = QFontMetrics(self.font())
        whole, least = metrics.horizontalAdvance(self._words), metrics.averageCharWidth() * 6
        hint = self.sizeHint()
        return QSize(hint.width() - max(0, min(whole, hint.width()) - least), hint.height())

    def shown_in(self, room: int) -> str:
        """Return the words as far as there is room, and their end."""
        metrics = QFontMetrics(self.font())
        left = room - metrics.horizontalAdvance(self._end)
        return metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, left) + self._end
