"""Turns the Contact Center page's messages about voice engagements into events.

Only `contact_center.py` calls it. Zoom's Contact Center guide names the messages; most of their
fields are known from one or two public programs only, so every field may be missing, may lie in
`data` or beside `type`, and times may be ISO texts or milliseconds. Which way an engagement goes is
told at its start only, so it is remembered until it is over.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Media,
    NoteField,
    Party,
    Result,
    Side,
    Source,
    heard_event_id,
)
from cti_desktop.zoom.embed_events import EmbedContext, UnreadableError
from cti_desktop.zoom.fields import Json, child, moment, seconds, text, texts
from cti_desktop.zoom.parties import read_party

_VOICE = frozenset({"voice", "phone", "call", "pstn"})
_OUTWARD = frozenset({"outbound", "out", "outgoing"})
_REMEMBERED = 500
_LOCAL_LEG = "softphone:local"
_BLOCK_END = re.compile(r"(?i)<\s*(?:br|/p|/div|/li)\b[^<>]{0,2000}>")
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(slots=True)
class Engagements:
    """Which way the engagements of one page go; the newest few hundred are remembered."""

    _sides: OrderedDict[str, Side] = field(default_factory=OrderedDict)

    def learn(self, engagement_id: str, side: Side) -> None:
        """Remember a side."""
        self._sides[engagement_id] = side
        self._sides.move_to_end(engagement_id)
        if len(self._sides) > _REMEMBERED:
            self._sides.popitem(last=False)

    def side_of(self, engagement_id: str) -> Side:
        """Return the agent's side; the callee's for an engagement nobody told the start of."""
        return self._sides.get(engagement_id, Side.CALLEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message with what is needed to understand it.

    Attributes:
        data: its fields, wherever they stood.
        engagement_id: the engagement it is about.
    """

    kind: str
    data: Json
    engagement_id: str
    context: EmbedContext
    engagements: Engagements

    @property
    def side(self) -> Side:
        """The agent's side, learnt from this message if it tells."""
        word = text(self.data, "direction", "callType")
        if word is not None:
            outward = word.casefold() in _OUTWARD
            self.engagements.learn(self.engagement_id, Side.CALLER if outward else Side.CALLEE)
        return self.engagements.side_of(self.engagement_id)


def read_engagement(
    message: Json, context: EmbedContext, engagements: Engagements
) -> tuple[CallEvent, ...]:
    """Read one message about an engagement; nothing comes of other channels than voice.

    Raises:
        UnreadableError: it names no engagement.
    """
    kind, data = str(message["type"]), fields_of(message)
    engagement_id = text(data, "engagementId")
    if engagement_id is None:
        raise UnreadableError("missing_call_id")
    channel = text(data, "channel")
    if channel is not None and channel.casefold() not in _VOICE:
        return ()
    said = Said(
        kind=kind,
        data=data,
        engagement_id=engagement_id,
        context=context,
        engagements=engagements,
    )
    return READERS[kind](said)


def fields_of(message: Json) -> Json:
    """Return a message's fields: in `data` as Zoom Phone has them, or beside `type`."""
    inner = child(message, "data")
    return inner or {name: value for name, value in message.items() if name != "type"}


def _ringing(said: Said) -> tuple[CallEvent, ...]:
    said.engagements.learn(said.engagement_id, Side.CALLEE)
    return (_event(said, Kind.RANG, moment(said.data, "createTs")),)


def _started(said: Said) -> tuple[CallEvent, ...]:
    said.engagements.learn(said.engagement_id, Side.CALLER)
    return (_event(said, Kind.RANG, moment(said.data, "startTs")),)


def _connected(said: Said) -> tuple[CallEvent, ...]:
    return (_event(said, Kind.ANSWERED, moment(said.data, "connectTs", "startTs", "createTs")),)


def _ended(said: Said) -> tuple[CallEvent, ...]:
    return (_event(said, Kind.ENDED, moment(said.data, "endTs")),)


def _inbound_missed(said: Said) -> tuple[CallEvent, ...]:
    said.engagements.learn(said.engagement_id, Side.CALLEE)
    return (_not_connected(said, Result.MISSED),)


def _outbound_missed(said: Said) -> tuple[CallEvent, ...]:
    said.engagements.learn(said.engagement_id, Side.CALLER)
    return (_not_connected(said, Result.NO_ANSWER),)


def _not_connected(said: Said, result: Result) -> CallEvent:
    word = text(said.data, "message", "reasonCode")
    return _event(said, Kind.ENDED, None, Facts(result=result, result_raw=word))


def _recording(said: Said) -> tuple[CallEvent, ...]:
    url = text(said.data, "recordingUrl")
    if url is None:
        raise UnreadableError("no_data")
    media = Media(id=url, url=url, state="completed")
    return (_event(said, Kind.RECORDING, None, Facts(recording=media), leg=False),)


def _logged(said: Said) -> tuple[CallEvent, ...]:
    """Read Zoom's log of a call, with what the agent wrote into Zoom's own panel.

    It may come several times. What was written there counts from the start of the call, so that a
    note typed here never gives way to it.
    """
    record = child(said.data, "objectRecord")
    word = text(record, "callType")
    if word is not None:
        side = Side.CALLER if word.casefold() in _OUTWARD else Side.CALLEE
        said.engagements.learn(said.engagement_id, side)
    start, end = moment(record, "callStartTime"), moment(record, "callEndTime")
    facts = Facts(
        rang_at=start,
        ended_at=end,
        duration_s=seconds(record, "callDuration"),
        result=Result.ANSWERED if seconds(record, "callDuration") else None,
        result_raw=text(record, "dispositionCode", "dispositionId"),
    )
    events = [_event(said, Kind.LOGGED, start or end, facts, told=record)]
    written_at = start or end or said.context.seen_at
    events += _written(said, NoteField.TEXT, _plain_notes(record), written_at)
    disposition = text(record, "dispositionCode", "dispositionId")
    events += _written(said, NoteField.OUTCOME, disposition, written_at)
    return tuple(events)


def _wrapped_up(said: Said) -> tuple[CallEvent, ...]:
    disposition = text(said.data, "dispositionCode", "dispositionId")
    return tuple(_written(said, NoteField.OUTCOME, disposition, said.context.seen_at))


def _written(said: Said, field: NoteField, value: str | None, at: datetime) -> list[CallEvent]:
    if value is None:
        return []
    if field is NoteField.OUTCOME:
        known = said.context.outcomes.find(value)
        if known is None:  # a code of Zoom's panel; the call's result keeps the word
            return []
        value = known.value
    facts = Facts(note_field=field, note_value=value, about=f"engagement:{said.engagement_id}")
    return [_made(said, Kind.NOTED, at, facts, leg=None, more=(field, value))]


def _event(
    said: Said,
    kind: Kind,
    at: datetime | None,
    facts: Facts | None = None,
    *,
    leg: bool = True,
    told: Json | None = None,
) -> CallEvent:
    side = said.side
    caller, callee, via = _parties(said, told if told is not None else said.data, side)
    known = facts or Facts()
    whole = Facts(
        direction=Direction.OUTBOUND if side is Side.CALLER else Direction.INBOUND,
        caller=caller,
        callee=callee,
        via=via,
        rang_at=known.rang_at,
        ended_at=known.ended_at,
        duration_s=known.duration_s,
        result=known.result,
        result_raw=known.result_raw,
        recording=known.recording,
    )
    ids = said.context.agent.leg_ids or (_LOCAL_LEG,)
    return _made(said, kind, at, whole, leg=LegRef(side=side, ids=ids) if leg else None)


def _made(
    said: Said,
    kind: Kind,
    at: datetime | None,
    facts: Facts,
    *,
    leg: LegRef | None,
    more: tuple[object, ...] = (),
) -> CallEvent:
    context = said.context
    listener = context.agent.author or ",".join(context.agent.leg_ids)
    return CallEvent(
        id=heard_event_id(
            Source.EMBED, [said.kind, listener, said.data, *more], at, context.seen_at
        ),
        kind=kind,
        source=Source.EMBED,
        name=said.kind,
        at=at or context.seen_at,
        seen_at=context.seen_at,
        keys=call_keys(engagement_id=said.engagement_id),
        leg=leg,
        author=context.agent.author,
        facts=facts,
        raw={"type": said.kind, "data": said.data},
    )


def _parties(said: Said, told: Json, side: Side) -> tuple[Party | None, Party | None, Party | None]:
    """Read who called whom; `user` in a log is the customer as the host named them."""
    agent = said.context.agent
    me = Party(
        name=agent.name,
        user_id=agent.user_id,
        extension=agent.extension,
        extension_id=agent.extension_id,
        email=agent.email,
        internal=True,
    )
    far = read_party(told.get("from" if side is Side.CALLEE else "to"))
    queue = text(told, "queueName", "callQueue")
    group = Party(name=queue, internal=True, extension_type="callQueue") if queue else None
    return (far, me, group) if side is Side.CALLEE else (me, far, group)


def _plain_notes(record: Json) -> str | None:
    """Read notes that may be a text, a list of texts, or HTML."""
    value = record.get("notes")
    whole = "\n".join(texts(record, "notes")) if isinstance(value, list) else text(record, "notes")
    if not whole:
        return None
    if "<" in whole:
        whole = unescape(_TAG.sub("", _BLOCK_END.sub("\n", whole)))
    return whole.strip() or None


READERS: Mapping[str, Callable[[Said], tuple[CallEvent, ...]]] = {
    "zcc-call-ringing": _ringing,
    "zcc-outbound-call-started": _started,
    "zcc-call-connected": _connected,
    "zcc-inbound-not-connected": _inbound_missed,
    "zcc-outbound-not-connected": _outbound_missed,
    "zcc-call-ended": _ended,
    "zcc-phone-call-log": _logged,
    "zcc-call-recording": _recording,
    "zcc-end-post-engagement": _wrapped_up,
}
