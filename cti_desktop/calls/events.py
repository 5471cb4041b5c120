"""What anybody observed or typed about a call: the immutable `CallEvent` and its parts.

An event states one fact. Its id is deterministic: Zoom's own event id where it has one, else a hash
of what makes it that fact (`event_id`); events made by people get a UUIDv7 (`new_event_id`).
All times are UTC with their zone set.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import uuid_utils


class Source(StrEnum):
    """Who says it, most trusted last."""

    PROGRAM = "program"
    EMBED = "embed"
    WEBHOOK = "webhook"
    REST = "rest"
    PERSON = "person"


class Kind(StrEnum):
    """What kind of fact an event states."""

    RANG = "rang"
    ANSWERED = "answered"
    ENDED = "ended"
    HELD = "held"
    RESUMED = "resumed"
    MUTED = "muted"
    UNMUTED = "unmuted"
    TRANSFERRED = "transferred"
    PARKED = "parked"
    CONFERENCED = "conferenced"
    LOGGED = "logged"
    RECORDING = "recording"
    VOICEMAIL = "voicemail"
    SUMMARY = "summary"
    MESSAGE = "message"
    OPTED = "opted"
    NOTED = "noted"
    DIALLED = "dialled"
    DELETED = "deleted"
    ALERT = "alert"
    CLOCKED = "clocked"


class Direction(StrEnum):
    """Seen from the account: who started the call."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Side(StrEnum):
    """Which end of the call a leg is."""

    CALLER = "caller"
    CALLEE = "callee"


class Result(StrEnum):
    """How a leg or call came out, in the program's own words; Zoom's many words map onto these."""

    ANSWERED = "answered"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    MISSED = "missed"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    CANCELED = "canceled"
    REJECTED = "rejected"
    VOICEMAIL = "voicemail"
    BLOCKED = "blocked"
    FAILED = "failed"
    ABANDONED = "abandoned"
    OVERFLOWED = "overflowed"
    PARKED = "parked"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    UNKNOWN = "unknown"


class NoteField(StrEnum):
    """What a person can set on a call; each is won by its last writer."""

    TEXT = "text"
    OUTCOME = "outcome"
    CONTACT = "contact"
    NOT_CONTACT = "not_contact"
    CALL_BACK_AT = "call_back_at"
    WRAPPED_UP = "wrapped_up"
    PRIVATE = "private"
    TAGS = "tags"
    LOGGED = "logged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One end of a call as a source described it; any field may be unknown.

    Attributes:
        number: E.164 where Zoom gave it, else as given.
        extension: the short internal number.
        extension_id: Zoom's id of the extension, the same over all sources.
        extension_type: `user`, `callQueue`, … in Zoom's spelling of live events.
        user_id: Zoom's user id.
        did: the public number of an internal party.
        internal: whether it belongs to the account; None when the source did not say.
    """

    name: str | None = None
    number: str | None = None
    extension: str | None = None
    extension_id: str | None = None
    extension_type: str | None = None
    user_id: str | None = None
    email: str | None = None
    did: str | None = None
    internal: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRef:
    """Points at one leg of a call: its side and every id its agent is known by here.

    Attributes:
        ids: such as `user:…`, `ext:…` (extension id), `no:…` (extension number).
    """

    side: Side
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A recording, voicemail or AI summary as it was told.

    Attributes:
        id: Zoom's id, or the URL where there is no id.
        url: a page or a download, by source.
        duration_s: length in seconds.
        text: transcript of a recording or voicemail; quick recap of a summary.
        detail: where a recording's transcript is; a summary's long text.
        state: of a recording: `started`, `paused`, `resumed`, `stopped`, `failed` or `completed`.
        kind: how a recording came about, in the source's word.
    """

    id: str
    url: str | None = None
    duration_s: int | None = None
    text: str | None = None
    next_steps: str | None = None
    detail: str | None = None
    edited: bool = False
    deleted: bool = False
    state: str | None = None
    kind: str | None = None

    @property
    def running(self) -> bool:
        """Whether it is still being made, so that there is nothing to hear yet."""
        return self.state in ("started", "paused", "resumed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One SMS as it was told; several events may update its status."""

    id: str
    session_id: str | None = None
    text: str | None = None
    status: str | None = None
    sender: Party | None = None
    receivers: tuple[Party, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer, park or conference as it was told.

    Attributes:
        how: `blind`, `warm`, `voicemail`, `park`, `conference`, `meeting` …
        stage: `started`, `completed`, `cancelled` or `updated`.
    """

    how: str
    stage: str
    to_number: str | None = None
    to_name: str | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an event says; a source leaves out what it does not know.

    Attributes:
        direction: of the whole call.
        caller: who started the call.
        callee: who was called, or the member it rang at.
        via: the queue, group or receptionist it came through.
        rang_at: when it began to ring here.
        result: how it came out, mapped; `result_raw` keeps the source's word.
        talk_s: seconds of talk, as the source counted.
        duration_s: seconds the source calls the duration of the call.
        final: whether this is the server's finished record of a leg or call.
        automatic: whether the agent switched automatic logging on (Smart Embed `enableAutoLog`), or
            saved the call's log there.
        note_field: with `note_value`, what a person set; a value of None clears it.
    """

    direction: Direction | None = None
    caller: Party | None = None
    callee: Party | None = None
    via: Party | None = None
    via_before: Party | None = None
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    result: Result | None = None
    result_raw: str | None = None
    reason: str | None = None
    talk_s: int | None = None
    hold_s: int | None = None
    wait_s: int | None = None
    duration_s: int | None = None
    final: bool = False
    automatic: bool | None = None
    recording: Media | None = None
    voicemail: Media | None = None
    summary: Media | None = None
    message: Message | None = None
    transfer: Transfer | None = None
    note_field: NoteField | None = None
    note_value: str | None = None
    about: str | None = None
    deleted_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One fact about a call, as one source stated it once.

    Attributes:
        id: deterministic for machines' events, UUIDv7 for people's.
        name: the source's own name of it, such as `zp-call-ringing-event`.
        at: when it happened, by the source's clock, UTC.
        seen_at: when we heard of it, UTC; never part of a fold.
        keys: Zoom ids that tie it to a call (`correlation.py`).
        leg: the agent's leg it is about; None when it is about the whole call.
        author: who typed it, or whose softphone heard it: `user:<Zoom user id>`.
        raw: what arrived, whole, for drift and for reading again after an upgrade.
    """

    id: str
    kind: Kind
    source: Source
    name: str
    at: datetime
    seen_at: datetime
    keys: tuple[str, ...]
    leg: LegRef | None = None
    author: str | None = None
    facts: Facts = Facts()
    raw: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)


def event_id(source: Source, parts: Iterable[object]) -> str:
    """Hash what makes an event that fact into its id; equal parts give equal ids everywhere."""
    text = json.dumps([str(source), *[_plain(p) for p in parts]], sort_keys=True)
    return f"{source}-{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"


def heard_event_id(
    source: Source, parts: Iterable[object], told_at: datetime | None, heard_at: datetime
) -> str:
    """Hash a message's facts into its event's id; where it names no time, when it was heard too.

    Otherwise two who heard it would keep different times under one id and never agree, and what is
    said again later would count as said before. Rows that are read again and again, by the
    companion alone, are one fact however often: `event_id` is theirs.
    """
    return event_id(source, parts if told_at is not None else [*parts, heard_at.isoformat()])


def new_event_id() -> str:
    """Make the id of an event typed by a person: a UUIDv7, so it sorts by time."""
    return str(uuid_utils.uuid7())


def _plain(part: object) -> object:
    return part if part is None or isinstance(part, str | int | dict | list) else str(part)
