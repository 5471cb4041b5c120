"""Paints the rows of the conversations: name and time over the last text, and what is new."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from cti_desktop.agent.text_views import ConversationLine
from cti_desktop.desktop.direction import placed
from cti_desktop.desktop.row_paint import (
    TextLine,
    one_line,
    paint_ground,
    paint_icon,
    whole_row,
)
from cti_desktop.desktop.text_words import failed, preview
from cti_desktop.desktop.texts_model import CONVERSATION_ROLE
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words

_ROW, _MARGIN, _GAP = 56, 24, 12
_AVATAR, _ICON, _MANY = 32, 20, 99
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ConversationsDelegate(QStyledItemDelegate):
    """The painter of the conversations."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words = theme, words

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Ask for the height of a row."""
        return QSize(whole_row(option).width(), self._theme.px(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row."""
        line = index.data(CONVERSATION_ROLE)
        if not isinstance(line, ConversationLine):
            return
        painter.save()
        paint_ground(painter, self._theme, option)
        area = whole_row(option)
        edge = self._theme.space(_MARGIN)
        area = area.adjusted(edge, 0, -edge, 0)
        self._paint_avatar(painter, area, line)
        inner = area.adjusted(self._theme.px(_AVATAR) + self._theme.space(_GAP), 0, 0, 0)
        middle, px = area.center().y(), self._theme.px
        self._paint_name(painter, QRect(inner.left(), middle - px(20), inner.width(), px(20)), line)
        self._paint_text(painter, QRect(inner.left(), middle + px(1), inner.width(), px(18)), line)
        painter.restore()

    def _paint_avatar(self, painter: QPainter, area: QRect, line: ConversationLine) -> None:
        edge = self._theme.px(_AVATAR)
        circle = QRect(area.left(), area.center().y() - edge // 2 + 1, edge, edge)
        letters = self._words.initials(one_line(line.name))[:2]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent_soft" if letters else "muted_soft"))
        painter.drawEllipse(placed(painter, circle))
        if letters:
            font = self._theme.font("caption", strong=True)
            centre = Qt.AlignmentFlag.AlignCenter
            TextLine(letters, circle, font, "accent", centre).paint(painter, self._theme)
        else:
            half = QPoint(self._theme.px(8) - 1, self._theme.px(8) - 1)
            paint_icon(painter, self._theme, "message", "muted", circle.center() - half)

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
        text = str(line.unread) if line.unread <= _MANY else f"{_MANY}+"
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
