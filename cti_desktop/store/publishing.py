"""Tells listeners what was appended: in commit order, each event once, whoever appended it.

Own appends come from the writer after their commit. Those of other processes on the same database
are read from it when `listening.py` hears of them, or when an own append shows that some are
missing. `journal.py` owns it.
"""

import threading
from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy import Connection, select

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import decode_call, decode_event
from cti_desktop.store.appending import Appended
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import CHUNK
from cti_desktop.store.schema import CALL, CALL_KEY, EVENT, JOURNAL_HEAD

Listener = Callable[[Appended], None]

_log = structlog.get_logger(__name__)


class Publisher:
    """Keeps the listeners and the last position they heard of."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._guard = threading.Lock()
        self._telling = threading.Lock()
        self._listeners: tuple[Listener, ...] = ()
        self._told = self.head()

    def head(self) -> int:
        """Return the last position committed."""
        with self._engines.reading() as connection:
            return connection.scalar(select(JOURNAL_HEAD.c.last)) or 0

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
        """Tell of an append of this process, and first of others' that lie before it."""
        with self._telling:
            self._catch_up(appended.cursor - len(appended.new))
            if appended.cursor > self._told:
                self._tell(appended)

    def tell_gone(self, gone: tuple[str, ...], calls: tuple[Call, ...]) -> None:
        """Tell that calls were erased, and what others are without the events that were."""
        with self._telling:
            self._tell(
                Appended(new=(), known=0, calls=calls, moved=(), cursor=self._told, gone=gone)
            )

    def tell_others(self, cursor: int) -> None:
        """Tell of everything up to a position that was not told yet; any thread.

        Raises:
            CtiError: the database failed; the next call goes on where this one ended.
        """
        with self._telling:
            self._catch_up(cursor)

    def _catch_up(self, cursor: int) -> None:
        while self._told < cursor:
            with self._engines.reading() as connection:
                appended = _stored_after(connection, self._told, cursor)
            if appended is None:
                return
            self._tell(appended)

    def _tell(self, appended: Appended) -> None:
        self._told = appended.cursor
        for listener in self._listeners:
            try:
                listener(appended)
            except Exception:  # noqa: BLE001 - one listener's fault is not the others'
                _log.exception("journal_listener_failed")


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
