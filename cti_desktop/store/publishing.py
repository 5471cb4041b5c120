"""Tells listeners what was appended: in commit order, each event once, whoever appended it.

Own appends come from the writer after their commit. Those of other processes on the same database
are read from it when `listening.py` hears of them, or when an own append shows that some are
missing. `journal.py` owns it.

A server that took over from another may lack the last commits. Then their positions are given out
again: whoever listens is told how far back the journal went, and everything from there on.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import structlog
from sqlalchemy import Connection, select

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import decode_call, decode_event
from cti_desktop.store.appending import Appended
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import CHUNK, in_chunks
from cti_desktop.store.schema import CALL, CALL_KEY, EVENT, JOURNAL_HEAD

Listener = Callable[[Appended], None]
_Place = tuple[int, str | None]
"""A position told and the id of the event there; None when it was erased before."""
_KEPT_PLACES = 1_000

_log = structlog.get_logger(__name__)


class Publisher:
    """Keeps the listeners and the last position they heard of."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._guard = threading.Lock()
        self._telling = threading.Lock()
        self._listeners: tuple[Listener, ...] = ()
        self._doubtful = False
        with engines.reading() as connection:
            self._told = _head(connection)
            first = (self._told, _ids_at(connection, (self._told,)).get(self._told))
        self._places: deque[_Place] = deque((first,), maxlen=_KEPT_PLACES)

    def doubt(self) -> None:
        """Look before the next own append is told whether the journal is still the same one."""
        self._doubtful = True

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; returns what removes it, again is harmless."""
        own = partial(listener)  # the same function may listen twice, and each ends by itself
        with self._guard:
            self._listeners = (*self._listeners, own)

        def unsubscribe() -> None:
            with self._guard:
                self._listeners = tuple(one for one in self._listeners if one is not own)

        return unsubscribe

    def tell_own(self, appended: Appended) -> None:
        """Tell of an append of this process, and first of what lies before it.

        That is what others appended, and what this process did without hearing that it was kept:
        when it comes again it is known, and nothing of it is new.
        """
        with self._telling:
            if self._doubtful:
                self._look()
                self._doubtful = False
            self._catch_up(appended.cursor - len(appended.new))
            if appended.new and appended.cursor > self._told:
                self._tell(appended)

    def tell_gone(self, gone: tuple[str, ...], calls: tuple[Call, ...]) -> None:
        """Tell that calls were erased, and what others are without the events that were."""
        with self._telling:
            self._tell(
                Appended(new=(), known=0, calls=calls, moved=(), cursor=self._told, gone=gone)
            )

    def tell_others(self) -> None:
        """Tell of everything that is committed and was not told yet; any thread.

        Raises:
            CtiError: the database failed; the next call goes on where this one ended.
        """
        with self._telling:
            self._catch_up(self._look())

    def _look(self) -> int:
        """Return the last position committed; goes back first when what was told is no more."""
        with self._engines.reading() as connection:
            head = _head(connection)
            last = self._places[-1]
            lost = _is_lost(last, head, _ids_at(connection, (last[0],)))
            ids = _ids_at(connection, [at for at, _ in self._places]) if lost else {}
        if lost:
            self._go_back(head, ids)
        return head

    def _go_back(self, head: int, ids: Mapping[int, str]) -> None:
        """Go back to the last place that is still there, or else let be what is unknown."""
        before = self._told
        while self._places and _is_lost(self._places[-1], head, ids):
            self._places.pop()
        if not self._places:
            self._places.append((head, None))
        self._told = self._places[-1][0]
        _log.warning("journal_set_back", told=before, to=self._told, head=head)
        self._tell(Appended(new=(), known=0, calls=(), moved=(), cursor=self._told, set_back=True))

    def _catch_up(self, cursor: int) -> None:
        while self._told < cursor:
            with self._engines.reading() as connection:
                appended = _stored_after(connection, self._told, cursor)
            if appended is None:
                return
            self._tell(appended)

    def _tell(self, appended: Appended) -> None:
        self._told = appended.cursor
        if appended.new:
            self._places.append((appended.cursor, appended.new[-1].id))
        for listener in self._listeners:
            try:
                listener(appended)
            except Exception:  # noqa: BLE001 - one listener's fault is not the others'
                _log.exception("journal_listener_failed")


def _head(connection: Connection) -> int:
    return connection.scalar(select(JOURNAL_HEAD.c.last)) or 0


def _ids_at(connection: Connection, positions: Sequence[int]) -> dict[int, str]:
    ids: dict[int, str] = {}
    for chunk in in_chunks(positions):
        found = select(EVENT.c.position, EVENT.c.id).where(EVENT.c.position.in_(chunk))
        ids.update((row.position, row.id) for row in connection.execute(found))
    return ids


def _is_lost(place: _Place, head: int, ids: Mapping[int, str]) -> bool:
    """Tell whether what was told of a place is not in the journal; erased events are no sign."""
    position, event_id = place
    return position > head or (event_id is not None and ids.get(position, event_id) != event_id)


def _stored_after(connection: Connection, after: int, until: int) -> Appended | None:
    """Return what is stored between two positions, as far as one step goes."""
    wanted = (
        select(EVENT.c.position, EVENT.c.group_id, EVENT.c.body)
        .where(EVENT.c.position > after, EVENT.c.position <= until)
        .order_by(EVENT.c.position)
        .limit(CHUNK)
    )
    rows = connection.execute(wanted).all()
    if not rows:
        return None
    groups = sorted({row.group_id for row in rows if row.group_id is not None})
    calls = select(CALL.c.body).where(CALL.c.group_id.in_(groups)).order_by(CALL.c.group_id)
    former = (
        select(CALL_KEY.c.call_id, CALL.c.id)
        .join_from(CALL_KEY, CALL, CALL_KEY.c.group_id == CALL.c.group_id)
        .where(CALL_KEY.c.group_id.in_(groups), CALL_KEY.c.call_id != CALL.c.id)
        .order_by(CALL_KEY.c.call_id)
    )
    return Appended(
        new=tuple(decode_event(row.body) for row in rows),
        known=0,
        calls=tuple(decode_call(body) for body in connection.scalars(calls)),
        moved=tuple((row.call_id, row.id) for row in connection.execute(former)),
        cursor=rows[-1].position,
    )
