"""Leaves a voicemail behind: an agent's own, or that of the queue no member of which answered."""

from cti_desktop.simulator import webhook_bodies
from cti_desktop.simulator.calls import SimulatedCall
from cti_desktop.simulator.exchange import Exchange
from cti_desktop.simulator.scripts import Script


def leave_voicemail(call: SimulatedCall, script: Script, exchange: Exchange) -> None:
    """Make the voicemail and tell of it; the pages of agents hear of their own only."""
    call.voicemail_id = exchange.ids.hex_id()
    call.voicemail_seconds, call.transcript = script.voicemail_seconds, script.transcript
    now = exchange.clock.now()
    if call.mailbox is None:
        exchange.post(call, exchange.messages.voicemail(exchange.ids.uuid(), call, now))
    address = f"{exchange.public_url}/v2/phone/voice_mails/download/{call.voicemail_id}"
    body = webhook_bodies.voicemail_received(call, address)
    exchange.notify(call, "phone.voicemail_received", body)
    if call.transcript:
        body = webhook_bodies.voicemail_transcribed(call)
        exchange.notify(call, "phone.voicemail_transcript_completed", body)
