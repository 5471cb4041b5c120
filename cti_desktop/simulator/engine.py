"""Plays calls and knows the truth of each; the one place that starts and changes calls."""

import asyncio
import itertools
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import structlog

from cti_desktop.simulator.accounts import AGENTS, QUEUE_MEMBERS, Agent, via_group
from cti_desktop.simulator.call_path import WAYS, CallPath, Refused
from cti_desktop.simulator.call_run import Action, CallRun
from cti_desktop.simulator.calls import FarEnd, SimulatedCall
from cti_desktop.simulator.exchange import Exchange
from cti_desktop.simulator.scripts import Script

_FIRST_PARK_CODE = 861
_log = structlog.get_logger(__name__)


class Engine:
    """The simulated telephone network; to be used on one event loop."""

    def __init__(self, exchange: Exchange, scripts: dict[str, Script]) -> None:
        self.exchange = exchange
        self.scripts = scripts
        self._paths: dict[str, CallPath] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._armed: dict[int, Script] = {}
        self._parkings = itertools.count(_FIRST_PARK_CODE)

    @property
    def paths(self) -> list[CallPath]:
        """All calls ever played, oldest first."""
        return list(self._paths.values())

    def path_of(self, call: SimulatedCall) -> CallPath:
        """Return the whole call that an agent had a part in."""
        return self._paths[call.history_id]

    def add(self, path: CallPath) -> None:
        """Take in a call."""
        self._paths[path.history_id] = path

    @property
    def calls(self) -> list[SimulatedCall]:
        """Every agent's part in every call ever played, in the order they began."""
        parts = [part for path in self.paths for part in path.parts]
        return sorted(parts, key=lambda part: part.rang_at)

    def call(self, call_id: str, agent: Agent | None = None) -> SimulatedCall:
        """Return an agent's part in a call; without the agent, of who is or was in it.

        Raises:
            Refused: no call has this id.
        """
        return self._find(call_id, agent)[1].call

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

        The code of a parked call picks that up; a colleague's extension rings at their softphone,
        where one is open.

        Raises:
            Refused: the agent has no device to call from.
        """
        if not self.exchange.tuning.current.device_available:
            raise Refused("no available device")
        parked = next((path for path in self.paths if path.park_code == number), None)
        if parked is not None:
            return parked.pick_up(agent).call_id
        colleague = next((one for one in AGENTS if str(one.extension_number) == number), agent)
        if colleague != agent and self.exchange.feed.pages(colleague):
            path = CallPath(self.exchange, self.scripts["inbound-answered"], self._spawn)
            self.add(path)
            return path.begin_inside(agent, colleague).call_id
        script = self._armed.pop(agent.extension_number, self.scripts["outbound-answered"])
        known = script.far_number == number
        far = FarEnd(number, script.far_name if known else "")
        return self._start(agent, script, far, caller_id).call_id

    def armed(self, agent: Agent) -> str | None:
        """Return the name of the script that waits for the agent's next dialled number."""
        script = self._armed.get(agent.extension_number)
        return script.name if script else None

    def act(self, call_id: str, action: Action, agent: Agent | None = None) -> None:
        """Do to a call what a person pressed; whoever is outside hangs up on all it rings at.

        Raises:
            Refused: no call has this id.
        """
        path, run = self._find(call_id, agent)
        if action == "far-hangup":
            path.hang_up_far(call_id)
            return
        if action == "answer":
            self._hold_others(run.call)
        run.act(action)

    def hand_over(self, call_id: str, agent: Agent | None, to: Agent, how: str) -> None:
        """Transfer an agent's call to a colleague.

        Args:
            call_id: the call.
            agent: whose part it is.
            to: the colleague.
            how: "blind", "warm" to ask them first, or "voicemail" to their voicemail.

        Raises:
            Refused: there is no such call or way.
        """
        path, run = self._find(call_id, agent)
        if how not in WAYS:
            raise Refused(f"a transfer is {', '.join(WAYS)}, not {how}")
        path.hand_over(run, to, WAYS[how])

    def complete(self, call_id: str) -> None:
        """Join the caller and the colleague who was asked.

        Raises:
            Refused: there is nobody to join.
        """
        self._find(call_id, None)[0].complete()

    def cancel(self, call_id: str) -> None:
        """Leave the colleague who was asked and go back to the caller.

        Raises:
            Refused: nobody is asked.
        """
        self._find(call_id, None)[0].cancel()

    def park(self, call_id: str, agent: Agent | None) -> str:
        """Put a call down and return the code that picks it up.

        Raises:
            Refused: it cannot be parked.
        """
        path, run = self._find(call_id, agent)
        code = f"*{next(self._parkings)}"
        path.park(run, code)
        return code

    def note(self, call_id: str, agent: Agent | None, notes: dict[str, str]) -> SimulatedCall:
        """Remember the notes saved in the embed page and return whose they are.

        Raises:
            Refused: no call has this id.
        """
        call = self._find(call_id, agent)[1].call
        call.notes.update(notes)
        self.exchange.show(call)
        return call

    async def close(self) -> None:
        """Drop all calls in progress."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(
        self, agent: Agent, script: Script, far: FarEnd, caller_id: str = ""
    ) -> SimulatedCall:
        path = CallPath(self.exchange, script, self._spawn)
        self.add(path)
        others = [one for one in QUEUE_MEMBERS if one != agent] if script.everybody else []
        return path.begin([agent, *others], far, via_group(script.via), caller_id)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("call_broke", exc_info=task.exception())

    def _hold_others(self, answered: SimulatedCall) -> None:
        for run in (run for path in self.paths for run in path.runs):
            mine = run.call.agent == answered.agent and run.call is not answered
            if mine and run.call.phase == "talking":
                run.act("hold")

    def _somebody(self) -> Agent:
        return next((a for a in AGENTS if self.exchange.feed.pages(a)), AGENTS[0])

    def _find(self, call_id: str, agent: Agent | None) -> tuple[CallPath, CallRun]:
        for path in self.paths:
            run = path.run_of(call_id, agent)
            if run is not None:
                return path, run
        raise Refused(f"there is no call {call_id}")
