"""Removes a person from everything that is kept, so that nothing of them comes back.

Journal, folded calls, texts, full-text index, contacts, outbox, unread and unreadable input,
sessions and grants. What went leaves marks (`marks.py`) that every later append is compared with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection, select

from cti_desktop.calls.codec import decode_event
from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.persons import Sought, names_of
from cti_desktop.store.appending import lock_head
from cti_desktop.store.audit import AuditEntry, add_entries
from cti_desktop.store.engines import Engines
from cti_desktop.store.erasing_rest import erase_beside_journal
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.journal import Journal
from cti_desktop.store.marks import Mark, Marks, MarksPage, event_mark, keep_marks, key_mark
from cti_desktop.store.removing import Removed, remove_events, remove_groups
from cti_desktop.store.schema import CALL_KEY, EVENT
from cti_desktop.store.writer import Writer

_STRETCH = 2_000
_USER = "user:"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasing took away.

    Attributes:
        events: of the journal.
        calls: that went whole.
        beside: rows beside the journal: contacts, unread input, sessions and the like.
        compacted: whether nothing of it is left in free space of the file either; None where
            that is the database server's own work.
    """

    events: int
    calls: int
    beside: int
    compacted: bool | None = None


@dataclass(slots=True, kw_only=True)
class _Hits:
    """Where a person was found.

    Attributes:
        calls: positions of events that make their whole call go. Not their groups: two calls may
            become one meanwhile.
        events: positions of events that go alone.
        until: positions up to here were looked through.
    """

    calls: set[int] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    until: int = 0


class Erasing:
    """Erases on the companion, and drops on a desktop what the companion erased."""

    def __init__(
        self,
        engines: Engines,
        writer: Writer,
        journal: Journal,
        marks: Marks,
        *,
        region: str | None,
    ) -> None:
        self._engines = engines
        self._writer = writer
        self._journal = journal
        self._marks = marks
        self._region = region

    def leg_ids_of(self, user_id: str) -> frozenset[str]:
        """Return every leg id that events know a user by; reads the whole journal."""
        wanted, found = f"{_USER}{user_id}", set[str]()

        def look(_: int, __: int | None, body: bytes) -> None:
            if wanted.encode() in body:
                event = decode_event(body)
                ids = event.leg.ids if event.leg is not None else ()
                if wanted in ids:
                    found.update(ids)

        with self._engines.reading() as connection:
            _walk(connection, 0, look)
        return frozenset(found)

    def erase(
        self,
        sought: Sought,
        *,
        at: datetime,
        entry: Callable[[Erased], AuditEntry] | None = None,
        until: datetime | None = None,
    ) -> Erased:
        """Erase a person; blocking, takes a while on a long journal, and appends go on meanwhile.

        Args:
            sought: whom.
            at: now, UTC; what happened before and comes later is refused.
            entry: writes the audit log's entry, kept in the same transaction.
            until: what happened later stays, and is taken if it comes later still; so do sign-ins,
                which whoever asks has to end.

        Raises:
            CtiError: the database failed; nothing is erased then.
        """
        hits = _Hits()
        with self._engines.reading() as connection:
            self._seek(connection, sought, hits, until)

        def work(connection: Connection) -> tuple[Removed, Erased]:
            lock_head(connection)
            self._seek(connection, sought, hits, until)  # what came meanwhile
            groups = _homes(connection, hits.calls)
            marks = _marks_of(connection, groups, hits.events)
            removed = remove_groups(connection, groups)
            removed += remove_events(connection, sorted(hits.events), self._region)
            persons = self._marks.person_marks(connection, sought.names)
            marked_at = until or at
            keep_marks(connection, [Mark(mark=one, at=marked_at) for one in (*marks, *persons)])
            sign_ins = until is None
            beside = erase_beside_journal(connection, sought, self._region, sign_ins=sign_ins)
            done = Erased(events=removed.events, calls=len(removed.gone), beside=beside)
            if entry is not None:
                add_entries(connection, [entry(done)])
            return removed, done

        _, done = self._writer.submit(work, self._told).result()
        log.info("person_erased", events=done.events, calls=done.calls, beside=done.beside)
        return replace(done, compacted=self._compact())

    def erased_until(self, user_id: str) -> datetime | None:
        """Return up to when everything of a user was erased; None when it never was."""
        with self._engines.reading() as connection:
            return self._marks.erased_at(connection, f"id:{_USER}{user_id}")

    def forget(self, marks: Sequence[Mark]) -> Erased:
        """Drop what carries these marks, and keep them; for a desktop, blocking.

        Raises:
            CtiError: the database failed; nothing is dropped then.
        """
        wanted = {one.mark for one in marks}

        def work(connection: Connection) -> tuple[Removed, Erased]:
            lock_head(connection)
            groups = _groups_of(connection, wanted)
            removed = remove_groups(connection, groups)
            removed += remove_events(connection, _positions_of(connection, wanted), self._region)
            keep_marks(connection, marks)
            return removed, Erased(events=removed.events, calls=len(removed.gone), beside=0)

        _, done = self._writer.submit(work, self._told).result()
        return done

    def marks_page(self, after: int, limit: int = 1000, check: str = "") -> MarksPage:
        """Return the marks that desktops may know, in the order they were made; see `Marks`."""
        return self._marks.page(after, limit, check)

    def _told(self, done: tuple[Removed, Erased]) -> None:
        removed, _ = done
        if removed.gone or removed.calls:
            self._journal.tell_gone(removed.gone, removed.calls)

    def _seek(
        self, connection: Connection, sought: Sought, hits: _Hits, until: datetime | None
    ) -> None:
        """Look through the journal from where the last look ended."""

        def look(position: int, group: int | None, body: bytes) -> None:
            if not sought.mentioned(body):
                return
            event = decode_event(body)
            if until is not None and event.at > until:
                return
            if sought.whole_calls and group is not None and self._about(sought, event):
                hits.calls.add(position)
            else:
                hits.events.add(position)

        hits.until = _walk(connection, hits.until, look)

    def _about(self, sought: Sought, event: CallEvent) -> bool:
        return not sought.names.isdisjoint(names_of(event, self._region))

    def _compact(self) -> bool | None:
        try:
            return self._engines.compact()
        except CtiError as error:  # somebody reads now; the rows are gone all the same
            log.warning("file_not_compacted", code=error.code)
            return False


def _homes(connection: Connection, positions: set[int]) -> set[int]:
    """Return the groups of events."""
    groups: set[int] = set()
    for chunk in in_chunks(sorted(positions)):
        found = connection.scalars(select(EVENT.c.group_id).where(EVENT.c.position.in_(chunk)))
        groups.update(group for group in found if group is not None)
    return groups


def _marks_of(connection: Connection, groups: set[int], positions: set[int]) -> list[str]:
    """Return the marks of whole calls and of single events."""
    marks: list[str] = []
    for chunk in in_chunks(sorted(groups)):
        keys = select(CALL_KEY.c.key).where(CALL_KEY.c.group_id.in_(chunk))
        marks.extend(key_mark(key) for key in connection.scalars(keys))
        ids = select(EVENT.c.id).where(EVENT.c.group_id.in_(chunk))
        marks.extend(event_mark(one) for one in connection.scalars(ids))
    for chunk in in_chunks(sorted(positions)):
        ids = select(EVENT.c.id).where(EVENT.c.position.in_(chunk))
        marks.extend(event_mark(one) for one in connection.scalars(ids))
    return marks


def _walk(
    connection: Connection, after: int, look: Callable[[int, int | None, bytes], None]
) -> int:
    """Show every event behind a position, in order; returns the last position."""
    while True:
        wanted = (
            select(EVENT.c.position, EVENT.c.group_id, EVENT.c.body)
            .where(EVENT.c.position > after)
            .order_by(EVENT.c.position)
            .limit(_STRETCH)
        )
        rows = connection.execute(wanted).all()
        for row in rows:
            look(row.position, row.group_id, row.body)
        if not rows:
            return after
        after = rows[-1].position


def _groups_of(connection: Connection, marks: set[str]) -> set[int]:
    rows = connection.execute(select(CALL_KEY.c.key, CALL_KEY.c.group_id))
    return {row.group_id for row in rows if key_mark(row.key) in marks}


def _positions_of(connection: Connection, marks: set[str]) -> list[int]:
    rows = connection.execute(select(EVENT.c.position, EVENT.c.id))
    return [row.position for row in rows if event_mark(row.id) in marks]
