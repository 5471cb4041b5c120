"""A panel that slides in from the right over a page, with what a row of its list stands for."""

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QPoint, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Line, Plane

_WIDTH = 416
_LEAST_LEFT = 280


class SlidePanel(QWidget):
    """Lies over the right part of its parent; the parent calls `place` when it was resized.

    Signals:
        escaped: Escape was pressed inside; whoever listens closes what opened last.
        opened: it stands there now, or will when the movement is over.
        closed: it was closed.
    """

    escaped = Signal()
    opened = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
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
        whole, wanted = self._page.width(), self._theme.px(_WIDTH)
        return whole if whole - wanted < self._theme.px(_LEAST_LEFT) else wanted

    def covered(self) -> int:
        """Return how much of the page's right the rest should leave to it, 0 when it lies over."""
        wide = self.wanted_width()
        return wide if self._open and wide < self._page.width() else 0

    def place(self) -> None:
        """Take the place the parent's size gives it, without movement."""
        self._move.stop()
        self._edge.setVisible(self.wanted_width() < self._page.width())
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
        self._slide()
        self.closed.emit()

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

    def _moved(self) -> None:
        self.setVisible(self._open)

    def _left(self, *, open_: bool) -> int:
        whole = self._page.width()
        return whole - self.wanted_width() if open_ else whole
