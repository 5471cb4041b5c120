"""What the desk answers when its face asks: pages of lists, and one call or contact in full."""

from dataclasses import dataclass, field
from datetime import datetime

from cti_desktop.agent.views import CallLine
from cti_desktop.calls.agents import KnownAgent
from cti_desktop.calls.call import Durations
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.events import Source
from cti_desktop.calls.log_filter import Place, SavedFilter
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.sync.sound import SoundPart

__all__ = [
    "CallDetail",
    "ContactDetail",
    "ContactsPage",
    "Exported",
    "LogPage",
    "Playable",
    "SoundPart",
    "TimelineItem",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """A page of the log.

    Attributes:
        places: where each line stands; what `Office.log_page` reads on from.
        more: calls follow the last line.
        above: the place of the call above the first line; None at the log's beginning.
    """

    lines: tuple[CallLine, ...]
    places: tuple[Place, ...] = ()
    more: bool = False
    above: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCount:
    """How many calls a filter lets through; `more` when there are even more."""

    calls: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogChoices:
    """What a filter of the log can be set to.

    Attributes:
        tags: that calls have, by name.
        agents: who had part in calls, by name; several only where calls of others are seen.
        saved: filters with a name, by name.
    """

    queues: tuple[str, ...] = ()
    agents: tuple[KnownAgent, ...] = ()
    tags: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    saved: tuple[SavedFilter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file with so many calls."""

    file: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """One fact about a call in words, and who told it."""

    at: datetime
    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Playable:
    """A recording or voicemail that can be heard here; `Office.sound` reads it.

    Attributes:
        media_id: Zoom's.
        voicemail: or else a recording.
        duration_s: length in seconds, where it is known.
    """

    media_id: str
    voicemail: bool
    duration_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDetail:
    """One call in full, for the detail panel.

    Attributes:
        recordings: pages or downloads to open, with their length in seconds.
        transcript: of a voicemail; `spoken` is a recording's.
        playable: those of them whose sound the companion hands out.
        note: the text `set_call_note` writes; `other_notes` came with calls joined to this one.
        note_history: every version of the text, oldest first.
        private: the note's text stays on this computer.
        waited_s: how long the caller waited as Zoom counted, where that is longer than it rang.
        call_back_at: when a call was promised, as it is stored.
        has_address: a web address is set for such calls.
    """

    line: CallLine
    durations: Durations
    timeline: tuple[TimelineItem, ...]
    note: str = ""
    other_notes: tuple[str, ...] = ()
    note_history: tuple[tuple[datetime, str], ...] = ()
    waited_s: int | None = None
    call_back_at: str | None = None
    tags: tuple[str, ...] = ()
    private: bool = False
    recordings: tuple[tuple[str, int | None], ...] = ()
    voicemails: tuple[tuple[str, int | None], ...] = ()
    playable: tuple[Playable, ...] = ()
    transcript: str = ""
    spoken: str = ""
    summary: str = ""
    next_steps: str = ""
    has_address: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsPage:
    """A page of the contact list, by name, or what a search found.

    Attributes:
        total: how many there are; of a search, how many are shown.
        more: the search would find others as well.
    """

    contacts: tuple[Contact, ...]
    total: int
    after: tuple[str, str] | None = None
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetail:
    """One contact with the last calls."""

    contact: Contact
    earlier: tuple[CallLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RowNote:
    """A row of a file, counted from 1 with its heading, and what is wrong with it."""

    row: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """The beginning of a file of contacts, as it would be imported.

    Attributes:
        headings: of a CSV file's columns; none of vCards.
        columns: which column each field is taken from.
        samples: the first contacts.
        problems: the first rows that cannot be meant, with the reason.
        enough: at least one contact was found.
    """

    headings: tuple[str, ...] = ()
    columns: dict[str, int] = field(default_factory=dict, hash=False)
    samples: tuple[Contact, ...] = ()
    problems: tuple[RowNote, ...] = ()
    enough: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file of contacts.

    Attributes:
        same: contacts that stood there just so.
        joined: rows that told more of a contact of an earlier row.
        problems: what was left out, with the reason; the first of `left_out` and `details`.
        left_out: rows of which nothing was taken.
        details: parts of rows that were not taken, such as what is no number.
    """

    new: int
    changed: int
    same: int = 0
    joined: int = 0
    problems: tuple[RowNote, ...] = ()
    left_out: int = 0
    details: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What became of contacts whose import or merge was taken back.

    Attributes:
        touched: contacts that are as before.
        left: contacts that people changed since, and that were left so.
    """

    touched: int = 0
    left: int = 0
