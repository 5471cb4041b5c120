"""What the rows of everything that waits for a person have in common."""

from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QWidget

from cti_desktop.desktop.line_button import TwoLines
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Avatar
from cti_desktop.desktop.words import Words

T = TypeVar("T")
_ROW = 56


class WaitingRow(QWidget, Generic[T]):
    """A row that is kept while what it shows waits, and filled in anew.

    Signals:
        opened: show the whole call.
        menu_turned(bool): one of its menus opened, or closed.

    Attributes:
        opener: the lines of text, which are a button.
        stops: what Tab comes to, from left to right.
    """

    opened = Signal()
    menu_turned = Signal(bool)

    def __init__(self, theme: Theme, words: Words, opener: TwoLines) -> None:
        super().__init__()
        self._theme, self._words, self.opener = theme, words, opener
        self.stops: list[QAbstractButton] = [opener]
        self.setMinimumHeight(theme.px(_ROW))
        self._avatar = Avatar(theme, words, 36)
        opener.clicked.connect(self.opened)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, theme.space(8), 0, theme.space(8))
        self._box.setSpacing(theme.space(4))
        self._box.addWidget(self._avatar)
        self._box.addWidget(opener, 1)

    def fill(self, one: T) -> None:
        """Show this."""
        raise NotImplementedError

    def _add(self, button: QAbstractButton, *, apart: bool = False) -> None:
        """Put a button at the end."""
        if apart:
            self._box.addSpacing(self._theme.space(4))
        self._box.addWidget(button)
        self.stops.append(button)

    def _watch(self, menu: QMenu) -> None:
        menu.aboutToShow.connect(lambda: self.menu_turned.emit(True))
        menu.aboutToHide.connect(lambda: self.menu_turned.emit(False))


def name_it(widget: QWidget, spoken: str) -> None:
    """Give a name to be read out; the same again would be read out again."""
    if widget.accessibleName() != spoken:
        widget.setAccessibleName(spoken)
