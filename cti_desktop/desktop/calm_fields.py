"""Fields that turn with the wheel only while they have the keyboard: pages scroll past them.

Qt's own take the wheel from the page and change under the pointer what somebody entered.
"""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDateEdit, QDateTimeEdit, QSpinBox

_LEAST_LETTERS = 12


class _WheelToPage(QObject):
    """Leaves the wheel to whatever stands around a field that has not the keyboard."""

    def __init__(self, field: QComboBox | QAbstractSpinBox) -> None:
        super().__init__(field)
        self._field = field
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the wheel away from the field; ignored, it goes on to the page."""
        if event.type() is QEvent.Type.Wheel and not self._field.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class CalmSpinBox(QSpinBox):
    """A number."""

    def __init__(self) -> None:
        super().__init__()
        _WheelToPage(self)


class CalmComboBox(QComboBox):
    """A choice from a list."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxVisibleItems(12)
        _WheelToPage(self)

    def minimumSizeHint(self) -> QSize:
        """Ask for a few letters only: the longest name of the list may be wider than the page."""
        least, hint = self.fontMetrics().averageCharWidth() * _LEAST_LETTERS, self.sizeHint()
        return hint.boundedTo(QSize(least + hint.height(), hint.height()))


def _in_order_of_dates(field: QDateTimeEdit) -> None:
    """Keep a date's parts in order: in a mirrored window Qt turns them, and 10:00 into 00:10."""
    known = field.displayFormat()
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    field.setDisplayFormat(known)


class CalmDateEdit(QDateEdit):
    """A day, told once it is typed to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.setKeyboardTracking(False)
        self.setCalendarPopup(True)
        _in_order_of_dates(self)
        _WheelToPage(self)


class CalmDateTimeEdit(QDateTimeEdit):
    """A day and time, told once they are typed to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.setKeyboardTracking(False)
        self.setCalendarPopup(True)
        _in_order_of_dates(self)
        _WheelToPage(self)
