"""What a list page shows below its head: rows, skeletons, a word when there are none, an error."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from cti_desktop.agent.views import Notice
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.row_paint import paint_skeleton
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, row

SKELETON_AFTER_MS = 150
_ROW = 44
_TEXT_WIDTH = 340


class Skeleton(QWidget):
    """Rows that are still on their way."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Loading"))
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as many as there is room for."""
        painter = QPainter(self)
        height = self._theme.px(_ROW)
        for place in range(self.height() // height + 1):
            painter.setOpacity(max(0.2, 1 - place * 0.08))
            area = QRect(0, place * height, self.width(), height)
            paint_skeleton(painter, self._theme, area, place)


class Message(QWidget):
    """A few words in the middle, with the one thing to do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._act: Callable[[], None] | None = None
        self._icon = IconLabel(theme, "list", "muted", 20)
        self._title = Label(theme, "", "section", strong=True)
        self._text = Label(theme, "", tone="muted", wrap=True)
        self._text.setFixedWidth(theme.px(_TEXT_WIDTH))
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._error_id = Label(theme, "", "caption", tone="muted")
        self.button = Button(theme, "")
        self.button.hide()
        self.button.clicked.connect(self._clicked)
        self._lay_out()

    def say(
        self,
        icon: str,
        title: str,
        text: str,
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Say why there is nothing, and offer what starts it."""
        self._act = act
        self._icon.show_icon(icon, "muted")
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._error_id.hide()
        self.button.setText(action)
        self.button.setVisible(act is not None)
        self.setAccessibleName(f"{title}. {text}")

    def say_failed(self, title: str, notice: Notice, act: Callable[[], None]) -> None:
        """Say what went wrong and offer to try again."""
        self.say("warning", title, notice.text, self.tr("Try again"), act)
        self._icon.show_icon("warning", "bad")
        self._error_id.setText(self.tr("Error %1").replace("%1", notice.error_id or ""))
        self._error_id.setVisible(notice.error_id is not None)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setSpacing(self._theme.space(8))
        box.addStretch(2)
        for part in (self._icon, self._title, self._text, self._error_id):
            box.addLayout(row(None, part, None))
        box.addSpacing(self._theme.space(8))
        box.addLayout(row(None, self.button, None))
        box.addStretch(3)

    def _clicked(self) -> None:
        if self._act is not None:
            self._act()


class ListBody(QWidget):
    """Shows one of: the rows, skeletons, a message."""

    def __init__(self, theme: Theme, rows: RowList) -> None:
        super().__init__()
        self._rows = rows
        self._skeleton = Skeleton(theme)
        self.message = Message(theme)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SKELETON_AFTER_MS)
        self._late.timeout.connect(self._show_skeleton)
        self._stack = QStackedLayout(self)
        for part in (rows, self._skeleton, self.message):
            self._stack.addWidget(part)

    @property
    def waiting(self) -> bool:
        """Whether skeletons stand there."""
        return self._stack.currentWidget() is self._skeleton

    def wait(self) -> None:
        """Show skeletons soon, unless an answer comes first."""
        self._late.start()

    def show_rows(self) -> None:
        """Show the rows."""
        self._show(self._rows)

    def show_message(self) -> None:
        """Show the message."""
        self._show(self.message)

    def _show_skeleton(self) -> None:
        self._stack.setCurrentWidget(self._skeleton)

    def _show(self, part: QWidget) -> None:
        self._late.stop()
        self._stack.setCurrentWidget(part)
