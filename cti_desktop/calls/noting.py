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
    by_subject = _by_subject(events)
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


def withheld_texts(events: Iterable[CallEvent]) -> frozenset[str]:
    """Return the ids of the texts that their authors kept to themselves, now or at any time.

    That is each text written while its author's mark was set, and before it: who takes the mark off
    shares what they write from then on. Of a mark nobody signed it is everybody's texts.

    Where a clock was ahead, marks are bounded and a text that never left is not. So what was kept
    by the dates as they were written, and in the order it came in as well, is kept.

    Args:
        events: of one call, in journal order.
    """
    told = tuple(events)
    as_written = _withheld(sorted(told, key=_writing)) & _withheld(told)
    return as_written | _withheld(sorted(rightly_dated(told), key=_writing))


def _withheld(ordered: Iterable[CallEvent]) -> frozenset[str]:
    found: set[str] = set()
    for written in _by_subject(ordered).values():
        keeping: set[str] = set()
        shared: dict[str, set[str]] = {}
        for event in written:
            who, field = event.author or "", event.facts.note_field
            if field is NoteField.PRIVATE:
                keeping = _keeping_after(keeping, event)
            elif field is NoteField.TEXT and event.facts.note_value:
                shared.setdefault(who, set()).add(event.id)
            for kept in shared if "" in keeping else keeping & shared.keys():
                found |= shared[kept]
                shared[kept] = set()
    return frozenset(found)


def wrap_ups(events: Iterable[CallEvent]) -> dict[str, datetime]:
    """Tell when each author ended their own wrap-up; who took it back is left out."""
    told = (e for e in events if e.facts.note_field is NoteField.WRAPPED_UP and e.author)
    last = {e.author or "": e for e in sorted(told, key=_writing)}
    return {author: e.at for author, e in last.items() if e.facts.note_value}


def _by_subject(events: Iterable[CallEvent]) -> dict[str, list[CallEvent]]:
    by_subject: dict[str, list[CallEvent]] = {}
    for event in events:
        if event.kind is Kind.NOTED and event.facts.note_field is not None:
            by_subject.setdefault(subject_of(event), []).append(event)
    return by_subject


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
    """Follow who keeps their text to themselves."""
    keeping: set[str] = set()
    for event in ordered:
        if event.facts.note_field is NoteField.PRIVATE:
            keeping = _keeping_after(keeping, event)
    return tuple(sorted(keeping))


def _keeping_after(keeping: set[str], mark: CallEvent) -> set[str]:
    """Return who keeps their text after a mark; one that nobody signed is taken back by anybody."""
    who = mark.author or ""
    return keeping - {who, ""} | ({who} if mark.facts.note_value == "yes" else set())


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
