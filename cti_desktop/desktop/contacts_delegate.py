"""Paints the rows of the contacts: name over firm, the first number, a star for favourites."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.contact_words import shown_number
from cti_desktop.desktop.contacts_model import CONTACT_ROLE
from cti_desktop.desktop.direction import placed
from cti_desktop.desktop.row_paint import (
    LONGEST,
    TextLine,
    joined,
    one_line,
    paint_ground,
    paint_icon,
    whole_row,
)
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import plain_tip
from cti_desktop.desktop.words import Words

_ROW, _MARGIN, _GAP = 44, 24, 12
_AVATAR, _NUMBER, _STAR = 28, 152, 24
_LEAST_NAME = 148


class ContactsDelegate(QStyledItemDelegate):
    """The painter of the contacts.

    Args:
        region: ISO country the reader's numbers are written for.
    """

    def __init__(self, theme: Theme, words: Words, region: str | None) -> None:
        super().__init__()
        self._theme, self._words, self._region = theme, words, region

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
        contact = index.data(CONTACT_ROLE)
        if not isinstance(contact, Contact):
            return
        painter.save()
        area = whole_row(option)
        paint_ground(painter, self._theme, option)
        self._paint_avatar(painter, self._avatar(area), contact)
        for one in self._texts(area, contact):
            one.paint(painter, self._theme)
        if contact.favourite:
            place = QPoint(self._right(area) - self._theme.px(16), area.center().y())
            top = place - QPoint(0, self._theme.px(8))
            paint_icon(painter, self._theme, "star-filled", "accent", top)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show what the row has no room for."""
        contact = index.data(CONTACT_ROLE)
        if event.type() is not QEvent.Type.ToolTip or not isinstance(contact, Contact):
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), self.tip(whole_row(option), contact), view)
        return True

    def tip(self, area: QRect, contact: Contact) -> str:
        """Return the tool tip of a row of this area: what of it is cut."""
        cut = [one.text[:LONGEST] for one in self._texts(area, contact) if one.cut]
        return plain_tip("\n".join(cut))

    def _right(self, area: QRect) -> int:
        return area.right() - self._theme.space(_MARGIN) + 1

    def _avatar(self, area: QRect) -> QRect:
        edge = self._theme.px(_AVATAR)
        top = area.center().y() - edge // 2 + 1
        return QRect(area.left() + self._theme.space(_MARGIN), top, edge, edge)

    def _paint_avatar(self, painter: QPainter, area: QRect, contact: Contact) -> None:
        letters = self._words.initials(one_line(contact.name))[:2]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent_soft" if letters else "muted_soft"))
        painter.drawEllipse(placed(painter, area))
        if letters:
            font = self._theme.font("caption", strong=True)
            centre = Qt.AlignmentFlag.AlignCenter
            TextLine(letters, area, font, "accent", centre).paint(painter, self._theme)
        else:
            half = QPoint(self._theme.px(8) - 1, self._theme.px(8) - 1)
            paint_icon(painter, self._theme, "building", "muted", area.center() - half)

    def _texts(self, area: QRect, contact: Contact) -> list[TextLine]:
        px, gap = self._theme.px, self._theme.space(_GAP)
        left = self._avatar(area).right() + 1 + gap
        right = self._right(area) - px(_STAR)
        middle = area.center().y()
        number = self._number(contact)
        firm = contact.firm if contact.firm != contact.name else contact.title
        under = joined(firm)
        width = right - left
        small = self._theme.font("caption")
        texts: list[TextLine] = []
        if number and width - px(_NUMBER) - gap >= px(_LEAST_NAME):
            place = QRect(right - px(_NUMBER), area.top(), px(_NUMBER), area.height())
            texts.append(TextLine(number, place, self._theme.font(), "muted"))
            width -= px(_NUMBER) + gap
        else:
            under = joined(number, firm)
        name = QRect(left, middle - px(17), width, px(18))
        below = QRect(left, middle + px(2), width, px(16))
        if not under:
            name.moveTop(middle - px(8))
        texts.append(TextLine(one_line(contact.name), name, self._theme.font()))
        texts.append(TextLine(under, below, small, "muted"))
        return texts

    def _number(self, contact: Contact) -> str:
        if not contact.numbers:
            return ""
        return shown_number(contact.numbers[0], self._region)
