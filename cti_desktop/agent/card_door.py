"""The part of the office that takes what a person does with the calls on the desk."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from cti_desktop.agent.desk import Desk
from cti_desktop.calls.events import NoteField
from cti_desktop.calls.numbers import parse_number
from cti_desktop.calls.tagging import write_tags
from cti_desktop.store.directory import Directory


class CardDoor:
    """A base of the office; core loop only."""

    desk: Desk
    _directory: Directory
    _region: str | None
    _when_done: Callable[[Future[Any], Callable[[], None]], None]
    _look_up_again: Callable[[], None]

    def activate(self, card_id: str) -> None:
        """Show this card."""
        self.desk.activate(card_id)

    def write_note(self, card_id: str, text: str) -> None:
        """Take the note's whole text."""
        self.desk.write_note(card_id, text)

    def choose_outcome(self, card_id: str, value: str | None) -> None:
        """Set or clear the outcome."""
        self.desk.set_field(card_id, NoteField.OUTCOME, value)

    def call_back_at(self, card_id: str, when: datetime | None) -> None:
        """Set or clear the time to call back."""
        value = when.astimezone(UTC).isoformat() if when else None
        self.desk.set_field(card_id, NoteField.CALL_BACK_AT, value)

    def set_tags(self, card_id: str, tags: tuple[str, ...]) -> None:
        """Set all tags."""
        self.desk.set_field(card_id, NoteField.TAGS, write_tags(tags))

    def choose_contact(self, card_id: str, contact_id: str) -> None:
        """Say who it is, and remember it for this number."""
        number = self.desk.number_of(card_id)
        self.desk.set_field(card_id, NoteField.CONTACT, contact_id)
        if number:
            parsed = parse_number(number, self._region)
            self._when_done(self._directory.choose(parsed, contact_id), self._look_up_again)

    def not_this_person(self, card_id: str, contact_id: str) -> None:
        """Say who it is not; who was remembered for this number is asked about again."""
        number = self.desk.number_of(card_id)
        self.desk.set_field(card_id, NoteField.NOT_CONTACT, contact_id)
        if number:
            parsed = parse_number(number, self._region)
            self._when_done(self._directory.forget_choice(parsed), self._look_up_again)

    def set_private(self, card_id: str, *, private: bool) -> None:
        """Keep a note on this computer, or let it go."""
        self.desk.set_private(card_id, private=private)

    def log_call(self, card_id: str) -> None:
        """Say that a call is to be logged although the softphone does not by itself."""
        self.desk.set_field(card_id, NoteField.LOGGED, "yes")

    def keep_snippet(self, text: str) -> None:
        """Keep a piece of text for later notes."""
        self.desk.keep_snippet(text)

    def forget_snippet(self, name: str) -> None:
        """Forget a piece of the person's own."""
        self.desk.forget_snippet(name)

    def hold(self, card_id: str, *, held: bool) -> None:
        """Keep a card while somebody fills in who it was; or let it go when it is due."""
        self.desk.hold(card_id, held=held)

    def extend_wrap_up(self, card_id: str) -> None:
        """Take a minute more for wrap-up."""
        self.desk.extend_wrap_up(card_id)

    def say_over(self, card_id: str) -> None:
        """Say that a call is over whose end nobody told."""
        self.desk.say_over(card_id)

    def finish(self, card_id: str) -> None:
        """End wrap-up."""
        self.desk.finish(card_id)

    def painted(self, card_id: str, at: datetime) -> None:
        """Record when the pop stood on screen."""
        self.desk.painted(card_id, at)
