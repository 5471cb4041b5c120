"""Writes what Zoom says about a text: the embed's message and the webhooks' subjects."""

from datetime import datetime

from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.clock import iso
from cti_desktop.simulator.text_message import TextMessage

_STATUS = {"delivered": "Delivered", "failed": "Not delivered", "received": "Received"}
_SMS, _MMS = 1, 2


def log_event(event_id: str, message: TextMessage, public_url: str) -> Json:
    """Write `zp-sms-log-event`; Zoom sends it once a text arrived, or did not."""
    outbound = message.direction == "outbound"
    own, far = {"phoneNumber": message.agent.number}, {"phoneNumber": message.number}
    return {
        "id": event_id,
        "type": "zp-sms-log-event",
        "data": {
            "sessionId": message.session_id,
            "messageId": message.id,
            "dateTime": message.at,
            "sender": own if outbound else far,
            "receivers": [far if outbound else own],
            "message": message.text,
            "attachments": [
                {"type": one.kind, "fileUrl": f"{public_url}/files/{message.id}/{one.name}"}
                for one in message.attached
            ],
            "status": _STATUS.get(message.status, "Delivered"),
            "direction": message.direction,
        },
    }


def webhook_name(message: TextMessage) -> str:
    """Return the name of the webhook about a text as it stands."""
    if message.direction == "inbound":
        return "phone.sms_received"
    return "phone.sms_sent_failed" if message.status == "failed" else "phone.sms_sent"


def webhook_body(message: TextMessage, public_url: str) -> Json:
    """Write the subject of `phone.sms_received`, `phone.sms_sent` or `phone.sms_sent_failed`."""
    inbound = message.direction == "inbound"
    own, far = _own(message.agent), _far(message)
    receiver = dict(own if inbound else far)
    if inbound:
        receiver["is_message_owner"] = True
    files = [_file(message, place, public_url) for place in range(len(message.attached))]
    body: Json = {
        "sender": dict(far if inbound else own),
        "to_members": [receiver],
        "owner": {"type": "user", "id": message.agent.user_id},
        "message": message.text,
        "attachments": files,
        "session_id": message.session_id,
        "message_id": message.id,
        "message_type": _MMS if message.attached else _SMS,
        "date_time": message.at,
    }
    return body | ({"failure_reason": message.failure} if message.failure else {})


def opted_body(agent: Agent, number: str, at: datetime) -> Json:
    """Write the subject of `phone.sms_campaign_number_opt_out` or `…_opt_in`."""
    numbers = {"consumer_phone_number": number, "zoom_phone_user_number": agent.number}
    return {"phone_number_campaign_opt_statuses": [numbers], "date_time": iso(at)}


def _own(agent: Agent) -> Json:
    return {
        "id": agent.user_id,
        "type": "user",
        "display_name": agent.name,
        "phone_number": agent.number,
    }


def _far(message: TextMessage) -> Json:
    named: Json = {"display_name": message.name} if message.name else {}
    return {"phone_number": message.number} | named


def _file(message: TextMessage, place: int, public_url: str) -> Json:
    attached = message.attached[place]
    return {
        "id": f"{message.id}-{place}",
        "size": 2048,
        "name": attached.name,
        "type": attached.kind,
        "download_url": f"{public_url}/files/{message.id}/{attached.name}",
    }
