"""Lines of text that are a button as a whole: pressed, they show what they are about in full."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLayout, QSizePolicy, QVBoxLayout, QWidget

from cti_desktop.desktop.theme import Theme


class LineButton(QAbstractButton):
    """Has no look of its own but the ground under the pointer and the focus ring.

    What stands in it is laid out by whoever makes it.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground under the pointer and the focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)


class TwoLines(LineButton):
    """A name over what is to be known about it.

    Args:
        tip: what pressing it does.

    Whoever fills it in gives both lines as its accessible name.
    """

    def __init__(
        self,
        theme: Theme,
        upper: QWidget | QLayout,
        lower: QWidget | QLayout,
        *,
        tip: str,
    ) -> None:
        super().__init__(theme)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setToolTip(tip)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.space(8), 0, theme.space(8), 0)
        box.setSpacing(theme.space(2))
        box.addStretch(1)
        for part in (upper, lower):
            if isinstance(part, QLayout):
                box.addLayout(part)
            else:
                box.addWidget(part)
        box.addStretch(1)
