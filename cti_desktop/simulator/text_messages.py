"""The agents' SMS: keeps them, plays conversations, and tells of each as Zoom does.

Whoever wants no more texts gets none: a text to them is not delivered.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace

from cti_desktop.simulator import text_bodies
from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.clock import iso
from cti_desktop.simulator.exchange import Exchange
from cti_desktop.simulator.text_message import TextMessage
from cti_desktop.simulator.text_scripts import TextScript, TextStep

OPTED_OUT = "The recipient has opted out of messages."


class TextMessages:
    """All SMS of the account; to be used on one event loop."""

    def __init__(self, exchange: Exchange, scripts: dict[str, TextScript]) -> None:
        self.scripts = scripts
        self._exchange = exchange
        self._sessions: dict[tuple[int, str], str] = {}
        self._messages: dict[int, dict[str, TextMessage]] = {}
        self._opted_out: set[tuple[int, str]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def of(self, agent: Agent) -> list[TextMessage]:
        """Return an agent's messages, oldest first."""
        return list(self._messages.get(agent.extension_number, {}).values())

    def receive(self, agent: Agent, number: str, step: TextStep, name: str = "") -> TextMessage:
        """Let a text arrive at an agent."""
        message = replace(self._new(agent, number, step), name=name)
        self._tell(message)
        self._log(message)
        return message

    def send(self, agent: Agent, number: str, step: TextStep, name: str = "") -> TextMessage:
        """Let an agent's text go out; whether it arrives is told a moment later."""
        refused = self._is_opted_out(agent, number)
        failure = OPTED_OUT if refused else step.failure
        message = replace(self._new(agent, number, step), name=name)
        self._keep(message)
        self._start(self._deliver(message, failure))
        return message

    def opt(self, agent: Agent, number: str, *, out: bool) -> None:
        """Let the far end ask for no more texts, or allow them again."""
        pair = (agent.extension_number, number)
        (self._opted_out.add if out else self._opted_out.discard)(pair)
        event = f"phone.sms_campaign_number_opt_{'out' if out else 'in'}"
        now = self._exchange.clock.now()
        self._exchange.webhooks.send(event, text_bodies.opted_body(agent, number, now))

    def play(self, agent: Agent, script: TextScript) -> None:
        """Play a conversation, step by step."""
        self._start(self._play(agent, script))

    async def close(self) -> None:
        """Drop all that is still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _play(self, agent: Agent, script: TextScript) -> None:
        number, name = script.far_number, script.far_name
        for step in script.steps:
            await self._exchange.pause(step.after)
            if step.deed != "writes":
                self.opt(agent, number, out=step.deed == "opts-out")
            elif step.who == "agent":
                self.send(agent, number, step, name)
            else:
                self.receive(agent, number, step, name)

    async def _deliver(self, message: TextMessage, failure: str) -> None:
        """Tell the webhook that it went out, and then how it fared."""
        if not failure:
            self._tell(message)
        await self._exchange.pause(self._exchange.tuning.current.text_delay_s)
        fared = replace(message, status="failed" if failure else "delivered", failure=failure)
        self._keep(fared)
        if failure:
            self._tell(fared)
        self._log(fared)

    def _new(self, agent: Agent, number: str, step: TextStep) -> TextMessage:
        ids = self._exchange.ids
        session = self._sessions.setdefault((agent.extension_number, number), ids.hex_id())
        inbound = step.who == "far-end"
        return TextMessage(
            id=ids.uuid(),
            session_id=session,
            agent=agent,
            direction="inbound" if inbound else "outbound",
            number=number,
            text=step.text,
            at=iso(self._exchange.clock.now()),
            status="received" if inbound else "sent",
            attached=step.attached,
        )

    def _tell(self, message: TextMessage) -> None:
        """Send the webhook about it."""
        body = text_bodies.webhook_body(message, self._exchange.public_url)
        self._exchange.webhooks.send(text_bodies.webhook_name(message), body)

    def _log(self, message: TextMessage) -> None:
        """Keep it, and let the agent's pages tell their host."""
        event_id, url = self._exchange.ids.uuid(), self._exchange.public_url
        self._keep(message)
        self._exchange.feed.push(
            message.agent, "post", text_bodies.log_event(event_id, message, url)
        )

    def _keep(self, message: TextMessage) -> None:
        own = self._messages.setdefault(message.agent.extension_number, {})
        own[message.id] = message
        self._exchange.feed.push(message.agent, "sms", message.view())

    def _is_opted_out(self, agent: Agent, number: str) -> bool:
        return (agent.extension_number, number) in self._opted_out

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
