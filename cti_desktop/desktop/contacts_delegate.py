"""Paints the rows of the contacts: name over firm, the first number, a star for favourites."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyleOptionViewItem,
    QToolTip,
)

from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.contact_words import shown_number
from cti_desktop.desktop.row_delegate import RowDelegate
from cti_desktop.desktop.row_paint import (
    LONGEST,
    TextLine,
    joined,
    one_line,
    paint_avatar,
    paint_icon,
    whole_row,
)
from cti_desktop.desktop.searched_model import ROW_ROLE
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import plain_tip
from cti_desktop.desktop.words import Words

_ROW, _MARGIN, _GAP = 44, 24, 12
_AVATAR, _NUMBER, _STAR = 28, 152, 24
_LEAST_NAME = 148


class ContactsDelegate(RowDelegate[Contact]):
    """The painter of the contacts.

    Args:
        region: ISO country the reader's numbers are written for.
    """

    def __init__(self, theme: Theme, words: Words, region: str | None) -> None:
        super().__init__(theme, words, role=ROW_ROLE, kind=Contact, height=_ROW)
        self._region = region

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show what the row has no room for."""
        contact = self._one(index)
        if event.type() is not QEvent.Type.ToolTip or contact is None:
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

    def _paint_row(self, painter: QPainter, area: QRect, one: Contact) -> None:
        letters = self._words.initials(one_line(one.name))[:2]
        paint_avatar(painter, self._theme, self._avatar(area), letters, "building")
        for text in self._texts(area, one):
            text.paint(painter, self._theme)
        if one.favourite:
            place = QPoint(self._right(area) - self._theme.px(16), area.center().y())
            top = place - QPoint(0, self._theme.px(8))
            paint_icon(painter, self._theme, "star-filled", "accent", top)

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
