"""The one invented account: six agents, a queue and an auto receptionist.

Names, numbers and addresses are fictional; the numbers come from ranges set aside for that.
"""

from dataclasses import dataclass
from typing import Literal

COOKIE = "sim_agent"
"""Says in a browser who is signed in to Zoom there."""
GroupKind = Literal["callQueue", "autoReceptionist"]


@dataclass(frozen=True)
class Agent:
    """A Zoom Phone user of the account."""

    user_id: str
    phone_user_id: str
    extension_id: str
    extension_number: int
    name: str
    email: str
    number: str
    timezone: str


@dataclass(frozen=True)
class Group:
    """What a call can come through before it rings an agent."""

    id: str
    extension_id: str
    extension_number: int
    name: str
    number: str
    kind: GroupKind


AGENTS = (
    Agent(
        "aG3nt_Bo7kQ2mXw9RtYu1Z",
        "pHu_Bo4sD8fGh2JkLmN0qA",
        "eXt_Bo5cV7bN3mQwErTy6U",
        800,
        "Bo Lindqvist",
        "bo.lindqvist@example.com",
        "+15550100800",
        "Europe/Stockholm",
    ),
    Agent(
        "aG3nt_Mi4hS8dFj2KlPo6V",
        "pHu_Mi1xC5vBn9MkJhG3tB",
        "eXt_Mi6zA2sDf8GhJkLp0Q",
        801,
        "Mina Okafor",
        "mina.okafor@example.com",
        "+442079460801",
        "Europe/London",
    ),
    Agent(
        "aG3nt_Ta9wE3rTy5UiOp1C",
        "pHu_Ta6kL2jHg8FdSaQ4wC",
        "eXt_Ta0mN4bVc9XzAsDf7G",
        802,
        "Tariq Benali",
        "tariq.benali@example.com",
        "+15550100802",
        "America/New_York",
    ),
    Agent(
        "aG3nt_Yu2qA6zWs8XeDc4D",
        "pHu_Yu9rF1vTg5ByHn7uDP",
        "eXt_Yu3jM7kIl1OpQaZw5S",
        803,
        "Yuki Tanabe",
        "yuki.tanabe@example.com",
        "+15550100803",
        "Asia/Tokyo",
    ),
    Agent(
        "aG3nt_Lu5tG7bYh9NuJm3E",
        "pHu_Lu2iK6oLp0QaZ8wsET",
        "eXt_Lu8dC4rFv2TgByHn6U",
        804,
        "Lucía Ferrer",
        "lucia.ferrer@example.com",
        "+442079460804",
        "Europe/Madrid",
    ),
    Agent(
        "aG3nt_Jo1yH5nUj7MiKo9F",
        "pHu_Jo8lP4qAz2WsX6edFG",
        "eXt_Jo7vB3nMk9LpOiUy1T",
        805,
        "Jonas Weber",
        "jonas.weber@example.com",
        "+15550100805",
        "Europe/Berlin",
    ),
)

QUEUE = Group(
    "qU3ue_Sup8kD2fGj4HlQw6",
    "eXt_Sup9rT5yUi1OpAs3Df",
    7001,
    "Support",
    "+15550107001",
    "callQueue",
)
RECEPTIONIST = Group(
    "rC3pt_Mai7vN1bMx5CzLk2",
    "eXt_Mai4wQ8eRt6YuIo0Pa",
    7000,
    "Main line",
    "+15550107000",
    "autoReceptionist",
)
GROUPS = (QUEUE, RECEPTIONIST)
QUEUE_MEMBERS = AGENTS[:3]


class UnknownAgent(LookupError):
    """Nobody in the account answers to this extension, address or id."""


def find_agent(reference: str) -> Agent:
    """Return the agent with this extension number, e-mail address, user id or extension id.

    Raises:
        UnknownAgent: there is none.
    """
    for agent in AGENTS:
        known_as = (str(agent.extension_number), agent.email, agent.user_id, agent.extension_id)
        if reference in known_as or reference == agent.phone_user_id:
            return agent
    raise UnknownAgent(f"no agent has the extension, address or id {reference}")


def via_group(name: str) -> Group | None:
    """Return what a call comes through: "queue", "receptionist" or nothing for "direct".

    Raises:
        LookupError: another word.
    """
    routes = {"queue": QUEUE, "receptionist": RECEPTIONIST, "direct": None}
    if name not in routes:
        raise LookupError(f"a call comes via queue, receptionist or direct, not {name}")
    return routes[name]
