"""Text messages as people read them: conversations, each message once, with its latest status.

The softphone page and the webhooks tell of a message several times, as its status changes and from
both sides. Pure, and independent of the order of the events like the fold of calls.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from cti_desktop.calls.choosing import in_order
from cti_desktop.calls.events import CallEvent, Direction, Kind, Message, Party

_STATUS = ("", "sent", "delivered", "received", "not delivered")
"""From the first word on a message to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One message with all that was told of it.

    Attributes:
        at: when it was first told to have been sent or received, UTC.
        failure: Zoom's reason when it was not delivered.
        agents: the ids of those whose text it is: of the line it came to or went out from, and of
            who told of it; empty when nobody is named, as of a queue's.
    """

    message: Message
    direction: Direction | None
    at: datetime
    failure: str | None = None
    agents: tuple[str, ...] = ()

    def is_for(self, ids: Iterable[str]) -> bool:
        """Whether it is this agent's, or anybody's."""
        return not self.agents or not set(ids).isdisjoint(self.agents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The messages between the same people.

    Attributes:
        key: Zoom's session, else the numbers.
        numbers: of everybody but the account's own line.
        texts: oldest first.
        opted_out: whether the other side asked for no more texts; None when nothing was told.
    """

    key: str
    numbers: tuple[str, ...]
    texts: tuple[Text, ...]
    opted_out: bool | None = None


def fold_texts(events: Iterable[CallEvent]) -> tuple[Text, ...]:
    """Fold MESSAGE events into one text per message id, oldest first."""
    told: dict[str, list[CallEvent]] = {}
    for event in in_order(events):
        if event.kind is Kind.MESSAGE and event.facts.message is not None:
            told.setdefault(event.facts.message.id, []).append(event)
    texts = (_fold_text(one) for one in told.values())
    return tuple(sorted(texts, key=lambda text: (text.at, text.message.id)))


def fold_conversations(events: Iterable[CallEvent]) -> tuple[Conversation, ...]:
    """Fold MESSAGE and OPTED events into conversations, the one last written in first."""
    ordered = in_order(events)
    opted = opt_outs(ordered)
    by_key: dict[str, list[Text]] = {}
    for text in fold_texts(ordered):
        by_key.setdefault(conversation_key(text), []).append(text)
    found = [_conversation(key, texts, opted) for key, texts in by_key.items()]
    return tuple(sorted(found, key=lambda one: (one.texts[-1].at, one.key), reverse=True))


def opt_outs(events: Iterable[CallEvent]) -> dict[tuple[str, str], bool]:
    """Tell by (their number, our number) whether they asked for no more texts; the last counts."""
    states: dict[tuple[str, str], bool] = {}
    for event in in_order(events):
        theirs, ours = event.facts.caller, event.facts.callee
        if event.kind is Kind.OPTED and theirs and ours and theirs.number and ours.number:
            states[theirs.number, ours.number] = event.facts.reason == "out"
    return states


def _fold_text(events: list[CallEvent]) -> Text:
    """Fold what was told of one message, given in order: the last word, the furthest status."""
    values: dict[str, Any] = {}
    for event in events:
        for field in _MESSAGE_FIELDS:
            value = getattr(event.facts.message, field)
            if value not in (None, ()):
                values[field] = value
    statuses = [e.facts.message.status for e in events if e.facts.message is not None]
    values["status"] = max(statuses, key=_progress)
    directions = [e.facts.direction for e in events if e.facts.direction is not None]
    return Text(
        message=Message(**values),
        direction=directions[0] if directions else None,
        at=events[0].at,
        failure=next((e.facts.reason for e in events if e.facts.reason), None),
        agents=tuple(sorted({one for e in events for one in agents_of(e)})),
    )


def agents_of(event: CallEvent) -> frozenset[str]:
    """Return the ids of those whose text an event tells of."""
    ids = event.leg.ids if event.leg is not None else ()
    return frozenset((*ids, event.author) if event.author else ids)


def _progress(status: str | None) -> tuple[int, str]:
    word = (status or "").casefold()
    return (_STATUS.index(word) if word in _STATUS else 0, word)


def conversation_key(text: Text) -> str:
    """Name the conversation a text belongs to: by Zoom's session, else by the numbers in it."""
    session = text.message.session_id
    return f"session:{session}" if session else f"numbers:{'+'.join(sorted(_all_numbers(text)))}"


def two_sides(texts: Iterable[Text]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (their numbers, our own) of the texts of one conversation, each sorted."""
    kept = tuple(texts)
    ours = {n for text in kept for n in _own_numbers(text)}
    theirs = {n for text in kept for n in _all_numbers(text)} - ours
    return tuple(sorted(theirs)), tuple(sorted(ours))


def opted_out(
    theirs: Iterable[str], ours: Iterable[str], states: Mapping[tuple[str, str], bool]
) -> bool | None:
    """Tell whether anybody on their side asked us for no more texts; None when nothing was told.

    Args:
        theirs: their numbers.
        ours: our own.
        states: as `opt_outs` gives them.
    """
    own = tuple(ours)
    told = [states[pair] for pair in ((t, o) for t in theirs for o in own) if pair in states]
    return any(told) if told else None


def _conversation(key: str, texts: list[Text], opted: dict[tuple[str, str], bool]) -> Conversation:
    theirs, ours = two_sides(texts)
    return Conversation(
        key=key,
        numbers=theirs,
        texts=tuple(texts),
        opted_out=opted_out(theirs, ours, opted),
    )


def _all_numbers(text: Text) -> set[str]:
    ends = (text.message.sender, *text.message.receivers)
    return {one.number for one in ends if one is not None and one.number}


def _own_numbers(text: Text) -> set[str]:
    """Return the account's own line in a message: who sent it out, or who received it alone."""
    message = text.message
    ends: tuple[Party | None, ...] = (message.sender,)
    if text.direction is not Direction.OUTBOUND:
        marked = tuple(one for one in message.receivers if one.internal)
        ends = marked or (message.receivers if len(message.receivers) == 1 else ())
    return {one.number for one in ends if one is not None and one.number}


_MESSAGE_FIELDS = tuple(field.name for field in fields(Message))
