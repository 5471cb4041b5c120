"""What desktop, companion and administrator tell each other of deeds and erasing, with its JSON.

Read by `wire.decode`, like every message.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

MOST_DEEDS = 100
LONGEST_TEXT = 500

EXPORTED = "exported"
OPENED = "opened"
TOLD_BY_DESKTOPS = frozenset({EXPORTED, OPENED})
"""What only a desktop knows that it was done there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something done at a desktop that belongs into the audit log.

    Attributes:
        at: by the desktop's clock, UTC.
        action: one of `TOLD_BY_DESKTOPS`.
        subject: what it was done to.
        detail: more of it, without names and numbers of people.
    """

    at: datetime
    action: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """A desktop's report, at most `MOST_DEEDS`; told again after a lost answer it counts twice."""

    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line of the audit log.

    Attributes:
        actor: `user:<Zoom user id>` or `command line`.
    """

    number: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """A page of the audit log, the latest first.

    Attributes:
        next: what to ask the following page with; None on the last one.
    """

    lines: tuple[AuditLine, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One living session, for the administrator.

    Attributes:
        id: names it to end it; says nothing of its token.
    """

    id: str
    user_id: str
    email: str
    name: str
    role: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionList:
    """All living sessions, the last to end first."""

    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedMark:
    """A hash of an event or of a call's key that was erased (see the store's `marks.py`)."""

    mark: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasuresPage:
    """What desktops have to drop, in the order it was erased.

    Attributes:
        cursor: where the next page begins.
        more: whether another page waits already.
    """

    marks: tuple[ErasedMark, ...]
    cursor: int
    more: bool


Message = Deeds | AuditPage | SessionList | ErasuresPage


def encode(message: Message) -> bytes:
    """Write a message."""
    return msgspec.json.encode(message)
