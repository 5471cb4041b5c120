"""The truth about every call the simulator played.

The engine writes it; webhooks, REST rows and embed messages are built from it; tests compare what
others believe with it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from cti_desktop.simulator.accounts import Agent, Group
from cti_desktop.simulator.clock import iso
from cti_desktop.simulator.identifiers import dated
from cti_desktop.simulator.scripts import Direction, Summary

Result = Literal[
    "answered",
    "answered_elsewhere",
    "missed",
    "voicemail",
    "rejected",
    "busy",
    "no_answer",
    "canceled",
]
Json = dict[str, object]
_LONGEST_EXTENSION = 6


@dataclass(frozen=True)
class FarEnd:
    """The party outside the account, or the extension dialled inside it."""

    number: str
    name: str = ""

    @property
    def internal(self) -> bool:
        """Tell whether this is an extension of the account."""
        return not self.number.startswith("+") and len(self.number) <= _LONGEST_EXTENSION


@dataclass
class WebhookTrace:
    """What became of one webhook about the call."""

    event: str
    status: str = "pending"
    attempts: int = 0


@dataclass
class EmbedTrace:
    """One message the embed page was told to post, and how many pages heard it."""

    type: str
    at: datetime
    pages: int


@dataclass(frozen=True)
class Handover:
    """What an agent did to hand a call on: `how` and `stage` in Zoom's words, `to` whom."""

    how: str
    stage: str
    to: str


@dataclass
class Parking:
    """A call that waits under a code for somebody to pick it up."""

    code: str
    log_id: str
    since: datetime
    until: datetime | None = None


@dataclass
class Mailbox:
    """The queue's voicemail, which took the call when no member did."""

    group: Group
    log_id: str


@dataclass
class SimulatedCall:
    """One agent's part in a call with all that is true about it; the engine alone changes it.

    The parts of one call have the same `history_id`. Those that began later than the first know
    when the call began, and as what event of its path they began.
    """

    call_id: str
    log_id: str
    history_id: str
    direction: Direction
    agent: Agent
    far: FarEnd
    via: Group | None
    rang_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    result: Result | None = None
    held: bool = False
    muted: bool = False
    held_since: datetime | None = None
    hold_seconds: int = 0
    recording_id: str | None = None
    transcribed: bool = False
    voicemail_id: str | None = None
    voicemail_seconds: int = 0
    transcript: str = ""
    summary_id: str | None = None
    summary: Summary | None = None
    caller_id: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    embed_events: list[EmbedTrace] = field(default_factory=list)
    webhooks: list[WebhookTrace] = field(default_factory=list)
    visible: bool = False
    finished: bool = False
    begun_at: datetime | None = None
    event: str = ""
    handed_over: list[Handover] = field(default_factory=list)
    parking: Parking | None = None
    mailbox: Mailbox | None = None
    consulting: bool = False
    joined: FarEnd | None = None

    @property
    def history_uuid(self) -> str:
        """Return the id of the whole call's record."""
        return dated(self.begun_at or self.rang_at, self.history_id)

    @property
    def element_id(self) -> str:
        """Return the id of the agent's record of it."""
        return dated(self.begun_at or self.rang_at, self.log_id)

    @property
    def talk_seconds(self) -> int:
        """Return the whole seconds between answer and end, as their written times differ."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return int(self.ended_at.timestamp()) - int(self.answered_at.timestamp())

    @property
    def wait_seconds(self) -> int:
        """Return the whole seconds it rang."""
        until = self.answered_at or self.ended_at
        return int(until.timestamp()) - int(self.rang_at.timestamp()) if until else 0

    @property
    def phase(self) -> str:
        """Return ringing, talking or over."""
        if self.ended_at is not None:
            return "over"
        return "ringing" if self.answered_at is None else "talking"


def truth(call: SimulatedCall) -> Json:
    """Tell all about a call, as `GET /control/truth` does."""
    agent, far = _agent_party(call.agent), _far_party(call.far)
    caller, callee = (far, agent) if call.direction == "inbound" else (agent, far)
    return {
        "call_id": call.call_id,
        "call_history_uuid": call.history_uuid,
        "call_element_id": call.element_id,
        "call_log_id": call.log_id,
        "direction": call.direction,
        "agent": {
            "user_id": call.agent.user_id,
            "extension_id": call.agent.extension_id,
            "extension_number": str(call.agent.extension_number),
            "email": call.agent.email,
            "name": call.agent.name,
        },
        "caller": caller,
        "callee": callee,
        "via": _via(call.via),
        "phase": call.phase,
        "rang_at": iso(call.rang_at),
        "answered_at": _moment(call.answered_at),
        "ended_at": _moment(call.ended_at),
        "result": call.result,
        "talk_seconds": call.talk_seconds,
        "event": call.event or None,
        "handed_over": [{"how": h.how, "stage": h.stage, "to": h.to} for h in call.handed_over],
        "park_code": call.parking.code if call.parking else None,
        "recording_id": call.recording_id,
        "voicemail_id": call.voicemail_id,
        "voicemail_seconds": call.voicemail_seconds,
        "transcript": call.transcript or None,
        "notes": dict(call.notes),
        "summary": call.summary.recap if call.summary else None,
        "embed_events": [
            {"type": e.type, "at": iso(e.at), "pages": e.pages} for e in call.embed_events
        ],
        "webhooks": [
            {"event": w.event, "status": w.status, "attempts": w.attempts} for w in call.webhooks
        ],
        "finished": call.finished,
    }


def _agent_party(agent: Agent) -> Json:
    return {"name": agent.name, "number": agent.number, "extension": str(agent.extension_number)}


def _far_party(far: FarEnd) -> Json:
    if far.internal:
        return {"name": far.name or None, "number": None, "extension": far.number}
    return {"name": far.name or None, "number": far.number, "extension": None}


def _via(group: Group | None) -> Json | None:
    if group is None:
        return None
    return {"name": group.name, "extension": str(group.extension_number), "type": group.kind}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)
