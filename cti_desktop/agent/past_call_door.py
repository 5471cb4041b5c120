"""The part of the office that takes what a person writes on a call of the log."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from cti_desktop.agent.drafts import Drafts, subject_of
from cti_desktop.calls.events import NoteField
from cti_desktop.calls.numbers import PhoneNumber, parse_number
from cti_desktop.calls.tagging import write_tags
from cti_desktop.store.directory import Directory
from cti_desktop.store.opening import Store


class PastCallDoor:
    """A base of the office; core loop only."""

    _store: Store
    _drafts: Drafts
    _directory: Directory
    _region: str | None
    _when_done: Callable[[Future[Any], Callable[[], None]], None]
    _look_up_again: Callable[[], None]

    async def set_call_outcome(self, call_id: str, value: str | None) -> None:
        """Set the outcome of a past call."""
        self._set_on_call(call_id, NoteField.OUTCOME, value)

    async def set_call_note(self, call_id: str, text: str) -> None:
        """Write the note of a past call."""
        self._set_on_call(call_id, NoteField.TEXT, text)

    async def set_call_tags(self, call_id: str, tags: tuple[str, ...]) -> None:
        """Set all tags of a past call."""
        self._set_on_call(call_id, NoteField.TAGS, write_tags(tags))

    async def set_call_private(self, call_id: str, *, private: bool) -> None:
        """Keep the note of a past call on this computer, or let it go to the companion."""
        call = self._store.log.get(call_id)
        if call is not None:
            subject = call.note.subject if call.note else subject_of(call.keys)
            self._drafts.save(subject)
            self._drafts.set_private(subject, call.keys, private=private)

    async def set_call_contact(self, call_id: str, contact_id: str) -> None:
        """Say of a past call who it was, and remember it for the number."""
        self._set_on_call(call_id, NoteField.CONTACT, contact_id)
        if (number := self._number_on(call_id)) is not None:
            self._when_done(self._directory.choose(number, contact_id), self._look_up_again)

    async def refuse_call_contact(self, call_id: str, contact_id: str) -> None:
        """Say of a past call who it was not; who was remembered is asked about again."""
        self._set_on_call(call_id, NoteField.NOT_CONTACT, contact_id)
        if (number := self._number_on(call_id)) is not None:
            self._when_done(self._directory.forget_choice(number), self._look_up_again)

    # inside

    def _set_on_call(self, call_id: str, field: NoteField, value: str | None) -> None:
        call = self._store.log.get(call_id)
        if call is None:
            return
        subject = call.note.subject if call.note else subject_of(call.keys)
        self._drafts.save(subject)
        self._drafts.set(subject, call.keys, field, value)

    def _number_on(self, call_id: str) -> PhoneNumber | None:
        call = self._store.log.get(call_id)
        number = call.party.number if call is not None else None
        return parse_number(number, self._region) if number else None
