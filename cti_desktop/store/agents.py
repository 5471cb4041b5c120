"""Which agents had part in calls, by the names and ids that a few calls of each tell.

`log.py` calls it. Every id is in an index; who it is stands in the calls, and as an agent has
thousands, only some are read.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from cti_desktop.calls.agents import KnownAgent, Part, told_apart
from cti_desktop.calls.listed import ListedCall, decode_listed
from cti_desktop.store.beside import Beside, had_part
from cti_desktop.store.bulk import Lookup
from cti_desktop.store.schema import CALL, CALL_AGENT

_READ = 3
_BODIES = Lookup(CALL, ("body",), "id")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def agents_in(connection: Connection) -> tuple[KnownAgent, ...]:
    """Return all who had part and have a name, by name."""
    wanted = {
        call_id
        for agent_id in _ids(connection)
        for call_id in connection.scalars(
            select(CALL_AGENT.c.call_id).where(CALL_AGENT.c.agent_id == agent_id).limit(_READ)
        )
    }
    calls = [decode_listed(row.body) for row in _BODIES.rows(connection, wanted)]
    return told_apart(part for call in calls for part in _parts(call))


def named(connection: Connection, name: str) -> Beside:
    """Let through calls that anybody of this name had part in."""
    ids = [one for agent in agents_in(connection) if agent.name == name for one in agent.ids]
    own = CALL.c.agent == name
    return had_part(ids).or_else(own, select(CALL.c.id).where(own))


def _ids(connection: Connection) -> Iterator[str]:
    """Go from each id to the next in its index: there are few of them and many calls."""
    last = ""
    while following := connection.scalar(
        select(func.min(CALL_AGENT.c.agent_id)).where(CALL_AGENT.c.agent_id > last)
    ):
        yield following
        last = following


def _parts(call: ListedCall) -> Iterator[Part]:
    for leg in call.legs:
        if leg.ids:
            yield Part(
                at=call.started_at or _LONG_AGO,
                ids=leg.ids,
                name=leg.agent.name or "",
                extension=leg.agent.extension,
            )
