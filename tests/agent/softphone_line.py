"""A link to the softphone page with all that surrounds it, and time that a test lets pass."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cti_desktop.agent.softphone import Phone, SoftphoneLink
from cti_desktop.agent.softphone_words import SoftphoneWords
from cti_desktop.assets import asset
from cti_desktop.calls.contacts import Contact, ContactMatch, Matches, MatchKind
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.numbers import PhoneNumber
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.zoom.surfaces import surface_named
from tests.agent.desks import ADA, CALLER, ME

ORIGIN = "https://cti.example.com"


@dataclass(eq=False)
class Waiting:
    """A call that is due some time."""

    due: float
    callback: Callable[[], None]
    clock: "Clock"

    def cancel(self) -> None:
        if self in self.clock.waiting:
            self.clock.waiting.remove(self)


@dataclass
class Clock:
    """Time that passes when a test lets it."""

    now: float = 0.0
    waiting: list[Waiting] = field(default_factory=list)

    def call_later(self, delay: float, callback: Callable[[], None]) -> Waiting:
        self.waiting.append(Waiting(self.now + delay, callback, self))
        return self.waiting[-1]

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        for one in [w for w in self.waiting if w.due <= self.now]:
            self.waiting.remove(one)
            one.callback()


class OnePersonBook:
    """Knows Ada and nobody else."""

    def search(self, text: str, limit: int = 20) -> tuple[Contact, ...]:
        return (ADA,)[:limit] if text.casefold() in "ada lovelace" else ()

    def match(self, number: PhoneNumber) -> Matches:
        known = ContactMatch(contact=ADA, number=ADA.numbers[0], kind=MatchKind.EXACT)
        found = (known,) if number.e164 == ADA.numbers[0].e164 else ()
        return Matches(number=number.raw, found=found)


class Line:
    """A link with all that surrounds it."""

    def __init__(self, surface: str = "phone", *, connected: bool = True) -> None:
        self.clock = Clock()
        self.sent: list[dict[str, Any]] = []
        self.events: list[CallEvent] = []
        self.put_aside: list[str] = []
        self.notices: list[str] = []
        outcomes = read_outcomes(asset("outcomes.toml"))
        self.link = SoftphoneLink(
            self.sent.append,
            lambda: None,
            surface=surface_named(surface, outcomes),
            timers=self.clock,
            words=SoftphoneWords(ORIGIN, sound_in_page=surface == "contact_center"),
            region="GB",
            say=lambda notice: self.notices.append(notice.text),
        )
        if connected:
            self.connect()
        self.link.page_started()

    def connect(self) -> None:
        self.link.connect(
            Phone(
                book=OnePersonBook(),
                observed=self.events.extend,
                unreadable=lambda _raw, reason, _source: self.put_aside.append(reason),
                changed=lambda: None,
            )
        )

    def says(self, kind: str, **data: Any) -> None:
        self.link.page_said(json.dumps({"type": kind, "data": data}))

    def rings(self) -> None:
        self.says(
            "zp-call-ringing-event",
            callId="068cba3db27ba0d08d2",
            direction="outbound",
            caller=ME,
            callee=CALLER,
        )

    @property
    def state(self) -> str:
        return str(self.link.state)

    @property
    def dialled(self) -> list[str]:
        calls = [one for one in self.sent if one["type"] == "zp-make-call"]
        return [one["data"]["number"] for one in calls]

    @property
    def types(self) -> list[str]:
        return [str(one["type"]) for one in self.sent]
