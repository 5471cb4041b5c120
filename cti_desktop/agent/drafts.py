"""Keeps what people type: every change is durable within a second, as an event like any other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cti_desktop.agent.private_notes import stays_with
from cti_desktop.agent.timers import Timer, Timers
from cti_desktop.calls.call import Note
from cti_desktop.calls.correlation import call_keys, principal_key
from cti_desktop.calls.events import CallEvent, Facts, Kind, NoteField, Source, new_event_id

_TICK = timedelta(microseconds=1)
SAVE_AFTER_S = 0.7
"""Typing goes on at most this long before what stands there is saved."""


@dataclass(slots=True)
class _Draft:
    keys: tuple[str, ...]
    text: str
    timer: Timer


class Drafts:
    """Turns typing and choices into events; core thread only.

    Args:
        append: makes events durable, in order, and hands them to the companion.
        keep: makes events durable that stay on this computer.
        note_on: reads the note written on a call's key.
        author: gives who types: `user:<Zoom user id>`, None while nobody signed in.
    """

    def __init__(
        self,
        append: Callable[[Sequence[CallEvent]], None],
        author: Callable[[], str | None],
        timers: Timers,
        keep: Callable[[Sequence[CallEvent]], None],
        note_on: Callable[[str], Note | None],
    ) -> None:
        self._append, self._keep, self._note_on = append, keep, note_on
        self._author = author
        self._timers = timers
        self._drafts: dict[str, _Draft] = {}
        self._private: dict[tuple[str, str | None], bool] = {}
        self._texts: dict[tuple[str, str | None], str] = {}
        self._last: dict[str, datetime] = {}

    def write(self, subject: str, keys: tuple[str, ...], text: str) -> None:
        """Take the whole text of a note; saved after `SAVE_AFTER_S` at the latest."""
        draft = self._drafts.get(subject)
        if draft is not None:
            draft.text = text
            return
        timer = self._timers.call_later(SAVE_AFTER_S, lambda: self.save(subject))
        self._drafts[subject] = _Draft(keys=keys, text=text, timer=timer)

    def text_of(self, subject: str) -> str | None:
        """Return what was typed but is not saved yet."""
        draft = self._drafts.get(subject)
        return draft.text if draft else None

    def save(self, subject: str) -> None:
        """Save one draft now."""
        draft = self._drafts.pop(subject, None)
        if draft is not None:
            draft.timer.cancel()
            self.set(subject, draft.keys, NoteField.TEXT, draft.text)

    def save_all(self) -> None:
        """Save every draft now; at the end of the program."""
        for subject in list(self._drafts):
            self.save(subject)

    def set(self, subject: str, keys: tuple[str, ...], field: NoteField, value: str | None) -> None:
        """Set or clear one field of a note at once; a private note's text stays here."""
        if field is NoteField.TEXT:
            self._texts[subject, self._author()] = value or ""
        here = field is NoteField.TEXT and self.is_private(subject)
        (self._keep if here else self._append)([self._event(subject, keys, field, value)])

    def is_private(self, subject: str) -> bool:
        """Tell whether what is typed here as a note's text stays on this computer."""
        writer = (subject, self._author())
        if writer not in self._private:
            note = self._note_on(subject)
            self._private[writer] = note is not None and stays_with(note, self._author())
        return self._private[writer]

    def set_private(self, subject: str, keys: tuple[str, ...], *, private: bool) -> None:
        """Keep a note's text here from now on, or hand it over after all.

        What had been handed over before is emptied there, and the mark hides it from others. What a
        colleague wrote stays as it is.
        """
        text = self._text_so_far(subject)
        self._private[subject, self._author()] = private
        mark = self._event(subject, keys, NoteField.PRIVATE, "yes" if private else None)
        if not text:
            self._append([mark])
        elif private:
            self._append([mark, self._event(subject, keys, NoteField.TEXT, None)])
            self._keep([self._event(subject, keys, NoteField.TEXT, text)])
        else:
            self._append([mark, self._event(subject, keys, NoteField.TEXT, text)])

    def _text_so_far(self, subject: str) -> str:
        author = self._author()
        if (subject, author) in self._texts:
            return self._texts[subject, author]
        note = self._note_on(subject)
        own = note is not None and note.text_by in (author, None)
        return note.text if note is not None and own else ""

    def _later_than_seen(self, subject: str) -> datetime:
        """Date an edit now, but after all it follows: a slow clock must not lose to what it saw."""
        note = self._note_on(subject)
        seen = note.saved_at if note is not None else None
        before = [at + _TICK for at in (self._last.get(subject), seen) if at is not None]
        return max([datetime.now(UTC), *before])

    def _event(
        self, subject: str, keys: tuple[str, ...], field: NoteField, value: str | None
    ) -> CallEvent:
        now = self._last[subject] = self._later_than_seen(subject)
        return CallEvent(
            id=new_event_id(),
            kind=Kind.NOTED,
            source=Source.PERSON,
            name=f"note-{field}",
            at=now,
            seen_at=now,
            keys=keys,
            author=self._author(),
            facts=Facts(note_field=field, note_value=value, about=subject),
        )


def subject_of(keys: tuple[str, ...]) -> str:
    """Return the key notes of a call are written on."""
    return principal_key(keys)


def keys_of(subject: str) -> tuple[str, ...]:
    """Return the keys that tie what is written on a subject to its call."""
    kind, _, value = subject.partition(":")
    return call_keys(call_id=value) if kind == "call" else (subject,)
