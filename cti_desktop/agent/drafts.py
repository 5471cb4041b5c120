"""Keeps what people type: every change is durable within a second, as an event like any other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cti_desktop.agent.softphone import Timer, Timers
from cti_desktop.calls.correlation import principal_key
from cti_desktop.calls.events import CallEvent, Facts, Kind, NoteField, Source, new_event_id

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
        append: makes events durable, in order.
        author: gives who types: `user:<Zoom user id>`, None while nobody signed in.
    """

    def __init__(
        self,
        append: Callable[[Sequence[CallEvent]], None],
        author: Callable[[], str | None],
        timers: Timers,
    ) -> None:
        self._append = append
        self._author = author
        self._timers = timers
        self._drafts: dict[str, _Draft] = {}

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
        """Set or clear one field of a note at once."""
        now = datetime.now(UTC)
        self._append(
            [
                CallEvent(
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
            ]
        )


def subject_of(keys: tuple[str, ...]) -> str:
    """Return the key notes of a call are written on."""
    return principal_key(keys)
