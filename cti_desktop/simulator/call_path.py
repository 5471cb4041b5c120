"""One call through all hands it goes: a queue's members, colleagues asked, whoever picks it up.

Each agent's part is a `CallRun` of its own; here is what they mean for each other.
"""

import itertools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Literal

from cti_desktop.simulator import webhook_bodies
from cti_desktop.simulator.accounts import Agent, Group
from cti_desktop.simulator.call_run import CallRun
from cti_desktop.simulator.calls import FarEnd, Handover, Mailbox, Parking, SimulatedCall
from cti_desktop.simulator.exchange import Exchange
from cti_desktop.simulator.scripts import Direction, Script
from cti_desktop.simulator.voicemails import leave_voicemail

Way = Literal["blind", "voicemail", "warm"]
WAYS: dict[str, Way] = {"blind": "blind", "voicemail": "voicemail", "warm": "warm"}
Spawn = Callable[[Coroutine[Any, Any, None]], None]
_RING_S = 30.0
_ABSENT_ANSWER_S = 4.0
_ABSENT_TALK_S = 60.0
_PARKED_S = 60.0
_PICKED_UP_S = 0.5
_SPOKEN_S = 6
_SPOKEN = "I was put through to your voicemail. Please call me back."
_TOLD = {
    "blind": "blind_transfer",
    "voicemail": "transfer_call_to_voicemail",
    "warm": "warm_transfer",
}


class Refused(Exception):
    """The engine cannot do this; the message is a sentence for people."""


@dataclass
class _Ring:
    """Whom a call rings at once, and who of them took it."""

    runs: list[CallRun]
    taker: CallRun | None = None


@dataclass
class _Consultation:
    """An agent's question to a colleague while the caller waits.

    Attributes:
        first: the asking agent's part with the caller.
        asking, asked: the two parts of the call between the agents.
    """

    first: CallRun
    asking: CallRun
    asked: CallRun


class CallPath:
    """One call from its first ring to its last end; to be used on one event loop."""

    def __init__(self, exchange: Exchange, script: Script, spawn: Spawn) -> None:
        self.runs: list[CallRun] = []
        self._exchange = exchange
        self._script = script
        self._spawn = spawn
        self.history_id = exchange.ids.uuid()
        self._call_id = exchange.ids.call_id(exchange.clock.now())
        self._rings: list[_Ring] = []
        self._consultation: _Consultation | None = None
        self._inside: tuple[CallRun, CallRun] | None = None
        self._parked: CallRun | None = None
        self._given_up = self._overflowing = False

    @property
    def parts(self) -> tuple[SimulatedCall, ...]:
        """The agents' parts, the first one first."""
        return tuple(run.call for run in self.runs)

    @property
    def over(self) -> bool:
        """Whether nobody is in the call any more."""
        waits = self._parked is not None or self._overflowing
        return not waits and all(run.call.ended_at for run in self.runs)

    @property
    def park_code(self) -> str | None:
        """The code under which the call waits to be picked up."""
        parking = self._parked.call.parking if self._parked else None
        return parking.code if parking else None

    def begin(
        self, agents: list[Agent], far: FarEnd, via: Group | None, caller_id: str = ""
    ) -> SimulatedCall:
        """Ring the first agents, or the far end for the one who dialled; return the first part."""
        direction = self._script.direction
        for agent in agents:
            part = self._part(agent, far, direction, self._call_id)
            part.via, part.caller_id = via, caller_id
            self._add(part, self._script_for(agent, agents))
        self._rings.append(_Ring(list(self.runs)))
        self._start(self.runs)
        return self.runs[0].call

    def begin_inside(self, agent: Agent, colleague: Agent) -> SimulatedCall:
        """Ring a colleague whose extension an agent dialled; return the caller's part."""
        called = FarEnd(str(colleague.extension_number), colleague.name)
        caller = FarEnd(str(agent.extension_number), agent.name)
        outward = self._part(agent, called, "outbound", self._call_id)
        dialled = self._ring_alone(outward, self._waiting(agent))
        inward = self._part(colleague, caller, "inbound", self._call_id)
        self._inside = (dialled, self._ring_alone(inward, self._plain(colleague)))
        return outward

    def run_of(self, call_id: str, agent: Agent | None) -> CallRun | None:
        """Return an agent's latest part under an id; without the agent, of who is or was in it."""
        named = [run for run in self.runs if run.call.call_id == call_id]
        if agent is not None:
            return next((run for run in reversed(named) if run.call.agent == agent), None)
        live = (run for run in reversed(named) if run.call.ended_at is None)
        talked = (run for run in named if run.call.answered_at)
        return next(itertools.chain(live, talked, named), None)

    def hang_up_far(self, call_id: str) -> None:
        """Let whoever is outside hang up."""
        if self._parked is not None and self._parked.call.call_id == call_id:
            self._take_from_park()
        self._given_up = True
        for run in self.runs:
            if run.call.call_id == call_id and run.call.ended_at is None:
                run.act("far-hangup")

    def hand_over(self, run: CallRun, to: Agent, how: Way) -> None:
        """Transfer a call: at once, to the colleague's voicemail, or after the agents have spoken.

        Raises:
            Refused: there is nothing to hand over, or to nobody else.
        """
        if run.call.phase != "talking" or self._consultation is not None or run.call.parking:
            raise Refused("there is no call to hand over")
        if self._inside is not None:
            raise Refused("a call between colleagues is not handed over here")
        if to == run.call.agent:
            raise Refused("a call is handed over to somebody else")
        if how == "warm":
            self._consult(run, to)
        else:
            self._transfer(run, to, how)

    def complete(self) -> None:
        """Join the caller and the colleague asked.

        Raises:
            Refused: the colleague did not answer, or the caller is gone.
        """
        asks = self._consultation
        if asks is None or asks.asked.call.phase != "talking" or asks.first.call.ended_at:
            raise Refused("there is nobody to join")
        self._consultation = None
        self._tell_handover(asks.first, asks.asked.call.agent, "warm", "completed")
        asks.asked.call.joined = asks.first.call.far
        self._exchange.show(asks.asked.call)
        for run in (asks.first, asks.asking):
            run.act("handed-over")

    def cancel(self) -> None:
        """Give up asking and go back to the caller.

        Raises:
            Refused: nobody is asked.
        """
        if self._consultation is None:
            raise Refused("nobody is asked")
        self._consultation.asking.act("hangup")

    def park(self, run: CallRun, code: str) -> None:
        """Put a call down for somebody to pick up; it comes back when nobody does.

        Raises:
            Refused: there is no call that came in and is talked in.
        """
        call, exchange = run.call, self._exchange
        from_outside = call.direction == "inbound" and self._inside is None
        if call.phase != "talking" or not from_outside or self._consultation:
            raise Refused("only a call that came in can be parked")
        now = exchange.clock.now()
        call.parking = Parking(code, exchange.ids.uuid(), now)
        call.handed_over.append(Handover("park", "completed", code))
        exchange.notify(call, "phone.callee_parked", webhook_bodies.parked(call, code, now))
        self._parked = run
        run.act("parked")
        self._spawn(self._come_back(run))

    def pick_up(self, agent: Agent) -> SimulatedCall:
        """Let an agent take the parked call.

        Raises:
            Refused: somebody did already.
        """
        if self._parked is None:
            raise Refused("no call waits there")
        parked = self._take_from_park()
        part = self._part(agent, parked.call.far, "inbound", parked.call.call_id, "park_pick_up")
        script = replace(self._plain(agent), auto_after=_PICKED_UP_S)
        return self._ring_alone(part, script).call

    # what the agents' parts tell

    def may_answer(self, run: CallRun) -> bool:
        """Tell whether nobody else took it yet, and take it."""
        ring = self._ring_of(run)
        if ring.taker is None:
            ring.taker = run
        return ring.taker is run

    def answered(self, run: CallRun) -> None:
        """Tell the others that an agent talks now."""
        for other in self._ring_of(run).runs:
            if other is not run:
                other.act("taken")
        if self._consultation and run is self._consultation.asked:
            self._consultation.asking.act("far-answer")
        if self._inside and run is self._inside[1]:
            self._inside[0].act("far-answer")

    def over_at(self, run: CallRun) -> None:
        """Tell the others that an agent's part is over."""
        asks = self._consultation
        if asks and run is asks.asking:
            self._consultation = None
            self._tell_handover(asks.first, asks.asked.call.agent, "warm", "cancelled")
            asks.asked.act("far-hangup")
            asks.first.act("unhold")
        elif asks and run is asks.asked:
            self._consultation = None
            asks.asking.act("unanswered" if run.call.result == "missed" else "far-hangup")
        if self._inside and run in self._inside:
            caller, called = self._inside
            self._inside = None
            unanswered = run is called and run.call.result == "missed"
            other = called if run is caller else caller
            other.act("unanswered" if unanswered else "far-hangup")
        self._overflow(self._ring_of(run))

    # how

    def _script_for(self, agent: Agent, agents: list[Agent]) -> Script:
        """Return the script for one of those it rings at: at most one answers by itself."""
        if self._script.answer != "colleague":
            return self._script
        pages = self._exchange.feed.pages
        colleagues = sorted(agents[1:], key=lambda one: pages(one) > 0)
        by_itself = agent == colleagues[0]
        return self._script if by_itself else replace(self._script, auto_after=None)

    def _plain(self, agent: Agent) -> Script:
        """Return a script of what is handed to an agent; who has no softphone open just answers."""
        there = self._exchange.feed.pages(agent) > 0
        return Script(
            name=self._script.name,
            title=self._script.title,
            direction="inbound",
            far_number=self._script.far_number,
            ring_seconds=_RING_S,
            answer="nobody",
            auto_after=None if there else _ABSENT_ANSWER_S,
            talk_seconds=None if there else _ABSENT_TALK_S,
        )

    def _waiting(self, agent: Agent) -> Script:
        """Return the script of who calls a colleague: what happens there decides."""
        plain = self._plain(agent)
        return replace(plain, ring_seconds=2 * _RING_S, auto_after=None, talk_seconds=None)

    def _part(
        self, agent: Agent, far: FarEnd, direction: Direction, call_id: str, event: str = ""
    ) -> SimulatedCall:
        exchange = self._exchange
        return SimulatedCall(
            call_id=call_id,
            log_id=exchange.ids.uuid(),
            history_id=self.history_id,
            direction=direction,
            agent=agent,
            far=far,
            via=None,
            rang_at=exchange.clock.now(),
            begun_at=self.runs[0].call.rang_at if self.runs else None,
            event=event,
        )

    def _add(self, part: SimulatedCall, script: Script) -> CallRun:
        run = CallRun(part, script, self._exchange, self)
        self.runs.append(run)
        return run

    def _start(self, runs: list[CallRun]) -> None:
        for run in runs:
            self._spawn(run.run())

    def _ring_alone(self, part: SimulatedCall, script: Script) -> CallRun:
        run = self._add(part, script)
        self._rings.append(_Ring([run]))
        self._start([run])
        return run

    def _ring_of(self, run: CallRun) -> _Ring:
        return next(ring for ring in self._rings if run in ring.runs)

    def _transfer(self, run: CallRun, to: Agent, how: Way) -> None:
        self._tell_handover(run, to, how, "initiated")
        run.act("handed-over")
        root = run.call.call_id.partition("_")[0]
        number = 1 + sum(one.call.event == "direct_transfer" for one in self.runs)
        part = self._part(to, run.call.far, "inbound", f"{root}_{number}", "direct_transfer")
        script = self._plain(to)
        if how == "blind":
            self._ring_alone(part, script)
            return
        spoken = replace(
            script, answer="voicemail", voicemail_seconds=_SPOKEN_S, transcript=_SPOKEN
        )
        straight = self._add(part, spoken)
        self._rings.append(_Ring([straight]))
        self._spawn(straight.go_to_voicemail())

    def _consult(self, run: CallRun, to: Agent) -> None:
        exchange, asker = self._exchange, run.call.agent
        call_id = exchange.ids.call_id(exchange.clock.now())
        self._tell_handover(run, to, "warm", "initiated", asking=call_id)
        run.act("hold")
        colleague = FarEnd(str(to.extension_number), to.name)
        outward = self._part(asker, colleague, "outbound", call_id, "warm_transfer_outgoing")
        outward.consulting = True
        asking_as = FarEnd(str(asker.extension_number), asker.name)
        inward = self._part(to, asking_as, "inbound", call_id, "warm_transfer_incoming")
        asking = self._ring_alone(outward, self._waiting(asker))
        asked = self._ring_alone(inward, self._plain(to))
        self._consultation = _Consultation(run, asking, asked)

    def _tell_handover(
        self, run: CallRun, to: Agent, how: Way, stage: str, asking: str = ""
    ) -> None:
        call, exchange = run.call, self._exchange
        call.handed_over.append(Handover(how, stage, str(to.extension_number)))
        body = webhook_bodies.handover(call, to, exchange.clock.now(), asking=asking)
        exchange.notify(call, f"phone.{_TOLD[how]}_{stage}", body)

    def _take_from_park(self) -> CallRun:
        parked, self._parked = self._parked, None
        if parked is None or parked.call.parking is None:
            raise Refused("no call waits there")
        parked.call.parking.until = self._exchange.clock.now()
        return parked

    async def _come_back(self, run: CallRun) -> None:
        """Ring whoever parked the call when nobody picked it up."""
        await self._exchange.pause(_PARKED_S)
        if self._parked is run:
            call = self._take_from_park().call
            part = self._part(call.agent, call.far, "inbound", call.call_id, "timeout")
            self._ring_alone(part, self._plain(call.agent))

    def _overflow(self, ring: _Ring) -> None:
        """Lead the caller to the queue's voicemail once no member can answer any more."""
        first = ring.runs[0].call
        rings_on = any(run.call.ended_at is None for run in ring.runs)
        wanted = self._script.everybody and self._script.answer == "voicemail"
        if rings_on or ring.taker or self._given_up or not wanted or first.via is None:
            return
        first.mailbox = Mailbox(first.via, self._exchange.ids.uuid())
        self._overflowing = True
        self._spawn(self._record_voicemail(first))

    async def _record_voicemail(self, call: SimulatedCall) -> None:
        later = self._exchange.tuning.current.voicemail_delay_s
        await self._exchange.pause(self._script.voicemail_seconds + later)
        leave_voicemail(call, self._script, self._exchange)
        self._overflowing = False
