"""What stands in the softphone's place until its page is there, and when it is not.

Only the softphone shows it. The page behind it stays loaded.
"""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.web_places import WebPlaces

_SIDES = 40


def _tr(text: str) -> str:
    return QCoreApplication.translate("SoftphoneCover", text)


def failure_words(reason: str, places: WebPlaces) -> tuple[str, str]:
    """Return title and text for why the page is not there."""
    if reason == "refused_origin":
        text = _tr("Ask your Zoom administrator to approve this address for Smart Embed:")
        return _tr("Zoom does not know this program yet"), f"{text}\n\n{places.host_origin}"
    if reason == "network":
        text = _tr("Check the network connection. The softphone tries again by itself.")
        return _tr("Zoom cannot be reached"), text
    calls = _tr("Calls in the Zoom client go on.")
    if places.contact_center:
        calls = _tr("A call in it was cut: its sound was here.")
    again = _tr("It starts again by itself. If it does not, reload.")
    if reason == "gave_up":
        again = _tr("It stopped several times, so it does not start again by itself. Reload it.")
    return _tr("The softphone stopped"), f"{calls} {again}"


class SoftphoneCover(QFrame):
    """A calm panel: what is happening, what to do about it, and a Reload button when that helps.

    Signals:
        reload_asked: the person wants the page loaded again.
    """

    reload_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign, self._tone = "phone", "muted"
        self.setProperty("part", "plane")
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text.setProperty("tone", "muted")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._reload = QPushButton(_tr("Reload"))
        self._reload.setProperty("kind", "primary")
        self._reload.setAccessibleName(_tr("Reload the softphone"))
        self._reload.clicked.connect(self.reload_asked)
        self._lay_out()
        theme.changed.connect(self._dress)
        self.show_starting()

    def show_starting(self) -> None:
        """Say that the page is on its way."""
        self._show("phone", "muted", _tr("Softphone is starting"), "", reloadable=False)

    def show_late(self) -> None:
        """Say that it takes long, and offer to begin again."""
        self._show(
            "clock",
            "warn",
            _tr("Zoom does not answer yet"),
            _tr("The softphone is still on its way. Check the network connection, or reload."),
            reloadable=True,
        )

    def show_failure(self, title: str, text: str) -> None:
        """Say what went wrong and what to do."""
        self._show("warning", "warn", title, text, reloadable=True)

    @property
    def words(self) -> str:
        """Everything it says."""
        return f"{self._title.text()}\n{self._text.text()}".strip()

    def _show(self, sign: str, tone: str, title: str, text: str, *, reloadable: bool) -> None:
        self._sign, self._tone = sign, tone
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._reload.setVisible(reloadable)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._dress()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDES, 24, _SIDES, 24)
        column.setSpacing(0)
        column.addStretch(2)
        for widget, gap in ((self._icon, 12), (self._title, 8), (self._text, 24)):
            column.addWidget(widget)
            column.addSpacing(gap)
        column.addWidget(self._reload, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _dress(self) -> None:
        self._icon.setPixmap(
            self._theme.pixmap(self._sign, self._tone, 32, self.devicePixelRatioF())
        )
        self._title.setFont(self._theme.font("section", strong=True))
        self._text.setFont(self._theme.font())
