"""Plays one call from first ring to last record, obeying the script and the people.

The engine starts one `CallRun` per call as a task; buttons in the embed page and on the control
page reach it through `act`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal, Protocol

from cti_desktop.simulator import webhook_bodies
from cti_desktop.simulator.calls import Result, SimulatedCall
from cti_desktop.simulator.exchange import Exchange
from cti_desktop.simulator.scripts import Script
from cti_desktop.simulator.voicemails import leave_voicemail

Action = Literal["answer", "decline", "hangup", "hold", "unhold", "mute", "unmute", "far-hangup"]
News = Literal["taken", "far-answer", "unanswered", "handed-over", "parked"]
ACTIONS: tuple[Action, ...] = (
    "answer",
    "decline",
    "hangup",
    "hold",
    "unhold",
    "mute",
    "unmute",
    "far-hangup",
)
_MATCH_LEAD_S = 0.2


_RINGING_ENDS: dict[bool, dict[Action | News, Result]] = {
    True: {
        "answer": "answered",
        "decline": "rejected",
        "far-hangup": "missed",
        "taken": "answered_elsewhere",
    },
    False: {
        "hangup": "canceled",
        "decline": "canceled",
        "far-hangup": "busy",
        "far-answer": "answered",
        "unanswered": "no_answer",
    },
}
_TALK_ENDS = ("hangup", "decline", "far-hangup", "handed-over", "parked")
_MISSED: dict[Result, str] = {
    "missed": "No Answer",
    "voicemail": "No Answer",
    "answered_elsewhere": "Answered by Other Member",
}


class Others(Protocol):
    """Who else is in the call, and hears what becomes of an agent's part."""

    def may_answer(self, run: "CallRun") -> bool:
        """Tell whether nobody else took it yet, and take it."""

    def answered(self, run: "CallRun") -> None:
        """Hear that an agent talks now."""

    def over_at(self, run: "CallRun") -> None:
        """Hear that an agent's part is over; what it leaves behind comes later."""


class CallRun:
    """The life of one agent's part in a call; `run` is awaited once."""

    def __init__(
        self, call: SimulatedCall, script: Script, exchange: Exchange, others: Others
    ) -> None:
        self.call = call
        self.script = script
        self._exchange = exchange
        self._others = others
        self._actions: asyncio.Queue[Action | News] = asyncio.Queue()
        self._family = f"phone.{webhook_bodies.own_family(call)}"

    def act(self, action: Action | News) -> None:
        """Take in what a person did; it has no effect when the call is past it.

        What happened at others in the call is news: a colleague took it, who was called answered,
        the agent handed it over or parked it.
        """
        self._actions.put_nowait(action)

    async def run(self) -> None:
        """Play the part to its end and leave its records behind."""
        await self._ring()
        result = await self._ringing()
        if result == "answered":
            self._answer()
            await self._talk()
        self._end(result)
        await self._leave_records()
        self.call.finished = True
        self._exchange.show(self.call)

    async def go_to_voicemail(self) -> None:
        """Play a part that does not ring: the caller is put through to the agent's voicemail."""
        self.call.result, self.call.ended_at = "voicemail", self._exchange.clock.now()
        await self._leave_records()
        self.call.finished = True
        self._exchange.show(self.call)

    async def _ring(self) -> None:
        call, exchange = self.call, self._exchange
        exchange.feed.push(call.agent, "match", {"phoneNumbers": [call.far.number]})
        inbound = call.direction == "inbound"
        await exchange.pause(_MATCH_LEAD_S if inbound else exchange.tuning.current.ring_delay_s)
        event_id = exchange.ids.uuid()
        exchange.post(call, exchange.messages.ringing(event_id, call, call.rang_at))
        exchange.show(call)
        exchange.notify(call, f"{self._family}_ringing", webhook_bodies.ringing(call))

    async def _ringing(self) -> Result:
        """Wait until the ringing ends and return how."""
        script, inbound = self.script, self.call.direction == "inbound"
        auto = script.auto_after
        answered_by_script = auto is not None and auto <= script.ring_seconds
        limit = auto if answered_by_script and auto is not None else script.ring_seconds
        deadline = asyncio.ensure_future(self._exchange.pause(limit))
        try:
            while (action := await self._next_action(deadline)) is not None:
                if action == "answer" and not (inbound and self._others.may_answer(self)):
                    continue
                if action in _RINGING_ENDS[inbound]:
                    return _RINGING_ENDS[inbound][action]
        finally:
            deadline.cancel()
        if answered_by_script and (not inbound or self._others.may_answer(self)):
            return "answered"
        return "answered_elsewhere" if answered_by_script else self._unanswered()

    def _unanswered(self) -> Result:
        if self.call.direction == "outbound":
            return "busy" if self.script.answer == "busy" else "no_answer"
        own_voicemail = self.script.answer == "voicemail" and not self.script.everybody
        return "voicemail" if own_voicemail else "missed"

    def _answer(self) -> None:
        call, exchange = self.call, self._exchange
        call.answered_at = exchange.clock.now()
        exchange.post(
            call, exchange.messages.connected(exchange.ids.uuid(), call, call.answered_at)
        )
        exchange.show(call)
        verb = "answered" if call.direction == "inbound" else "connected"
        exchange.notify(call, f"{self._family}_{verb}", webhook_bodies.answered(call))
        self._others.answered(self)

    async def _talk(self) -> None:
        limit = self.script.talk_seconds
        deadline: asyncio.Future[None] | None = None
        if limit is not None:
            deadline = asyncio.ensure_future(self._exchange.pause(limit))
        try:
            while (action := await self._next_action(deadline)) is not None:
                if action in _TALK_ENDS:
                    return
                self._change(action)
        finally:
            if deadline is not None:
                deadline.cancel()

    def _change(self, action: Action | News) -> None:
        call, now = self.call, self._exchange.clock.now()
        if action in ("hold", "unhold"):
            if call.held == (action == "hold"):
                return
            call.held = action == "hold"
            if call.held_since is not None:
                call.hold_seconds += int((now - call.held_since).total_seconds())
            call.held_since = now if call.held else None
        elif action in ("mute", "unmute"):
            if call.muted == (action == "mute"):
                return
            call.muted = action == "mute"
        else:
            return
        self._exchange.show(call)
        self._exchange.notify(call, f"{self._family}_{action}", webhook_bodies.in_call(call, now))

    def _end(self, result: Result) -> None:
        call, exchange = self.call, self._exchange
        if call.held:
            self._change("unhold")
        call.result, call.ended_at = result, exchange.clock.now()
        if call.parking is None:
            exchange.post(call, exchange.messages.ended(exchange.ids.uuid(), call, call.ended_at))
            self._tell_end(result)
        exchange.show(call)
        self._others.over_at(self)

    def _tell_end(self, result: Result) -> None:
        """Send the webhooks of an end; a parked call has none, for it goes on."""
        call, exchange = self.call, self._exchange
        if call.direction == "inbound" and result in _MISSED:
            missed = webhook_bodies.over(call) | {"handup_result": _MISSED[result]}
            exchange.notify(call, "phone.callee_missed", missed)
        if call.direction == "inbound" and result == "rejected":
            exchange.notify(call, "phone.callee_rejected", webhook_bodies.rejected(call))
        exchange.notify(call, f"{self._family}_ended", webhook_bodies.over(call))

    async def _leave_records(self) -> None:
        """Publish log, record, recording, voicemail and summary, each after its delay."""
        passed = 0.0
        for due, publish in sorted(self._records_due(), key=lambda step: step[0]):
            await self._exchange.pause(due - passed)
            passed = due
            await publish()
            self._exchange.show(self.call)

    def _records_due(self) -> list[tuple[float, Callable[[], Awaitable[None]]]]:
        settings, script, call = self._exchange.tuning.current, self.script, self.call
        due: list[tuple[float, Callable[[], Awaitable[None]]]] = [
            (settings.log_delay_s, self._publish_log),
            (settings.record_delay_s, self._publish_record),
        ]
        if call.result == "answered" and script.recorded:
            due.append((settings.log_delay_s + settings.recording_delay_s, self._publish_recording))
        if call.result == "answered" and script.summary is not None:
            due.append((settings.summary_delay_s, self._publish_summary))
        if call.result == "voicemail":
            spoken = float(script.voicemail_seconds)
            due.append((spoken + settings.voicemail_delay_s, self._publish_voicemail))
        return due

    async def _publish_log(self) -> None:
        exchange = self._exchange
        exchange.post(self.call, exchange.messages.log_completed(exchange.ids.uuid(), self.call))

    async def _publish_record(self) -> None:
        self.call.visible = True
        body = webhook_bodies.element_completed(self.call)
        self._exchange.notify(self.call, f"{self._family}_call_element_completed", body)

    async def _publish_recording(self) -> None:
        call, exchange = self.call, self._exchange
        call.recording_id = exchange.ids.hex_id()
        now = exchange.clock.now()
        exchange.post(call, exchange.messages.recording(exchange.ids.uuid(), call, now))
        address = f"{exchange.public_url}/v2/phone/recording/download/{call.recording_id}"
        body = webhook_bodies.recording_completed(call, address)
        exchange.notify(call, "phone.recording_completed", body)
        if exchange.tuning.current.recording_transcripts:
            call.transcribed = True
            body = webhook_bodies.recording_transcribed(call, exchange.public_url)
            exchange.notify(call, "phone.recording_transcript_completed", body)

    async def _publish_voicemail(self) -> None:
        leave_voicemail(self.call, self.script, self._exchange)

    async def _publish_summary(self) -> None:
        call, exchange = self.call, self._exchange
        call.summary, call.summary_id = self.script.summary, exchange.ids.short_id()
        now = exchange.clock.now()
        exchange.post(call, exchange.messages.summary(call, now))
        body = webhook_bodies.summary_changed(call, now)
        exchange.notify(call, "phone.ai_call_summary_changed", body)

    async def _next_action(self, deadline: asyncio.Future[None] | None) -> Action | News | None:
        """Wait for what a person does next; none when the deadline comes first."""
        getting = asyncio.ensure_future(self._actions.get())
        waited: set[asyncio.Future[Any]] = {getting}
        if deadline is not None:
            waited.add(deadline)
        try:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            return getting.result() if getting.done() else None
        finally:
            getting.cancel()
