"""What every call in progress shares: time, ids, settings, and the two ways news leaves Zoom."""

from dataclasses import dataclass, field

from cti_desktop.simulator.calls import EmbedTrace, Json, SimulatedCall
from cti_desktop.simulator.clock import Clock, iso
from cti_desktop.simulator.embed_feed import EmbedFeed
from cti_desktop.simulator.embed_messages import EmbedMessages
from cti_desktop.simulator.identifiers import Identifiers
from cti_desktop.simulator.settings import Tuning
from cti_desktop.simulator.webhooks import WebhookSender

_ENDED = "zp-call-ended-event"
_LOG = "zp-call-log-completed-event"


@dataclass(frozen=True)
class Exchange:
    """The switchboard a call runs on."""

    tuning: Tuning
    clock: Clock
    ids: Identifiers
    feed: EmbedFeed
    webhooks: WebhookSender
    messages: EmbedMessages
    public_url: str
    _held_back: dict[str, Json] = field(default_factory=dict)

    async def pause(self, seconds: float) -> None:
        """Wait so many seconds of script time."""
        await self.clock.sleep(seconds * self.tuning.current.pace)

    def post(self, call: SimulatedCall, message: Json) -> None:
        """Let the agent's pages post a message, with whatever disorder the settings ask for."""
        settings = self.tuning.current
        if message["type"] == _ENDED and settings.embed_drop_ended:
            return
        if message["type"] == _ENDED and settings.embed_swap_log_and_ended:
            self._held_back[call.log_id] = message
            return
        self._post_copies(call, message)
        if message["type"] == _LOG and call.log_id in self._held_back:
            self._post_copies(call, self._held_back.pop(call.log_id))

    def notify(self, call: SimulatedCall, event: str, subject: Json) -> None:
        """Send a webhook about the call."""
        call.webhooks.append(self.webhooks.send(event, subject))

    def show(self, call: SimulatedCall) -> None:
        """Let the agent's pages draw the call as it stands."""
        self.feed.push(call.agent, "call", call_view(call))

    def _post_copies(self, call: SimulatedCall, message: Json) -> None:
        copies = [message]
        duplicate = self.tuning.current.embed_duplicate
        if duplicate == "same-id":
            copies.append(message)
        elif duplicate == "new-id":
            copies.append(message | ({"id": self.ids.uuid()} if "id" in message else {}))
        for copy in copies:
            pages = self.feed.push(call.agent, "post", copy)
            call.embed_events.append(EmbedTrace(str(message["type"]), self.clock.now(), pages))


def call_view(call: SimulatedCall) -> Json:
    """Describe a call as the embed page draws it."""
    far = call.joined or call.far
    return {
        "callId": call.call_id,
        "callLogId": call.log_id,
        "direction": call.direction,
        "number": far.number,
        "name": far.name,
        "via": call.via.name if call.via else "",
        "consulting": call.consulting,
        "parkCode": call.parking.code if call.parking else "",
        "phase": call.phase,
        "result": call.result,
        "held": call.held,
        "muted": call.muted,
        "rangAt": iso(call.rang_at),
        "answeredAt": iso(call.answered_at) if call.answered_at else None,
        "talkSeconds": call.talk_seconds,
        "recorded": call.recording_id is not None,
        "voicemailSeconds": call.voicemail_seconds if call.voicemail_id else 0,
        "transcript": call.transcript if call.voicemail_id else "",
        "notes": dict(call.notes),
    }
