"""Filters the log by what stands beside calls: who had part, in which state, and the tags.

`log.py` calls it. A condition is looked up call by call going down the log, which is soon done when
many calls have it; where few have, they are looked up first.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    not_,
    or_,
    select,
    union_all,
)

from cti_desktop.calls.call import State
from cti_desktop.store.schema import CALL, CALL_AGENT, CALL_TAG
from cti_desktop.store.searching import few


@dataclass(frozen=True, slots=True)
class Beside:
    """A condition, and what finds the ids of all calls that may have it."""

    condition: ColumnElement[bool]
    finding: tuple[Select[str], ...]

    def or_else(self, condition: ColumnElement[bool], finding: Select[str]) -> "Beside":
        """Let through what fulfils another condition as well."""
        return Beside(or_(self.condition, condition), (*self.finding, finding))


def in_states(states: Iterable[State], reader_ids: Sequence[str]) -> Beside:
    """Let through calls that have one of these states for the reader.

    A call the reader had no part in has its own.
    """
    wanted = [state.value for state in states]
    own = CALL.c.state.in_(wanted)
    of_call = CALL_AGENT.c.call_id == CALL.c.id
    mine = CALL_AGENT.c.agent_id.in_(reader_ids)
    so = CALL_AGENT.c.state.in_(wanted)
    had_part = exists().where(of_call, mine)
    return Beside(
        condition=or_(exists().where(of_call, mine, so), and_(not_(had_part), own)),
        finding=(select(CALL_AGENT.c.call_id).where(mine, so), select(CALL.c.id).where(own)),
    )


def had_part(agent_ids: Collection[str]) -> Beside:
    """Let through calls that somebody known by one of these ids had part in."""
    theirs = CALL_AGENT.c.agent_id.in_(agent_ids)
    return Beside(
        condition=exists().where(CALL_AGENT.c.call_id == CALL.c.id, theirs),
        finding=(select(CALL_AGENT.c.call_id).where(theirs),),
    )


def tagged(tag: str) -> Beside:
    """Let through calls with a tag."""
    of_call = CALL_TAG.c.call_id == CALL.c.id
    return Beside(
        condition=exists().where(of_call, CALL_TAG.c.tag == tag),
        finding=(select(CALL_TAG.c.call_id).where(CALL_TAG.c.tag == tag),),
    )


def narrowed(connection: Connection, beside: Beside) -> Iterable[ColumnElement[bool]]:
    """Return the condition, with the few calls that may have it."""
    yield beside.condition
    if all(few(connection, one) for one in beside.finding):
        yield CALL.c.id.in_(union_all(*beside.finding))
