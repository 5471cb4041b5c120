"""Plays calls and knows the truth of each; the one place that starts and changes calls."""

import asyncio
from dataclasses import replace

import structlog

from cti_desktop.simulator.accounts import AGENTS, Agent, Group, via_group
from cti_desktop.simulator.call_run import Action, CallRun
from cti_desktop.simulator.calls import FarEnd, SimulatedCall
from cti_desktop.simulator.exchange import Exchange
from cti_desktop.simulator.scripts import Script

_log = structlog.get_logger(__name__)


class Refused(Exception):
    """The engine cannot do this; the message is a sentence for people."""


class Engine:
    """The simulated telephone network; to be used on one event loop."""

    def __init__(self, exchange: Exchange, scripts: dict[str, Script]) -> None:
        self.exchange = exchange
        self.scripts = scripts
        self._runs: dict[str, CallRun] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._armed: dict[int, Script] = {}

    @property
    def calls(self) -> list[SimulatedCall]:
        """All calls ever played, oldest first."""
        return [run.call for run in self._runs.values()]

    def call(self, call_id: str) -> SimulatedCall:
        """Return one call.

        Raises:
            Refused: no call has this id.
        """
        return self._run(call_id).call

    def play(self, name: str, agent: Agent | None, auto_after: float | None = None) -> str | None:
        """Play a script at an agent, or arm it for the agent's next dialled number.

        Args:
            name: the script's name.
            agent: who; none means the first agent with an open page, else the first agent.
            auto_after: answer by itself after so many seconds of script time.

        Returns:
            The call's id, or none when an outbound script was armed.

        Raises:
            Refused: no script has this name.
        """
        script = self.scripts.get(name)
        if script is None:
            raise Refused(f"there is no script {name}")
        if auto_after is not None:
            script = replace(script, auto_after=auto_after)
        who = agent or self._somebody()
        if script.direction == "outbound":
            self._armed[who.extension_number] = script
            return None
        return self._start(who, script, FarEnd(script.far_number, script.far_name)).call_id

    def ring(self, agent: Agent | None, number: str, name: str, via: str) -> str:
        """Ring an agent by hand and return the call's id; the caller stays until hung up on."""
        script = Script("by-hand", "By hand", "inbound", number, name, via=via, ring_seconds=60.0)
        return self._start(agent or self._somebody(), script, FarEnd(number, name)).call_id

    def dial(self, agent: Agent, number: str, caller_id: str = "") -> str:
        """Let an agent dial; an armed script says how the far end behaves.

        Raises:
            Refused: the agent has no device to call from.
        """
        if not self.exchange.tuning.current.device_available:
            raise Refused("no available device")
        script = self._armed.pop(agent.extension_number, self.scripts["outbound-answered"])
        known = script.far_number == number
        far = FarEnd(number, script.far_name if known else "")
        return self._start(agent, script, far, caller_id).call_id

    def armed(self, agent: Agent) -> str | None:
        """Return the name of the script that waits for the agent's next dialled number."""
        script = self._armed.get(agent.extension_number)
        return script.name if script else None

    def act(self, call_id: str, action: Action) -> None:
        """Do to a call what a person pressed.

        Raises:
            Refused: no call has this id.
        """
        run = self._run(call_id)
        if action == "answer":
            self._hold_others(run.call)
        run.act(action)

    def note(self, call_id: str, notes: dict[str, str]) -> None:
        """Remember the notes saved in the embed page.

        Raises:
            Refused: no call has this id.
        """
        call = self._run(call_id).call
        call.notes.update(notes)
        self.exchange.show(call)

    async def close(self) -> None:
        """Drop all calls in progress."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _start(
        self, agent: Agent, script: Script, far: FarEnd, caller_id: str = ""
    ) -> SimulatedCall:
        now, ids = self.exchange.clock.now(), self.exchange.ids
        via: Group | None = via_group(script.via)
        call = SimulatedCall(
            call_id=ids.call_id(now),
            log_id=ids.uuid(),
            history_id=ids.uuid(),
            direction=script.direction,
            agent=agent,
            far=far,
            via=via,
            rang_at=now,
            caller_id=caller_id,
        )
        run = CallRun(call, script, self.exchange)
        self._runs[call.call_id] = run
        task = asyncio.get_running_loop().create_task(run.run(), name=f"call {call.call_id}")
        self._tasks[call.call_id] = task
        task.add_done_callback(lambda done: self._over(call.call_id, done))
        return call

    def _over(self, call_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(call_id, None)
        if not task.cancelled() and task.exception() is not None:
            _log.error("call_broke", call_id=call_id, exc_info=task.exception())

    def _hold_others(self, answered: SimulatedCall) -> None:
        for run in self._runs.values():
            mine = run.call.agent == answered.agent and run.call is not answered
            if mine and run.call.phase == "talking":
                run.act("hold")

    def _somebody(self) -> Agent:
        return next((a for a in AGENTS if self.exchange.feed.pages(a)), AGENTS[0])

    def _run(self, call_id: str) -> CallRun:
        run = self._runs.get(call_id)
        if run is None:
            raise Refused(f"there is no call {call_id}")
        return run
