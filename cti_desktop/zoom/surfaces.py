"""Zoom's two softphone pages behind one face: Zoom Phone's Smart Embed and Contact Center's.

The desk talks to a `Surface` and does not know which of the two it is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol

from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.zoom import contact_center, embed
from cti_desktop.zoom.embed import Agent, EmbedMessage, Known, MatchAsked, SearchAsked

PHONE, CONTACT_CENTER = "phone", "contact_center"


class Surface(Protocol):
    """One of Zoom's pages as messages.

    Attributes:
        sound_in_page: whether what goes on there ends with the page.
    """

    sound_in_page: ClassVar[bool]

    @property
    def engaged(self) -> bool:
        """Whether something goes on in the page beside calls: a chat, a text, a video call."""

    def page_gone(self) -> bool:
        """Hear that the page is another, or none; True when something went on in it."""

    def read(self, told: str, *, agent: Agent, seen_at: datetime) -> EmbedMessage:
        """Read one message of the page; total."""

    def greeting(self) -> tuple[dict[str, Any], ...]:
        """Return what the page is sent at every sign of readiness."""

    def dial(self, number: str, caller_id: str | None) -> dict[str, Any]:
        """Return the command to call a number."""

    def compose(self, number: str) -> dict[str, Any] | None:
        """Return the command to open a message editor; None where the page has none."""

    def found(self, asked: SearchAsked, known: Sequence[Known]) -> dict[str, Any]:
        """Return the answer to a search."""

    def matched(self, asked: MatchAsked, known: Mapping[str, Known]) -> dict[str, Any]:
        """Return the answer to who is behind numbers."""


class PhoneSurface:
    """Zoom Phone's Smart Embed."""

    sound_in_page: ClassVar[bool] = False
    engaged = False

    def __init__(self, outcomes: OutcomeSet, *, auto_log: bool = True) -> None:
        self._outcomes, self._auto_log = outcomes, auto_log

    def page_gone(self) -> bool:
        """Return False: its calls are in the Zoom client."""
        return False

    def read(self, told: str, *, agent: Agent, seen_at: datetime) -> EmbedMessage:
        """Read one message of the page."""
        return embed.read_embed_message(told, agent=agent, seen_at=seen_at, outcomes=self._outcomes)

    def greeting(self) -> tuple[dict[str, Any], ...]:
        """Say how the page shall behave."""
        return (embed.init_config(self._outcomes, auto_log=self._auto_log),)

    def dial(self, number: str, caller_id: str | None) -> dict[str, Any]:
        """Call a number."""
        return embed.make_call(number, caller_id=caller_id)

    def compose(self, number: str) -> dict[str, Any] | None:
        """Open the message editor."""
        return embed.input_sms(number)

    def found(self, asked: SearchAsked, known: Sequence[Known]) -> dict[str, Any]:
        """Answer a search."""
        return embed.search_response(asked.request_id, [(one.number, one.name) for one in known])

    def matched(self, asked: MatchAsked, known: Mapping[str, Known]) -> dict[str, Any]:
        """Answer who is behind numbers."""
        named = {number: (one.contact_id, one.name) for number, one in known.items()}
        return embed.match_response(asked.request_id, named)


class ContactCenterSurface:
    """Contact Center's Smart Embed: it asks for its settings, and answers who is signed in."""

    sound_in_page: ClassVar[bool] = True

    def __init__(self, outcomes: OutcomeSet) -> None:
        self._outcomes = outcomes
        self._reader = contact_center.ContactCenterReader()

    @property
    def engaged(self) -> bool:
        """Whether a chat, a text or a video call goes on."""
        return self._reader.channels.engaged

    def page_gone(self) -> bool:
        """Take what went on in the page for over."""
        return self._reader.channels.forget()

    def read(self, told: str, *, agent: Agent, seen_at: datetime) -> EmbedMessage:
        """Read one message of the page."""
        return self._reader.read(told, agent=agent, seen_at=seen_at, outcomes=self._outcomes)

    def greeting(self) -> tuple[dict[str, Any], ...]:
        """Give the settings and ask who is there."""
        return contact_center.init_config(), contact_center.agent_info_request()

    def dial(self, number: str, caller_id: str | None) -> dict[str, Any]:
        """Call a number; the page knows no caller id."""
        del caller_id
        return contact_center.click_to_act(number)

    def compose(self, number: str) -> dict[str, Any] | None:
        """Return nothing: the page has no command for it."""
        del number
        return None

    def found(self, asked: SearchAsked, known: Sequence[Known]) -> dict[str, Any]:
        """Answer a search."""
        return contact_center.search_response(asked, known)

    def matched(self, asked: MatchAsked, known: Mapping[str, Known]) -> dict[str, Any]:
        """Answer who is behind a number."""
        return contact_center.match_response(asked, known)


def surface_named(name: str, outcomes: OutcomeSet, *, auto_log: bool = True) -> Surface:
    """Make the surface of a setting's name; Zoom Phone's for any other name.

    Args:
        auto_log: whether Zoom Phone's page offers to log every call by itself.
    """
    if name == CONTACT_CENTER:
        return ContactCenterSurface(outcomes)
    return PhoneSurface(outcomes, auto_log=auto_log)
