"""What was erased and must not come back: hashes that every append is compared with.

Three kinds: `e` an event and `k` a key of a call, for good; `p` a person, for what happened before
they were erased. Events and keys have ids nobody can guess, so their hashes may go to desktops;
a person's are made with a secret of this database, because a number can be guessed.
"""

import hashlib
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.persons import names_of
from cti_desktop.store.bulk import Lookup
from cti_desktop.store.engines import Engines
from cti_desktop.store.schema import ERASED, JOURNAL_HEAD, NAMED_CURSOR

_SALT = "store.erased.salt"
_PERSON = "p-"
_SALT_WANTED = select(NAMED_CURSOR.c.value).where(NAMED_CURSOR.c.name == _SALT)
_KNOWN = Lookup(ERASED, ("mark",), "mark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One hash of something erased, and when it was."""

    mark: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksPage:
    """Marks in the order they were made; go on with `place` while there is `more`."""

    marks: tuple[Mark, ...]
    place: int
    more: bool


def event_mark(event_id: str) -> str:
    """Return the mark of an event."""
    return f"e-{_hash(event_id)}"


def key_mark(key: str) -> str:
    """Return the mark of a call's key."""
    return f"k-{_hash(key)}"


class Marks:
    """Knows all marks; holds them in memory once there are any."""

    def __init__(self, engines: Engines, *, region: str | None) -> None:
        self._engines = engines
        self._region = region
        self._guard = threading.Lock()
        self._count = 0
        self._known: dict[str, datetime] = {}
        self._salt = ""

    def refused(
        self, connection: Connection, count: int, events: Iterable[CallEvent]
    ) -> frozenset[str]:
        """Return the ids of the events that are erased.

        Args:
            connection: in the append's transaction.
            count: what the journal's head says of marks; another number means there are others.
            events: to be appended.
        """
        if not count:
            return frozenset()
        with self._guard:
            if count != self._count:
                self._learn(connection, count)
            return frozenset(event.id for event in events if self._is_erased(event))

    def page(self, after: int, limit: int, check: str = "") -> MarksPage:
        """Return marks that desktops may know, from a place on; 0 is before the first.

        Args:
            after: where the last page ended.
            limit: how many at most.
            check: the last mark of that page. When it is not at the place, this is another database
                or an older copy of it, and the page begins at the start: marks may come again.
        """
        with self._engines.reading() as connection:
            place = after if _was_told(connection, after, check) else 0
            wanted = (
                select(ERASED)
                .where(ERASED.c.place > place, ~ERASED.c.mark.startswith(_PERSON))
                .order_by(ERASED.c.place)
                .limit(limit + 1)
            )
            rows = connection.execute(wanted).all()
        page = rows[:limit]
        return MarksPage(
            marks=tuple(Mark(mark=row.mark, at=row.at) for row in page),
            place=page[-1].place if page else place,
            more=len(rows) > limit,
        )

    def person_marks(self, connection: Connection, names: Iterable[str]) -> tuple[str, ...]:
        """Return the marks of a person's names."""
        salt = _salt(connection)
        return tuple(f"{_PERSON}{_hash(salt + name)}" for name in sorted(names))

    def erased_at(self, connection: Connection, name: str) -> datetime | None:
        """Return up to when what happened to a person is refused, None when they have no mark."""
        salt = connection.scalar(_SALT_WANTED)
        if salt is None:
            return None
        mark = f"{_PERSON}{_hash(salt + name)}"
        return connection.scalar(select(ERASED.c.at).where(ERASED.c.mark == mark))

    def _is_erased(self, event: CallEvent) -> bool:
        known = self._known
        if event_mark(event.id) in known or any(key_mark(key) in known for key in event.keys):
            return True
        for name in names_of(event, self._region):
            at = known.get(f"{_PERSON}{_hash(self._salt + name)}")
            if at is not None and event.at <= at:
                return True
        return False

    def _learn(self, connection: Connection, count: int) -> None:
        self._salt = self._salt or _salt(connection)
        rows = connection.execute(select(ERASED.c.mark, ERASED.c.at))
        self._known = {row.mark: row.at for row in rows}
        self._count = count


def keep_marks(connection: Connection, marks: Sequence[Mark]) -> None:
    """Add marks in a transaction; of one that is known the later time counts."""
    at = {one.mark: one.at for one in sorted(marks, key=lambda one: one.at)}
    known = {row.mark for row in _KNOWN.rows(connection, at)}
    later = sorted(mark for mark in known if mark.startswith(_PERSON))
    for mark in later:
        connection.execute(update(ERASED).where(ERASED.c.mark == mark).values(at=at[mark]))
    fresh = sorted(at.keys() - known)
    if fresh:
        connection.execute(insert(ERASED), [{"mark": mark, "at": at[mark]} for mark in fresh])
    if fresh or later:  # whatever the number, another one makes every process learn anew
        more = JOURNAL_HEAD.c.erased + len(fresh) + len(later)
        connection.execute(update(JOURNAL_HEAD).values(erased=more))


def _was_told(connection: Connection, place: int, check: str) -> bool:
    """Tell whether a page ended at a place; who knows no more of it than that may leave out which.

    Pages end at marks that are for desktops, and no mark ever goes.
    """
    mark = connection.scalar(select(ERASED.c.mark).where(ERASED.c.place == place))
    return mark is not None and not mark.startswith(_PERSON) and check in ("", mark)


def _salt(connection: Connection) -> str:
    salt = connection.scalar(_SALT_WANTED)
    if salt is None:
        salt = secrets.token_hex(16)
        connection.execute(insert(NAMED_CURSOR).values(name=_SALT, value=salt))
    return salt


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
