"""Where an answer to a text is written before it goes to Zoom's softphone, which alone can send.

Zoom's page opens its message editor for a number but takes no text, so the text is put on the
clipboard and the person is told to paste it. What was typed is kept for each number, also over a
restart, until it was sent.
"""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from cti_desktop.agent.text_views import ReplyDraft
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, Line, row

_LINES = 72
_LONGEST = 10_000
_KEPT = 200
_KEEP_AFTER_MS = 700


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
        draft_wanted(str): what was begun to this number in an earlier run.
        draft_changed(str, object): this is begun now, a `ReplyDraft`; None when nothing is.
    """

    handed_over = Signal()
    draft_wanted = Signal(str)
    draft_changed = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._drafts: dict[str, ReplyDraft] = {}
        self._asked: set[str] = set()
        self._key = ""
        self._sent: Sequence[tuple[str, str]] | None = None
        self._unkept = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_KEEP_AFTER_MS)
        self._pause.timeout.connect(self.keep_now)
        self.field = ReplyField(theme)
        self.button = Button(theme, self.tr("Continue in softphone"), "primary", icon="message")
        self.button.setObjectName("continue-in-softphone")
        self.button.setToolTip(self.tr("Continue in softphone (Ctrl+Enter)"))
        self._hint = Label(theme, "", "caption", tone="muted", wrap=True)
        self._why_not = Label(theme, "", tone="muted", wrap=True)
        self._why_icon = IconLabel(theme, "info", "muted")
        self._writing, self._closed = QWidget(), QWidget()
        self._lay_out(theme)
        self.button.clicked.connect(self._hand_over)
        self.field.finished.connect(self._hand_over)
        self.field.textChanged.connect(self._typed)
        self.open_for("")

    def _lay_out(self, theme: Theme) -> None:
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

    @property
    def can_write(self) -> bool:
        """Whether a text can be written now."""
        return not self._writing.isHidden()

    def open_for(self, key: str) -> None:
        """Let a text be written in a conversation; what was begun there stands there again."""
        self._closed.hide()
        self._writing.show()
        if key != self._key:
            self.keep_now()
            self._key, self._sent = key, None
            self._show_draft()
            if key and key not in self._asked:
                self._asked.add(key)
                self.draft_wanted.emit(key)

    def take_draft(self, key: str, draft: ReplyDraft | None) -> None:
        """Take what an earlier run kept, unless something was written meanwhile."""
        if draft is not None and key not in self._drafts:
            self._drafts[key] = draft
            if key == self._key:
                self._show_draft()
                self._drop_sent()

    def keep_now(self) -> None:
        """Hand over what was typed last without waiting."""
        if self._unkept:
            self._unkept = False
            self._pause.stop()
            self.draft_changed.emit(self._key, self._drafts.get(self._key))

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what stands there: the window may be closing."""
        super().hideEvent(event)
        self.keep_now()

    def close_because(self, why: str) -> None:
        """Take the field away and say why."""
        self.keep_now()
        self._key = ""
        self._why_not.setText(why)
        self._writing.hide()
        self._closed.show()

    def heard_sent(self, sent: Sequence[tuple[str, str]]) -> None:
        """Hear what was sent in this conversation; a draft that was sent since is done with.

        Args:
            sent: id and words of each, the latest last.
        """
        self._sent = sent
        self._drop_sent()

    def _drop_sent(self) -> None:
        draft, sent = self._drafts.get(self._key), self._sent
        if draft is None or sent is None:
            return
        if draft.after is None:
            self._drafts[self._key] = replace(draft, after=_last(sent))
            self._keep_soon()
            return
        ids = [one for one, _ in sent]
        new = sent[ids.index(draft.after) + 1 :] if draft.after in ids else sent
        if any(text.strip() == draft.text.strip() for _, text in new):
            self.field.clear()

    def _show_draft(self) -> None:
        draft = self._drafts.get(self._key)
        with QSignalBlocker(self.field):
            self.field.setPlainText(draft.text if draft is not None else "")
        self._say_where()

    def _typed(self) -> None:
        text = self.field.toPlainText()[:_LONGEST]
        self._drafts.pop(self._key, None)
        if text:
            after = None if self._sent is None else _last(self._sent)
            self._drafts[self._key] = ReplyDraft(text=text, after=after)
            if len(self._drafts) > _KEPT:
                del self._drafts[next(iter(self._drafts))]
        self._keep_soon()
        self._say_where()

    def _keep_soon(self) -> None:
        self._unkept = True
        if not self._pause.isActive():
            self._pause.start()

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


def _last(sent: Sequence[tuple[str, str]]) -> str:
    return sent[-1][0] if sent else ""
