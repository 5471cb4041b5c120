"""The small parts every page is put together from; they take look and size from the theme.

Text from calls and contacts is always shown as plain text. Buttons: `buttons.py`.
"""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cti_desktop.desktop.buttons import Button, Chip, IconButton, set_look
from cti_desktop.desktop.direction import in_order, line_start, placed
from cti_desktop.desktop.theme import Theme

if TYPE_CHECKING:
    from cti_desktop.desktop.words import Words

_PILL_GAP, _NARROW = 6, 480
__all__ = [
    "Avatar",
    "Button",
    "Chip",
    "ElidedLabel",
    "IconButton",
    "IconLabel",
    "Label",
    "Line",
    "Pill",
    "Plane",
    "Scroll",
    "clear",
    "is_focus_inside",
    "is_narrow",
    "page_edge",
    "plain_tip",
    "row",
    "set_look",
    "stack",
]


class Label(QLabel):
    """Plain text in a role of the type scale and a tone.

    Args:
        role: caption, body, section or name.
        tone: a colour token.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: str = "body",
        *,
        tone: str = "text",
        strong: bool = False,
        figures: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__(in_order(text))
        self._theme = theme
        self._role, self._strong, self._figures = role, strong, figures
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setAlignment(line_start() | Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("tone", tone)
        self._dress()
        theme.changed.connect(self._dress)

    def setText(self, text: str) -> None:
        """Show another text, in its own direction."""
        super().setText(in_order(text))

    def set_tone(self, tone: str) -> None:
        """Take another colour token."""
        set_look(self, "tone", tone)

    def set_strong(self, strong: bool) -> None:
        """Take the heavier or the plain weight."""
        self._strong = strong
        self._dress()

    def _dress(self) -> None:
        self.setFont(self._theme.font(self._role, strong=self._strong, figures=self._figures))


class ElidedLabel(Label):
    """A line that ends in an ellipsis where room ends; the whole text is its tool tip."""

    def sizeHint(self) -> QSize:
        """Ask for room for the whole line, by the measure it is cut by."""
        hint, metrics = super().sizeHint(), self.fontMetrics()
        return hint.expandedTo(QSize(metrics.horizontalAdvance(self.text()), hint.height()))

    def minimumSizeHint(self) -> QSize:
        """Ask for a few letters only."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        """Show another text, and offer the whole of it when it is cut."""
        super().setText(text)
        self._tip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tool tip when it is cut."""
        super().resizeEvent(event)
        self._tip()

    def _tip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(plain_tip(self.text()) if cut else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setPen(self._theme.colour(str(self.property("tone"))))
        area = self.contentsRect()
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, int(self.alignment()), shown)


class IconLabel(QLabel):
    """An icon that stands for itself or beside words."""

    def __init__(self, theme: Theme, name: str, tone: str = "muted", size: int = 16) -> None:
        super().__init__()
        self._theme, self._name, self._tone, self._size = theme, name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()
        theme.changed.connect(self._dress)

    def show_icon(self, name: str, tone: str) -> None:
        """Show another icon or the same in another tone."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self._dress()

    def _dress(self) -> None:
        ratio = self.devicePixelRatioF()
        self.setPixmap(self._theme.pixmap(self._name, self._tone, self._size, ratio))


class Line(QFrame):
    """A hairline across, or down when `vertical`."""

    def __init__(self, *, vertical: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "line")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Avatar(QWidget):
    """A round sign of somebody: their initials, or a person's outline while unknown."""

    def __init__(self, theme: Theme, words: "Words", size: int = 44, *, ground: str = "") -> None:
        super().__init__()
        self._theme, self._words, self._size, self._ground = theme, words, size, ground
        self._name, self._known = "", True
        self._dress()
        theme.changed.connect(self._dress)

    def show_name(self, name: str, *, known: bool = True) -> None:
        """Stand for this name."""
        self._name, self._known = name, known
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle and what is in it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        letters = self._words.initials(self._name) if self._known else ""
        tone = "accent" if letters else "muted"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._ground or f"{tone}_soft"))
        painter.drawEllipse(self.rect())
        if letters:
            painter.setPen(self._theme.colour(tone))
            font = self._theme.font(strong=True)
            font.setPixelSize(round(self.width() * 0.36))
            painter.setFont(font)
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), letters)
        else:
            self._draw_outline(painter)

    def _draw_outline(self, painter: QPainter) -> None:
        size = 20 if self._size > 32 else 16  # noqa: PLR2004 - the two sizes of the icon family
        edge = self._theme.px(size)
        at = (self.width() - edge) // 2
        pixmap = self._theme.pixmap("user", "muted", size, self.devicePixelRatioF())
        painter.drawPixmap(at, at, pixmap)

    def _dress(self) -> None:
        edge = self._theme.px(self._size)
        self.setFixedSize(edge, edge)


class Pill(QWidget):
    """A state in a word with its colour and icon, and a time that may tick beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon, self._tone, self._text, self._time = "dot", "muted", "", ""
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_compact(self, compact: bool) -> None:
        """Leave the word out where room is short and a time stands beside the icon."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        """What it says, such as `Connected 02:41`."""
        return f"{self._text} {self._time}".strip()

    def show_state(self, icon: str, tone: str, text: str, time: str = "") -> None:
        """Say a state; only what differs is drawn again."""
        before = (self._icon, self._tone, self._text, self._time)
        if before == (icon, tone, text, time):
            return
        self._icon, self._tone, self._text, self._time = icon, tone, text, time
        self.setAccessibleName(self.text)
        self.setToolTip(text)
        if (before[2], len(before[3])) != (text, len(time)):
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for icon, time and word."""
        words = QFontMetrics(self._theme.font(strong=True))
        figures = QFontMetrics(self._theme.font(strong=True, figures=True))
        gap = self._theme.px(_PILL_GAP)
        width = self._theme.px(16 + 20)
        if self._word():
            width += gap + words.horizontalAdvance(self._word())
        if self._time:
            width += gap + figures.horizontalAdvance(re.sub(r"\d", "0", self._time))
        return QSize(width, self._theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{self._tone}_soft"))
        radius = self.height() / 2
        painter.drawRoundedRect(self.rect(), radius, radius)
        edge, at = self._theme.px(16), self._theme.px(10)
        pixmap = self._theme.pixmap(self._icon, self._tone, 16, self.devicePixelRatioF())
        icon = placed(painter, QRect(at, (self.height() - edge) // 2, edge, edge))
        painter.drawPixmap(icon.topLeft(), pixmap)
        painter.setPen(QPen(self._theme.colour(self._tone)))
        area = self.rect().adjusted(at + edge + self._theme.px(_PILL_GAP), 0, -at, 0)
        area = placed(painter, area)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(self._theme.font(strong=True))
        painter.drawText(area, left, self._word())
        painter.setFont(self._theme.font(strong=True, figures=True))
        painter.drawText(area, right, self._time)

    def _word(self) -> str:
        return "" if self._compact and self._time else self._text


class Plane(QFrame):
    """A surface with a vertical layout; `part` as the style sheet knows it."""

    def __init__(self, part: str = "plane") -> None:
        super().__init__()
        self.setProperty("part", part)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)


class Scroll(QScrollArea):
    """Scrolls its content down only; the content keeps the width that is there."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)


def row(*parts: QWidget | None, spacing: int = 8) -> QHBoxLayout:
    """Lay parts out side by side; None takes what room is left."""
    box = QHBoxLayout()
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for part in parts:
        if part is None:
            box.addStretch(1)
        else:
            box.addWidget(part)
    return box


def clear(box: QLayout) -> None:
    """Take out and delete every widget of a layout; they are gone from the eye at once."""
    while (item := box.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()


def stack(
    owner: QWidget,
    head: QWidget | QLayout,
    content: QWidget,
    foot: QLayout | None = None,
) -> None:
    """Fill a widget: a head that stays, content that scrolls, and a foot, with lines between."""
    box = QVBoxLayout(owner)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    if isinstance(head, QWidget):
        box.addWidget(head)
    else:
        box.addLayout(head)
    box.addWidget(Line())
    box.addWidget(Scroll(content), 1)
    if foot is not None:
        box.addWidget(Line())
        box.addLayout(foot)


def plain_tip(text: str) -> str:
    """Return text as a tool tip that shows it as it is, also when it looks like markup."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{escaped}</qt>" if escaped != text else text


def is_narrow(theme: Theme, width: int) -> bool:
    """Whether a page of this width makes do with less."""
    return width < theme.px(_NARROW)


def page_edge(theme: Theme, width: int) -> int:
    """Return how far a page of this width keeps its content from its edges."""
    return theme.space(16 if is_narrow(theme, width) else 24)


def is_focus_inside(widget: QWidget) -> bool:
    """Whether the keyboard is in this widget or one of its children."""
    focus = widget.window().focusWidget()
    return focus is widget or widget.isAncestorOf(focus)
