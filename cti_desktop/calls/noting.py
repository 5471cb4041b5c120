"""Folds what people wrote: the last writer wins per field by (time, author); nothing is lost.

A note belongs to the call id it was written on. When two calls turn out to be one, both notes stay.
"""

from collections.abc import Iterable
from datetime import datetime

from cti_desktop.calls.call import Note
from cti_desktop.calls.clocks import rightly_dated
from cti_desktop.calls.correlation import principal_key, root_key
from cti_desktop.calls.events import CallEvent, Kind, NoteField
from cti_desktop.calls.tagging import read_tags


def fold_notes(events: Iterable[CallEvent]) -> tuple[Note, ...]:
    """Fold the NOTED events of one call into one note per call id, smallest id first."""
    by_subject: dict[str, list[CallEvent]] = {}
    for event in events:
        if event.kind is Kind.NOTED and event.facts.note_field is not None:
            by_subject.setdefault(subject_of(event), []).append(event)
    return tuple(_fold_note(subject, by_subject[subject]) for subject in sorted(by_subject))


def subject_of(event: CallEvent) -> str:
    """Name the note that a NOTED event is part of, as `Note.subject` names it.

    What was written on a transferred leg (`…_1`) belongs to the call it came from.
    """
    return root_key(event.facts.about or principal_key(event.keys))


def note_history(events: Iterable[CallEvent], field: NoteField) -> tuple[CallEvent, ...]:
    """Return every writing of one field, oldest first: what a person may ask to see again."""
    dated = rightly_dated(events)
    told = [e for e in dated if e.kind is Kind.NOTED and e.facts.note_field is field]
    return tuple(sorted(told, key=_writing))


def wrap_ups(events: Iterable[CallEvent]) -> dict[str, datetime]:
    """Tell when each author ended their own wrap-up; who took it back is left out."""
    told = (e for e in events if e.facts.note_field is NoteField.WRAPPED_UP and e.author)
    last = {e.author or "": e for e in sorted(told, key=_writing)}
    return {author: e.at for author, e in last.items() if e.facts.note_value}


def _fold_note(subject: str, events: list[CallEvent]) -> Note:
    ordered = sorted(events, key=_writing)
    last = {e.facts.note_field: e for e in ordered}
    contact_id, not_contacts = _who(ordered)
    wrapped = last.get(NoteField.WRAPPED_UP)
    call_back = last.get(NoteField.CALL_BACK_AT)
    private = _private_by(ordered) if NoteField.PRIVATE in last else ()
    text = _standing_text(ordered, private) if private else last.get(NoteField.TEXT)
    return Note(
        subject=subject,
        text=(text.facts.note_value or "") if text else "",
        outcome=_value(last, NoteField.OUTCOME),
        contact_id=contact_id,
        not_contact_ids=tuple(sorted(not_contacts)),
        call_back_at=_value(last, NoteField.CALL_BACK_AT),
        call_back_by=call_back.author if call_back and call_back.facts.note_value else None,
        wrapped_up_at=wrapped.at if wrapped and wrapped.facts.note_value else None,
        wrapped_up_by=wrapped.author if wrapped and wrapped.facts.note_value else None,
        logged=_value(last, NoteField.LOGGED) == "yes",
        tags=read_tags(_value(last, NoteField.TAGS)),
        saved_at=ordered[-1].at,
        author=ordered[-1].author,
        text_by=text.author if text and text.facts.note_value else None,
        private_by=private,
    )


def _private_by(ordered: list[CallEvent]) -> tuple[str, ...]:
    """Follow who keeps their text to themselves; a mark nobody signed is taken back by anybody."""
    keeping: set[str] = set()
    for event in ordered:
        if event.facts.note_field is NoteField.PRIVATE:
            keeping -= {event.author or "", ""}
            keeping |= {event.author or ""} if event.facts.note_value == "yes" else set()
    return tuple(sorted(keeping))


def _standing_text(ordered: list[CallEvent], private: tuple[str, ...]) -> CallEvent | None:
    """Choose the text that stands; who emptied a private one takes back no more than their own."""
    texts = [e for e in ordered if e.facts.note_field is NoteField.TEXT]
    own = {e.author or "": e for e in texts}
    gone = {who for who in private if who in own and not own[who].facts.note_value}
    return next((e for e in reversed(texts) if (e.author or "") not in gone), None)


def _who(ordered: list[CallEvent]) -> tuple[str | None, set[str]]:
    """Follow who it was said to be and not to be: of one contact the last word counts."""
    chosen: str | None = None
    refused: set[str] = set()
    for event in ordered:
        value = event.facts.note_value or None
        if event.facts.note_field is NoteField.CONTACT:
            chosen = value
            refused.discard(value or "")
        elif event.facts.note_field is NoteField.NOT_CONTACT and value:
            chosen = None if chosen == value else chosen
            refused.add(value)
    return chosen, refused


def _value(last: dict[NoteField | None, CallEvent], field: NoteField) -> str | None:
    event = last.get(field)
    return (event.facts.note_value or None) if event else None


def _writing(event: CallEvent) -> tuple[datetime, str, str]:
    return (event.at, event.author or "", event.id)
