"""What the desk asks before it dials, and whom a number may mean: immutable, as in `views.py`."""

from dataclasses import dataclass
from datetime import datetime

from cti_desktop.calls.asking import AskReason, LinkAction
from cti_desktop.calls.contacts import Contact, MatchKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """Somebody who may be behind the number, and why.

    Attributes:
        why: a sentence such as `matched by number; 2 others share it`.
        label: which of their numbers, such as `work`.
    """

    contact: Contact
    kind: MatchKind
    why: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DialQuestion:
    """Somebody who is called once the person says yes (`Office.confirm_dial`).

    Attributes:
        name: the contact's name, else the number.
        number: written for the reader's region.
        caller_id: what the link wishes to show; None leaves the softphone's own number.
        extension: for the person to dial once connected; so are `post_dial` (codes after a pause).
        source: the program or page of the click, as far as known.
        why: a sentence; empty when it is asked only because the setting says so.
        reasons: the gravest first; `EMERGENCY` and `PREMIUM` deserve to be seen.
        times: how often the same number was clicked while this question stood.
    """

    question_id: str
    action: LinkAction
    name: str
    number: str
    firm: str = ""
    matches: tuple[MatchView, ...] = ()
    place: str = ""
    country: str | None = None
    time_zone: str | None = None
    caller_id: str | None = None
    extension: str | None = None
    post_dial: str = ""
    source: str = ""
    record: str | None = None
    why: str = ""
    reasons: tuple[AskReason, ...] = ()
    asked_at: datetime | None = None
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DialQuestions:
    """All open questions, oldest first, for one dialog; empty closes it.

    Attributes:
        left_out: links of a flood that were neither asked about nor dialled.
    """

    questions: tuple[DialQuestion, ...] = ()
    left_out: int = 0
