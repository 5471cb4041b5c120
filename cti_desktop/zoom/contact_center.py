"""What Contact Center's Smart Embed page says and what it can be told, both ways.

`surfaces.py` chooses between this page and Zoom Phone's. The contract is less sure than Zoom
Phone's: Zoom's Contact Center guide names the messages and shows a few of them; the fields of the
others, the envelope (`data`, or flat beside `type`) and the answers' shapes are known from one or
two public programs. So both envelopes are read, answers go out as the guide shows them, and what
is not understood is counted like any other unknown message, never guessed at.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cti_desktop.calls.masking import mask_text
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.zoom.contact_center_channels import OtherChannels
from cti_desktop.zoom.contact_center_events import (
    READERS,
    Engagements,
    fields_of,
    read_engagement,
)
from cti_desktop.zoom.embed import (
    EmbedMessage,
    Known,
    MatchAsked,
    Observed,
    Ready,
    Refused,
    SearchAsked,
    Trouble,
    decode_message,
)
from cti_desktop.zoom.embed_events import Agent, EmbedContext, UnreadableError
from cti_desktop.zoom.fields import Json, child, text

_READY = "zcc-init-config-request"
_PHONE, _EMAIL = "zcc-incomingPhone-request", "zcc-incomingEmail-request"
_SEARCH = "zcc-contact-search-event"
_NOTHING_TO_DO = frozenset(
    {
        "zcc-agent-info-response",
        "zcc-agent-status-notification",
        "zcc-engagement-log-url",
        "zcc-engagement-status-response",
        "zcc-get-variables-response",
        "zcc-resize",
        "zcc-screen-pop",
    }
)
"""Known, and nothing for a log of calls: what is shown in Zoom's page."""
_LONGEST_KIND = 64


class ContactCenterReader:
    """Reads the page's messages; keeps which way each engagement goes. Core thread only.

    Attributes:
        channels: what goes on in the page beside calls.
    """

    def __init__(self) -> None:
        self._engagements = Engagements()
        self.channels = OtherChannels()

    def read(
        self, told: str, *, agent: Agent, seen_at: datetime, outcomes: OutcomeSet
    ) -> EmbedMessage:
        """Read one message of the page; total, whatever the text is.

        Args:
            told: the message as JSON, as the bridge handed it over.
            agent: whose softphone it is.
            seen_at: now, UTC; the time of what has none.
            outcomes: what dispositions may name.
        """
        message = decode_message(told)
        if isinstance(message, Refused):
            return message
        kind = message.get("type")
        if not isinstance(kind, str) or not kind:
            return Refused(reason="no_type", kind="")
        context = EmbedContext(agent=agent, seen_at=seen_at, outcomes=outcomes)
        try:
            return self._read_known(kind, message, context)
        except UnreadableError as error:
            return Refused(reason=str(error), kind=mask_text(kind[:_LONGEST_KIND]))

    def _read_known(self, kind: str, message: Json, context: EmbedContext) -> EmbedMessage:
        if kind in READERS:
            return Observed(events=read_engagement(message, context, self._engagements))
        if kind in _QUESTIONS:
            return _QUESTIONS[kind](fields_of(message))
        if kind == _READY:
            return Ready(signal=kind)
        if self.channels.take(kind, fields_of(message)) or kind in _NOTHING_TO_DO:
            return Observed(events=())
        raise UnreadableError("unknown_type")


def init_config() -> dict[str, Any]:
    """Answer the page's `zcc-init-config-request`; harmless when it did not ask."""
    return {"type": "zcc-init-config-response", "data": {"phone": {"screenPopEvent": "RINGING"}}}


def agent_info_request() -> dict[str, Any]:
    """Ask who is signed in; the page answers, or says `agent-not-authenticated`."""
    return {"type": "zcc-agent-info-request", "data": {}}


def click_to_act(number: str) -> dict[str, Any]:
    """Ask the page to call a number. It takes no caller id and gives no sign that it heard."""
    return {"type": "onclicktoact", "data": {"phone": number}}


def search_response(asked: SearchAsked, known: Sequence[Known]) -> dict[str, Any]:
    """Answer a search with the best contact, or nothing; an address must match as a whole."""
    wanted = asked.text.casefold()
    fitting = [one for one in known if "@" not in wanted or one.email.casefold() == wanted]
    data = _contact(fitting[0]) if fitting else {}
    return {"type": "zcc-contact-search-response", "data": data}


def match_response(asked: MatchAsked, known: Mapping[str, Known]) -> dict[str, Any]:
    """Answer who is behind a number that calls; an empty list when nobody is known."""
    kind = asked.request_id.removesuffix("-request") + "-response"
    return {"type": kind, "data": [_contact(one) for one in known.values()]}


def _contact(known: Known) -> dict[str, Any]:
    return {
        "id": known.contact_id,
        "name": known.name,
        "phone": known.number,
        "email": known.email,
        "entity": "Contact",
    }


def _search(data: Json) -> SearchAsked:
    inner = child(data, "query")
    wanted = text(inner, "email", "phone", "query") or text(data, "query", "searchString")
    if wanted is None:
        raise UnreadableError("missing_text")
    return SearchAsked(request_id=_SEARCH, text=wanted)


def _phone(data: Json) -> MatchAsked:
    number = text(data, "incomingPhoneNumber", "phone")
    return MatchAsked(request_id=_PHONE, numbers=(number,) if number else ())


def _email(_data: Json) -> MatchAsked:
    """Answer at once with nobody: e-mail is no channel of this program."""
    return MatchAsked(request_id=_EMAIL, numbers=())


def _error(data: Json) -> Trouble:
    return Trouble(code=text(data, "code") or "", text=text(data, "message") or "")


_QUESTIONS: Mapping[str, Callable[[Json], SearchAsked | MatchAsked | Trouble]] = {
    _SEARCH: _search,
    _PHONE: _phone,
    _EMAIL: _email,
    "zcc-error": _error,
}
