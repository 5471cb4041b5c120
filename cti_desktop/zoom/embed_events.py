"""Turns the softphone page's messages about calls, texts and notes into events.

Only `embed.py` calls it. One reader per message type, in `READERS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Media,
    Message,
    NoteField,
    Party,
    Side,
    Source,
    heard_event_id,
)
from cti_desktop.calls.outcomes import OUTCOME_FIELD, TEXT_FIELD, OutcomeSet
from cti_desktop.zoom.contract import embed as contract
from cti_desktop.zoom.fields import Json, child, children, flag, moment, seconds, text
from cti_desktop.zoom.parties import Ends, is_group, leg_ids, read_party, without_groups
from cti_desktop.zoom.results import read_result

_LOCAL_LEG = "softphone:local"
_NOBODY = Party(internal=True)


class UnreadableError(ValueError):
    """A known message lacks what nothing can be made without; the argument is a stable word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Whose softphone it is, as far as known before or after sign-in.

    Attributes:
        user_id: Zoom's user id.
        extension_id: Zoom's id of the extension.
        extension: the short internal number.
    """

    user_id: str | None = None
    extension_id: str | None = None
    extension: str | None = None
    email: str | None = None
    name: str | None = None

    @property
    def leg_ids(self) -> tuple[str, ...]:
        """Every id the agent's legs are known by: `user:…`, `ext:…`, `no:…`."""
        known = {"user": self.user_id, "ext": self.extension_id, "no": self.extension}
        return tuple(f"{kind}:{value}" for kind, value in known.items() if value)

    @property
    def author(self) -> str | None:
        """Who the events of this softphone are by; None before the user is known."""
        return f"user:{self.user_id}" if self.user_id else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedContext:
    """What a message means depends on whose softphone it is and when it was heard."""

    agent: Agent
    seen_at: datetime
    outcomes: OutcomeSet


def _live(kind: Kind) -> Callable[[Json, EmbedContext], tuple[CallEvent, ...]]:
    def read(message: Json, context: EmbedContext) -> tuple[CallEvent, ...]:
        return (_call_event(message, context, kind, Facts(), leg=True),)

    return read


def _ended(message: Json, context: EmbedContext) -> tuple[CallEvent, ...]:
    facts = _with_result(Facts(), child(message, "data"))
    return (_call_event(message, context, Kind.ENDED, facts, leg=True),)


def _saved(message: Json, context: EmbedContext) -> tuple[CallEvent, ...]:
    """Read a log that a person saved: each time anew, and the last time it was saved counts."""
    return tuple(
        replace(event, facts=replace(event.facts, automatic=True))
        for event in _logged(message, context, heard=True)
    )


def _logged(message: Json, context: EmbedContext, *, heard: bool = False) -> tuple[CallEvent, ...]:
    data = child(message, "data")
    facts = Facts(
        rang_at=moment(data, "dateTime"),
        duration_s=seconds(data, "duration"),
        recording=_page(data, "recordingUrl"),
        voicemail=_page(data, "voicemailUrl"),
        summary=_summary_media(data),
    )
    facts = _with_result(facts, data)
    return (_call_event(message, context, Kind.LOGGED, facts, leg=True, heard=heard),)


def _recording(message: Json, context: EmbedContext) -> tuple[CallEvent, ...]:
    media = _page(child(message, "data"), "recordingUrl", state="completed")
    facts = Facts(recording=media)
    return (_call_event(message, context, Kind.RECORDING, facts, leg=False),)


def _voicemail(message: Json, context: EmbedContext) -> tuple[CallEvent, ...]:
    facts = Facts(voicemail=_page(child(message, "data"), "voicemailUrl"))
    return (_call_event(message, context, Kind.VOICEMAIL, facts, leg=False),)


def _summary(message: Json, context: EmbedContext) -> tuple[CallEvent, ...]:
    data = child(message, "data")
    call_id = _call_id(data)
    told_at = moment(data, "modifiedTime", "dateTime")
    event = CallEvent(
        id=_id(message, context, told_at),
        kind=Kind.SUMMARY,
        source=Source.EMBED,
        name=str(message["type"]),
        at=told_at or context.seen_at,
        seen_at=context.seen_at,
        keys=call_keys(call_id=call_id, log_id=text(data, "callLogId")),
        author=context.agent.author,
        facts=Facts(summary=_summary_media(data) or Media(id=f"summary:{call_id}")),
        raw=message,
    )
    return (event,)


def _sms(message: Json, context: EmbedContext) -> tuple[CallEvent, ...]:
    data = child(message, "data")
    message_id = text(data, "messageId")
    if message_id is None:
        raise UnreadableError("missing_message_id")
    sent = Message(
        id=message_id,
        session_id=text(data, "sessionId"),
        text=text(data, "message"),
        status=text(data, "status"),
        sender=read_party(data.get("sender")),
        receivers=tuple(p for one in children(data, "receivers") if (p := read_party(one))),
        attachments=tuple(
            u for one in children(data, "attachments") if (u := text(one, "fileUrl"))
        ),
    )
    outbound = _side(data) is Side.CALLER
    told_at = moment(data, "dateTime")
    event = CallEvent(
        id=_id(message, context, told_at),
        kind=Kind.MESSAGE,
        source=Source.EMBED,
        name=str(message["type"]),
        at=told_at or context.seen_at,
        seen_at=context.seen_at,
        keys=call_keys(message_id=message_id),
        author=context.agent.author,
        facts=Facts(
            direction=Direction.OUTBOUND if outbound else Direction.INBOUND,
            message=sent,
        ),
        raw=message,
    )
    return (event,)


def _notes(message: Json, context: EmbedContext) -> tuple[CallEvent, ...]:
    """Read a saved notes page; a field left empty was not typed in and says nothing.

    Each event keeps only its own field as raw: who may see the outcome may not see every text.
    """
    data = child(message, "data")
    call_id = _call_id(data)
    typed = {_name(name): value for name, value in child(data, "notesData").items()}
    events = []
    for name, field in _NOTE_FIELDS.items():
        value = text(typed, name)
        if value is not None:
            if field is NoteField.OUTCOME:
                known = context.outcomes.find(value)
                value = known.value if known else value
            events.append(_note(message, context, call_id, field, value))
    return tuple(events)


def _name(label: str) -> str:
    return label.strip().casefold()


_NOTE_FIELDS = {OUTCOME_FIELD.casefold(): NoteField.OUTCOME, TEXT_FIELD.casefold(): NoteField.TEXT}


def _note(
    message: Json, context: EmbedContext, call_id: str, field: NoteField, value: str
) -> CallEvent:
    when, data = context.seen_at, child(message, "data")
    own = {k: v for k, v in child(data, "notesData").items() if _NOTE_FIELDS.get(_name(k)) is field}
    return CallEvent(
        id=_id(message, context, None, field),
        kind=Kind.NOTED,
        source=Source.EMBED,
        name=str(message["type"]),
        at=when,
        seen_at=when,
        keys=call_keys(call_id=call_id),
        author=context.agent.author,
        facts=Facts(note_field=field, note_value=value, about=f"call:{call_id}"),
        raw={**message, "data": {**data, "notesData": own}},
    )


def _call_event(
    message: Json,
    context: EmbedContext,
    kind: Kind,
    facts: Facts,
    *,
    leg: bool,
    heard: bool = False,
) -> CallEvent:
    """Build the event of a message that names both parties.

    Recordings, voicemails and summaries carry no leg: alone they do not tell that anything rang.
    One that happens when it is `heard` names another time, such as its call's start.
    """
    data = child(message, "data")
    log_id = text(data, "callLogId")
    call_id = text(data, "callId")
    if call_id is None and log_id is None:
        raise UnreadableError("missing_call_id")
    side = _side_of(data, kind)
    ends = _ends(data, side, context.agent)
    ids = _leg_ids(context.agent, ends.own(side))
    told_at = None if heard else moment(data, "dateTime")
    return CallEvent(
        id=_id(message, context, told_at),
        kind=kind,
        source=Source.EMBED,
        name=str(message["type"]),
        at=told_at or context.seen_at,
        seen_at=context.seen_at,
        keys=call_keys(call_id=call_id, log_id=log_id),
        leg=LegRef(side=side, ids=ids) if leg else None,
        author=context.agent.author,
        facts=replace(
            facts,
            direction=Direction.OUTBOUND if side is Side.CALLER else Direction.INBOUND,
            caller=ends.caller,
            callee=ends.callee,
            via=ends.via,
            automatic=flag(data, "enableAutoLog"),
        ),
        raw=message,
    )


def _id(message: Json, context: EmbedContext, told_at: datetime | None, *more: object) -> str:
    """Name an event by Zoom's own id when it has one, else by all it says; always per agent."""
    listener = context.agent.author or ",".join(context.agent.leg_ids)
    identity = text(message, "id") or child(message, "data")
    parts = [message["type"], listener, identity, *more]
    return heard_event_id(Source.EMBED, parts, told_at, context.seen_at)


def _call_id(data: Json) -> str:
    found = text(data, "callId")
    if found is None:
        raise UnreadableError("missing_call_id")
    return found


def _side_of(data: Json, kind: Kind) -> Side:
    if kind is Kind.VOICEMAIL and text(data, "direction") is None:
        return Side.CALLEE
    return _side(data)


def _side(data: Json) -> Side:
    word = (text(data, "direction") or "").casefold()
    if word:
        return Side.CALLER if word in {"outbound", "out", "outgoing"} else Side.CALLEE
    caller, callee = read_party(data.get("caller")), read_party(data.get("callee"))
    outward = caller is not None and bool(caller.internal)
    inward = callee is not None and bool(callee.internal)
    return Side.CALLER if outward and not inward else Side.CALLEE


def _ends(data: Json, side: Side, agent: Agent) -> Ends:
    caller = read_party(data.get("caller"), own=side is Side.CALLER)
    callee = read_party(data.get("callee"), own=side is Side.CALLEE)
    via = read_party(data.get("forwardedBy"), own=True)
    own = caller if side is Side.CALLER else callee
    if is_group(own):
        via = via or own
    myself = _myself(own, agent)
    if side is Side.CALLER:
        return without_groups(Ends(caller=myself, callee=callee, via=via), side)
    return without_groups(Ends(caller=caller, callee=myself, via=via), side)


def _myself(told: Party | None, agent: Agent) -> Party | None:
    """Complete the agent's own end; a group named in the agent's place says nothing of them."""
    party = Party() if told is None or is_group(told) else told
    if not _same_person(agent, party):
        return party
    known = replace(
        party,
        user_id=party.user_id or agent.user_id,
        extension_id=party.extension_id or agent.extension_id,
        extension=party.extension or agent.extension,
        email=party.email or agent.email,
        name=party.name or agent.name,
        internal=True,
    )
    return None if known == _NOBODY else known


def _same_person(agent: Agent, party: Party) -> bool:
    """Tell whether the ids agree; a call on a shared or delegated line names that line instead."""
    pairs = (
        (agent.user_id, party.user_id),
        (agent.extension_id, party.extension_id),
        (agent.extension, party.extension),
    )
    return all(known is None or told is None or known == told for known, told in pairs)


def _leg_ids(agent: Agent, own: Party | None) -> tuple[str, ...]:
    ids = agent.leg_ids
    if own is not None and _same_person(agent, own):
        told = tuple(one for one in leg_ids(own) if not (ids and one.startswith("did:")))
        ids = tuple(dict.fromkeys((*ids, *told)))
    return ids or leg_ids(own) or (_LOCAL_LEG,)


def _with_result(facts: Facts, data: Json) -> Facts:
    word = text(data, "result")
    return replace(facts, result=read_result(word, _side(data)), result_raw=word)


def _page(data: Json, name: str, *, state: str | None = None) -> Media | None:
    """Name a recording or voicemail by its page, for the page gives no id of it."""
    url = text(data, name)
    return None if url is None else Media(id=url, url=url, state=state)


def _summary_media(data: Json) -> Media | None:
    recap, steps = text(data, "callSummary"), text(data, "nextSteps")
    detail = text(data, "detailedSummary")
    deleted = bool(flag(data, "deleted"))
    if not (recap or steps or detail or deleted):
        return None
    name = text(data, "callId") or text(data, "callLogId")
    return Media(
        id=f"summary:{name}",
        text=recap,
        next_steps=steps,
        detail=detail,
        edited=bool(flag(data, "edited")),
        deleted=deleted,
    )


READERS: Mapping[str, Callable[[Json, EmbedContext], tuple[CallEvent, ...]]] = {
    contract.RINGING: _live(Kind.RANG),
    contract.CONNECTED: _live(Kind.ANSWERED),
    contract.ENDED: _ended,
    contract.LOGGED: _logged,
    contract.RECORDING: _recording,
    contract.VOICEMAIL: _voicemail,
    contract.SUMMARY: _summary,
    contract.SMS: _sms,
    contract.LOG_SAVED: _saved,
    contract.NOTES_SAVED: _notes,
}
