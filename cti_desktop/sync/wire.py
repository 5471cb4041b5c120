"""What desktop and companion say to each other, as typed messages and their JSON.

Events travel in the journal's own JSON (`calls.codec`). Reading is tolerant per event: one that
cannot be read never holds up the others of its batch.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from cti_desktop.calls import codec
from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent

MAX_EVENTS = 500
MAX_BYTES = 4 * 1024 * 1024
START = "0"
STREAM_EVENT = "events"
ERASED = "erased"
"""Code of the refusal of an event whose person was erased: whoever has it drops it."""

NOT_YOURS = "not_your_call"
"""Code of the refusal of what was written on a call of somebody else."""

NOT_AUTHOR = "author_not_allowed"
"""Code of the refusal of what somebody else than the session's person wrote."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One pushed event the companion will never take; trying again is no use.

    Attributes:
        id: the event's id, empty when it could not be read.
        code: a stable word, such as `malformed_event` or `source_not_allowed`.
    """

    id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushRequest:
    """A batch of events from one desktop.

    Attributes:
        refused: what could not be read of it; never on the wire.
        unreadable: the bytes of those, in the same order.
    """

    events: tuple[CallEvent, ...]
    refused: tuple[Refusal, ...] = ()
    unreadable: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAnswer:
    """What became of a batch; every event is in exactly one of the three.

    Attributes:
        accepted: how many were new.
        known: how many the companion had already.
        now: the companion's clock, UTC.
        cursor: where the companion's journal stands. Not a place to pull from: events of others
            may lie before it.
    """

    accepted: int
    known: int
    refused: tuple[Refusal, ...]
    now: datetime
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A stretch of the feed in commit order; an event may come again, its id tells.

    Attributes:
        cursor: where the next page begins; opaque.
        more: whether another page waits already.
        now: the companion's clock, UTC.
        began_again: the companion's journal is not the one that the cursor asked with was of, or
            lost what lay before it: the page begins at the start, and the companion may lack what
            it was sent before.
        unreadable: events this version cannot read, as bytes; never on the wire.
    """

    events: tuple[CallEvent, ...]
    cursor: str
    more: bool
    now: datetime
    began_again: bool = False
    unreadable: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamItem:
    """One frame of the event stream: a page under its cursor."""

    id: str
    data: bytes
    event: str = STREAM_EVENT

    def encode(self) -> bytes:
        """Write the frame as server-sent event; JSON holds no line break, so one data line does."""
        return b"event: %s\nid: %s\ndata: %s\n\n" % (
            self.event.encode(),
            self.id.encode(),
            self.data,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo:
    """Who the companion takes this desktop for.

    Attributes:
        user_id: Zoom's user id.
        role: `agent`, `supervisor` or `admin`.
        expires_at: when the session ends by itself, UTC.
    """

    user_id: str
    extension_id: str | None
    extension: str | None
    email: str | None
    name: str | None
    role: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRequest:
    """Turns the one-time code of the browser's sign-in into a session."""

    code: str
    code_verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInAnswer:
    """A new session and its token, told this once."""

    token: str
    session: SessionInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsPage:
    """A page of the companion's call log, newest first.

    Attributes:
        next: what to ask the following page with; None on the last one.
    """

    calls: tuple[Call, ...]
    next: str | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStory:
    """One call and what it was folded from, oldest first, as far as the asker may see."""

    call: Call
    events: tuple[CallEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Settings the account's administrator gives to every desktop.

    Attributes:
        settings: value, or `{value, reason}`, by the setting's name; under `suggested` those that
            people may change.
    """

    settings: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBody:
    """The inside of the one error shape `{"error": {…}}`."""

    code: str
    message: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """The one error shape of every answer that is no success."""

    error: ErrorBody


@dataclass(frozen=True, slots=True)
class _RawPush:
    events: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class _RawPage:
    events: list[msgspec.Raw]
    cursor: str
    more: bool
    now: datetime
    began_again: bool = False


@dataclass(frozen=True, slots=True)
class _OnlyId:
    id: str = ""


_encoder = msgspec.json.Encoder()


Message = (
    PushAnswer
    | SessionInfo
    | SignInRequest
    | SignInAnswer
    | CallsPage
    | CallStory
    | Profile
    | ErrorAnswer
)


def encode(message: Message) -> bytes:
    """Write a message that is neither a batch nor a page of the feed."""
    return _encoder.encode(message)


def decode(data: bytes, kind: type[T]) -> T:
    """Read a message that is neither a batch nor a page of the feed.

    Raises:
        Denied: the bytes are no such message.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Denied(
            f"The message could not be understood: {error}.", code="malformed_message"
        ) from error


def encode_push(events: Iterable[CallEvent]) -> bytes:
    """Write a batch of events."""
    return b'{"events":[%s]}' % b",".join(codec.encode(event) for event in events)


def decode_push(data: bytes) -> PushRequest:
    """Read a batch; an event that cannot be read is refused alone.

    Raises:
        Denied: the bytes are no batch (`malformed_message`) or too many (`batch_too_large`).
    """
    if len(data) > MAX_BYTES:
        raise Denied(f"A batch may hold {MAX_BYTES} bytes.", code="batch_too_large")
    raws = decode(data, _RawPush).events
    if len(raws) > MAX_EVENTS:
        raise Denied(f"A batch may hold {MAX_EVENTS} events.", code="batch_too_large")
    events, unreadable = _read_events(raws)
    refused = tuple(
        Refusal(id=_id_of(raw), code=error.code, message=error.message) for raw, error in unreadable
    )
    return PushRequest(
        events=events, refused=refused, unreadable=tuple(raw for raw, _ in unreadable)
    )


def encode_events(events: Iterable[CallEvent]) -> bytes:
    """Write the events of a page; pages for several people with the same events share them."""
    return b",".join(codec.encode(event) for event in events)


def encode_page(page: FeedPage, events: bytes | None = None) -> bytes:
    """Write a page of the feed.

    Args:
        page: what to write.
        events: its events, where they are written already.
    """
    return b'{"events":[%s],"cursor":%s,"more":%s,"now":%s,"began_again":%s}' % (
        encode_events(page.events) if events is None else events,
        _encoder.encode(page.cursor),
        _encoder.encode(page.more),
        _encoder.encode(page.now),
        _encoder.encode(page.began_again),
    )


def decode_page(data: bytes) -> FeedPage:
    """Read a page of the feed; events of a newer version are set aside, not fatal.

    Raises:
        Denied: the bytes are no page.
    """
    raw = decode(data, _RawPage)
    events, unreadable = _read_events(raw.events)
    return FeedPage(
        events=events,
        cursor=raw.cursor,
        more=raw.more,
        now=raw.now,
        began_again=raw.began_again,
        unreadable=tuple(one for one, _ in unreadable),
    )


def stream_item(page: FeedPage, events: bytes | None = None) -> StreamItem:
    """Wrap a page as a frame of the event stream; arguments as for `encode_page`."""
    return StreamItem(id=page.cursor, data=encode_page(page, events))


def batches(events: Iterable[CallEvent]) -> Iterator[tuple[CallEvent, ...]]:
    """Cut events into batches within `MAX_EVENTS` and `MAX_BYTES`, in order."""
    batch: list[CallEvent] = []
    size = 0
    for event in events:
        weight = len(codec.encode(event)) + 1
        if batch and (len(batch) == MAX_EVENTS or size + weight > MAX_BYTES - _ENVELOPE):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(event)
        size += weight
    if batch:
        yield tuple(batch)


_ENVELOPE = 64


def _read_events(
    raws: Iterable[msgspec.Raw],
) -> tuple[tuple[CallEvent, ...], list[tuple[bytes, Denied]]]:
    events: list[CallEvent] = []
    unreadable: list[tuple[bytes, Denied]] = []
    for raw in raws:
        data = bytes(raw)
        try:
            events.append(codec.decode_event(data))
        except Denied as error:
            unreadable.append((data, error))
    return tuple(events), unreadable


def _id_of(raw: bytes) -> str:
    try:
        return decode(raw, _OnlyId).id
    except Denied:
        return ""
