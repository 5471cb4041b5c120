"""Paints the texts of a conversation as bubbles, and feels clicks on their attachments."""

from collections import OrderedDict

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cti_desktop.desktop.bubble import Bubble, lay_out
from cti_desktop.desktop.row_paint import TextLine, joined, one_line, paint_icon, whole_row
from cti_desktop.desktop.text_words import attachment_words, failed, status_words
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.thread_model import TEXT_ROLE, TextRow
from cti_desktop.desktop.words import Words

_CORNER = 12
_KEPT = 400
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ThreadDelegate(QStyledItemDelegate):
    """The painter of a thread.

    Signals:
        attachment_wanted(str): its address, after a click.
    """

    attachment_wanted = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self._laid: OrderedDict[tuple[TextRow, int], Bubble] = OrderedDict()
        theme.changed.connect(self._laid.clear)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Ask for the height of a text."""
        row, width = index.data(TEXT_ROLE), whole_row(option).width()
        return QSize(width, self._bubble(row, width).height if isinstance(row, TextRow) else 0)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a text."""
        row = index.data(TEXT_ROLE)
        if not isinstance(row, TextRow):
            return
        whole = whole_row(option)
        bubble = self._bubble(row, whole.width())
        painter.save()
        # Who wrote stands at the same side in every language, as in the phone.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.translate(whole.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if bubble.heading is not None:
            font, centre = self._theme.font("caption", strong=True), Qt.AlignmentFlag.AlignCenter
            TextLine(row.heading, bubble.heading, font, "muted", centre).paint(painter, self._theme)
        self._paint_bubble(painter, row, bubble, option.state)
        self._paint_caption(painter, row, bubble)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Notice a click on an attachment."""
        if event.type() is QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            url = self.attachment_at(option, index, event.position().toPoint())
            if url is not None and event.button() is Qt.MouseButton.LeftButton:
                self.attachment_wanted.emit(url)
                return True
        return super().editorEvent(event, model, option, index)

    def attachment_at(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        at: QPoint,
    ) -> str | None:
        """Return the address of the attachment at a place of the view."""
        row = index.data(TEXT_ROLE)
        if not isinstance(row, TextRow):
            return None
        whole = whole_row(option)
        bubble = self._bubble(row, whole.width())
        inside = at - whole.topLeft()
        pairs = zip(bubble.files, row.text.attachments, strict=True)
        return next((url for area, url in pairs if area.contains(inside)), None)

    def _bubble(self, row: TextRow, width: int) -> Bubble:
        known = self._laid.get((row, width))
        if known is None:
            known = self._laid[row, width] = lay_out(row, width, self._theme)
            if len(self._laid) > _KEPT:
                self._laid.popitem(last=False)
        return known

    def _paint_bubble(
        self, painter: QPainter, row: TextRow, bubble: Bubble, state: QStyle.StateFlag
    ) -> None:
        bad = failed(row.text.status)
        ground = "bad_soft" if bad else "accent_soft" if row.ours else "muted_soft"
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(bubble.area, _CORNER, _CORNER)
        if bubble.words is not None:
            painter.setPen(self._theme.colour("text"))
            bubble.words.draw(painter, QPointF(bubble.at))
        for place, area in enumerate(bubble.files):
            text = attachment_words(place, len(bubble.files))
            half = self._theme.px(8)
            top = QPoint(area.left(), area.center().y() - half + 1)
            paint_icon(painter, self._theme, "open", "accent", top)
            words = area.adjusted(self._theme.px(20), 0, 0, 0)
            font = self._theme.font(strong=True)
            TextLine(text, words, font, "accent").paint(painter, self._theme)

    def _paint_caption(self, painter: QPainter, row: TextRow, bubble: Bubble) -> None:
        text, bad = row.text, failed(row.text.status)
        who = one_line(text.name) if row.named and not row.ours else ""
        parts = [who, self._words.clock(text.at)]
        if row.ours:
            parts.append(status_words(text.status))
        if bad and text.failure:
            parts.append(text.failure)
        font = self._theme.font("caption", figures=True)
        line = TextLine(
            joined(*parts),
            QRect(bubble.caption),
            font,
            "bad" if bad else "muted",
            _RIGHT if row.ours else _LEFT,
        )
        line.paint(painter, self._theme)
