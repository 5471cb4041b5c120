"""Where an answer to a text is written before it goes to Zoom's softphone, which alone can send.

Zoom's page opens its message editor for a number but takes no text, so the text is put on the
clipboard and the person is told to paste it. What was typed is kept for each conversation while the
program runs.
"""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, Qt
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, Line, row

_LINES = 72
_LONGEST = 10_000
_KEPT = 200


class ReplyField(QPlainTextEdit):
    """A plain text field that leaves by Tab.

    Signals:
        finished: Ctrl+Enter was pressed.
    """

    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("reply-field")
        self.setAccessibleName(self.tr("Message"))
        self.setPlaceholderText(self.tr("Write a message"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(_LINES))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(lambda: self.setFixedHeight(theme.px(_LINES)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Ctrl+Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
        else:
            super().keyPressEvent(event)


class ReplyBox(QWidget):
    """Field, hint and button, or a sentence why nothing can be written.

    Signals:
        handed_over: the person goes on in the softphone; the text is on the clipboard.
    """

    handed_over = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._drafts: dict[str, str] = {}
        self._key = ""
        self.field = ReplyField(theme)
        self.button = Button(theme, self.tr("Continue in softphone"), "primary", icon="message")
        self.button.setObjectName("continue-in-softphone")
        self.button.setToolTip(self.tr("Continue in softphone (Ctrl+Enter)"))
        self._hint = Label(theme, "", "caption", tone="muted", wrap=True)
        self._why_not = Label(theme, "", tone="muted", wrap=True)
        self._why_icon = IconLabel(theme, "info", "muted")
        self._writing, self._closed = QWidget(), QWidget()
        space = theme.space
        below = row(spacing=space(12))
        below.addWidget(self._hint, 1)
        below.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        writing = QVBoxLayout(self._writing)
        writing.setContentsMargins(0, 0, 0, 0)
        writing.setSpacing(space(8))
        writing.addWidget(self.field)
        writing.addLayout(below)
        closed = row(self._why_icon, spacing=space(8))
        closed.setAlignment(self._why_icon, Qt.AlignmentFlag.AlignTop)
        closed.addWidget(self._why_not, 1)
        self._closed.setLayout(closed)
        inner = QVBoxLayout()
        inner.setContentsMargins(space(24), space(12), space(24), space(16))
        inner.addWidget(self._writing)
        inner.addWidget(self._closed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Line())
        box.addLayout(inner)
        self.button.clicked.connect(self._hand_over)
        self.field.finished.connect(self._hand_over)
        self.field.textChanged.connect(self._typed)
        self.open_for("")

    @property
    def can_write(self) -> bool:
        """Whether a text can be written now."""
        return not self._writing.isHidden()

    def open_for(self, key: str) -> None:
        """Let a text be written in a conversation; what was begun there stands there again."""
        self._closed.hide()
        self._writing.show()
        if key != self._key:
            self._key = key
            with QSignalBlocker(self.field):
                self.field.setPlainText(self._drafts.get(key, ""))
            self._say_where()

    def close_because(self, why: str) -> None:
        """Take the field away and say why."""
        self._key = ""
        self._why_not.setText(why)
        self._writing.hide()
        self._closed.show()

    def sent(self, text: str) -> None:
        """Hear what was sent in this conversation; a draft that says the same is done with."""
        if text.strip() and text.strip() == self.field.toPlainText().strip():
            self.field.clear()

    def _typed(self) -> None:
        text = self.field.toPlainText()[:_LONGEST]
        self._drafts.pop(self._key, None)
        if text:
            self._drafts[self._key] = text
            if len(self._drafts) > _KEPT:
                del self._drafts[next(iter(self._drafts))]
        self._say_where()

    def _say_where(self) -> None:
        self._hint.setText(
            self.tr("Messages are sent in the softphone. Your text is copied, to paste there.")
        )

    def _hand_over(self) -> None:
        text = self.field.toPlainText().strip()
        if text:
            QGuiApplication.clipboard().setText(text)
            self._hint.setText(
                self.tr("Copied. Paste it into the softphone (Ctrl+V) and send it there.")
            )
        else:
            self._hint.setText(self.tr("Write and send the message in the softphone."))
        self.handed_over.emit()
