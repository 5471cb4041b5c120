"""What of a private note may leave this computer: everything but its text."""

from collections.abc import Iterable

from cti_desktop.calls.call import Note
from cti_desktop.calls.correlation import root_key
from cti_desktop.calls.events import CallEvent, Kind, NoteField
from cti_desktop.calls.noting import subject_of, withheld_texts
from cti_desktop.store.log import CallLog
from cti_desktop.store.opening import Store


def note_on(log: CallLog, subject: str) -> Note | None:
    """Read the note written on a call's key; None when there is none yet."""
    call = log.by_key(subject)
    notes = call.notes if call is not None else ()
    return next((note for note in notes if note.subject == root_key(subject)), None)


def staying(events: Iterable[CallEvent], store: Store) -> frozenset[str]:
    """Return the ids of events that must not be handed over: text its author keeps or kept private.

    It is asked when events are about to leave, so text written before the mark was set is held back
    too, as long as it still waits. What was typed under a mark stays when the mark is gone, also
    when a companion that lost its database is sent everything again.
    """
    subjects = {subject_of(event) for event in events if _is_text(event)}
    calls = {call.id for one in subjects if (call := store.log.by_key(one)) is not None}
    withheld = (withheld_texts(store.journal.events_of(call_id)) for call_id in calls)
    return frozenset[str]().union(*withheld)


def _is_text(event: CallEvent) -> bool:
    facts = event.facts
    return (
        event.kind is Kind.NOTED and facts.note_field is NoteField.TEXT and bool(facts.note_value)
    )


def stays_with(note: Note, author: str | None) -> bool:
    """Tell whether an author keeps text here; a mark from before they signed in counts as well."""
    return note.kept_by(author) or note.kept_by(None)
