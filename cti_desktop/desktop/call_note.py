"""The note of a past call: saved by itself while it is typed, never overwritten by older text."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.views import Notice
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.note_form import NoteEditor
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, Chip, IconLabel, Label, row
from cti_desktop.desktop.words import Words

SAVE_AFTER_MS = 700
"""Typing goes on at most this long before what stands there is saved."""


class CallNote(QWidget):
    """One editor that is lent to one call at a time; what was typed is saved before it moves on."""

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__()
        self._core, self._theme, self._words = core, theme, words
        self._call_id: str | None = None
        self._told: str | None = None
        self._unsaved = False
        self._kept: dict[str, str] = {}
        self.editor = NoteEditor(theme)
        self.editor.setReadOnly(True)
        self.private = Chip(theme, self.tr("Private"), icon="lock")
        self.private.setToolTip(self.tr("The note's text stays on this computer"))
        self.private.clicked.connect(self._set_private)
        self._tick = IconLabel(theme, "check", "good")
        self._state = Label(theme, "", "caption", tone="muted", figures=True)
        self._again = Button(theme, self.tr("Save again"), "link")
        self._again.clicked.connect(self.save)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SAVE_AFTER_MS)
        self._pause.timeout.connect(self.save)
        self.editor.typed.connect(self._typed)
        self._lay_out()

    def expect(self, call_id: str) -> None:
        """Make ready for a call whose note is still on its way."""
        if call_id == self._call_id:
            return
        self._save(leaving=True)
        self._call_id, self._told, self._unsaved = call_id, None, False
        self.private.setChecked(False)
        self.private.setEnabled(False)
        self.editor.setReadOnly(True)
        self.editor.take("")
        self._say("")
        if (text := self._kept.get(call_id)) is not None:  # it could not be saved before
            self.editor.take(text)
            self._typed(text)

    def show_text(self, text: str, versions: tuple[str, ...]) -> None:
        """Show the note as the log has it, unless newer text is on its way there.

        Args:
            versions: everything that was ever written as this note.
        """
        self.editor.setReadOnly(False)
        if self._told in (text, *versions):
            self._told = None
        if self._told is None and not self._unsaved:
            self.editor.take(text)

    def show_private(self, *, private: bool) -> None:
        """Show whether the note stays on this computer."""
        self.private.setEnabled(True)
        self.private.setChecked(private)

    def save(self) -> None:
        """Save what was typed, at once."""
        self._save(leaving=False)

    def _save(self, *, leaving: bool) -> None:
        """Save; when the call is left, a failure goes to the window, and the text is kept."""
        text, call_id = self.editor.toPlainText(), self._call_id
        self._pause.stop()
        if call_id is None or not self._unsaved:
            return
        self._told, self._unsaved = text, False
        self._kept[call_id] = text
        self._again.hide()
        self._core.ask(
            lambda office: office.set_call_note(call_id, text),
            partial(self._saved, call_id, text),
            None if leaving else partial(self._not_saved, call_id),
            owner=self,
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Save before going out of sight."""
        self.save()
        super().hideEvent(event)

    def _typed(self, _text: str) -> None:
        self._unsaved = True
        self._say(self.tr("Saving…"))
        if not self._pause.isActive():  # who types on without a pause is saved all the same
            self._pause.start()

    def _saved(self, call_id: str, text: str, _nothing: None) -> None:
        if self._kept.get(call_id) == text:
            del self._kept[call_id]
        if call_id == self._call_id and not self._unsaved:
            at = self._words.clock_seconds(self._words.now())
            self._say(self.tr("Saved %1").replace("%1", at), saved=True)

    def _not_saved(self, call_id: str, notice: Notice) -> None:
        if call_id == self._call_id:
            self._unsaved = True
            self._say(self.tr("Not saved. %1").replace("%1", notice.text), bad=True)
            self._again.show()

    def _set_private(self, private: bool) -> None:
        """Mark the note; what was typed a moment before is saved first, and falls under it."""
        call_id = self._call_id
        if call_id is None:
            return
        self.save()
        self._core.ask(
            lambda office: office.set_call_private(call_id, private=private),
            self._marked,
            partial(self._not_marked, call_id, private),
            owner=self,
        )

    def _marked(self, _nothing: None) -> None:
        """Do nothing: the call is shown again when it changed."""

    def _not_marked(self, call_id: str, private: bool, notice: Notice) -> None:
        if call_id == self._call_id:
            self.private.setChecked(not private)
            self._say(notice.text, bad=True)

    def _say(self, text: str, *, saved: bool = False, bad: bool = False) -> None:
        self._tick.setVisible(saved)
        self._again.hide()
        self._state.set_tone("bad" if bad else "muted")
        self._state.setText(text)

    def _lay_out(self) -> None:
        heading = Label(self._theme, self.tr("Note"), strong=True)
        heading.setBuddy(self.editor)
        self.editor.setMinimumHeight(self._theme.px(72))
        self.editor.setMaximumHeight(self._theme.px(128))
        head = (heading, None, self._tick, self._state, self._again, self.private)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._theme.space(8))
        box.addLayout(row(*head, spacing=self._theme.space(4)))
        box.addWidget(self.editor)
        self._say("")
