"""A page that is read: parts below each other, no wider than is good to read, that scroll."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Scroll

WIDE, NARROW = 880, 720


class ReadingColumn(Scroll):
    """The page.

    Attributes:
        column: takes the parts.

    Args:
        widest: how wide it gets, before the type's size.
        above: the distance from the page's upper edge.
        spacing: between the parts.
    """

    def __init__(
        self, theme: Theme, *, widest: int = WIDE, above: int = 24, spacing: int = 8
    ) -> None:
        space = theme.space
        content, page = QWidget(), QWidget()
        content.setMaximumWidth(theme.px(widest))
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(space(24), space(above), space(24), space(24))
        self.column.setSpacing(space(spacing))
        side = QHBoxLayout(page)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(content, 1)
        side.addStretch(0)
        super().__init__(page)
