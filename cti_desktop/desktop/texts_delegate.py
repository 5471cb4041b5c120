"""Paints the rows of the conversations: name and time over the last text, and what is new."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from cti_desktop.agent.text_views import ConversationLine
from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.direction import placed
from cti_desktop.desktop.row_delegate import RowDelegate
from cti_desktop.desktop.row_paint import (
    TextLine,
    one_line,
    paint_avatar,
    paint_icon,
)
from cti_desktop.desktop.searched_model import ROW_ROLE
from cti_desktop.desktop.text_words import failed, preview
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words

_ROW, _MARGIN, _GAP = 56, 24, 12
_AVATAR, _ICON = 32, 20
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ConversationsDelegate(RowDelegate[ConversationLine]):
    """The painter of the conversations."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, words, role=ROW_ROLE, kind=ConversationLine, height=_ROW)

    def _paint_row(self, painter: QPainter, area: QRect, one: ConversationLine) -> None:
        margin, edge, px = self._theme.space(_MARGIN), self._theme.px(_AVATAR), self._theme.px
        area = area.adjusted(margin, 0, -margin, 0)
        middle = area.center().y()
        circle = QRect(area.left(), middle - edge // 2 + 1, edge, edge)
        letters = self._words.initials(one_line(one.name))[:2]
        paint_avatar(painter, self._theme, circle, letters, "message")
        inner = area.adjusted(edge + self._theme.space(_GAP), 0, 0, 0)
        self._paint_name(painter, QRect(inner.left(), middle - px(20), inner.width(), px(20)), one)
        self._paint_text(painter, QRect(inner.left(), middle + px(1), inner.width(), px(18)), one)

    def _paint_name(self, painter: QPainter, area: QRect, line: ConversationLine) -> None:
        small = self._theme.font("caption", figures=True)
        when = self._words.ago(line.last_at)
        width = QFontMetrics(small).horizontalAdvance(when) + self._theme.px(2)
        time = QRect(area.right() + 1 - width, area.top(), width, area.height())
        tone = "accent" if line.unread else "muted"
        TextLine(when, time, small, tone, _RIGHT).paint(painter, self._theme)
        name = area.adjusted(0, 0, -width - self._theme.space(8), 0)
        font = self._theme.font(strong=line.unread > 0)
        TextLine(one_line(line.name), name, font).paint(painter, self._theme)

    def _paint_text(self, painter: QPainter, area: QRect, line: ConversationLine) -> None:
        room = area.adjusted(0, 0, -self._paint_mark(painter, area, line), 0)
        icon = self._sign(line)
        if icon is not None:
            top = QPoint(room.left(), room.center().y() - self._theme.px(8) + 1)
            paint_icon(painter, self._theme, icon[0], icon[1], top)
            room = room.adjusted(self._theme.px(_ICON), 0, 0, 0)
        tone = "text" if line.unread else "muted"
        TextLine(preview(line), room, self._theme.font(), tone).paint(painter, self._theme)

    def _paint_mark(self, painter: QPainter, area: QRect, line: ConversationLine) -> int:
        """Draw how many are new; returns the room it took."""
        if not line.unread:
            return 0
        text = counted(line.unread)
        font = self._theme.font("caption", strong=True)
        height = self._theme.px(18)
        width = max(height, QFontMetrics(font).horizontalAdvance(text) + self._theme.px(10))
        mark = QRect(area.right() + 1 - width, area.center().y() - height // 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(placed(painter, mark), height / 2, height / 2)
        centre = Qt.AlignmentFlag.AlignCenter
        TextLine(text, mark, font, "on_accent", centre).paint(painter, self._theme)
        return width + self._theme.space(8)

    def _sign(self, line: ConversationLine) -> tuple[str, str] | None:
        if failed(line.last_status):
            return "error", "bad"
        return ("bell-off", "warn") if line.opted_out else None
