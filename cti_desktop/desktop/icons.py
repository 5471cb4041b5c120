"""One family of outline icons, tinted at load; the theme owns a set, widgets ask the theme.

The drawings lie in `resources/icons` as SVG on a 20 by 20 grid with `currentColor` strokes.
"""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cti_desktop.assets import asset


class IconSet:
    """Draws icons in any colour and keeps them, per colour, size and pixel ratio."""

    def __init__(self) -> None:
        self._drawings: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
        """Return an icon as a square pixmap.

        `size` is an edge in logical pixels, `ratio` the screen's device pixel ratio.

        Raises:
            FileNotFoundError: there is no icon of this name.
        """
        key = (name, colour.rgba(), size, ratio)
        known = self._pixmaps.get(key)
        if known is None:
            known = self._draw(name, colour, size, ratio)
            self._pixmaps[key] = known
        return known

    def _draw(self, name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
        edge = round(size * ratio)
        pixmap = QPixmap(QSize(edge, edge))
        pixmap.fill(Qt.GlobalColor.transparent)
        drawing = self._drawing(name).replace(b"currentColor", colour.name().encode())
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, edge, edge))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _drawing(self, name: str) -> bytes:
        if name not in self._drawings:
            self._drawings[name] = asset("icons", f"{name}.svg").read_bytes()
        return self._drawings[name]
