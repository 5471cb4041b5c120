"""The rail at the left: one button for each page, with an icon, a word and a count when needed."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Plane


class RailButton(QAbstractButton):
    """An icon above a word; on while its page is shown."""

    def __init__(self, theme: Theme, icon: str, text: str, tip: str) -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self._badge, self._hovered = 0, False
        self.setText(text)
        self.setToolTip(tip)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_badge(0)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def badge(self) -> int:
        """How many things wait on this page."""
        return self._badge

    def set_badge(self, count: int) -> None:
        """Show how many things wait for the person; 0 shows none."""
        self._badge = count
        waiting = self.tr("%1 waiting").replace("%1", str(count))
        self.setAccessibleName(f"{self.text()}, {waiting}" if count else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for icon and word."""
        return QSize(self.word_width() + self._theme.px(12), self._theme.px(56))

    def word_width(self) -> int:
        """Return how wide the word is."""
        font = self._theme.font("caption", strong=True)
        return QFontMetrics(font).horizontalAdvance(self.text())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self._hovered = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Be quiet again."""
        self._hovered = False
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, icon, word, count and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        on = self.isChecked()
        if on or self._hovered or self.isDown():
            painter.setBrush(self._theme.colour("surface" if on else "pressed"))
            painter.drawRoundedRect(self.rect(), 8, 8)
        if on and self._theme.colour("surface") == self._theme.colour("sunken"):
            painter.setPen(self._theme.colour("line"))  # where grounds are alike, a line says it
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        tone, edge = ("accent" if on else "muted"), self._theme.px(20)
        icon = QRect((self.width() - edge) // 2, self._theme.px(8), edge, edge)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(icon.topLeft(), self._theme.pixmap(self._icon, tone, 20, ratio))
        painter.setPen(self._theme.colour("text" if on else "muted"))
        painter.setFont(self._theme.font("caption", strong=on))
        words = self.rect().adjusted(0, icon.bottom() + 1, 0, -self._theme.px(4))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self.text())
        if self._badge:
            self._draw_badge(painter, icon)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)

    def _draw_badge(self, painter: QPainter, icon: QRect) -> None:
        text = counted(self._badge)
        font = self._theme.font("caption", strong=True)
        height = self._theme.px(16)
        width = max(height, QFontMetrics(font).horizontalAdvance(text) + self._theme.px(8))
        area = QRect(0, 0, width, height)
        area.moveCenter(icon.topRight())
        area.moveTop(max(2, area.top()))
        painter.setPen(QPen(self._theme.colour("surface" if self.isChecked() else "sunken"), 2))
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(area, height / 2, height / 2)
        painter.setPen(self._theme.colour("on_accent"))
        painter.setFont(font)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


class Rail(Plane):
    """The pages to choose from, the last one at the foot.

    Signals:
        chosen(str): the page's name.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("sunken")
        self._theme = theme
        self.setAccessibleName(self.tr("Pages"))
        self._buttons: dict[str, RailButton] = {}
        self._actions: list[RailButton] = []
        self._feet: set[str] = set()
        self.box.setContentsMargins(8, 12, 8, 12)
        self.box.setSpacing(4)
        self.box.addStretch(1)
        theme.changed.connect(self._fit)

    def add_page(self, name: str, icon: str, text: str, tip: str, *, foot: bool = False) -> None:
        """Offer a page, above the gap or at the foot."""
        button = RailButton(self._theme, icon, text, tip)
        button.setObjectName(f"rail-{name}")
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._buttons[name] = button
        if foot:
            self._feet.add(name)
        above = sum(1 for one in self._buttons if one not in self._feet) - 1
        self.box.insertWidget(self.box.count() if foot else above, button)
        self._fit()

    def add_action(self, name: str, icon: str, text: str, tip: str) -> RailButton:
        """Offer something at the foot that is no page."""
        button = RailButton(self._theme, icon, text, tip)
        button.setObjectName(f"rail-{name}")
        button.setAutoExclusive(False)
        button.setCheckable(False)
        self._actions.append(button)
        feet = sum(1 for one in self._feet if one in self._buttons)
        self.box.insertWidget(self.box.count() - feet, button)
        for page in list(self._buttons.values())[-1:]:
            QWidget.setTabOrder(page, button)
        self._fit()
        return button

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        self._buttons[name].setChecked(True)

    def set_badge(self, name: str, count: int) -> None:
        """Show how many things wait on a page."""
        if name in self._buttons and self._buttons[name].badge != count:
            self._buttons[name].set_badge(count)

    @property
    def names(self) -> tuple[str, ...]:
        """The pages on it."""
        return tuple(self._buttons)

    def button(self, name: str) -> RailButton:
        """Return a page's button."""
        return self._buttons[name]

    def focus_current(self) -> None:
        """Bring the keyboard to the page that is shown."""
        for button in self._buttons.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.TabFocusReason)

    def _fit(self) -> None:
        widest = max(
            (one.word_width() for one in (*self._buttons.values(), *self._actions)), default=0
        )
        self.setFixedWidth(max(72, widest + self._theme.space(12) + 16))
