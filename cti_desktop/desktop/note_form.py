"""What the person writes about one call: note, outcome and when to call back.

A form may be made before its card is there, but once bound it belongs to that card for good, so
text never moves to another call. Newer local text always wins over a snapshot, and taking a
snapshot moves neither cursor nor focus.
"""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from cti_desktop.agent.views import CallCard, Snippet
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.call_back_field import CallBackField
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.snippet_menu import SnippetMenu, units
from cti_desktop.desktop.tag_field import TagField
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Chip, IconButton, IconLabel, Label, row
from cti_desktop.desktop.words import Words

_LOWEST, _HIGHEST = 104, 240
_STEPS: dict[int, int] = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}
TYPING = timedelta(seconds=2)
"""A key pressed less long ago means that somebody is typing."""


class NoteEditor(QPlainTextEdit):
    """A plain text field that leaves by Tab and takes foreign text without moving the cursor.

    Signals:
        typed(str): the person changed the text; the whole of it.
    """

    typed = Signal(str)

    def __init__(self, theme: Theme, text: str = "") -> None:
        super().__init__()
        self.setObjectName("note-editor")
        self.setAccessibleName(self.tr("Note"))
        self.setPlaceholderText(self.tr("What is this call about?"))
        self.setTabChangesFocus(True)
        self.setMinimumHeight(theme.px(_LOWEST))
        self.setMaximumHeight(theme.px(_HIGHEST))
        self.wanted_height = theme.px(_HIGHEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setPlainText(text)
        self.textChanged.connect(self._changed)

    def sizeHint(self) -> QSize:
        """Ask for all the height it may have; it shrinks where room is short."""
        return QSize(super().sizeHint().width(), self.wanted_height)

    def fit(self, room: int) -> None:
        """Ask for so much height, as far as it is neither too low nor needlessly high."""
        wanted = min(max(room, self.minimumHeight()), self.maximumHeight())
        if wanted != self.wanted_height:
            self.wanted_height = wanted
            self.updateGeometry()

    def start_with(self, text: str) -> None:
        """Show a text as the first there is: nothing can be undone beyond it."""
        if text:
            with QSignalBlocker(self):
                self.setPlainText(text)

    def take(self, text: str) -> None:
        """Show text from elsewhere; only the part that differs is replaced."""
        own = self.toPlainText()
        if own == text:
            return
        start = _same_at_start(own, text)
        end = _same_at_start(own[start:][::-1], text[start:][::-1])
        with QSignalBlocker(self):
            cursor = QTextCursor(self.document())
            cursor.setPosition(units(own[:start]))
            last = units(own[: len(own) - end])
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(text[start : len(text) - end])

    def _changed(self) -> None:
        self.typed.emit(self.toPlainText())


class _OutcomeChip(Chip):
    """Leaves the arrow keys to the row of outcomes; Qt's button would walk on to any neighbour."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Space as every button; pass arrow keys on."""
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class OutcomeChoice(QWidget):
    """The outcomes as chips of which one may be on; choosing it again takes it back.

    Signals:
        chosen(object): the stored value, or None when taken back.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._flow = Flow(self, theme.space(8), even=True)
        self._chips: dict[str, Chip] = {}
        self._outcomes: tuple[Outcome, ...] = ()
        self.value: str | None = None

    def show_outcomes(self, outcomes: tuple[Outcome, ...], value: str | None) -> None:
        """Show these and the one that is on."""
        if outcomes != self._outcomes:
            self._build(outcomes)
        self.value = value
        for one, chip in self._chips.items():
            chip.setChecked(one == value)

    @property
    def asks_for_time(self) -> bool:
        """Whether the outcome that is on asks when to call back."""
        return any(o.call_back for o in self._outcomes if o.value == self.value)

    def focus_first(self) -> None:
        """Bring the keyboard to the first outcome."""
        for chip in self._chips.values():
            chip.setFocus(Qt.FocusReason.TabFocusReason)
            return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between chips by arrow keys."""
        step = _STEPS.get(event.key())
        chips = list(self._chips.values())
        at = next((number for number, chip in enumerate(chips) if chip.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        chips[(at + step) % len(chips)].setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self, outcomes: tuple[Outcome, ...]) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._outcomes, self._chips = outcomes, {}
        for outcome in outcomes:
            chip = _OutcomeChip(self._theme, outcome.label)
            chip.setObjectName(f"outcome-{outcome.value}")
            chip.setAccessibleName(self.tr("Outcome: %1").replace("%1", outcome.label))
            chip.clicked.connect(lambda _on=False, value=outcome.value: self._clicked(value))
            self._chips[outcome.value] = chip
            self._flow.addWidget(chip)

    def _clicked(self, value: str) -> None:
        self.value = None if value == self.value else value
        for one, chip in self._chips.items():
            chip.setChecked(one == self.value)
        self.chosen.emit(self.value)


class NoteForm(QWidget):
    """Note, outcome and call-back of one card; `bind` says of which.

    Signals:
        outcome_changed: another outcome is on, or none.
    """

    outcome_changed = Signal()

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__()
        self._core, self._theme, self._words = core, theme, words
        self._bound_to: str | None = None
        self._typed_at: datetime | None = None
        self.editor = NoteEditor(theme)
        self.snippets = SnippetMenu(theme, self.editor)
        self.ask_snippet = IconButton(theme, "list", self.tr("Insert a text template (/)"))
        self.private = Chip(theme, self.tr("Private"), icon="lock")
        self.private.setToolTip(self.tr("The note's text stays on this computer"))
        self.outcomes = OutcomeChoice(theme)
        self._saved_icon = IconLabel(theme, "check", "good", 16)
        self._saved = Label(theme, "", "caption", tone="muted", figures=True)
        self._others = Label(theme, "", tone="muted", wrap=True)
        self._call_back = CallBackField(theme, words)
        self.tags = TagField(core, theme)
        self._lay_out()
        self.editor.typed.connect(self._typed)
        self.ask_snippet.clicked.connect(self.snippets.ask)
        self.snippets.keep_wanted.connect(self._keep_snippet)
        self.snippets.forget_wanted.connect(self._forget_snippet)
        self.private.clicked.connect(self._set_private)
        self.outcomes.chosen.connect(self._choose)
        self._call_back.changed.connect(self._call_back_at)
        self.tags.changed.connect(self._set_tags)

    def bind(self, card: CallCard) -> None:
        """Belong to this card from now on.

        Raises:
            ValueError: it belongs to another card already, whose text it may hold.
        """
        if self._bound_to not in (None, card.card_id):
            raise ValueError("a note form is never handed from one card to another")
        if self._bound_to is None:
            self._bound_to = card.card_id
            self.editor.start_with(card.note)

    @property
    def typing(self) -> bool:
        """Whether somebody is writing here just now."""
        return self.editor.hasFocus() and self._typing_now()

    def take_typed(self) -> None:
        """Take what is typed and not ended yet: a tag without Enter, a date without leaving it."""
        self.tags.new.give()
        self._call_back.take_typed()

    def show_card(
        self,
        card: CallCard,
        outcomes: tuple[Outcome, ...],
        snippets: tuple[Snippet, ...] = (),
    ) -> None:
        """Take a snapshot of the form's own card, and the pieces of text there are."""
        self._take_text(card)
        self.snippets.offer(snippets)
        self.private.setChecked(card.private)
        self.outcomes.show_outcomes(outcomes, card.outcome)
        self._call_back.setVisible(self.outcomes.asks_for_time)
        self._call_back.show_time(card.call_back_at)
        self.tags.show_tags(card.tags)
        self._others.setVisible(bool(card.other_notes))
        self._others.setText("\n\n".join(card.other_notes))

    @property
    def _card_id(self) -> str:
        if self._bound_to is None:
            raise LookupError("this note form belongs to no card yet")
        return self._bound_to

    def _lay_out(self) -> None:
        space = self._theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(8))
        heading = Label(self._theme, self.tr("Note"), "section", strong=True)
        heading.setBuddy(self.editor)
        tools = (self.ask_snippet, self.private)
        head = row(heading, None, self._saved_icon, self._saved, *tools, spacing=space(4))
        box.addLayout(head)
        box.addWidget(self.editor)
        box.addWidget(self._others)
        box.addSpacing(space(8))
        box.addWidget(Label(self._theme, self.tr("Outcome"), strong=True))
        box.addWidget(self.outcomes)
        box.addWidget(self._call_back)
        box.addWidget(self.tags)
        self._show_saved(None)

    # the note

    def _typed(self, text: str) -> None:
        self._typed_at = datetime.now(UTC)
        self._saved_icon.hide()
        self._saved.setText(self.tr("Saving…"))
        card_id = self._card_id
        self._core.tell(lambda office: office.write_note(card_id, text))

    def _keep_snippet(self, text: str) -> None:
        self._core.tell(lambda office: office.keep_snippet(text))

    def _forget_snippet(self, name: str) -> None:
        self._core.tell(lambda office: office.forget_snippet(name))

    def _set_private(self, private: bool) -> None:
        card_id = self._card_id
        self._core.tell(lambda office: office.set_private(card_id, private=private))

    def _set_tags(self, tags: tuple[str, ...]) -> None:
        card_id = self._card_id
        self._core.tell(lambda office: office.set_tags(card_id, tags))

    def _take_text(self, card: CallCard) -> None:
        typed_at, saved_at = self._typed_at, card.saved_at
        if typed_at is not None and (saved_at is None or saved_at < typed_at):
            return  # what stands here is newer than the snapshot
        if card.note != self.editor.toPlainText() and self._typing_now():
            return  # a snapshot after this one brings what the person is writing
        self.editor.take(card.note)
        self._show_saved(saved_at if card.note or card.outcome else None)

    def _typing_now(self) -> bool:
        since = self._typed_at
        return since is not None and datetime.now(UTC) - since < TYPING

    def _show_saved(self, at: datetime | None) -> None:
        self._saved_icon.setVisible(at is not None)
        said = self.tr("Saved %1").replace("%1", self._words.clock_seconds(at)) if at else ""
        self._saved.setText(said)

    # outcome and call-back

    def _choose(self, value: str | None) -> None:
        card_id = self._card_id
        self._core.tell(lambda office: office.choose_outcome(card_id, value))
        self._call_back.ask(wanted=self.outcomes.asks_for_time)
        self.outcome_changed.emit()

    def _call_back_at(self, when: datetime | None) -> None:
        card_id = self._card_id
        self._core.tell(lambda office: office.call_back_at(card_id, when))


def _same_at_start(one: str, two: str) -> int:
    shorter = min(len(one), len(two))
    return next((at for at in range(shorter) if one[at] != two[at]), shorter)
