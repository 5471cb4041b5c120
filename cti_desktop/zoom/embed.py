"""What the softphone page says and what it can be told: Zoom's Smart Embed messages, both ways.

The desk calls `read_embed_message` for every text the bridge lets through and posts what the
command functions return. Zoom documents the messages in its Smart Embed guide; what the guide and
real pages say differently is accepted in every form seen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.masking import mask_text
from cti_desktop.calls.outcomes import OUTCOME_FIELD, TEXT_FIELD, OutcomeSet
from cti_desktop.zoom.contract import embed as contract
from cti_desktop.zoom.embed_events import READERS, Agent, EmbedContext, UnreadableError
from cti_desktop.zoom.fields import Json, MalformedError, as_text, child, parse_object, text, texts

__all__ = [
    "LARGEST_MESSAGE",
    "Agent",
    "EmbedMessage",
    "Known",
    "MatchAsked",
    "Observed",
    "Ready",
    "Refused",
    "SearchAsked",
    "Trouble",
    "decode_message",
    "init_config",
    "input_sms",
    "make_call",
    "match_response",
    "read_embed_message",
    "search_response",
]

LARGEST_MESSAGE = 256 * 1024
"""Bytes of a message that is still read."""

_LONGEST_KIND = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The page can take commands; it may say so several times.

    Attributes:
        signal: the message that said it.
    """

    signal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The page told of a call, a message or a note."""

    events: tuple[CallEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """The agent types a name or number; answer with `search_response`."""

    request_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAsked:
    """The page wants names for numbers; answer with `match_response`, also when nobody is known."""

    request_id: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A message nothing could be made of.

    Attributes:
        reason: a stable word: `too_large`, `not_json`, `not_object`, `too_deep`, `no_type`,
            `unknown_type`, `no_data`, `missing_call_id`, `missing_message_id`,
            `missing_request_id`, `missing_text`.
        kind: the message's type, masked and cut, or nothing.
    """

    reason: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The page says that something is wrong with itself, such as nobody being signed in.

    Attributes:
        code: Zoom's word for it.
        text: Zoom's sentence; not for the log.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A contact as far as a page is told of it."""

    contact_id: str
    name: str
    number: str
    email: str = ""


EmbedMessage = Ready | Observed | SearchAsked | MatchAsked | Trouble | Refused


def read_embed_message(
    text: str, *, agent: Agent, seen_at: datetime, outcomes: OutcomeSet
) -> EmbedMessage:
    """Read one message of the page; total, whatever the text is.

    Args:
        text: the message as JSON, as the bridge handed it over.
        agent: whose softphone it is.
        seen_at: now, UTC; the time of what has none.
        outcomes: what the notes page's outcome field offers.
    """
    message = decode_message(text)
    if isinstance(message, Refused):
        return message
    return _read(message, EmbedContext(agent=agent, seen_at=seen_at, outcomes=outcomes))


def decode_message(told: str) -> Json | Refused:
    """Decode a page's message; a reader of any surface begins with it."""
    if len(told) > LARGEST_MESSAGE:
        return Refused(reason="too_large", kind="")
    try:
        data = told.encode()
    except UnicodeEncodeError:
        return Refused(reason="not_json", kind="")
    if len(data) > LARGEST_MESSAGE:
        return Refused(reason="too_large", kind="")
    try:
        return parse_object(data)
    except MalformedError as error:
        return Refused(reason=str(error), kind="")


def _read(message: Json, context: EmbedContext) -> EmbedMessage:
    kind = message.get("type")
    if not isinstance(kind, str) or not kind:
        return Refused(reason="no_type", kind="")
    if kind in contract.READY_SIGNALS:
        return Ready(signal=kind)
    try:
        return _read_known(kind, message, context)
    except UnreadableError as error:
        return Refused(reason=str(error), kind=mask_text(kind[:_LONGEST_KIND]))


def _read_known(
    kind: str, message: Json, context: EmbedContext
) -> Observed | SearchAsked | MatchAsked:
    if kind not in READERS and kind not in _QUESTIONS:
        raise UnreadableError("unknown_type")
    if not isinstance(message.get("data"), dict):
        raise UnreadableError("no_data")
    if kind in _QUESTIONS:
        return _QUESTIONS[kind](child(message, "data"))
    return Observed(events=READERS[kind](message, context))


def _search(data: Json) -> SearchAsked:
    wanted = text(data, "searchString")
    if wanted is None:
        raise UnreadableError("missing_text")
    return SearchAsked(request_id=_request_id(data), text=wanted)


def _match(data: Json) -> MatchAsked:
    asked = data.get("phoneNumbers")
    items = asked if isinstance(asked, list) else []
    loose = [text(one, "phoneNumber", "number") for one in items if isinstance(one, dict)]
    numbers = [*texts(data, "phoneNumbers"), *(one for one in loose if one)]
    return MatchAsked(request_id=_request_id(data), numbers=tuple(dict.fromkeys(numbers)))


def _request_id(data: Json) -> str:
    found = as_text(data.get("requestId"))
    if found is None:
        raise UnreadableError("missing_request_id")
    return found


_QUESTIONS: Mapping[str, Callable[[Json], SearchAsked | MatchAsked]] = {
    contract.SEARCH: _search,
    contract.MATCH: _match,
}


def init_config(outcomes: OutcomeSet, *, auto_log: bool = True) -> dict[str, Any]:
    """Say how the page shall behave; safe to send at every sign of readiness.

    Args:
        auto_log: whether the page offers people a switch for logging every call by itself.
    """
    options = [{"label": one.label, "value": one.value} for one in outcomes.outcomes]
    return _command(
        contract.CONFIGURE,
        enableSavingLog=True,
        enableAutoLog=auto_log,
        enableContactSearching=True,
        enableContactMatching=True,
        enableAISummary=True,
        disableInactiveTabCallEvent=True,
        notePageConfiguration=[
            {
                "fieldName": OUTCOME_FIELD,
                "fieldType": "select",
                "placeholder": OUTCOME_FIELD,
                "selectOptions": options,
            },
            {"fieldName": TEXT_FIELD, "fieldType": "text", "placeholder": TEXT_FIELD},
        ],
    )


def make_call(
    number: str, *, caller_id: str | None = None, auto_dial: bool = True
) -> dict[str, Any]:
    """Ask the page to dial, or with `auto_dial=False` to put the number into its keypad.

    Args:
        number: E.164, an extension or a service code; the page takes digits, `+`, `*` and `#`.
        caller_id: the number to show; None leaves the page's choice.
        auto_dial: whether to dial at once.
    """
    caller = {} if caller_id is None else {"callerId": caller_id}
    return _command(contract.CALL, number=number, autoDial=auto_dial, **caller)


def input_sms(number: str) -> dict[str, Any]:
    """Ask the page to open its message editor for a number; it takes no text."""
    return _command(contract.TEXT, number=number)


def search_response(request_id: str, contacts: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Answer a `SearchAsked` with (number, name) pairs in the order to show."""
    found = [{"number": number, "displayName": name} for number, name in contacts]
    return _command(contract.FOUND, responseId=request_id, contacts=found)


def match_response(request_id: str, found: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Answer a `MatchAsked` with (contact id, name) by number, the number exactly as asked."""
    named = {number: {"id": one, "name": name} for number, (one, name) in found.items()}
    return _command(contract.MATCHED, responseId=request_id, contacts=named)


def _command(kind: str, **data: object) -> dict[str, Any]:
    return {"type": kind, "data": data}
