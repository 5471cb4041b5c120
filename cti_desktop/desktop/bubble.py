"""Where everything of one text stands in its row: the bubble, its words, attachments and caption.

Only the thread's delegate uses it. A text may be 10,000 characters without a space, run from right
to left or look like markup: it is laid out as plain text and breaks anywhere if it must.
"""

import re
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

from cti_desktop.desktop.text_words import attachment_words, whole_text
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.thread_model import TextRow

_EDGE, _PAD_X, _PAD_Y, _FILE, _CAPTION, _HEADING, _GAP = 24, 12, 8, 24, 18, 36, 10
_WIDEST = 0.82
_LEAST = 40
_BREAK = "\u2028"
# A word this long may break: looking for a place in 10,000 letters would take a tenth of a second.
_ENDLESS, _MAY_BREAK = re.compile(r"(\S{40})(?=\S)"), "\\1\u200b"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text laid out for a width; all places count from the row's top left corner.

    Attributes:
        words: the text, to be drawn at `at`.
        files: one line for each attachment.
    """

    area: QRect
    words: QTextLayout | None
    at: QPointF
    files: tuple[QRect, ...]
    caption: QRect
    heading: QRect | None
    height: int


def lay_out(row: TextRow, width: int, theme: Theme) -> Bubble:
    """Lay out one text in a row of this width."""
    px, edge = theme.px, theme.space(_EDGE)
    widest = max(px(_LEAST), int((width - 2 * edge) * _WIDEST) - 2 * px(_PAD_X))
    text = whole_text(row.text.text)
    words, size = words_in(text, theme.font(), widest) if text else (None, QSize(0, 0))
    small, count = QFontMetrics(theme.font(strong=True)), len(row.text.attachments)
    names = [attachment_words(n, count) for n in range(count)]
    file_width = max((small.horizontalAdvance(one) + px(24) for one in names), default=0)
    inner = min(widest, max(size.width(), file_width))
    top = px(_HEADING) if row.heading else 0
    left = width - edge - inner - 2 * px(_PAD_X) if row.ours else edge
    height = size.height() + count * px(_FILE) + 2 * px(_PAD_Y)
    area = QRect(left, top, inner + 2 * px(_PAD_X), height)
    first = top + px(_PAD_Y) + size.height()
    files = tuple(
        QRect(left + px(_PAD_X), first + n * px(_FILE), inner, px(_FILE)) for n in range(count)
    )
    caption = QRect(edge, area.bottom() + 1, width - 2 * edge, px(_CAPTION))
    return Bubble(
        area=area,
        words=words,
        at=QPointF(left + px(_PAD_X), top + px(_PAD_Y)),
        files=files,
        caption=caption,
        heading=QRect(0, 0, width, top) if row.heading else None,
        height=caption.bottom() + 1 + px(_GAP),
    )


def words_in(text: str, font: QFont, widest: int) -> tuple[QTextLayout, QSize]:
    """Lay plain text out in at most this width, as narrow as it goes."""
    lines = text.replace("\r\n", "\n").replace("\n", _BREAK)
    layout = QTextLayout(_ENDLESS.sub(_MAY_BREAK, lines), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    size = _break_lines(layout, widest)
    if size.width() < widest:  # again, so that text from right to left begins at the bubble's edge
        size = _break_lines(layout, size.width())
    return layout, size


def _break_lines(layout: QTextLayout, width: int) -> QSize:
    height, widest = 0.0, 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
        widest = max(widest, line.naturalTextWidth())
    layout.endLayout()
    return QSize(min(width, ceil(widest) + 1), ceil(height))
