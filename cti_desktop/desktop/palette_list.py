"""The list inside the palette: lines below headings, painted like the other lists."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter

from cti_desktop.desktop.palette_items import Group, Offer
from cti_desktop.desktop.row_delegate import RowDelegate
from cti_desktop.desktop.row_paint import TextLine, paint_avatar, paint_icon
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words

OFFER_ROLE = Qt.ItemDataRole.UserRole + 1
_ROW, _HEADING, _MARGIN, _SIGN, _GAP = 40, 28, 20, 24, 12
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEAST_NAME = 0.55


class PaletteModel(QAbstractListModel):
    """Headings and offers in one list."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[str | Offer] = []

    def show(self, groups: tuple[Group, ...]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = []
        for group in groups:
            if group.heading:
                self._rows.append(group.heading)
            self._rows.extend(group.offers)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Count headings and offers."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Give the offer, the words to show or those to read out."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        one = self._rows[index.row()]
        if role == OFFER_ROLE:
            return one if isinstance(one, Offer) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title if isinstance(one, Offer) else one
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return one.spoken if isinstance(one, Offer) else one
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let offers be chosen and headings not."""
        if self.offer_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def offer_at(self, index: QModelIndex | QPersistentModelIndex) -> Offer | None:
        """Return the offer of a row; None for a heading."""
        found = self.data(index, OFFER_ROLE)
        return found if isinstance(found, Offer) else None


class PaletteDelegate(RowDelegate[Offer]):
    """Paints them."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, words, role=OFFER_ROLE, kind=Offer, height=_ROW, heading=_HEADING)

    def _paint_row(self, painter: QPainter, area: QRect, one: Offer) -> None:
        edge = self._theme.px(_SIGN)
        place = QRect(area.left() + self._margin, area.center().y() - edge // 2 + 1, edge, edge)
        letters = self._words.initials(one.name)[:2]
        if letters:
            paint_avatar(painter, self._theme, place, letters, one.icon)
        else:
            half = self._theme.px(8) - 1
            at = place.center() - QPoint(half, half)
            paint_icon(painter, self._theme, one.icon, one.tone, at)
        for text in self._texts(area, one):
            text.paint(painter, self._theme)

    def _paint_heading(self, painter: QPainter, area: QRect, text: str) -> None:
        place = area.adjusted(self._margin, self._theme.px(6), -self._margin, 0)
        font = self._theme.font("caption", strong=True)
        TextLine(text, place, font, "muted").paint(painter, self._theme)

    @property
    def _margin(self) -> int:
        return self._theme.space(_MARGIN)

    def _texts(self, area: QRect, offer: Offer) -> list[TextLine]:
        gap, font = self._theme.space(_GAP), self._theme.font()
        small = self._theme.font("caption", figures=True)
        left = area.left() + self._margin + self._theme.px(_SIGN) + gap
        room = area.right() - self._margin - left + 1
        hint = min(QFontMetrics(small).horizontalAdvance(offer.hint) + 2, room // 2)
        at_end = QRect(left + room - hint, area.top(), hint, area.height())
        room -= hint + gap if offer.hint else 0
        wanted = QFontMetrics(font).horizontalAdvance(offer.title) + 2
        name = min(wanted, room if not offer.under else max(int(room * _LEAST_NAME), room - 160))
        title = QRect(left, area.top(), name, area.height())
        under = QRect(left + name + gap, area.top(), room - name - gap, area.height())
        return [
            TextLine(offer.title, title, font),
            TextLine(offer.under, under, self._theme.font("caption"), "muted"),
            TextLine(offer.hint, at_end, small, "muted", _RIGHT),
        ]
