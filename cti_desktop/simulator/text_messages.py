"""The agents' SMS conversations and the `zp-sms-log-event` of each message."""

from dataclasses import dataclass
from typing import Literal

from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.clock import iso
from cti_desktop.simulator.exchange import Exchange


@dataclass(frozen=True)
class TextMessage:
    """One SMS."""

    id: str
    session_id: str
    direction: Literal["inbound", "outbound"]
    number: str
    text: str
    at: str


class TextMessages:
    """Keeps all SMS of the account and announces new ones."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._sessions: dict[tuple[int, str], str] = {}
        self._messages: dict[int, list[TextMessage]] = {}

    def exchange_text(
        self, agent: Agent, direction: Literal["inbound", "outbound"], number: str, text: str
    ) -> TextMessage:
        """Deliver a message between an agent and a number."""
        ids = self._exchange.ids
        session = self._sessions.setdefault((agent.extension_number, number), ids.hex_id())
        moment = iso(self._exchange.clock.now())
        message = TextMessage(ids.uuid(), session, direction, number, text, moment)
        self._messages.setdefault(agent.extension_number, []).append(message)
        self._exchange.feed.push(agent, "post", _log_event(ids.uuid(), agent, message))
        self._exchange.feed.push(agent, "sms", view(message))
        return message

    def of(self, agent: Agent) -> list[TextMessage]:
        """Return an agent's messages, oldest first."""
        return list(self._messages.get(agent.extension_number, []))


def view(message: TextMessage) -> Json:
    """Describe a message as the embed page draws it."""
    return {
        "id": message.id,
        "direction": message.direction,
        "number": message.number,
        "text": message.text,
        "at": message.at,
    }


def _log_event(event_id: str, agent: Agent, message: TextMessage) -> Json:
    outbound = message.direction == "outbound"
    own, far = {"phoneNumber": agent.number}, {"phoneNumber": message.number}
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
            "attachments": [],
            "status": "Delivered" if outbound else "Received",
            "direction": message.direction,
        },
    }
