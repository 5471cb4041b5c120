"""The journal: every event once, in commit order, and the calls folded from them.

The one place where call events enter the store. All programs append here and hear of changes here.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy import Connection, func, insert, select, update

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import decode_event, encode
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import in_chunks, plan_groups, write_groups
from cti_desktop.store.quarantine import Quarantine, Quarantined
from cti_desktop.store.rows import events_of_group, refold, refold_all
from cti_desktop.store.schema import CALL_KEY, EVENT, JOURNAL_HEAD, OUTBOX
from cti_desktop.store.writer import Writer

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What an append changed.

    Attributes:
        new: the events that were not known, in journal order; they take the positions up to
            `cursor` without a gap.
        known: how many of the events were known already.
        calls: the calls folded anew.
        moved: (old call id, new call id) of calls that go by another id now.
        cursor: the journal's last position.
    """

    new: tuple[CallEvent, ...]
    known: int
    calls: tuple[Call, ...]
    moved: tuple[tuple[str, str], ...]
    cursor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Events in commit order; go on with `after(cursor)` while there is `more`."""

    events: tuple[CallEvent, ...]
    cursor: int
    more: bool


class Journal:
    """Appends events and folds their calls, in one transaction; reads from any thread."""

    def __init__(self, engines: Engines, writer: Writer, *, region: str | None) -> None:
        self._engines = engines
        self._writer = writer
        self._region = region
        self._quarantine = Quarantine(engines, writer)
        self._guard = threading.Lock()
        self._listeners: tuple[Callable[[Appended], None], ...] = ()

    def append(self, events: Sequence[CallEvent], *, outgoing: bool = False) -> Future[Appended]:
        """Keep events; those known by id already change nothing.

        Args:
            events: of any calls, in any order.
            outgoing: whether new ones have to be sent to the companion.

        Returns:
            What changed, once it is on the disk and listeners have heard of it.
        """
        work = partial(_append, events=tuple(events), outgoing=outgoing, region=self._region)
        return self._writer.submit(work, self._publish)

    def subscribe(self, listener: Callable[[Appended], None]) -> Callable[[], None]:
        """Hear of every append that brought something new.

        Args:
            listener: called after the commit, on the writer thread, in commit order: it must
                return at once and must not wait for a write. What it raises is logged.

        Returns:
            A function that ends it; calling it again is harmless.
        """
        own = partial(listener)  # the same function may listen twice, and each ends by itself
        with self._guard:
            self._listeners = (*self._listeners, own)

        def unsubscribe() -> None:
            with self._guard:
                self._listeners = tuple(one for one in self._listeners if one is not own)

        return unsubscribe

    def events_of(self, call_id: str) -> tuple[CallEvent, ...]:
        """Return a call's events as they were kept; none when the id was never a call's."""
        group = select(CALL_KEY.c.group_id).where(CALL_KEY.c.call_id == call_id)
        with self._engines.reading() as connection:
            number = connection.scalar(group)
            return () if number is None else events_of_group(connection, number)

    def after(self, cursor: int, limit: int = 500) -> Page:
        """Return the events committed after a position; 0 is before the first."""
        wanted = (
            select(EVENT.c.position, EVENT.c.body)
            .where(EVENT.c.position > cursor)
            .order_by(EVENT.c.position)
            .limit(limit + 1)
        )
        with self._engines.reading() as connection:
            rows = connection.execute(wanted).all()
        page = rows[:limit]
        return Page(
            events=tuple(decode_event(row.body) for row in page),
            cursor=page[-1].position if page else cursor,
            more=len(rows) > limit,
        )

    def count(self) -> int:
        """Count the events kept."""
        with self._engines.reading() as connection:
            return connection.scalar(select(func.count()).select_from(EVENT)) or 0

    def rebuild(self) -> Future[int]:
        """Fold every call again from its events; gives how many. Listeners do not hear of it."""
        return self._writer.submit(partial(refold_all, region=self._region))

    def quarantine(self, raw: bytes, reason: str, source: str) -> Future[None]:
        """Keep input that could not be read, with the reason; see `Quarantine`."""
        return self._quarantine.put(raw, reason, source)

    def quarantined(self) -> tuple[Quarantined, ...]:
        """Return the input that could not be read, latest first."""
        return self._quarantine.all()

    def _publish(self, appended: Appended) -> None:
        if not appended.new:
            return
        for listener in self._listeners:
            try:
                listener(appended)
            except Exception:  # noqa: BLE001 - one listener's fault is not the others'
                _log.exception("journal_listener_failed")


def _append(
    connection: Connection, *, events: tuple[CallEvent, ...], outgoing: bool, region: str | None
) -> Appended:
    last = _lock_head(connection)
    new = _unknown(connection, events)
    known = len(events) - len(new)
    if not new:
        return Appended(new=(), known=known, calls=(), moved=(), cursor=last)
    placed = list(enumerate(new, last + 1))
    grouping = plan_groups(connection, placed)
    write_groups(connection, grouping)
    connection.execute(
        insert(EVENT), [_row(at, event, grouping.home[event.id]) for at, event in placed]
    )
    if outgoing:
        connection.execute(insert(OUTBOX), [{"position": at} for at, _ in placed])
    cursor = last + len(new)
    connection.execute(update(JOURNAL_HEAD).values(last=cursor))
    folded = refold(connection, grouping.touched, grouping.joined, region)
    return Appended(new=new, known=known, calls=folded.calls, moved=folded.moved, cursor=cursor)


def _lock_head(connection: Connection) -> int:
    """Return the last position and keep other appends out until this one is committed.

    So positions follow commit order with several writing processes too, and a feed that goes on
    after a position misses nothing.
    """
    return connection.execute(select(JOURNAL_HEAD.c.last).with_for_update()).scalar_one()


def _unknown(connection: Connection, events: tuple[CallEvent, ...]) -> tuple[CallEvent, ...]:
    by_id: dict[str, CallEvent] = {}
    for event in events:
        by_id.setdefault(event.id, event)
    for chunk in in_chunks(list(by_id)):
        for known in connection.scalars(select(EVENT.c.id).where(EVENT.c.id.in_(chunk))):
            by_id.pop(known)
    return tuple(by_id.values())


def _row(position: int, event: CallEvent, group: int | None) -> dict[str, object]:
    return {
        "position": position,
        "id": event.id,
        "group_id": group,
        "kind": event.kind.value,
        "source": event.source.value,
        "at": event.at,
        "body": encode(event),
    }
