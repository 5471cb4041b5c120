"""Builds the messages the Smart Embed iframe posts about a call, in Zoom's shapes.

Live messages (ringing, connected, ended) and record messages (log, recording, voicemail) describe
parties differently; that difference is Zoom's and is kept.
"""

from datetime import datetime

from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.calls import FarEnd, Json, Result, SimulatedCall
from cti_desktop.simulator.clock import iso

ENDED_RESULT: dict[Result, str] = {
    "answered": "ended",
    "answered_elsewhere": "missed",
    "missed": "missed",
    "voicemail": "missed",
    "rejected": "rejected",
    "busy": "missed",
    "no_answer": "missed",
    "canceled": "ended",
}
LOG_RESULT: dict[Result, str] = {
    "answered": "Call Connected",
    "answered_elsewhere": "Answered by other member",
    "missed": "No Answer",
    "voicemail": "Voicemail",
    "rejected": "Rejected",
    "busy": "Busy",
    "no_answer": "No Answer",
    "canceled": "Call Cancel",
}


class EmbedMessages:
    """Writes the iframe's messages; `public_url` is where its audio pages are served."""

    def __init__(self, public_url: str) -> None:
        self._audio = f"{public_url}/integration/phone/embeddablephone/audio/play"

    def ringing(self, event_id: str, call: SimulatedCall, at: datetime) -> Json:
        """Write `zp-call-ringing-event`."""
        return {"id": event_id, "type": "zp-call-ringing-event", "data": _live(call, at)}

    def connected(self, event_id: str, call: SimulatedCall, at: datetime) -> Json:
        """Write `zp-call-connected-event`."""
        return {"id": event_id, "type": "zp-call-connected-event", "data": _live(call, at)}

    def ended(self, event_id: str, call: SimulatedCall, at: datetime) -> Json:
        """Write `zp-call-ended-event`, which tells neither a duration nor a fine reason."""
        data = _live(call, at) | {"result": ENDED_RESULT[call.result or "answered"]}
        return {"id": event_id, "type": "zp-call-ended-event", "data": data}

    def log_completed(self, event_id: str, call: SimulatedCall) -> Json:
        """Write `zp-call-log-completed-event`; its `dateTime` is the call's start."""
        return {"id": event_id, "type": "zp-call-log-completed-event", "data": log_data(call)}

    def recording(self, event_id: str, call: SimulatedCall, at: datetime) -> Json:
        """Write `zp-call-recording-completed-event`; the address is a page, not a file."""
        data = _record(call) | {
            "direction": call.direction,
            "recordingUrl": self.recording_page(call),
            "dateTime": iso(at),
        }
        return {"id": event_id, "type": "zp-call-recording-completed-event", "data": data}

    def voicemail(self, event_id: str, call: SimulatedCall, at: datetime) -> Json:
        """Write `zp-call-voicemail-received-event`, which has no direction."""
        data = _record(call) | {"voicemailUrl": self.voicemail_page(call), "dateTime": iso(at)}
        return {"id": event_id, "type": "zp-call-voicemail-received-event", "data": data}

    def summary(self, call: SimulatedCall, at: datetime) -> Json:
        """Write `zp-ai-call-summary-event`, which carries no event id."""
        return {
            "type": "zp-ai-call-summary-event",
            "data": {
                "callId": call.call_id,
                "deleted": False,
                "edited": False,
                **_summary(call),
                "modifiedTime": iso(at),
            },
        }

    def save_log(self, call: SimulatedCall) -> Json:
        """Write `zp-save-log-event` as it stands now; it may be saved again later."""
        data = log_data(call)
        if call.recording_id:
            data["recordingUrl"] = self.recording_page(call)
        if call.voicemail_id:
            data["voicemailUrl"] = self.voicemail_page(call)
        return {"type": "zp-save-log-event", "data": data | _summary(call)}

    def recording_page(self, call: SimulatedCall) -> str:
        """Return the address of the page where a recording plays."""
        return f"{self._audio}/0/{call.recording_id}"

    def voicemail_page(self, call: SimulatedCall) -> str:
        """Return the address of the page where a voicemail plays."""
        return f"{self._audio}/1/{call.voicemail_id}"


def notes_saved(call: SimulatedCall, notes: dict[str, str]) -> Json:
    """Write `zp-notes-save-event`, keyed by the field names the host configured."""
    return {"type": "zp-notes-save-event", "data": {"callId": call.call_id, "notesData": notes}}


def log_data(call: SimulatedCall) -> Json:
    """Return the record part shared by `zp-call-log-completed-event` and `zp-save-log-event`."""
    return _record(call) | {
        "result": "Park" if call.parking else LOG_RESULT[call.result or "answered"],
        "direction": call.direction,
        "duration": call.talk_seconds,
        "dateTime": iso(call.rang_at),
    }


def _live(call: SimulatedCall, at: datetime) -> Json:
    agent, far = _live_agent(call.agent), _live_far(call.far)
    caller, callee = (far, agent) if call.direction == "inbound" else (agent, far)
    data: Json = {
        "callId": call.call_id,
        "direction": call.direction,
        "caller": caller,
        "callee": callee,
        "dateTime": iso(at),
    }
    if call.via is not None:
        data["forwardedBy"] = {
            "name": call.via.name,
            "extensionNumber": str(call.via.extension_number),
            "extensionType": call.via.kind,
        }
    return data


def _record(call: SimulatedCall) -> Json:
    agent: Json = {
        "name": call.agent.name,
        "number": str(call.agent.extension_number),
        "numberType": 1,
        "didNumber": call.agent.number,
    }
    far = _named(call.far, {"number": call.far.number, "numberType": 1 if call.far.internal else 2})
    caller, callee = (far, agent) if call.direction == "inbound" else (agent, far)
    return {"callId": call.call_id, "callLogId": call.log_id, "caller": caller, "callee": callee}


def _live_agent(agent: Agent) -> Json:
    return {
        "name": agent.name,
        "phoneNumber": agent.number,
        "extensionNumber": str(agent.extension_number),
        "extensionId": agent.extension_id,
        "extensionType": "user",
    }


def _live_far(far: FarEnd) -> Json:
    if far.internal:
        return _named(far, {"extensionNumber": far.number, "extensionType": "user"})
    return _named(far, {"phoneNumber": far.number})


def _named(far: FarEnd, party: Json) -> Json:
    return {"name": far.name, **party} if far.name else party


def _summary(call: SimulatedCall) -> Json:
    if call.summary is None:
        return {}
    return {
        "callSummary": call.summary.recap,
        "nextSteps": call.summary.next_steps,
        "detailedSummary": call.summary.detail,
    }
