"""Plays calls without a clock, in the simulator's shapes: what each side hears, and the truth.

The simulator's own engine takes as long as the calls do. This one writes the same messages with the
same builders, each with the second it is due.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from cti_desktop.simulator import records, webhook_bodies
from cti_desktop.simulator.accounts import AGENTS, QUEUE, RECEPTIONIST
from cti_desktop.simulator.calls import FarEnd, Json, Result, SimulatedCall
from cti_desktop.simulator.clock import milliseconds
from cti_desktop.simulator.embed_messages import EmbedMessages
from cti_desktop.simulator.identifiers import Identifiers
from cti_desktop.simulator.scripts import Summary

FIRST = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
AGENT = AGENTS[0]
PAGES = EmbedMessages("https://zoom.example")
INBOUND: tuple[Result, ...] = (
    "answered",
    "answered",
    "answered",
    "missed",
    "voicemail",
    "rejected",
)
OUTBOUND: tuple[Result, ...] = (
    "answered",
    "answered",
    "busy",
    "no_answer",
    "canceled",
    "voicemail",
)


@dataclass(frozen=True)
class Said:
    """One message, when it is due, as it goes over the wire."""

    due: datetime
    body: str


@dataclass
class PlayedCall:
    """A call, what was said of it on either way, and what the agent typed.

    Attributes:
        beside: colleagues' parts in it: a queue's other member, whom it was handed to.
    """

    truth: SimulatedCall
    beside: list[SimulatedCall] = field(default_factory=list)
    softphone: list[Said] = field(default_factory=list)
    webhooks: list[Said] = field(default_factory=list)
    note: str = ""
    outcome: str | None = None
    wrapped_up_at: datetime | None = None


def play(count: int, seed: int, *, apart_s: int = 40) -> list[PlayedCall]:
    """Play so many calls of one agent, one every `apart_s` seconds."""
    dice, ids = random.Random(seed), Identifiers(seed)
    starts = (FIRST + timedelta(seconds=apart_s * number) for number in range(count))
    return [_Play(_call(dice, ids, start), dice, ids).run() for start in starts]


def history(played: PlayedCall) -> tuple[Json, Json]:
    """What REST says of a call: the account's row and the record with its elements."""
    ends = [one.ended_at for one in (played.truth, *played.beside) if one.ended_at]
    whole = replace(played.truth, ended_at=max(ends))
    elements = [e for one in (played.truth, *played.beside) for e in _elements(one)]
    return records.history_row(whole), records.history_detail(whole) | {"call_elements": elements}


def _elements(part: SimulatedCall) -> list[object]:
    found = records.history_detail(part)["call_elements"]
    assert isinstance(found, list)
    return found


def voicemail(truth: SimulatedCall) -> Json:
    """What REST says of a voicemail."""
    return records.voicemail_detail(truth, "https://zoom.example")


def _call(dice: random.Random, ids: Identifiers, start: datetime) -> SimulatedCall:
    inbound = dice.random() < 0.65
    internal = dice.random() < 0.1
    colleague = dice.choice(AGENTS[1:])
    far = FarEnd(f"+1555019{dice.randrange(10_000):04d}", dice.choice(("", "Ada Example", "Cy")))
    if internal:
        far = FarEnd(str(colleague.extension_number), colleague.name)
    via = dice.choice((QUEUE, RECEPTIONIST, None)) if inbound and not internal else None
    call = SimulatedCall(
        call_id=ids.call_id(start),
        log_id=ids.uuid(),
        history_id=ids.uuid(),
        direction="inbound" if inbound else "outbound",
        agent=AGENT,
        far=far,
        via=via,
        rang_at=start,
        visible=True,
        finished=True,
    )
    call.result = dice.choice(INBOUND if inbound else OUTBOUND)
    ringing = timedelta(seconds=dice.randrange(1, 30))
    if call.result == "answered":
        call.answered_at = start + ringing
        call.ended_at = call.answered_at + timedelta(seconds=dice.randrange(1, 600))
    else:
        call.ended_at = start + ringing
    return call


class _Play:
    """Writes down one call in the order a `CallRun` would, records last."""

    def __init__(self, call: SimulatedCall, dice: random.Random, ids: Identifiers) -> None:
        self._call, self._dice, self._ids = call, dice, ids
        self._played = PlayedCall(call)
        self._family = f"phone.{webhook_bodies.own_family(call)}"
        self._end = call.ended_at or call.rang_at

    def run(self) -> PlayedCall:
        call = self._call
        self._post(call.rang_at, PAGES.ringing(self._ids.uuid(), call, call.rang_at))
        self._notify(call.rang_at, "ringing", webhook_bodies.ringing(call))
        if call.answered_at is not None:
            self._talk(call.answered_at)
        self._over()
        self._leave()
        self._beside()
        self._write()
        return self._played

    def _talk(self, answered_at: datetime) -> None:
        call = self._call
        verb = "answered" if call.direction == "inbound" else "connected"
        self._post(answered_at, PAGES.connected(self._ids.uuid(), call, answered_at))
        self._notify(answered_at, verb, webhook_bodies.answered(call))
        if self._dice.random() < 0.2 and call.talk_seconds > 20:
            held = answered_at + timedelta(seconds=self._dice.randrange(1, 10))
            back = held + timedelta(seconds=self._dice.randrange(1, 10))
            call.hold_seconds = int((back - held).total_seconds())
            self._notify(held, "hold", webhook_bodies.in_call(call, held))
            self._notify(back, "unhold", webhook_bodies.in_call(call, back))

    def _over(self) -> None:
        call = self._call
        self._post(self._end, PAGES.ended(self._ids.uuid(), call, self._end))
        if call.direction == "inbound" and call.result in ("missed", "voicemail"):
            missed = webhook_bodies.over(call) | {"handup_result": "No Answer"}
            self._notify(self._end, "missed", missed)
        if call.direction == "inbound" and call.result == "rejected":
            self._notify(self._end, "rejected", webhook_bodies.over(call))
        self._notify(self._end, "ended", webhook_bodies.over(call))
        log_at = self._end + timedelta(seconds=3)
        self._post(log_at, PAGES.log_completed(self._ids.uuid(), call))
        element = webhook_bodies.element_completed(call)
        self._notify(self._end + timedelta(seconds=8), "call_element_completed", element)

    def _leave(self) -> None:
        """Leave a recording, a summary or a voicemail behind, later than the record."""
        call, later = self._call, self._end + timedelta(seconds=20)
        if call.result == "answered" and self._dice.random() < 0.2:
            call.recording_id = self._ids.hex_id()
            self._post(later, PAGES.recording(self._ids.uuid(), call, later))
            body = webhook_bodies.recording_completed(call, "https://zoom.example/recording")
            self._notify(later, "phone.recording_completed", body)
        if call.result == "answered" and self._dice.random() < 0.1:
            call.summary = Summary(f"About {call.call_id}.", "Call again.", "At length.")
            call.summary_id = self._ids.short_id()
            self._post(later, PAGES.summary(call, later))
            body = webhook_bodies.summary_changed(call, later)
            self._notify(later, "phone.ai_call_summary_changed", body)
        if call.result == "voicemail" and call.direction == "inbound":
            call.voicemail_id, call.voicemail_seconds = self._ids.hex_id(), 12
            call.transcript = f"Please call back about {call.call_id}."
            self._post(later, PAGES.voicemail(self._ids.uuid(), call, later))
            body = webhook_bodies.voicemail_received(call, "https://zoom.example/voicemail")
            self._notify(later, "phone.voicemail_received", body)
            body = webhook_bodies.voicemail_transcribed(call)
            self._notify(later, "phone.voicemail_transcript_completed", body)

    def _beside(self) -> None:
        """Let a queue's other member ring in vain, or hand the call to a colleague at its end."""
        call, roll = self._call, self._dice.random()
        if call.direction == "outbound" or call.far.internal or call.answered_at is None:
            return
        other = replace(call, agent=self._dice.choice(AGENTS[1:]), log_id=self._ids.uuid())
        if call.via is QUEUE and roll < 0.05:
            other.answered_at, other.ended_at, other.result = None, call.answered_at, "missed"
            told = webhook_bodies.over(other) | {"handup_result": "Answered by Other Member"}
            self._part(other, [("missed", told), ("ended", told)], reason="answered_by_other")
        elif roll > 0.98:
            other.call_id, other.via, other.rang_at = f"{call.call_id}_1", None, self._end
            other.answered_at = self._end + timedelta(seconds=4)
            other.ended_at = self._end + timedelta(seconds=64)
            steps = [
                ("answered", webhook_bodies.answered(other)),
                ("ended", webhook_bodies.over(other)),
            ]
            self._part(other, steps, reason="")

    def _part(self, part: SimulatedCall, steps: list[tuple[str, Json]], *, reason: str) -> None:
        uuid = {"call_history_uuid": self._call.history_uuid, "result_reason": reason}
        part.recording_id = part.voicemail_id = None
        part.hold_seconds, end = 0, part.ended_at or self._end
        self._played.beside.append(part)
        self._notify(part.rang_at, "ringing", webhook_bodies.ringing(part))
        for step, body in steps:
            at = part.answered_at if step == "answered" else end
            self._notify(at or end, step, body)
        element = records.user_element(part) | uuid
        told: Json = {"user_id": part.agent.user_id, "call_elements": [element]}
        self._notify(end + timedelta(seconds=8), "call_element_completed", told)

    def _write(self) -> None:
        if self._call.result == "answered" and self._dice.random() < 0.5:
            self._played.note = f"Spoke about {self._dice.randrange(1000)}."
            self._played.outcome = self._dice.choice(("resolved", "call_back"))
            wrapped = self._end + timedelta(seconds=self._dice.randrange(5, 60))
            self._played.wrapped_up_at = wrapped

    def _post(self, due: datetime, message: Json) -> None:
        self._played.softphone.append(Said(due, json.dumps(message)))

    def _notify(self, due: datetime, name: str, subject: Json) -> None:
        event = name if name.startswith("phone.") else f"{self._family}_{name}"
        payload = {"account_id": "SimAccount", "object": subject}
        body = {"event": event, "event_ts": milliseconds(due), "payload": payload}
        self._played.webhooks.append(Said(due, json.dumps(body)))


def disordered(
    said: list[Said], dice: random.Random, *, again: float, within_s: float = 60.0
) -> Iterator[Said]:
    """Give messages in the order they arrive: shuffled within a minute, some of them twice."""
    copies = [one for one in said if dice.random() < again]
    arrivals = [
        (one.due + timedelta(seconds=dice.uniform(0, within_s)), number, one)
        for number, one in enumerate([*said, *copies])
    ]
    for arrived, _, one in sorted(arrivals, key=lambda arrival: arrival[:2]):
        yield Said(arrived, one.body)
