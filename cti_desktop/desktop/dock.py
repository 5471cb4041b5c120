"""The place of the softphone in the window: says that it is starting until it stands there."""

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QStackedLayout, QWidget

from cti_desktop.desktop.softphone_cover import SoftphoneCover
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Plane

SMALLEST = (350, 580)  # Zoom's guide
WIDTH, LEAST_PAGE = 380, 440


class SoftphoneDock(QWidget):
    """Holds the softphone for as long as the program runs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setMinimumSize(*SMALLEST)
        self._place = QStackedLayout(self)
        self._cover = SoftphoneCover(theme, self)
        self._cover.show_starting()
        self._place.addWidget(self._cover)

    def take(self, softphone: QWidget) -> None:
        """Put the softphone here; once."""
        self._place.addWidget(softphone)
        self._place.setCurrentWidget(softphone)
        self.setFocusProxy(softphone)
        self._cover.deleteLater()


class DockSide(Plane):
    """The window's right side; wider with larger type as far as the page can spare it."""

    def __init__(self, theme: Theme, softphone: QWidget) -> None:
        super().__init__("sunken")
        self._theme = theme
        self._window: QWidget | None = None
        self._rail: QWidget | None = None
        self._wide = WIDTH
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(WIDTH)
        self.box.addWidget(softphone)
        theme.changed.connect(self._share)

    def share_with(self, window: QWidget, rail: QWidget) -> None:
        """Share the window's width with the rail and the page from now on."""
        self._window, self._rail = window, rail
        window.installEventFilter(self)
        self._share()

    def sizeHint(self) -> QSize:
        """Ask for all it may have."""
        return QSize(self._wide, super().sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share out again when the window has another size."""
        if event.type() is QEvent.Type.Resize:
            self._share()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        if self._window is None or self._rail is None:
            return
        taken = self._rail.sizeHint().width() + self._theme.px(LEAST_PAGE)
        spare = self._window.width() - taken
        self._wide = max(WIDTH, min(self._theme.px(WIDTH), spare))
        self.setMaximumWidth(self._wide)  # no minimum, or the window could not shrink again
        self.updateGeometry()
