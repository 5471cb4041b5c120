"""A call and its legs as people see them: the result of folding its events (`fold.py`)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cti_desktop.calls.events import (
    Direction,
    Media,
    Message,
    Party,
    Result,
    Side,
    Source,
    Transfer,
)


class State(StrEnum):
    """What a call or leg is doing or how it came out, as shown to people."""

    RINGING = "ringing"
    CONNECTED = "connected"
    ON_HOLD = "on_hold"
    ENDED = "ended"
    MISSED = "missed"
    REJECTED = "rejected"
    VOICEMAIL = "voicemail"
    ANSWERED_ELSEWHERE = "answered_elsewhere"

    @property
    def live(self) -> bool:
        """Whether the call still rings or talks."""
        return self in (State.RINGING, State.CONNECTED, State.ON_HOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Seconds, never negative; None when not known.

    Attributes:
        estimated: computed from live events, because no final record is here yet.
    """

    ring_s: int | None = None
    talk_s: int | None = None
    hold_s: int | None = None
    wrap_up_s: int | None = None
    estimated: bool = True


UNKNOWN_DURATIONS = Durations()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One agent's part of a call.

    Attributes:
        muted: the agent does not let themselves be heard just now.
        wait_s: seconds the caller waited, in a queue or for the answer, as Zoom counted.
        reason: why it came out so, in the source's word.
        ids: every id the agent is known by on this call.
        agent: the agent's end of the call.
        final: the server's finished record is here.
        deleted_at: when Zoom's record of it was deleted there.
    """

    side: Side
    ids: tuple[str, ...]
    agent: Party
    state: State
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    result: Result | None = None
    result_raw: str | None = None
    durations: Durations = UNKNOWN_DURATIONS
    final: bool = False
    deleted_at: datetime | None = None
    muted: bool = False
    wait_s: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What people wrote on a call; each field is the last one written.

    Attributes:
        subject: the key of the call it was written on; a merged call may have several.
        contact_id: the contact a person chose for this call.
        not_contact_ids: contacts a person said it was not.
        call_back_by: who promised to call back at `call_back_at`, which is theirs to keep.
        tags: words people put on the call.
        logged: a person said that the call is to be logged.
        wrapped_up_by: who ended the wrap-up; None when nobody was signed in.
        text_by: who wrote the text that stands here.
        private_by: authors who keep what they write as text to themselves; "" is one who was not
            signed in. What others write is not touched by it.
    """

    subject: str
    text: str = ""
    outcome: str | None = None
    contact_id: str | None = None
    not_contact_ids: tuple[str, ...] = ()
    call_back_at: str | None = None
    call_back_by: str | None = None
    wrapped_up_at: datetime | None = None
    wrapped_up_by: str | None = None
    tags: tuple[str, ...] = ()
    logged: bool = False
    saved_at: datetime | None = None
    author: str | None = None
    text_by: str | None = None
    private_by: tuple[str, ...] = ()

    @property
    def private(self) -> bool:
        """Whether anybody keeps the text they write on it to themselves."""
        return bool(self.private_by)

    def kept_by(self, author: str | None) -> bool:
        """Tell whether an author keeps their text to themselves."""
        return (author or "") in self.private_by

    @property
    def promised_at(self) -> datetime | None:
        """When to call back, UTC; None when nobody promised or the time cannot be read."""
        if not self.call_back_at:
            return None
        try:
            at = datetime.fromisoformat(self.call_back_at)
            return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, folded from all its events.

    Attributes:
        id: our own, equal on every machine that has the same events.
        keys: all Zoom ids known of it.
        party: the other side, as a customer or colleague; for people to recognise. Of an internal
            call it is who called.
        called: whom an internal call was for; None for all others.
        agent: our side as far as one leg answered, else the first leg's.
        via: the queue, group or receptionist it came through.
        via_before: who had passed it on to there.
        notes: one per call id it was written on, earliest first.
        automatic: it is to be logged by itself; False asks a person, None where nobody told.
        final: every leg that was seen has the server's finished record.
        sources: who told of it.
        deleted_at: when the last of Zoom's records of it was deleted there; notes stay.
        claimed: ids of its legs that only desktops named, where Zoom's servers named others.
    """

    id: str
    keys: tuple[str, ...]
    direction: Direction | None
    state: State
    party: Party
    agent: Party | None
    via: Party | None = None
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    result: Result | None = None
    result_raw: str | None = None
    durations: Durations = UNKNOWN_DURATIONS
    legs: tuple[Leg, ...] = ()
    recordings: tuple[Media, ...] = ()
    voicemails: tuple[Media, ...] = ()
    summary: Media | None = None
    transfers: tuple[Transfer, ...] = ()
    messages: tuple[Message, ...] = ()
    notes: tuple[Note, ...] = ()
    automatic: bool | None = None
    intent: str | None = None
    final: bool = False
    sources: tuple[Source, ...] = ()
    called: Party | None = None
    via_before: Party | None = None
    deleted_at: datetime | None = None
    claimed: tuple[str, ...] = ()

    @property
    def note(self) -> Note | None:
        """The note of the call itself, the first one when several calls became one."""
        return self.notes[0] if self.notes else None

    @property
    def outcome(self) -> str | None:
        """The outcome of the first note that has one."""
        return next((n.outcome for n in self.notes if n.outcome), None)

    @property
    def logged(self) -> bool:
        """Whether it is to be logged: by itself, or because a person said so."""
        return self.automatic is not False or any(note.logged for note in self.notes)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of all notes, each once."""
        return tuple(dict.fromkeys(tag for note in self.notes for tag in note.tags))
