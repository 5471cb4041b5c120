"""One SMS as it truly is."""

from dataclasses import dataclass
from typing import Literal

from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.text_scripts import Attached

Status = Literal["sent", "delivered", "failed", "received"]


@dataclass(frozen=True)
class TextMessage:
    """One SMS between an agent and a number.

    Attributes:
        name: who writes from the far end; Zoom tells it in webhooks only.
        failure: why it did not arrive.
    """

    id: str
    session_id: str
    agent: Agent
    direction: Literal["inbound", "outbound"]
    number: str
    text: str
    at: str
    status: Status
    name: str = ""
    attached: tuple[Attached, ...] = ()
    failure: str = ""

    def view(self) -> Json:
        """Describe it as the embed page draws it."""
        return {
            "id": self.id,
            "direction": self.direction,
            "number": self.number,
            "text": self.text,
            "at": self.at,
            "status": self.status,
            "attached": [one.name for one in self.attached],
        }
