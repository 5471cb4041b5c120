"""The place of the softphone in the window: says that it is starting until it stands there."""

from PySide6.QtWidgets import QStackedLayout, QWidget

from cti_desktop.desktop.softphone_cover import SoftphoneCover
from cti_desktop.desktop.theme import Theme

SMALLEST = (350, 580)  # Zoom's guide


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
