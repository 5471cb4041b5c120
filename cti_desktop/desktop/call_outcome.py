"""What a past call came to, when to call back, and its tags; saved at once."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout

from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.call_back_field import CallBackField
from cti_desktop.desktop.call_change import CallChange
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.note_form import OutcomeChoice
from cti_desktop.desktop.tag_field import TagField
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Label
from cti_desktop.desktop.words import Words


class CallOutcome(CallChange):
    """The outcomes to choose from, lent to one call at a time."""

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__(core)
        self._call_id: str | None = None
        self.choice = OutcomeChoice(theme)
        self.call_back = CallBackField(theme, words)
        self.tags = TagField(core, theme)
        self.choice.chosen.connect(self._choose)
        self.call_back.changed.connect(self._call_back_at)
        self.tags.changed.connect(self._set_tags)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        box.addWidget(Label(theme, self.tr("Outcome"), strong=True))
        box.addWidget(self.choice)
        box.addWidget(self.call_back)
        box.addWidget(self.tags)

    def show_call(self, call_id: str, outcomes: tuple[Outcome, ...], label: str | None) -> None:
        """Show what a call came to, by the words for it; another call's promise goes."""
        if call_id != self._call_id:
            self._call_id = call_id
            self.show_call_back(None)
            self.tags.forget()
        value = next((one.value for one in outcomes if one.label == label), None)
        self.choice.show_outcomes(outcomes, value)

    def show_call_back(self, stored: str | None) -> None:
        """Show when somebody was promised a call, if so."""
        self.call_back.show_time(stored)
        self.call_back.setVisible(self.call_back.known)

    def _choose(self, value: str | None) -> None:
        if (call_id := self._call_id) is not None:
            self._keep(lambda office: office.set_call_outcome(call_id, value))
            self.call_back.ask(wanted=self.choice.asks_for_time)

    def _call_back_at(self, when: datetime | None) -> None:
        if (call_id := self._call_id) is not None:
            self._keep(lambda office: office.set_call_back(call_id, when))

    def _set_tags(self, tags: tuple[str, ...]) -> None:
        if (call_id := self._call_id) is not None:
            self._keep(lambda office: office.set_call_tags(call_id, tags))
