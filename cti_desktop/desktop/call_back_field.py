"""When to call back: asked for with every outcome that promises it, wherever it is chosen."""

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.desktop.calm_fields import CalmDateTimeEdit
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Label, row
from cti_desktop.desktop.words import Words


class CallBackField(QWidget):
    """When to call back, in the reader's time zone.

    Signals:
        changed(object): the time in UTC; None when nobody is to be called back any more.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._words = words
        self.known = False
        self._field = CalmDateTimeEdit()
        self._field.setObjectName("call-back-on")
        self._field.setAccessibleName(self.tr("Call back on"))
        self._field.setDisplayFormat(words.field_format)
        self._field.setDateTime(words.to_field(words.next_working_morning()))
        label = Label(theme, self.tr("Call back on"), strong=True)
        label.setBuddy(self._field)
        self._past = Label(theme, self.tr("This time is past"), "caption", tone="bad")
        self._past.setObjectName("call-back-past")
        self._past.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.space(4), 0, 0)
        box.setSpacing(theme.space(4))
        box.addLayout(row(label, self._field, self._past, None, spacing=theme.space(12)))
        self.hide()
        self._field.dateTimeChanged.connect(self._changed)

    def show_time(self, stored: str | None) -> None:
        """Show a stored time unless the person is changing it."""
        at = _stored_time(stored)
        self.known = at is not None
        if at is not None and not self._field.hasFocus():
            with QSignalBlocker(self._field):
                self._field.setDateTime(self._words.to_field(at))
            self._past.hide()  # only what somebody enters now is judged; what is due has its place

    def take_typed(self) -> None:
        """Take the time that is being typed as it stands."""
        if self.isVisible():
            self._field.interpretText()

    def ask(self, *, wanted: bool) -> None:
        """Ask for a time, the next working morning for a start; or take back what was asked."""
        self.setVisible(wanted)
        if wanted and not self.known:
            at = self._words.next_working_morning()
            self.show_time(at.isoformat())
            self.changed.emit(at)
        elif not wanted and self.known:
            self.known = False
            self.changed.emit(None)

    def _changed(self, shown: QDateTime) -> None:
        self.known = True
        at = self._words.from_field(shown)
        self._past.setVisible(at <= self._words.now())
        self.changed.emit(at)


def _stored_time(stored: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(stored) if stored else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
