"""Who sees which calls. Only the companion decides; a desktop shows what it was given.

An agent sees the calls they have a part in: a leg of theirs, or something they wrote. A supervisor
sees their team's, an admin the whole account's. A private note is its author's alone.

Calls are somebody's by Zoom's ids of their user and extension. A leg that is known by a short
number alone is nobody's until an event names whose it is: the number has another holder some day.
"""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Kind
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
    return viewer.sees_all or bool(participants(subject) & viewer.sees)


def withheld(event: CallEvent, call: Call | None, viewer: Viewer) -> bool:
    """Tell whether an event of a visible call is part of somebody else's private note."""
    if call is None or event.kind is not Kind.NOTED or event.author == viewer.author:
        return False
    subject = subject_of(event)
    return any(note.private for note in call.notes if note.subject == subject)


def shown_to(call: Call, viewer: Viewer) -> Call:
    """Leave other people's private notes out of a visible call."""
    notes = tuple(n for n in call.notes if not n.private or n.author == viewer.author)
    return call if len(notes) == len(call.notes) else replace(call, notes=notes)
