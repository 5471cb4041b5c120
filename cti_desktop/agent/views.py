"""What the agent's desk tells its face: immutable snapshots, complete enough to draw from.

Made on the core loop, handed to the face by `Office.subscribe`. Times are UTC; the face turns them
into the reader's words.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from cti_desktop.agent.dial_views import DialQuestions, MatchView
from cti_desktop.agent.first_views import (
    OUR_WORDS,
    CompanionState,
    EmbedCommand,
    Notice,
    OpenBrowser,
    ReloadSoftphone,
    ShowWindow,
    SoftphoneState,
    StatusView,
)
from cti_desktop.agent.notice_views import NoticeActed
from cti_desktop.agent.text_views import ShowTexts, TextsChanged
from cti_desktop.calls.call import UNKNOWN_DURATIONS, Durations, State
from cti_desktop.calls.events import Direction, Result
from cti_desktop.calls.outcomes import Outcome, OutcomeRule

__all__ = [
    "OUR_WORDS",
    "BundleFile",
    "CallBack",
    "CallBackDue",
    "CallCard",
    "CallLine",
    "CallsMissed",
    "CheckLine",
    "CheckUp",
    "CompanionState",
    "ContactsChanged",
    "ContactsUndo",
    "DeskView",
    "EmbedCommand",
    "ExportProgress",
    "ImportProgress",
    "LogChanged",
    "Notice",
    "OpenBrowser",
    "OwnSnippet",
    "PopTimed",
    "ReloadSoftphone",
    "ShowWindow",
    "Snippet",
    "SoftphoneState",
    "StatusView",
    "View",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One line of the call log.

    Attributes:
        name: the contact's name, else what Zoom said, else the number.
        number: written for the reader's region.
        e164: for texts and links; None for internal, masked or withheld numbers.
        dials: what calls them: the number, or a colleague's extension; None when masked or
            withheld. What is shown is never dialled.
        agent: all who talked, else whose call it was; for supervisors.
        talk_s: seconds of talk; `estimated` until Zoom's record is here.
        outcome: words, not the stored value.
        deleted_at: since when Zoom's own record of the call is gone; None while it is there.
    """

    call_id: str
    direction: Direction | None
    state: State
    result: Result | None
    name: str
    number: str
    e164: str | None
    dials: str | None = None
    firm: str = ""
    contact_id: str | None = None
    agent: str = ""
    via: str = ""
    started_at: datetime | None = None
    talk_s: int | None = None
    estimated: bool = True
    outcome: str | None = None
    note: str = ""
    has_recording: bool = False
    has_voicemail: bool = False
    has_summary: bool = False
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack:
    """Somebody who was promised a call.

    Attributes:
        line: the call it was promised on.
        at: when, UTC; `due` once that time is past.
    """

    line: CallLine
    at: datetime
    due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCard:
    """A call in progress or in wrap-up: everything the screen pop and the note form show.

    Attributes:
        card_id: stable while the program runs, also when calls are merged.
        name: the contact's name, else what Zoom said, else the number.
        number: written for the reader's region; `e164` for dialling.
        place: city of the number's time zone, such as `London`; empty when unknown.
        country: ISO country of the number; None when unknown.
        time_zone: IANA name for the local time there; None when unknown or ambiguous.
        matches: who it may be; one entry means matched, several mean ask.
        chosen: the contact shown; None while unknown or ambiguous.
        note: the text so far; `saved_at` when it was last made durable.
        rang_seen_at: when this program heard of the ring, for measuring the pop.
        earlier: the last calls with the same person or number.
        doubtful: nobody may have told of its end, so the person is asked whether it is over.
        cut: the page it may have run in is gone, so that nothing there can be cut any more.
        comes_up: the rules, or the person, brought it up; else it waits to be looked at.
        wrap_up_until: when the time for wrap-up is over; None when none is set.
        private: its note stays on this computer.
        logged: it is to be logged; where not, a person is asked and it needs no outcome.
        has_address: a web address is set for such calls.
        call_backs: what else was promised to the same person, the earliest first.
    """

    card_id: str
    call_id: str
    direction: Direction | None
    state: State
    result: Result | None
    name: str
    number: str
    e164: str | None
    firm: str = ""
    place: str = ""
    country: str | None = None
    time_zone: str | None = None
    via: str = ""
    internal: bool = False
    matches: tuple[MatchView, ...] = ()
    chosen: MatchView | None = None
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    durations: Durations = UNKNOWN_DURATIONS
    note: str = ""
    outcome: str | None = None
    call_back_at: str | None = None
    tags: tuple[str, ...] = ()
    saved_at: datetime | None = None
    other_notes: tuple[str, ...] = ()
    earlier: tuple[CallLine, ...] = ()
    rang_seen_at: datetime | None = None
    doubtful: bool = False
    cut: bool = False
    comes_up: bool = True
    wrap_up_until: datetime | None = None
    private: bool = False
    logged: bool = True
    has_address: bool = False
    call_backs: tuple[CallBack, ...] = ()

    @property
    def live(self) -> bool:
        """Whether it rings or talks; otherwise it is in wrap-up."""
        return self.state.live


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of text for notes, under the name one finds it by."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSnippet(Snippet):
    """One the person made; it can be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """The phone page.

    Attributes:
        cards: ringing first, then live, then in wrap-up.
        active: the `card_id` shown; None between calls.
        outcomes: to choose from; `outcome_rule` says which calls cannot be finished
            without one.
        unfinished: answered calls without an outcome, newest first, as many as one looks at.
        more_unfinished: how many there are beside; together at most 100, which stands for more.
        missed: missed calls nobody followed up, newest first, as many as one looks at.
        more_missed: how many there are beside, counted as those without an outcome are.
        call_backs: promised and not kept yet, the earliest first.
        snippets: pieces of text for notes, the person's own first.
        newest_only: as `StatusView.newest_only`.
    """

    newest_only: ClassVar[bool] = True
    cards: tuple[CallCard, ...] = ()
    active: str | None = None
    outcomes: tuple[Outcome, ...] = ()
    outcome_rule: OutcomeRule = OutcomeRule.ANSWERED
    unfinished: tuple[CallLine, ...] = ()
    more_unfinished: int = 0
    missed: tuple[CallLine, ...] = ()
    more_missed: int = 0
    call_backs: tuple[CallBack, ...] = ()
    snippets: tuple[Snippet, ...] = ()

    @property
    def unfinished_count(self) -> int:
        """How many answered calls still need an outcome; 100 stands for more, too."""
        return len(self.unfinished) + self.more_unfinished

    @property
    def missed_count(self) -> int:
        """How many missed calls wait; 100 stands for more, too."""
        return len(self.missed) + self.more_missed

    @property
    def card(self) -> CallCard | None:
        """The card shown."""
        return next((c for c in self.cards if c.card_id == self.active), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogChanged:
    """Calls of these ids changed in the log; a list that shows them asks again."""

    call_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsChanged:
    """The directory changed."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsUndo:
    """Which import or merge can be taken back.

    Attributes:
        done: `import` or `merge`; empty when there is nothing to take back.
        name: of the file or the contact.
        at: when it was done.
        fresh: it was done just now, so that taking it back is offered.
    """

    done: str = ""
    name: str = ""
    at: datetime | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PopTimed:
    """A pop stood on screen so many milliseconds after this program heard of the ring."""

    card_id: str
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackDue:
    """The minute to call somebody back has come."""

    call_back: CallBack


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsMissed:
    """Calls that were missed just now, and that nobody took elsewhere, newest first."""

    lines: tuple[CallLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProgress:
    """So many of so many calls are written."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """So many of so many bytes of a file of contacts are read."""

    done: int
    total: int


View = (
    StatusView
    | DeskView
    | EmbedCommand
    | LogChanged
    | ContactsChanged
    | ContactsUndo
    | Notice
    | CallBackDue
    | CallsMissed
    | ExportProgress
    | ImportProgress
    | OpenBrowser
    | PopTimed
    | TextsChanged
    | ShowTexts
    | DialQuestions
    | ShowWindow
    | ReloadSoftphone
    | NoticeActed
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One thing that was looked at; when it is not `ok`, the text says what to do."""

    name: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFile:
    """A file of the bundle for a helper, masked."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUp:
    """What the diagnostics page shows, and what a bundle would hold."""

    checks: tuple[CheckLine, ...]
    files: tuple[BundleFile, ...]
