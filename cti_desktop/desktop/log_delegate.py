"""Paints the rows of the call log: a day's heading, or a call with everything known of it.

Columns that there is no room for go first where they matter least: firm and queue, then the chip of
the outcome, which then stands in words below the name.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyleOptionViewItem,
    QToolTip,
)

from cti_desktop.agent.views import CallLine
from cti_desktop.desktop.call_icons import call_icon, call_tone
from cti_desktop.desktop.call_words import length_of, marks_of, start_of
from cti_desktop.desktop.log_model import LINE_ROLE
from cti_desktop.desktop.row_delegate import RowDelegate
from cti_desktop.desktop.row_paint import (
    LONGEST,
    TextLine,
    joined,
    one_line,
    paint_chip,
    paint_icon,
    whole_row,
)
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import plain_tip
from cti_desktop.desktop.words import Words

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BOTTOM_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
_ROW, _HEADING = 44, 36
_MARGIN = 24
_WIDE = 480
_TIME, _NARROW_TIME, _CHIP, _FIRM, _AGENT, _GAP = 120, 96, 104, 168, 112, 16
_LEAST_NAME = 132
_MARK = 20


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts of a row stand; an empty rectangle is left out."""

    icon: QRect
    name: QRect
    under: QRect
    firm: QRect
    via: QRect
    agent: QRect
    chip: QRect
    start: QRect
    length: QRect


class LogDelegate(RowDelegate[CallLine]):
    """The painter of the call log.

    Attributes:
        by_day: calls stand below the headings of their days.
        team: whose call it was is told, because calls of others are there too.
    """

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, words, role=LINE_ROLE, kind=CallLine, height=_ROW, heading=_HEADING)
        self.by_day, self.team = True, False

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show what the place under the pointer leaves out."""
        line = self._one(index)
        if event.type() is not QEvent.Type.ToolTip or line is None:
            return super().helpEvent(event, view, option, index)
        area, at = whole_row(option), event.pos()
        if view.isRightToLeft():
            at.setX(view.viewport().width() - at.x())
        QToolTip.showText(event.globalPos(), self.tip_at(area, line, at), view)
        return True

    def tip_at(self, area: QRect, line: CallLine, at: QPoint) -> str:
        """Return the tool tip for a place in a row of this area."""
        places = self._places(area, line)
        if places.start.contains(at):
            return self._words.exact(line.started_at)
        if places.icon.contains(at):
            state = self._words.state(line.state, line.result)
            return f"{self._words.direction(line.direction)}, {state}"
        if places.length.contains(at):
            return ", ".join(text for _, text in marks_of(line))
        if places.chip.contains(at):
            return plain_tip(line.outcome or "")
        cut = [one.text[:LONGEST] for one in self._texts(places, line) if one.cut]
        return plain_tip("\n".join(cut))

    # what it looks like

    def _paint_heading(self, painter: QPainter, area: QRect, text: str) -> None:
        room = area.adjusted(self._theme.space(_MARGIN), 0, 0, -self._theme.px(6))
        font = self._theme.font("caption", strong=True)
        TextLine(text, room, font, "muted", _BOTTOM_LEFT).paint(painter, self._theme)

    def _paint_row(self, painter: QPainter, area: QRect, one: CallLine) -> None:
        places = self._places(area, one)
        icon = call_icon(one.state, one.direction)
        paint_icon(painter, self._theme, icon, call_tone(one.state), places.icon.topLeft())
        for text in self._texts(places, one):
            text.paint(painter, self._theme)
        if one.outcome and not places.chip.isEmpty():
            paint_chip(painter, self._theme, places.chip, one.outcome)
        self._paint_length(painter, places.length, one)

    def _paint_length(self, painter: QPainter, area: QRect, line: CallLine) -> None:
        """Draw the marks and, aligned at the right, how long it was."""
        text, tone = length_of(self._words, line)
        font = self._theme.font("caption", figures=True)
        length = TextLine(text, area, font, tone, _RIGHT)
        length.paint(painter, self._theme)
        left = area.right() - painter.fontMetrics().horizontalAdvance(text)
        top = area.center().y() - self._theme.px(8) + 1
        for icon, _words in reversed(marks_of(line)):
            left -= self._theme.px(_MARK)
            if left < area.left():
                break
            paint_icon(painter, self._theme, icon, "muted", QPoint(left, top))

    def _texts(self, places: _Places, line: CallLine) -> list[TextLine]:
        font, small = self._theme.font(), self._theme.font("caption")
        number = line.number if line.number != line.name else ""
        via = self.tr("via %1").replace("%1", line.via) if line.via else ""
        outcome = line.outcome if line.outcome and places.chip.isEmpty() else ""
        agent = line.agent if self.team and places.agent.isEmpty() else ""
        if places.firm.isEmpty():
            under = joined(agent, outcome, number, line.firm, via)
        else:
            under = joined(agent, outcome, number)
        if not under:
            under = self._words.direction(line.direction)
        start = start_of(self._words, line, by_day=self.by_day)
        column = TextLine(one_line(line.agent), places.agent, small, "muted")
        return [
            *(() if places.agent.isEmpty() else (column,)),
            TextLine(one_line(line.name), places.name, font),
            TextLine(under, places.under, small, "muted"),
            TextLine(one_line(line.firm), places.firm, font),
            TextLine(via, places.via, small, "muted"),
            TextLine(start, places.start, font, "muted", _RIGHT),
        ]

    def _places(self, area: QRect, line: CallLine) -> _Places:
        px, gap = self._theme.px, self._theme.space(_GAP)
        margin, middle = self._theme.space(_MARGIN), area.center().y()
        upper, lower, high = middle - px(17), middle + px(2), px(18)
        edge = px(16)
        icon = QRect(area.left() + margin, middle - px(8), edge, edge)
        right = area.right() - margin
        time = px(_TIME if area.width() > px(_WIDE) else _NARROW_TIME)
        time_left = right - time
        start = QRect(time_left, upper, time + 1, high)
        length = QRect(time_left, lower, time + 1, px(16))
        left = icon.right() + px(12)
        room = time_left - gap - left
        chip, room = self._column(_CHIP, room, left, middle)
        agent, room = self._column(_AGENT, room, left, middle) if self.team else (QRect(), room)
        firm, via = QRect(), QRect()
        if room > px(_LEAST_NAME) + px(_FIRM) + gap:
            firm_left = left + (room - gap) * 5 // 9 + gap
            width = left + room - firm_left
            firm = QRect(firm_left, upper, width, high)
            via = QRect(firm_left, lower, width, px(16))
            if not line.firm:
                via.moveTop(middle - px(8))
            room -= width + gap
        name, under = QRect(left, upper, room, high), QRect(left, lower, room, px(16))
        if firm.isEmpty() and agent.isEmpty() and chip.isEmpty():
            beside_start, beside_length = self._beside(line, time)
            name.setRight(right - beside_start - gap)
            under.setRight(right - beside_length - gap)
        return _Places(icon, name, under, firm, via, agent, chip, start, length)

    def _beside(self, line: CallLine, most: int) -> tuple[int, int]:
        """Return how wide a row's time is, and its length with the marks; the rest is free."""
        start = start_of(self._words, line, by_day=self.by_day)
        length, _ = length_of(self._words, line)
        figures = QFontMetrics(self._theme.font("caption", figures=True))
        marks = self._theme.px(_MARK) * len(marks_of(line))
        return (
            min(most, QFontMetrics(self._theme.font()).horizontalAdvance(start)),
            min(most, figures.horizontalAdvance(length) + marks),
        )

    def _column(self, width: int, room: int, left: int, middle: int) -> tuple[QRect, int]:
        """Place what stands alone in its column if there is room, and return what is left."""
        px, gap = self._theme.px, self._theme.space(_GAP)
        rest = room - px(width) - gap
        if rest < px(_LEAST_NAME):
            return QRect(), room
        return QRect(left + rest + gap, middle - px(10), px(width), px(20)), rest
