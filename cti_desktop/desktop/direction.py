"""Reading from right to left: places mirrored, and text that keeps its own direction within it.

A phone number has no direction of its own and would be turned around in a mirrored window.
"""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter

_TURNED = {"chevron-left": "chevron-right", "chevron-right": "chevron-left"}
_FIRST_STRONG, _END = "\u2068", "\u2069"


def in_order(text: str) -> str:
    """Return text that reads in its own direction, whatever the window's is."""
    if not text or not QGuiApplication.isRightToLeft():
        return text
    return f"{_FIRST_STRONG}{text}{_END}"


def line_start() -> Qt.AlignmentFlag:
    """Return the side on which lines begin, whatever direction their own text has."""
    flags = Qt.AlignmentFlag
    side = flags.AlignRight if QGuiApplication.isRightToLeft() else flags.AlignLeft
    return side | flags.AlignAbsolute


def turned(icon: str) -> str:
    """Return the icon that points where this one does when reading from left to right."""
    return _TURNED.get(icon, icon) if QGuiApplication.isRightToLeft() else icon


def placed(painter: QPainter, area: QRect) -> QRect:
    """Return where an area goes that was reckoned from the left: mirrored in a mirrored window."""
    if painter.layoutDirection() is not Qt.LayoutDirection.RightToLeft:
        return area
    return mirrored(area, painter.window().width())


def mirrored(area: QRect, width: int) -> QRect:
    """Return an area as far from the right of a width as it was from the left."""
    return QRect(QPoint(width - area.left() - area.width(), area.top()), area.size())
