"""How lines of a list are painted: plain text cut to its room, grounds, chips and skeletons.

Text from calls and contacts may be long, contain line breaks or signs nobody sees, or run from
right to left; here it becomes one line that cannot disturb its neighbours, for labels, too.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from cti_desktop.desktop.direction import in_order, placed
from cti_desktop.desktop.theme import Theme

LONGEST = 300
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_INSET = 8
_CORNER = 6
_BAR = 3
_FIRST_STRONG, _END = "\u2068", "\u2069"
_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u200b\u2060\ufeff"
_STRAY = dict.fromkeys(map(ord, _CONTROLS + _UNSEEN))


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return text as one line of at most so many characters without direction controls."""
    cut = text[: LONGEST * 2].translate(_STRAY)
    line = " ".join(cut.split())
    return line if len(line) < longest else f"{line[:longest]}…"


def joined(*parts: str) -> str:
    """Join what is there by middle dots; no part can turn the others around."""
    return " · ".join(f"{_FIRST_STRONG}{one_line(part)}{_END}" for part in parts if part)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text in its place; text from outside comes through `one_line` or `joined`."""

    text: str
    area: QRect
    font: QFont
    tone: str = "text"
    align: Qt.AlignmentFlag = _LEFT

    def shown(self) -> str:
        """Return what fits."""
        mode = Qt.TextElideMode.ElideRight
        return QFontMetrics(self.font).elidedText(self.text, mode, self.area.width())

    @property
    def cut(self) -> bool:
        """Whether not all of it is shown."""
        return self.shown() != self.text

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw it."""
        if not self.text or self.area.width() <= 0:
            return
        painter.setFont(self.font)
        painter.setPen(theme.colour(self.tone))
        painter.drawText(placed(painter, self.area), int(self.align), in_order(self.shown()))


def whole_row(option: QStyleOptionViewItem) -> QRect:
    """Return the row over the view's full width, so that columns end where the page's fields do."""
    view: QWidget | None = option.widget
    area: QRect = option.rect
    return QRect(area.topLeft(), QSize(view.width() if view else area.width(), area.height()))


def paint_ground(painter: QPainter, theme: Theme, option: QStyleOptionViewItem) -> None:
    """Draw what lies behind a row: chosen, under the pointer, with the keyboard's ring."""
    state = option.state
    whole = whole_row(option).adjusted(_INSET, 1, -_INSET, -1)
    area = QRectF(placed(painter, whole.intersected(option.rect.adjusted(0, 0, -1, 0))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if state & QStyle.StateFlag.State_Selected:
        painter.setBrush(theme.colour("selected"))
        painter.drawRoundedRect(area, _CORNER, _CORNER)
        if not state & QStyle.StateFlag.State_HasFocus:  # the ring says it
            painter.setBrush(theme.colour("accent"))
            bar = QRect(whole.left(), whole.top() + _CORNER, _BAR, whole.height() - 2 * _CORNER)
            painter.drawRect(placed(painter, bar))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(area, _CORNER, _CORNER)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), _CORNER, _CORNER)


def paint_chip(painter: QPainter, theme: Theme, area: QRect, text: str) -> None:
    """Draw a word on a round ground, as wide as it needs, at the left of its room."""
    font = theme.font("caption")
    pad = theme.px(8)
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, area.width() - 2 * pad)
    width = metrics.horizontalAdvance(shown) + 2 * pad
    chip = QRect(area.left(), area.top(), min(width, area.width()), area.height())
    chip = placed(painter, chip)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("muted_soft"))
    painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
    painter.setFont(font)
    painter.setPen(theme.colour("muted"))
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), in_order(shown))


def paint_icon(painter: QPainter, theme: Theme, name: str, tone: str, at: QPoint) -> None:
    """Draw a small icon with its top left corner at a place."""
    ratio = painter.device().devicePixelRatioF()
    place = placed(painter, QRect(at, QSize(theme.px(16), theme.px(16))))
    painter.drawPixmap(place.topLeft(), theme.pixmap(name, tone, 16, ratio))


def paint_skeleton(painter: QPainter, theme: Theme, area: QRect, place: int) -> None:
    """Draw a row whose content is still on its way."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("pressed"))
    left, middle, edge = area.left() + theme.px(16), area.center().y(), theme.px(16)
    painter.drawEllipse(placed(painter, QRect(left, middle - edge // 2, edge, edge)))
    name = theme.px(96 + 40 * (place * 7 % 4))
    bar, text = theme.px(8), left + theme.px(28)
    room = max(0, area.right() - text - theme.px(120))
    for width, top in ((name, middle - theme.px(11)), (name * 2 // 3, middle + theme.px(4))):
        line = placed(painter, QRect(text, top, min(width, room), bar))
        painter.drawRoundedRect(line, bar / 2, bar / 2)
    end = QRect(area.right() - theme.px(80), middle - bar // 2, theme.px(64), bar)
    painter.drawRoundedRect(placed(painter, end), bar / 2, bar / 2)


def paint_avatar(
    painter: QPainter, theme: Theme, circle: QRect, letters: str, icon: str, tone: str = "muted"
) -> None:
    """Draw somebody's letters in a circle; where there are none, the icon in its middle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent_soft" if letters else f"{tone}_soft"))
    painter.drawEllipse(placed(painter, circle))
    if letters:
        centre = Qt.AlignmentFlag.AlignCenter
        font = theme.font("caption", strong=True)
        TextLine(letters, circle, font, "accent", centre).paint(painter, theme)
    else:
        half = theme.px(8) - 1
        paint_icon(painter, theme, icon, tone, circle.center() - QPoint(half, half))
