"""The call log: folded calls by list, search, number and id."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)

from cti_desktop.calls.agents import KnownAgent
from cti_desktop.calls.call import Call, State
from cti_desktop.calls.codec import decode_call
from cti_desktop.calls.events import Direction
from cti_desktop.calls.listed import ListedCall, decode_listed
from cti_desktop.calls.log_filter import LogFilter, Place, Sort
from cti_desktop.calls.numbers import PhoneNumber
from cti_desktop.store.agents import agents_in, named
from cti_desktop.store.beside import had_part, in_states, narrowed, tagged
from cti_desktop.store.by_name import Stretch, behind, calls_by_name
from cti_desktop.store.engines import Engines
from cti_desktop.store.rows import number_key
from cti_desktop.store.schema import (
    CALL,
    CALL_BACK,
    CALL_KEY,
    CALL_TAG,
    CONTACT,
    CONTACT_NUMBER,
)
from cti_desktop.store.searching import containing, narrowing, sought
from cti_desktop.store.taking_over import chosen_is, nobody_chosen

C = TypeVar("C")
__all__ = ["CallLog", "LogQuery", "Sort"]

_MOST_PAGES = 20
_LIVE = tuple(state.value for state in State if state.live)
_BY_NAME = (Sort.PARTY, Sort.PARTY_DOWN)
_SORTED_BY: dict[Sort, tuple[ColumnElement[Any], bool]] = {
    Sort.NEWEST: (CALL.c.started_at, True),
    Sort.OLDEST: (CALL.c.started_at, False),
    Sort.PARTY: (CALL.c.party_name, False),
    Sort.PARTY_DOWN: (CALL.c.party_name, True),
    Sort.SHORTEST: (CALL.c.talk_s, False),
    Sort.LONGEST: (CALL.c.talk_s, True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery(LogFilter):
    """A page of the calls a filter lets through.

    Attributes:
        contact_id: chosen for the call, or, where nobody was, has the call's number.
        seen_by: ids of the reader, for whom a call they had part in has the state of their leg.
        before: the place of a call; the page begins behind it.
        back: the page ends above `before`, or at the log's end without one.
        offset: calls to leave out at the beginning.
    """

    contact_id: str | None = None
    seen_by: tuple[str, ...] = ()
    limit: int = 100
    before: Place | None = None
    back: bool = False
    offset: int = 0

    @classmethod
    def of(
        cls,
        shown: LogFilter,
        *,
        seen_by: tuple[str, ...] = (),
        limit: int = 100,
        before: Place | None = None,
        back: bool = False,
    ) -> "LogQuery":
        """Ask for a page of what a filter lets through."""
        asked = {field.name: getattr(shown, field.name) for field in fields(LogFilter)}
        return cls(**asked, seen_by=seen_by, limit=limit, before=before, back=back)


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
        return tuple(call for call, _ in self.placed(query))

    def placed(self, query: LogQuery) -> tuple[tuple[Call, Place], ...]:
        """Return a page of calls, each with the place to go on from."""
        return self._placed(query, decode_call)

    def listed(self, query: LogQuery) -> tuple[tuple[ListedCall, Place], ...]:
        """Return a page of what lists show of calls, each with the place to go on from."""
        return self._placed(query, decode_listed)

    def listed_pages(self, query: LogQuery) -> Iterator[list[ListedCall]]:
        """Go through all that a query lets through from its beginning, a page at a time.

        Nothing is held between two pages. Only the last call's place is read, as reading the time
        of a million would take as long as the calls.
        """
        with self._engines.reading() as connection:
            conditions = self._conditions(connection, query)
        while True:
            with self._engines.reading() as connection:
                page, last = _next_page(connection, conditions, query)
            query = replace(query, before=last)
            yield page
            if len(page) < query.limit:
                return

    def count(self, query: LogQuery, at_most: int | None = None) -> int:
        """Count the calls of all pages, or as far as is wanted."""
        with self._engines.reading() as connection:
            fitting = select(CALL.c.group_id).where(*self._conditions(connection, query))
            counted = fitting.limit(at_most).subquery()
            return connection.scalar(select(func.count()).select_from(counted)) or 0

    def queues(self) -> tuple[str, ...]:
        """Return the names of queues and groups that calls came through."""
        return self._names(CALL.c.via)

    def agents(self) -> tuple[KnownAgent, ...]:
        """Return the agents who had part in calls, by name."""
        with self._engines.reading() as connection:
            return agents_in(connection)

    def tags(self) -> tuple[str, ...]:
        """Return the tags that calls have."""
        return self._names(CALL_TAG.c.tag)

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

    def chosen_for(
        self, contact_id: str, *, before: datetime | None, limit: int = 5
    ) -> tuple[Call, ...]:
        """Return the last calls a person said were with a contact, before a time (None: now)."""
        conditions: list[ColumnElement[bool]] = [chosen_is(contact_id)]
        if before is not None:
            conditions.append(CALL.c.started_at < before)
        return self._newest(conditions, limit)

    def promised(self, *, since: datetime) -> tuple[Call, ...]:
        """Return the calls somebody promised to call back on, by the promised time.

        Those after which the same number was called and answered are left out; whoever was reached
        in another way is still among them.

        Args:
            since: what was due before is left out.
        """
        wanted = (
            select(CALL.c.body)
            .join_from(CALL_BACK, CALL, CALL_BACK.c.call_id == CALL.c.id)
            .where(CALL_BACK.c.at >= since, not_(_called_later()))
            .order_by(CALL_BACK.c.at, CALL.c.id)
        )
        with self._engines.reading() as connection:
            return tuple(decode_call(body) for body in connection.scalars(wanted))

    def unfinished(
        self, limit: int = 100, agent_ids: tuple[str, ...] = (), *, outside: bool = False
    ) -> tuple[ListedCall, ...]:
        """Return calls that were answered and are over but have no outcome yet, newest first.

        Those that nobody wants logged need none.

        Args:
            limit: calls at most.
            agent_ids: ids of the agent who answered; anybody's when empty.
            outside: leave out calls between colleagues.
        """
        within = CALL.c.direction
        conditions = [
            CALL.c.outcome.is_(None),
            CALL.c.answered_at.is_not(None),
            CALL.c.state.not_in(_LIVE),
            *((had_part(agent_ids).condition,) if agent_ids else ()),
            *((or_(within.is_(None), within != Direction.INTERNAL.value),) if outside else ()),
        ]
        found: list[ListedCall] = []
        query = LogQuery(limit=limit)
        with self._engines.reading() as connection:
            for _ in range(_MOST_PAGES):
                page = _read(connection, conditions, query, decode_listed)
                found.extend(
                    call for call, _ in page if call.logged and _answered_by(call, agent_ids)
                )
                if len(page) < limit or len(found) >= limit:
                    break
                query = replace(query, before=page[-1][1])
        return tuple(found[:limit])

    def _placed(self, query: LogQuery, decode: Callable[[bytes], C]) -> tuple[tuple[C, Place], ...]:
        with self._engines.reading() as connection:
            return _read(connection, self._conditions(connection, query), query, decode)

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
            found = _read(connection, conditions, LogQuery(limit=limit), decode_call)
        return tuple(call for call, _ in found)

    def _names(self, column: ColumnElement[str | None] | ColumnElement[str]) -> tuple[str, ...]:
        """Go from each name to the next in its index: there are few of them and many calls."""
        names: list[str] = []
        with self._engines.reading() as connection:
            while name := connection.scalar(
                select(func.min(column)).where(column > (names[-1] if names else ""))
            ):
                names.append(name)
        return tuple(names)

    def _conditions(
        self, connection: Connection, query: LogQuery
    ) -> tuple[ColumnElement[bool], ...]:
        what = sought(connection, query.text)
        return (
            *containing(what, sqlite=self._engines.sqlite),
            *self._other_conditions(query),
            *_beside(connection, query),
            *narrowing(connection, what),
        )

    def _other_conditions(self, query: LogQuery) -> Iterator[ColumnElement[bool]]:
        yield from _plain_conditions(query)
        if query.contact_id is not None:
            yield _with_contact(query.contact_id)
        if query.number is not None:
            key = number_key(query.number, self._region)
            yield false() if key is None else CALL.c.party_number == key


def _plain_conditions(query: LogFilter) -> Iterator[ColumnElement[bool]]:
    if query.direction is not None:
        yield CALL.c.direction == query.direction.value
    if query.since is not None:
        yield CALL.c.started_at >= query.since
    if query.until is not None:
        yield CALL.c.started_at < query.until
    if query.without_outcome:
        yield CALL.c.outcome.is_(None)
    same = ((CALL.c.outcome, query.outcome), (CALL.c.via, query.via))
    yield from (column == wanted for column, wanted in same if wanted is not None)
    marks = (
        (CALL.c.has_note, query.has_note),
        (CALL.c.has_recording, query.has_recording),
        (CALL.c.has_voicemail, query.has_voicemail),
    )
    yield from (
        column if wanted else not_(column) for column, wanted in marks if wanted is not None
    )


def _beside(connection: Connection, query: LogQuery) -> Iterator[ColumnElement[bool]]:
    if query.states and query.seen_by:
        yield from narrowed(connection, in_states(query.states, query.seen_by))
    elif query.states:
        yield CALL.c.state.in_([state.value for state in query.states])
    if query.tag is not None:
        yield from narrowed(connection, tagged(query.tag))
    if query.agent_ids:
        yield from narrowed(connection, had_part(query.agent_ids))
    if query.whose:
        yield from narrowed(connection, had_part(query.whose))
    elif query.agent is not None:
        yield from narrowed(connection, named(connection, query.agent))


def _read(
    connection: Connection,
    conditions: Sequence[ColumnElement[bool]],
    query: LogQuery,
    decode: Callable[[bytes], C],
) -> tuple[tuple[C, Place], ...]:
    column, down = _SORTED_BY[query.sort]
    rows: Sequence[Any]
    if query.sort in _BY_NAME:
        stretch = Stretch(
            before=query.before,
            down=down is not query.back,
            limit=query.limit,
            offset=query.offset,
        )
        rows = calls_by_name(connection, conditions, stretch)
    else:
        rows = connection.execute(_page_of(conditions, query, CALL.c.body, column, CALL.c.id)).all()
    found = [(decode(body), (value, call_id)) for body, value, call_id in rows]
    return tuple(reversed(found) if query.back else found)


def _next_page(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], query: LogQuery
) -> tuple[list[ListedCall], Place | None]:
    """Read a page, and the last call's place when more may follow."""
    if query.sort in _BY_NAME:
        found = _read(connection, conditions, query, decode_listed)
        return [call for call, _ in found], found[-1][1] if found else None
    wanted = _page_of(conditions, query, CALL.c.body)
    page = list(map(decode_listed, connection.scalars(wanted).all()))
    more = len(page) == query.limit
    return page, _place(connection, page[-1].id, query.sort) if more else None


def _page_of(
    conditions: Sequence[ColumnElement[bool]], query: LogQuery, *columns: ColumnElement[Any]
) -> Select[Any]:
    column, down = _SORTED_BY[query.sort]
    down = down is not query.back
    after = [] if query.before is None else [behind(column, query.before, down=down)]
    order = (column.desc(), CALL.c.id.desc()) if down else (column, CALL.c.id)
    return (
        select(*columns)
        .where(*conditions, *after)
        .order_by(*order)
        .limit(query.limit)
        .offset(query.offset or None)
    )


def _place(connection: Connection, call_id: str, sort: Sort) -> Place:
    column, _ = _SORTED_BY[sort]
    value, same = connection.execute(select(column, CALL.c.id).where(CALL.c.id == call_id)).one()
    return value, same


def _answered_by(call: ListedCall, agent_ids: tuple[str, ...]) -> bool:
    """Leave out what only rang here and was answered elsewhere: a queue rings at many."""
    wanted = frozenset(agent_ids)
    own = [leg for leg in call.legs if not wanted.isdisjoint(leg.ids)]
    return not wanted or any(leg.answered_at is not None for leg in own)


def _called_later() -> ColumnElement[bool]:
    """Tell it by the number alone, which is indexed; a hidden one is nobody's."""
    later = CALL.alias()
    return exists().where(
        later.c.party_number == CALL.c.party_number,
        later.c.started_at >= CALL.c.started_at,
        later.c.direction == Direction.OUTBOUND.value,
        later.c.answered_at > CALL.c.started_at,
        later.c.id != CALL.c.id,
    )


def _with_contact(contact_id: str) -> ColumnElement[bool]:
    numbers = (
        select(func.coalesce(CONTACT_NUMBER.c.e164, CONTACT_NUMBER.c.written))
        .join_from(CONTACT_NUMBER, CONTACT, CONTACT_NUMBER.c.ref == CONTACT.c.ref)
        .where(CONTACT.c.id == contact_id)
    )
    by_number = and_(nobody_chosen(), CALL.c.party_number.in_(numbers))
    return or_(chosen_is(contact_id), by_number)
