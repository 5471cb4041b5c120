"""A panel that slides in over a page's end, with what a row of its list stands for.

The end is at the right, and at the left in a mirrored window.
"""

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QPoint,
    QPropertyAnimation,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QVBoxLayout, QWidget

from cti_desktop.desktop.direction import placed
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Line, Plane

_WIDTH, _NARROWEST, _WIDEST = 416, 320, 1200
_GRIP, _STEP = 8, 24
_LEAST_LEFT = 280


class SlidePanel(QWidget):
    """Lies over the last part of its parent; the parent calls `place` when it was resized.

    Signals:
        escaped: Escape was pressed inside; whoever listens closes what opened last.
        opened: it stands there now, or will when the movement is over.
        closed: it was closed.
        widened(int): the person made it so wide, in pixels at text size 100 %.
    """

    escaped = Signal()
    opened = Signal()
    closed = Signal()
    widened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._wanted = _WIDTH
        self._theme, self._page = theme, parent
        self._open = False
        self._move = QPropertyAnimation(self, b"pos", self)
        self._move.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._move.finished.connect(self._moved)
        self._plane = Plane()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._edge = Line(vertical=True)
        box.addWidget(self._edge)
        box.addWidget(self._plane, 1)
        self.grip = Grip(theme, self)
        self.grip.moved.connect(self._drag)
        self.hide()
        theme.changed.connect(self.place)

    @property
    def content(self) -> QVBoxLayout:
        """Where what it shows is put."""
        return self._plane.box

    @property
    def is_open(self) -> bool:
        """Whether it is open or opening."""
        return self._open

    def wanted_width(self) -> int:
        """Return how wide it is on its parent: all of it when too little would be left beside."""
        whole, wanted = self._page.width(), self._theme.px(self._wanted)
        return whole if whole - wanted < self._theme.px(_LEAST_LEFT) else wanted

    def want_width(self, width: int) -> None:
        """Take a width in pixels at text size 100 %, as far as the page has room for it."""
        most = round((self._page.width() - self._theme.px(_LEAST_LEFT)) / self._theme.scale)
        width = min(width, most) if self.isVisible() else width
        self._wanted = max(_NARROWEST, min(width, _WIDEST))
        self.place()

    def covered(self) -> int:
        """Return how much of the page's end the rest should leave to it, 0 when it lies over."""
        wide = self.wanted_width()
        return wide if self._open and wide < self._page.width() else 0

    def place(self) -> None:
        """Take the place the parent's size gives it, without movement."""
        self._move.stop()
        beside = self.wanted_width() < self._page.width()
        self._edge.setVisible(beside)
        self.grip.setVisible(beside)
        self.grip.setValue(self._wanted)
        inner = self.wanted_width() - _GRIP if self.isRightToLeft() else 0
        self.grip.setGeometry(inner, 0, _GRIP, self._page.height())
        self.grip.raise_()
        self.setGeometry(self._left(open_=self._open), 0, self.wanted_width(), self._page.height())
        self.setVisible(self._open)

    def open(self) -> None:
        """Slide in; nothing moves when it is open already or less motion is wanted."""
        if self._open:
            return
        self.place()
        self._open = True
        self.show()
        self.raise_()
        self._slide()
        self.opened.emit()

    def close_panel(self) -> None:
        """Slide out."""
        if not self._open:
            return
        self._open = False
        self.closed.emit()  # before it is hidden, when Qt would pass the keyboard on to anybody
        self._slide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def _slide(self) -> None:
        self._move.stop()
        end = QPoint(self._left(open_=self._open), 0)
        if not self._theme.motion_ms or not self._page.isVisible():
            self.move(end)
            self._moved()
            return
        self._move.setDuration(self._theme.motion_ms)
        self._move.setEndValue(end)
        self._move.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def _drag(self, by: int) -> None:
        """Make it wider by so many pixels, or narrower."""
        self.want_width(self._wanted + round(by / self._theme.scale))
        self.widened.emit(self._wanted)

    def _moved(self) -> None:
        self.setVisible(self._open)

    def _left(self, *, open_: bool) -> int:
        whole, wide = self._page.width(), self.wanted_width()
        if self.isRightToLeft():
            return 0 if open_ else -wide
        return whole - wide if open_ else whole


class Grip(QAbstractSlider):
    """The panel's inner edge, which one drags or moves by the arrow keys; heard as a slider.

    Signals:
        moved(int): so many pixels away from the panel.
    """

    moved = Signal(int)

    def __init__(self, theme: Theme, panel: QWidget) -> None:
        super().__init__(panel)
        self._theme = theme
        self._from: int | None = None
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setRange(_NARROWEST, _WIDEST)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Width of the panel"))
        self.setToolTip(self.tr("Drag to change the width"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the edge."""
        self._from = round(event.globalPosition().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the edge along."""
        now = round(event.globalPosition().x())
        if self._from is not None and now != self._from:
            by, self._from = self._from - now, now
            self.moved.emit(self._outwards(by))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the edge by a step."""
        steps = {Qt.Key.Key_Left: _STEP, Qt.Key.Key_Right: -_STEP}
        if event.key() in steps:
            self.moved.emit(self._outwards(steps[Qt.Key(event.key())]))
        else:
            super().keyPressEvent(event)

    def _outwards(self, to_left: int) -> int:
        return -to_left if self.isRightToLeft() else to_left

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that it has the keyboard."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it has not."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a line while it has the keyboard."""
        if self.hasFocus():
            painter = QPainter(self)
            line = placed(painter, QRect(0, 0, 2, self.height()))
            painter.fillRect(line, self._theme.colour("accent"))
