"""Builds what Zoom's REST API and its record webhooks say about a finished call (version 3)."""

from datetime import datetime

from cti_desktop.simulator.accounts import Agent, Group
from cti_desktop.simulator.calls import FarEnd, Json, Mailbox, Parking, Result, SimulatedCall
from cti_desktop.simulator.clock import iso
from cti_desktop.simulator.identifiers import dated

_RESULT: dict[Result, str] = {
    "answered": "answered",
    "answered_elsewhere": "answered",
    "missed": "no_answer",
    "voicemail": "voicemail",
    "rejected": "rejected",
    "busy": "busy",
    "no_answer": "no_answer",
    "canceled": "canceled",
}
_GROUP_TYPE = {"callQueue": "call_queue", "autoReceptionist": "auto_receptionist"}
_SITE = {"site_id": "sIte_Main8kD2fGj4HlQw6", "site_name": "Main site"}


def call_result(call: SimulatedCall) -> str:
    """Return the result in the words of call history; an outgoing answer is "connected"."""
    if call.result == "answered" and call.direction == "outbound":
        return "connected"
    return _RESULT[call.result or "answered"]


def history_row(call: SimulatedCall, *others: SimulatedCall) -> Json:
    """Write one row of `GET /phone/call_history`.

    The callee of a call that came through a queue is the queue: that is whom the caller dialled.

    Args:
        call: the first part.
        others: the parts that other agents had in it.
    """
    parts = (call, *others)
    return {
        "call_history_uuid": call.history_uuid,
        **_whole(parts),
        **_sides(call, _dialled(call)),
        "international": False,
        "duration": max(part.talk_seconds for part in parts),
        "call_result": _whole_result(parts),
        "recording_status": recording_status(*parts),
        **_SITE,
    }


def recording_status(*parts: SimulatedCall) -> str:
    """Return Zoom's word for whether anything of a call was recorded."""
    return "recorded" if any(part.recording_id for part in parts) else "non_recorded"


def history_detail(call: SimulatedCall, *others: SimulatedCall) -> Json:
    """Write `GET /phone/call_history/{uuid}` with its elements."""
    path = elements(call, *others)
    for element in path:
        del element["call_history_uuid"]
    return {
        "id": call.history_uuid,
        "call_history_uuid": call.history_uuid,
        **_whole((call, *others)),
        **_sides(call, _dialled(call), detailed=False),
        "international": False,
        **_SITE,
        "call_elements": path,
    }


def elements(call: SimulatedCall, *others: SimulatedCall) -> list[Json]:
    """Write the path of a call: each element with its place in it."""
    path = [] if call.via is None else [arrival_element(call, call.via)]
    for part in (call, *others):
        path.append(element_detail(part))
        if part.parking is not None:
            path.append(_parking_element(part, part.parking))
    if call.mailbox is not None:
        path.append(_mailbox_element(call, call.mailbox))
    for number, element in enumerate(path, start=1):
        element["node"] = number
    return path


def _whole(parts: tuple[SimulatedCall, ...]) -> Json:
    """Write what is true of the whole call: it lasts as long as the last of its parts."""
    answers = [part.answered_at for part in parts if part.answered_at]
    ends = [part.ended_at for part in parts if part.ended_at]
    ends += [p.parking.until for p in parts if p.parking and p.parking.until]
    facts = _facts(parts[0])
    del facts["start_time"]
    facts.pop("answer_time", None)
    facts.pop("end_time", None)
    return facts | _moments(
        start_time=parts[0].rang_at,
        answer_time=min(answers, default=None),
        end_time=max(ends, default=None),
    )


def _whole_result(parts: tuple[SimulatedCall, ...]) -> str:
    first = parts[0]
    if first.mailbox is not None:
        return "voicemail"
    came_out = [part for part in parts if part.call_id == first.call_id]
    return call_result(next((part for part in came_out if part.result == "answered"), first))


def element_detail(call: SimulatedCall) -> Json:
    """Write `GET /phone/call_element/{id}`: the agent's own part in the call."""
    return {
        "call_element_id": call.element_id,
        "call_history_uuid": call.history_uuid,
        **_facts(call),
        **_sides(call, call.agent),
        **_SITE,
        **_outcome(call),
        "segment": 1,
        "node": 2 if call.via else 1,
        "is_node": 1,
        "hold_time": call.hold_seconds,
        "waiting_time": call.wait_seconds,
    }


def user_element(call: SimulatedCall) -> Json:
    """Write one record of a user's own list and of `*_call_element_completed`."""
    return {
        "call_element_id": call.element_id,
        "call_history_uuid": call.history_uuid,
        **_facts(call),
        **_sides(call, call.agent),
        **_outcome(call),
        "talk_time": call.talk_seconds,
        "hold_time": call.hold_seconds,
        "wait_time": call.wait_seconds,
    }


def synced_element(call: SimulatedCall) -> Json:
    """Write one record of what is new for a user, which alone of all lists names AI summaries."""
    summary = {"ai_call_summary_id": call.summary_id} if call.summary_id else {}
    return user_element(call) | summary


def _dialled(call: SimulatedCall) -> Agent | Group:
    return call.via if call.via is not None and call.direction == "inbound" else call.agent


def _facts(call: SimulatedCall) -> Json:
    facts: Json = {
        "call_id": call.call_id,
        "connect_type": "internal" if call.far.internal else "external",
        "call_type": "general",
        "direction": call.direction,
        "hide_caller_id": False,
        "end_to_end": False,
        "start_time": iso(call.rang_at),
    }
    return facts | _moments(answer_time=call.answered_at, end_time=call.ended_at)


def _moments(**moments: datetime | None) -> Json:
    return {name: iso(moment) for name, moment in moments.items() if moment is not None}


def _outcome(call: SimulatedCall) -> Json:
    queue_ring = call.via is not None and call.via.kind == "callQueue"
    arrival = "ring_to_member" if queue_ring else "incoming"
    outcome: Json = {
        "event": call.event or (arrival if call.direction == "inbound" else "outgoing"),
        "result": call_result(call),
        "operator_ext_number": str(call.agent.extension_number),
        "operator_ext_id": call.agent.extension_id,
        "operator_ext_type": "user",
        "operator_name": call.agent.name,
    }
    if call.result == "answered_elsewhere":
        outcome["result_reason"] = "answered_by_other"
    if call.recording_id:
        outcome |= {"recording_id": call.recording_id, "recording_type": "automatic"}
    if call.voicemail_id and call.mailbox is None:
        outcome["voicemail_id"] = call.voicemail_id
    return outcome


def arrival_element(call: SimulatedCall, group: Group) -> Json:
    """Write the element of the queue or receptionist that took the call in.

    It is named like the whole call, the call's other elements by an id of their own.
    """
    first = _group_element(call, group)
    taken = "overflowed" if call.mailbox is not None else first["result"]
    return first | {"call_element_id": call.history_uuid, "event": "incoming", "result": taken}


def _mailbox_element(call: SimulatedCall, mailbox: Mailbox) -> Json:
    """Write the element of the queue's voicemail, which took the call from its members."""
    begun = call.ended_at or call.rang_at
    return _group_element(call, mailbox.group) | {
        "call_element_id": dated(call.begun_at or call.rang_at, mailbox.log_id),
        "event": "overflow",
        "result": "voicemail",
        "start_time": iso(begun),
        "voicemail_id": call.voicemail_id or "",
    }


def _parking_element(call: SimulatedCall, parking: Parking) -> Json:
    """Write the element of the time for which a call waited to be picked up."""
    element = element_detail(call)
    for unsaid in ("recording_id", "recording_type", "answer_time"):
        element.pop(unsaid, None)
    return element | {
        "call_element_id": dated(call.begun_at or call.rang_at, parking.log_id),
        "event": "park",
        "result": "succeeded",
        "start_time": iso(parking.since),
        "end_time": iso(parking.until or parking.since),
        "hold_time": 0,
        "waiting_time": 0,
    }


def _group_element(call: SimulatedCall, group: Group) -> Json:
    element = element_detail(call) | _sides(call, group)
    whose = "callee" if call.direction == "inbound" else "caller"
    agents = (f"{whose}_email", f"{whose}_device_type", "result_reason")
    for unsaid in ("recording_id", "recording_type", "voicemail_id", *agents):
        element.pop(unsaid, None)
    return element | {
        "operator_ext_number": str(group.extension_number),
        "operator_ext_id": group.extension_id,
        "operator_ext_type": _GROUP_TYPE[group.kind],
        "operator_name": group.name,
    }


def _sides(call: SimulatedCall, own: Agent | Group, *, detailed: bool = True) -> Json:
    inbound = call.direction == "inbound"
    far_side, own_side = ("caller", "callee") if inbound else ("callee", "caller")
    return _own_side(own_side, own, detailed) | _far_side(far_side, call.far, detailed)


def _own_side(side: str, own: Agent | Group, detailed: bool) -> Json:
    said: Json = {
        "ext_id": own.extension_id,
        "name": own.name,
        "did_number": own.number,
        "ext_number": str(own.extension_number),
        "ext_type": _GROUP_TYPE[own.kind] if isinstance(own, Group) else "user",
    }
    if isinstance(own, Agent):
        said["email"] = own.email
    if detailed:
        said["number_type"] = "zoom_pstn"
        if isinstance(own, Agent):
            said["device_type"] = "SIM_Client(1.0)"
    return {f"{side}_{name}": value for name, value in said.items()}


def _far_side(side: str, far: FarEnd, detailed: bool) -> Json:
    if far.internal:
        said: Json = {"ext_number": far.number, "ext_type": "user"}
    else:
        said = {"did_number": far.number}
        if detailed:
            said["number_type"] = "external_pstn"
    if far.name:
        said["name"] = far.name
    return {f"{side}_{name}": value for name, value in said.items()}


def voicemail_detail(call: SimulatedCall, public_url: str) -> Json:
    """Write `GET /phone/voice_mails/{id}`."""
    whose: Agent | Group = call.mailbox.group if call.mailbox else call.agent
    log_id = call.mailbox.log_id if call.mailbox else call.log_id
    return {
        "id": call.voicemail_id,
        "call_id": call.call_id,
        "call_element_id": dated(call.begun_at or call.rang_at, log_id),
        "caller_name": call.far.name,
        "caller_number": call.far.number,
        "caller_number_type": 1 if call.far.internal else 2,
        "callee_name": whose.name,
        "callee_number": str(whose.extension_number),
        "callee_number_type": 1,
        "date_time": iso(call.ended_at or call.rang_at),
        "download_url": f"{public_url}/v2/phone/voice_mails/download/{call.voicemail_id}",
        "duration": call.voicemail_seconds,
        "status": "unread",
        "transcription": {"content": call.transcript, "status": 2 if call.transcript else 0},
    }


def transcript(call: SimulatedCall, account_id: str) -> Json:
    """Write the file with what was said in a recorded call."""
    agent, far = call.agent.name, call.far.name or call.far.number
    said = (
        (agent, "Good day, how can I help you?"),
        (far, "Hello."),
        (far, "It is about my invoice."),
        (agent, "I will look into it."),
    )
    return {
        "type": "zoom_transcript",
        "ver": 1,
        "recording_id": call.recording_id,
        "account_id": account_id,
        "recording_start": iso(call.answered_at or call.rang_at),
        "recording_end": iso(call.ended_at or call.rang_at),
        "timeline": [
            {
                "text": words,
                "raw_text": words.casefold(),
                "ts": f"00:00:{number:02}.000",
                "end_ts": f"00:00:{number + 1:02}.000",
                "users": [{"username": name}],
                "channelMark": "R" if name == agent else "L",
            }
            for number, (name, words) in enumerate(said)
        ],
    }


def ai_summary(call: SimulatedCall, account_id: str) -> Json:
    """Write `GET /phone/user/{userId}/ai_call_summary/{id}`."""
    summary = call.summary
    moment = iso(call.ended_at or call.rang_at)
    return {
        "ai_call_summary_id": call.summary_id,
        "account_id": account_id,
        "call_id": call.call_id,
        "user_id": call.agent.user_id,
        "call_summary": summary.recap if summary else "",
        "next_steps": summary.next_steps if summary else "",
        "detailed_summary": summary.detail if summary else "",
        "created_time": moment,
        "modified_time": moment,
        "edited": False,
    }
