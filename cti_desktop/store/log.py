"""The call log: folded calls by list, search, number and id."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.codec import decode_call
from cti_desktop.calls.events import Direction
from cti_desktop.calls.numbers import PhoneNumber
from cti_desktop.store.engines import Engines
from cti_desktop.store.rows import number_key
from cti_desktop.store.schema import CALL, CALL_AGENT, CALL_KEY, CONTACT, CONTACT_NUMBER
from cti_desktop.store.searching import containing, narrowing, sought

_LIVE = tuple(state.value for state in State if state.live)


class Sort(StrEnum):
    """In what order calls are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    PARTY = "party"
    PARTY_DOWN = "party_down"
    SHORTEST = "shortest"
    LONGEST = "longest"


_ORDERS = {
    Sort.NEWEST: (CALL.c.started_at.desc(), CALL.c.id.desc()),
    Sort.OLDEST: (CALL.c.started_at, CALL.c.id),
    Sort.PARTY: (CALL.c.party_name, CALL.c.id),
    Sort.PARTY_DOWN: (CALL.c.party_name.desc(), CALL.c.id.desc()),
    Sort.SHORTEST: (CALL.c.talk_s, CALL.c.id),
    Sort.LONGEST: (CALL.c.talk_s.desc(), CALL.c.id.desc()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """Which calls a list shows; what is left out does not narrow it.

    Attributes:
        text: every word has to be in the party's name or number, a note or an outcome.
        since: started at or after this time.
        until: started before this time.
        agent_ids: any of these had part, such as `user:…`, `ext:…`; see `Leg.ids`.
        contact_id: chosen for the call, or, where nobody was, has the call's number.
        number: the other side's, E.164 or as Zoom gives it.
        before: (started_at, call id) of the last call of the page before; for newest first only.
        sort: in what order.
        offset: calls to leave out at the beginning, for any order.
    """

    text: str = ""
    direction: Direction | None = None
    states: tuple[State, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    agent_ids: tuple[str, ...] = ()
    contact_id: str | None = None
    number: str | None = None
    limit: int = 100
    before: tuple[datetime, str] | None = None
    sort: Sort = Sort.NEWEST
    offset: int = 0


class CallLog:
    """Reads folded calls; any thread, never waits for the writer."""

    def __init__(self, engines: Engines, *, region: str | None) -> None:
        self._engines = engines
        self._region = region

    def get(self, call_id: str) -> Call | None:
        """Return a call by its id or by an id it had before it was joined with another."""
        return self._by_key(CALL_KEY.c.call_id == call_id)

    def by_key(self, key: str) -> Call | None:
        """Return the call that a correlation key belongs to, such as `call:068c…`."""
        return self._by_key(CALL_KEY.c.key == key)

    def page(self, query: LogQuery) -> tuple[Call, ...]:
        """Return a page of calls."""
        what = sought(query.text)
        with self._engines.reading() as connection:
            found = narrowing(connection, what, whole=query.sort is not Sort.NEWEST)
            conditions = [*self._conditions(query), *found]
            return _read(connection, conditions, query)

    def count(self, query: LogQuery) -> int:
        """Count the calls of all pages."""
        with self._engines.reading() as connection:
            found = narrowing(connection, sought(query.text), whole=True)
            conditions = [*self._conditions(query), *found]
            wanted = select(func.count()).select_from(CALL).where(*conditions)
            return connection.scalar(wanted) or 0

    def earlier_with(
        self, number: PhoneNumber, *, before: datetime | None, limit: int = 5
    ) -> tuple[Call, ...]:
        """Return the last calls with a number that started before a time (None: until now)."""
        key = number.e164 if number.country else number_key(number.raw, self._region)
        if key is None:
            return ()
        conditions: list[ColumnElement[bool]] = [CALL.c.party_number == key]
        if before is not None:
            conditions.append(CALL.c.started_at < before)
        return self._newest(conditions, limit)

    def unfinished(self, limit: int = 100) -> tuple[Call, ...]:
        """Return calls that were answered and are over but have no outcome yet, newest first."""
        conditions = [
            CALL.c.outcome.is_(None),
            CALL.c.answered_at.is_not(None),
            CALL.c.state.not_in(_LIVE),
        ]
        return self._newest(conditions, limit)

    def _by_key(self, condition: ColumnElement[bool]) -> Call | None:
        wanted = (
            select(CALL.c.body)
            .join_from(CALL_KEY, CALL, CALL_KEY.c.group_id == CALL.c.group_id)
            .where(condition)
        )
        with self._engines.reading() as connection:
            body = connection.scalar(wanted)
        return None if body is None else decode_call(body)

    def _newest(self, conditions: Sequence[ColumnElement[bool]], limit: int) -> tuple[Call, ...]:
        with self._engines.reading() as connection:
            return _read(connection, conditions, LogQuery(limit=limit))

    def _conditions(self, query: LogQuery) -> Iterator[ColumnElement[bool]]:
        yield from containing(sought(query.text))
        if query.direction is not None:
            yield CALL.c.direction == query.direction.value
        if query.states:
            yield CALL.c.state.in_([state.value for state in query.states])
        if query.since is not None:
            yield CALL.c.started_at >= query.since
        if query.until is not None:
            yield CALL.c.started_at < query.until
        if query.agent_ids:
            yield _had_part(query.agent_ids)
        if query.contact_id is not None:
            yield _with_contact(query.contact_id)
        if query.number is not None:
            yield CALL.c.party_number == number_key(query.number, self._region)


def _read(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], query: LogQuery
) -> tuple[Call, ...]:
    older = [] if query.before is None else [_older_than(*query.before)]
    wanted = (
        select(CALL.c.body)
        .where(*conditions, *older)
        .order_by(*_ORDERS[query.sort])
        .limit(query.limit)
        .offset(query.offset or None)
    )
    return tuple(decode_call(body) for body in connection.scalars(wanted))


def _older_than(started_at: datetime, call_id: str) -> ColumnElement[bool]:
    return and_(
        CALL.c.started_at <= started_at,
        or_(CALL.c.started_at < started_at, CALL.c.id < call_id),
    )


def _had_part(agent_ids: tuple[str, ...]) -> ColumnElement[bool]:
    return exists().where(CALL_AGENT.c.call_id == CALL.c.id, CALL_AGENT.c.agent_id.in_(agent_ids))


def _with_contact(contact_id: str) -> ColumnElement[bool]:
    numbers = (
        select(func.coalesce(CONTACT_NUMBER.c.e164, CONTACT_NUMBER.c.written))
        .join_from(CONTACT_NUMBER, CONTACT, CONTACT_NUMBER.c.ref == CONTACT.c.ref)
        .where(CONTACT.c.id == contact_id)
    )
    by_number = and_(CALL.c.contact_id.is_(None), CALL.c.party_number.in_(numbers))
    return or_(CALL.c.contact_id == contact_id, by_number)
