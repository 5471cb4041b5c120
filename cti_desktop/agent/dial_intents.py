"""Keeps every click on a number as events, and joins it to the call that follows.

Zoom gives a dialled call no mark of the click it came from, so the first outgoing ring of the same
number within that time is taken for it. Only a number that was dialled becomes a line of the call
log; a question that was asked and dropped is in the journal alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import uuid_utils

from cti_desktop.agent.one_dial import DIAL_TIMEOUT_S, FIRST_PATIENCE_S
from cti_desktop.calls.correlation import call_keys, principal_key
from cti_desktop.calls.dialling import is_near, listed_form
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    Party,
    Source,
    event_id,
    new_event_id,
)
from cti_desktop.calls.links import DialRequest
from cti_desktop.calls.numbers import parse_number

JOIN_WITHIN = timedelta(seconds=FIRST_PATIENCE_S + DIAL_TIMEOUT_S)
"""A number may wait so long for the page and then for the ring."""
_RINGS_BY = timedelta(seconds=DIAL_TIMEOUT_S)
_LONGEST_EXTENSION = 6
_REMEMBERED = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One click on a number.

    Attributes:
        id: a UUIDv7; the event key is `intent:<id>`.
        at: when it was clicked, UTC.
        program: the program it was clicked in, as the system told; empty when unknown.
        contact_id: the contact it was clicked on, when that happened in our own lists.
    """

    id: str
    request: DialRequest
    at: datetime
    program: str = ""
    contact_id: str | None = None


class DialIntents:
    """Writes dial intents to the journal; core thread only.

    Args:
        append: makes events durable.
        author: gives who clicks: `user:<Zoom user id>`, None while nobody signed in.
        region: ISO country for numbers in national form.
    """

    def __init__(
        self,
        append: Callable[[Sequence[CallEvent]], None],
        author: Callable[[], str | None],
        region: str | None,
    ) -> None:
        self._append = append
        self._author = author
        self._region = region
        self._open: list[tuple[datetime, Intent]] = []

    def asked(self, intent: Intent, why: Sequence[str]) -> None:
        """Record that the person is asked before the number is called."""
        self._write(Kind.ALERT, "dial-asked", intent, intent.at, asked=list(why))

    def dropped(self, intent: Intent, now: datetime) -> None:
        """Record that the person said no."""
        self._write(Kind.ALERT, "dial-dropped", intent, now)

    def texted(self, intent: Intent, now: datetime) -> None:
        """Record that the message editor was opened for the number."""
        self._write(Kind.ALERT, "text-begun", intent, now)

    def dialled(self, intent: Intent, caller_id: str | None, now: datetime) -> None:
        """Record that the number was given to the softphone, and wait for its ring."""
        self._write(Kind.DIALLED, "dialled", intent, now, caller_id=caller_id)
        given_up = [
            one
            for one in self._waiting(now)
            if one[1].request.dial == intent.request.dial and not is_near(one[0], now, _RINGS_BY)
        ]  # nothing rang, so it was dialled again
        still = [one for one in self._waiting(now) if one not in given_up]
        self._open = [*still, (now, intent)][-_REMEMBERED:]

    def heard(self, events: Iterable[CallEvent], now: datetime) -> None:
        """Join the intents that wait to the calls that begin to ring."""
        for event in events:
            if self._open and self._rings_outward(event):
                intent = self._take(event, now)
                if intent is not None:
                    self._append([_joined(intent, event, now)])

    def _rings_outward(self, event: CallEvent) -> bool:
        return (
            event.kind is Kind.RANG
            and event.source is Source.EMBED
            and event.facts.direction is Direction.OUTBOUND
            and event.author == self._author()
        )

    def _take(self, event: CallEvent, now: datetime) -> Intent | None:
        party = event.facts.callee or Party()
        written = (party.number, party.did, party.extension)
        rung = {listed_form(parse_number(one, self._region)) for one in written if one}
        self._open = self._waiting(now)
        for entry in self._open:
            number = entry[1].request.number
            if {listed_form(number), number.digits} & rung:
                self._open.remove(entry)
                return entry[1]
        return None

    def _waiting(self, now: datetime) -> list[tuple[datetime, Intent]]:
        return [(at, intent) for at, intent in self._open if is_near(at, now, JOIN_WITHIN)]

    def _write(self, kind: Kind, name: str, intent: Intent, at: datetime, **more: object) -> None:
        request = intent.request
        told = {
            "scheme": request.scheme,
            "source": request.source,
            "program": intent.program,
            "record": request.record,
            "contact_id": intent.contact_id,
            "clicked_at": intent.at.isoformat(),
            **more,
        }
        self._append(
            [
                CallEvent(
                    id=new_event_id(),
                    kind=kind,
                    source=Source.PERSON,
                    name=name,
                    at=at,
                    seen_at=at,
                    keys=call_keys(intent_id=intent.id),
                    author=self._author(),
                    facts=Facts(direction=Direction.OUTBOUND, callee=_called(request)),
                    raw={key: value for key, value in told.items() if value},
                )
            ]
        )


def new_intent_id() -> str:
    """Make the id of a click: a UUIDv7."""
    return str(uuid_utils.uuid7())


def _called(request: DialRequest) -> Party:
    number = request.number
    if number.e164 is not None and request.dial == number.e164:
        return Party(number=number.e164)
    if request.dial.isdigit() and len(request.dial) <= _LONGEST_EXTENSION:
        return Party(extension=request.dial)
    return Party(number=request.dial)


def _joined(intent: Intent, rang: CallEvent, now: datetime) -> CallEvent:
    return CallEvent(
        id=event_id(Source.PROGRAM, ["dial-joined", intent.id, principal_key(rang.keys)]),
        kind=Kind.ALERT,
        source=Source.PROGRAM,
        name="dial-joined",
        at=now,
        seen_at=now,
        keys=tuple(sorted({*rang.keys, *call_keys(intent_id=intent.id)})),
        author=rang.author,
    )
