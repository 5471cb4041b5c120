"""Builds the `payload.object` of every webhook the simulator sends about a call."""

from datetime import datetime

from cti_desktop.simulator import records
from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.calls import FarEnd, Json, Mailbox, Result, SimulatedCall
from cti_desktop.simulator.clock import iso
from cti_desktop.simulator.identifiers import dated

HANGUP_RESULT: dict[Result, str] = {
    "answered": "Call connected",
    "answered_elsewhere": "Answered by Other Member",
    "missed": "No Answer",
    "voicemail": "Voicemail",
    "rejected": "Rejected",
    "busy": "Busy",
    "no_answer": "No Answer",
    "canceled": "Call Cancel",
}


def own_family(call: SimulatedCall) -> str:
    """Return `caller` or `callee`: the side of the account's user names the event."""
    return "callee" if call.direction == "inbound" else "caller"


def ringing(call: SimulatedCall) -> Json:
    """Write `phone.callee_ringing` or `phone.caller_ringing`."""
    return _live(call, named=True)


def answered(call: SimulatedCall) -> Json:
    """Write `phone.callee_answered` or `phone.caller_connected`."""
    moment = iso(call.answered_at) if call.answered_at else ""
    inbound = call.direction == "inbound"
    return _live(call, named=True) | {
        "answer_start_time" if inbound else "connected_start_time": moment
    }


def over(call: SimulatedCall, *, told_reason: bool = True) -> Json:
    """Write `phone.*_ended` or `phone.callee_missed`."""
    said = _live(call, named=False)
    if call.answered_at:
        said["answer_start_time"] = iso(call.answered_at)
    if call.ended_at:
        said["call_end_time"] = iso(call.ended_at)
    if told_reason and call.result:
        said["handup_result"] = HANGUP_RESULT[call.result]
    return said


def rejected(call: SimulatedCall) -> Json:
    """Write `phone.callee_rejected`, which does not tell what the call came through."""
    said = over(call)
    said.pop("forwarded_by", None)
    return said


def in_call(call: SimulatedCall, at: datetime) -> Json:
    """Write `phone.*_hold`, `phone.*_unhold`, `phone.*_mute` or `phone.*_unmute`."""
    caller, callee = _parties(call, named=False)
    return {"call_id": call.call_id, "caller": caller, "callee": callee, "date_time": iso(at)}


def handover(call: SimulatedCall, to: Agent, at: datetime, *, asking: str = "") -> Json:
    """Write a webhook of a transfer: blind, to voicemail, or a step of a warm one.

    Args:
        call: the part in it of the agent who acts.
        to: whom it is handed to.
        at: when.
        asking: the id of the consultation's call, where that is told.
    """
    said: Json = {
        "failure_reason": "",
        "call_id": call.call_id,
        "owner": {
            "type": "user",
            "id": call.agent.user_id,
            "name": call.agent.name,
            "extension_number": call.agent.extension_number,
        },
        "transfer_phone_number": str(to.extension_number),
        "date_time": iso(at),
    }
    return said | ({"transfer_call_id": asking} if asking else {})


def parked(call: SimulatedCall, code: str, at: datetime) -> Json:
    """Write `phone.callee_parked`."""
    told = {"park_code": code, "park_failure_reason": "Park successfully."}
    return in_call(call, at) | told


def element_completed(call: SimulatedCall) -> Json:
    """Write `phone.*_call_element_completed`."""
    return {"user_id": call.agent.user_id, "call_elements": [records.user_element(call)]}


def recording_completed(call: SimulatedCall, download_url: str) -> Json:
    """Write `phone.recording_completed`."""
    return {"recordings": [recording(call, download_url)]}


def recording_transcribed(call: SimulatedCall, public_url: str) -> Json:
    """Write `phone.recording_transcript_completed`."""
    told = recording(call, "")
    address = f"{public_url}/v2/phone/recording_transcript/download/{call.recording_id}"
    for unsaid in ("download_url", "call_element_id", "call_history_id"):
        del told[unsaid]
    return {"recordings": [told | {"transcript_download_url": address}]}


def recording(call: SimulatedCall, download_url: str) -> Json:
    """Write one recording, as webhooks and lists tell it."""
    agent = {"name": call.agent.name, "extension_number": str(call.agent.extension_number)}
    taken = "accepted_by" if call.direction == "inbound" else "outgoing_by"
    return {
        "id": call.recording_id,
        "user_id": call.agent.user_id,
        **_numbers(call),
        "duration": call.talk_seconds,
        "download_url": download_url,
        "direction": call.direction,
        "date_time": iso(call.answered_at or call.rang_at),
        "end_time": iso(call.ended_at or call.rang_at),
        "recording_type": "Automatic",
        **_record_ids(call),
        "owner": {
            "type": "user",
            "id": call.agent.user_id,
            "name": call.agent.name,
            "extension_number": call.agent.extension_number,
            "has_access_permission": True,
        },
        taken: agent,
    }


def voicemail_received(call: SimulatedCall, download_url: str) -> Json:
    """Write `phone.voicemail_received`; it comes before the transcript is made."""
    user = {"callee_user_id": call.agent.user_id, "callee_id": call.agent.user_id}
    whose = {**user, "callee_extension_type": "user", **_record_ids(call)}
    return {
        "id": call.voicemail_id,
        "date_time": iso(call.ended_at or call.rang_at),
        "download_url": download_url,
        "duration": call.voicemail_seconds,
        **_numbers(call),
        **(_of_the_queue(call, call.mailbox) if call.mailbox else whose),
    }


def _of_the_queue(call: SimulatedCall, mailbox: Mailbox) -> Json:
    """Write whose voicemail it is where no member took the call: the queue's, no user's."""
    group, element = mailbox.group, dated(call.begun_at or call.rang_at, mailbox.log_id)
    return {
        "call_id": call.call_id,
        "callee_id": group.id,
        "callee_extension_type": group.kind,
        "callee_number": str(group.extension_number),
        "callee_name": group.name,
        "callee_did_number": group.number,
        "call_log_id": mailbox.log_id,
        "call_history_id": element,
        "call_element_id": element,
    }


def voicemail_transcribed(call: SimulatedCall) -> Json:
    """Write `phone.voicemail_transcript_completed`."""
    received = voicemail_received(call, "")
    for unsaid in ("download_url", "duration", "caller_did_number", "callee_did_number"):
        received.pop(unsaid, None)
    return received | {"transcription": {"status": 2, "content": call.transcript}}


def summary_changed(call: SimulatedCall, at: datetime) -> Json:
    """Write `phone.ai_call_summary_changed`, which names the summary but does not contain it."""
    return {
        "edited": False,
        "deleted": False,
        "ai_call_summary_id": call.summary_id,
        "user_id": call.agent.user_id,
        "call_id": call.call_id,
        "call_log_ids": [call.log_id],
        "created_time": iso(at),
        "modified_time": iso(at),
    }


def _record_ids(call: SimulatedCall) -> Json:
    return {
        "call_id": call.call_id,
        "call_log_id": call.log_id,
        "call_history_id": call.element_id,
        "call_element_id": call.element_id,
    }


def _live(call: SimulatedCall, *, named: bool) -> Json:
    caller, callee = _parties(call, named=named)
    said: Json = {
        "call_id": call.call_id,
        "caller": caller,
        "callee": callee,
        "ringing_start_time": iso(call.rang_at),
    }
    if call.via is not None:
        said["forwarded_by"] = {
            "name": call.via.name,
            "extension_number": str(call.via.extension_number),
            "extension_type": call.via.kind,
        }
    return said


def _parties(call: SimulatedCall, *, named: bool) -> tuple[Json, Json]:
    agent, far = _own_party(call.agent, named), _far_party(call.far, named)
    return (far, agent) if call.direction == "inbound" else (agent, far)


def _own_party(agent: Agent, named: bool) -> Json:
    party: Json = {
        "extension_id": agent.extension_id,
        "extension_type": "user",
        "extension_number": agent.extension_number,
        "user_id": agent.user_id,
        "phone_number": agent.number,
        "timezone": agent.timezone,
        "device_id": f"device_{agent.extension_number}",
        "connection_type": "voip",
    }
    return party | ({"name": agent.name, "device_type": "SIM_Client(1.0)"} if named else {})


def _far_party(far: FarEnd, named: bool) -> Json:
    party: Json = {"phone_number": far.number, "connection_type": "pstn_off_net"}
    if far.internal:
        party |= {
            "extension_type": "user",
            "extension_number": int(far.number) if far.number.isdecimal() else 0,
            "connection_type": "voip",
        }
    return party | ({"name": far.name} if named and far.name else {})


def _numbers(call: SimulatedCall) -> Json:
    agent: Json = {
        "number": str(call.agent.extension_number),
        "number_type": 1,
        "name": call.agent.name,
        "did_number": call.agent.number,
    }
    far: Json = {
        "number": call.far.number,
        "number_type": 1 if call.far.internal else 2,
        "name": call.far.name,
    }
    caller, callee = (far, agent) if call.direction == "inbound" else (agent, far)
    return {
        **{f"caller_{name}": value for name, value in caller.items()},
        **{f"callee_{name}": value for name, value in callee.items()},
    }
