"""Who sees which calls. Only the companion decides; a desktop shows what it was given.

An agent sees the calls they have a part in: a leg of theirs, or something they wrote. A supervisor
sees their team's, an admin the whole account's. The text of a private note is its author's alone;
that it is private, its outcome and what others write on the same call go to all who see that.

Calls are somebody's by Zoom's ids of their user and extension. A leg that is known by a short
number alone is nobody's until an event names whose it is: the number has another holder some day.
"""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from cti_desktop.calls.call import Call, Note
from cti_desktop.calls.events import CallEvent, Kind, NoteField
from cti_desktop.calls.noting import subject_of
from cti_desktop.calls.persons import personal


class Role(StrEnum):
    """What a session may see."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who asks, and every id they are known by.

    Attributes:
        user_id: Zoom's user id.
        leg_ids: such as `user:…`, `ext:…`, which nobody else ever has.
        number: `no:…`, their extension's short number; it may have been somebody else's.
        team: leg ids of a supervisor's agents; None is the whole account.
    """

    user_id: str
    leg_ids: frozenset[str]
    number: str | None = None
    role: Role = Role.AGENT
    team: frozenset[str] | None = None

    @property
    def author(self) -> str:
        """How events name this person as their author."""
        return f"user:{self.user_id}"

    @property
    def sees_all(self) -> bool:
        """Whether nothing of the account is hidden."""
        return self.role is Role.ADMIN or (self.role is Role.SUPERVISOR and self.team is None)

    @property
    def sees(self) -> frozenset[str]:
        """Every id whose calls this person sees, themselves included."""
        own = self.leg_ids | {self.author}
        return own | (self.team or frozenset()) if self.role is Role.SUPERVISOR else own


def make_viewer(
    *,
    user_id: str,
    extension_id: str | None,
    extension: str | None,
    role: Role,
    team: frozenset[str] | None = None,
) -> Viewer:
    """Build a viewer from the ids Zoom knows a user by."""
    ids = {f"user:{user_id}"}
    if extension_id:
        ids.add(f"ext:{extension_id}")
    return Viewer(
        user_id=user_id,
        leg_ids=frozenset(ids),
        number=f"no:{extension}" if extension else None,
        role=role,
        team=None if team is None else frozenset(personal(team)),
    )


def scope_mark(viewer: Viewer) -> str:
    """Name what a viewer sees; who sees anything else has another name."""
    seen = "all" if viewer.sees_all else "\n".join((viewer.author, *sorted(viewer.sees)))
    return hashlib.blake2b(seen.encode(), digest_size=4).hexdigest()


def participants(subject: CallEvent | Call) -> frozenset[str]:
    """Return the ids of everybody who has a part in a call, or whom an event names."""
    if isinstance(subject, CallEvent):
        ids = set(subject.leg.ids) if subject.leg is not None else set()
        part = subject.author is not None and subject.kind is not Kind.CLOCKED
        return frozenset(ids | ({subject.author} if subject.author and part else set()))
    ids = {one for leg in subject.legs for one in leg.ids}
    return frozenset(ids | {note.author for note in subject.notes if note.author})


def visible(subject: CallEvent | Call, viewer: Viewer) -> bool:
    """Tell whether the viewer may see it.

    An event alone is judged by whom it names; one that names nobody (a recording, the record of the
    whole call) follows its call, so ask for the call as well.
    """
    if isinstance(subject, Call):
        return viewer.sees_all or _takes_part(subject, viewer.sees)
    seen = viewer.sees_all or bool(participants(subject) & viewer.sees)
    return seen or concerns_all(subject)


def _takes_part(call: Call, ids: frozenset[str]) -> bool:
    """Tell whether a call is that of anybody with these ids.

    A part that only their desktop claims, of a call whose parties Zoom told, opens nothing until
    Zoom names them, nor does what they wrote on the strength of it.
    """
    named = {one for leg in call.legs for one in leg.ids}
    if not ids.isdisjoint(named.difference(call.claimed)):
        return True
    if not ids.isdisjoint(call.claimed):
        return False
    return any(note.author in ids for note in call.notes)


def concerns_all(event: CallEvent) -> bool:
    """Tell whether everybody has to know it: Zoom names nobody when a number wants no more texts.

    It holds two numbers and no more; who did not learn of it would write there all the same.
    """
    return event.kind is Kind.OPTED and event.leg is None


def withheld(event: CallEvent, call: Call | None, viewer: Viewer) -> bool:
    """Tell whether an event of a visible call is text that somebody else keeps to themselves.

    That a text was emptied is no text: whoever had it before learns that it is gone.
    """
    if call is None or not is_text(event) or event.author == viewer.author:
        return False
    subject = subject_of(event)
    return any(n.kept_by(event.author) for n in call.notes if n.subject == subject)


def is_text(event: CallEvent) -> bool:
    """Tell whether somebody wrote the text of a note."""
    facts = event.facts
    written = facts.note_field is NoteField.TEXT and bool(facts.note_value)
    return written and event.kind is Kind.NOTED


def shown_to(call: Call, viewer: Viewer) -> Call:
    """Leave the text of other people's private notes out of a visible call."""
    notes = tuple(_without_text(n) if _hides_text(n, viewer) else n for n in call.notes)
    return call if notes == call.notes else replace(call, notes=notes)


def _hides_text(note: Note, viewer: Viewer) -> bool:
    return bool(note.text) and note.text_by != viewer.author and note.kept_by(note.text_by)


def _without_text(note: Note) -> Note:
    return replace(note, text="", text_by=None)
