"""What passes between the face and the system's notification server: notices and what was chosen.

The words are the face's, in the reader's language; names in them are anybody's.
"""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a person can choose on a notice."""

    OPEN = "open"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemNotice:
    """A notice for outside the window.

    Attributes:
        key: a later notice of the same key takes its place.
        title: one line, plain text.
        text: plain text below it; may be empty.
        acts: what is offered and how it is called; a click on the notice itself opens.
    """

    key: str
    title: str
    text: str = ""
    acts: tuple[tuple[Act, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeActed:
    """Somebody chose something on a notice; `activation` is the desktop's leave to come forward."""

    key: str
    act: Act
    activation: str = ""
