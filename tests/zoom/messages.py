"""Messages as Zoom writes them, with invented people: what these tests feed the readers."""

import json
from datetime import UTC, datetime, timedelta

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.fold import fold
from cti_desktop.calls.outcomes import Outcome, OutcomeSet
from cti_desktop.zoom.embed import Agent, Observed, read_embed_message
from cti_desktop.zoom.webhook import read_webhook

Wire = dict[str, object]

START = datetime(2025, 9, 18, 6, 16, 59, tzinfo=UTC)
SEEN = datetime(2025, 9, 18, 9, 0, tzinfo=UTC)
CALL_ID = "068cba3db27ba0d08d2"
LOG_ID = "8fe17897-0a17-45c2-9201-ee72ebcf8bec"
ELEMENT_ID = f"20250918-{LOG_ID}"
HISTORY_UUID = "20250918-1ac1df2a-912e-4125-8a15-1a1233d10f1a"

BO = Agent(user_id="u-bo", extension_id="x-bo", extension="800", email="bo@firm.example", name="Bo")
CY = Agent(user_id="u-cy", extension_id="x-cy", extension="801", email="cy@firm.example", name="Cy")
OUTCOMES = OutcomeSet(
    outcomes=(
        Outcome(value="resolved", label="Resolved"),
        Outcome(value="call_back", label="Call back", call_back=True),
    )
)
ADA_LIVE: Wire = {"name": "Ada Example", "phoneNumber": "+442079460018"}
ADA_LOG: Wire = {"name": "Ada Example", "number": "+442079460018", "numberType": 2}
BO_LIVE: Wire = {
    "name": "Bo Agent",
    "phoneNumber": "+442079460100",
    "extensionNumber": "800",
    "extensionId": "x-bo",
    "extensionType": "user",
}
BO_LOG: Wire = {
    "name": "Bo Agent",
    "number": "800",
    "numberType": 1,
    "didNumber": "+442079460100",
}
QUEUE_LIVE: Wire = {
    "name": "Support",
    "extensionNumber": "7001",
    "extensionType": "callQueue",
}


def at(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def embed(kind: str, data: Wire, *, event_id: str | None = None) -> Wire:
    named: Wire = {"id": event_id} if event_id else {}
    return {**named, "type": kind, "data": data}


def live(kind: str, seconds: int, *, direction: str = "inbound", **more: object) -> Wire:
    """A ringing, connected or ended message of Bo's softphone."""
    inbound = direction == "inbound"
    data: Wire = {
        "callId": CALL_ID,
        "direction": direction,
        "caller": ADA_LIVE if inbound else BO_LIVE,
        "callee": BO_LIVE if inbound else ADA_LIVE,
        "dateTime": at(seconds),
        **more,
    }
    return embed(f"zp-call-{kind}-event", data, event_id=f"ev-{kind}-{data['callId']}")


def logged(kind: str = "call-log-completed", *, direction: str = "inbound", **more: object) -> Wire:
    """A message about Bo's finished call."""
    inbound = direction == "inbound"
    data: Wire = {
        "callId": CALL_ID,
        "callLogId": LOG_ID,
        "direction": direction,
        "caller": ADA_LOG if inbound else BO_LOG,
        "callee": BO_LOG if inbound else ADA_LOG,
        "dateTime": at(0),
        **more,
    }
    return embed(f"zp-{kind}-event", data, event_id=f"ev-{kind}")


def heard(*messages: Wire, agent: Agent = BO, seen_at: datetime = SEEN) -> list[CallEvent]:
    """Everything the softphone of an agent tells, as events."""
    events: list[CallEvent] = []
    for message in messages:
        read = read_embed_message(
            json.dumps(message), agent=agent, seen_at=seen_at, outcomes=OUTCOMES
        )
        assert isinstance(read, Observed), read
        events.extend(read.events)
    return events


def webhook(name: str, told: Wire, *, event_ts: int | None = None) -> bytes:
    sent = event_ts if event_ts is not None else int(SEEN.timestamp() * 1000)
    body = {"event": name, "event_ts": sent, "payload": {"account_id": "acc", "object": told}}
    return json.dumps(body).encode()


def told(name: str, body: Wire, *, event_ts: int | None = None) -> list[CallEvent]:
    """What one webhook says, as events."""
    return list(read_webhook(webhook(name, body, event_ts=event_ts), seen_at=SEEN).events)


def member(agent: Agent, **more: object) -> Wire:
    """An agent as live webhooks describe their own side."""
    return {
        "extension_id": agent.extension_id,
        "extension_type": "user",
        "extension_number": int(agent.extension or 0),
        "user_id": agent.user_id,
        "phone_number": "+442079460100",
        "connection_type": "voip",
        **more,
    }


ADA_FAR: Wire = {
    "extension_type": "user",
    "extension_number": 442079460018,
    "phone_number": "+442079460018",
    "connection_type": "pstn_off_net",
}


def called(agent: Agent, step: str, **more: object) -> list[CallEvent]:
    """One `callee_*` webhook about Ada calling an agent."""
    body: Wire = {
        "call_id": CALL_ID,
        "caller": ADA_FAR,
        "callee": member(agent),
        "ringing_start_time": at(0),
        **more,
    }
    return told(f"phone.callee_{step}", body)


def calling(agent: Agent, step: str, **more: object) -> list[CallEvent]:
    """One `caller_*` webhook about an agent calling Ada."""
    body: Wire = {
        "call_id": CALL_ID,
        "caller": member(agent),
        "callee": ADA_FAR,
        "ringing_start_time": at(0),
        **more,
    }
    return told(f"phone.caller_{step}", body)


def element(agent: Agent, **more: object) -> Wire:
    """A v3 record of Ada's call at an agent."""
    return {
        "call_element_id": ELEMENT_ID,
        "call_history_uuid": HISTORY_UUID,
        "call_id": CALL_ID,
        "connect_type": "external",
        "direction": "inbound",
        "caller_name": "Ada Example",
        "caller_did_number": "+442079460018",
        "caller_number_type": "external_pstn",
        "callee_ext_id": agent.extension_id,
        "callee_ext_number": agent.extension,
        "callee_ext_type": "user",
        "callee_name": agent.name,
        "callee_did_number": "+442079460100",
        "start_time": at(0),
        "event": "incoming",
        **more,
    }


def recorded(agent: Agent, side: str = "callee", **more: object) -> list[CallEvent]:
    body: Wire = {"user_id": agent.user_id, "call_elements": [element(agent, **more)]}
    return told(f"phone.{side}_call_element_completed", body)


def folded(events: list[CallEvent]) -> Call:
    call = fold(events)
    assert call is not None
    return call
