"""What of a private note may leave this computer: everything but its text."""

from cti_desktop.calls.call import Note
from cti_desktop.calls.correlation import root_key
from cti_desktop.calls.events import CallEvent, Kind, NoteField
from cti_desktop.calls.noting import subject_of
from cti_desktop.store.log import CallLog


def note_on(log: CallLog, subject: str) -> Note | None:
    """Read the note written on a call's key; None when there is none yet."""
    call = log.by_key(subject)
    notes = call.notes if call is not None else ()
    return next((note for note in notes if note.subject == root_key(subject)), None)


def stays_here(event: CallEvent, log: CallLog) -> bool:
    """Tell whether an event must not be handed over: it is text that its author keeps private now.

    It is asked when the event is about to leave, so text written before the mark was set is held
    back too, as long as it still waits.
    """
    facts = event.facts
    if event.kind is not Kind.NOTED or facts.note_field is not NoteField.TEXT:
        return False
    note = note_on(log, subject_of(event)) if facts.note_value else None
    return note is not None and stays_with(note, event.author)


def stays_with(note: Note, author: str | None) -> bool:
    """Tell whether an author keeps text here; a mark from before they signed in counts as well."""
    return note.kept_by(author) or note.kept_by(None)
