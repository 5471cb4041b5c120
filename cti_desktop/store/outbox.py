"""Events the companion has not confirmed yet; the journal fills it, the sync loop empties it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import islice

from sqlalchemy import Connection, delete, func, insert, select

from cti_desktop.calls.codec import author_of, decode_event
from cti_desktop.calls.events import CallEvent, Source
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import CHUNK, in_chunks
from cti_desktop.store.schema import EVENT, OUTBOX
from cti_desktop.store.writer import Writer

_FIRST_SEEN_HERE = [Source.EMBED.value, Source.PROGRAM.value, Source.PERSON.value]


class Outbox:
    """Keeps events until somebody says they arrived; survives the end of the program."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer

    def pending(
        self, limit: int = 200, authors: Collection[str | None] | None = None
    ) -> tuple[CallEvent, ...]:
        """Return the oldest waiting events in journal order.

        Args:
            limit: how many at most.
            authors: whose events are wanted; None is everybody's.
        """
        with self._engines.reading() as connection:
            wanted = (
                body
                for body in _bodies(connection)
                if authors is None or author_of(body) in authors
            )
            return tuple(decode_event(body) for body in islice(wanted, limit))

    def by_author(self) -> Mapping[str | None, int]:
        """Count the waiting events of each author; reads all of them."""
        with self._engines.reading() as connection:
            return Counter(author_of(body) for body in _bodies(connection))

    def done(self, event_ids: Sequence[str]) -> Future[None]:
        """Forget events that arrived; ids that do not wait are ignored."""

        def work(connection: Connection) -> None:
            for chunk in in_chunks(event_ids):
                sent = select(EVENT.c.position).where(EVENT.c.id.in_(chunk))
                connection.execute(delete(OUTBOX).where(OUTBOX.c.position.in_(sent)))

        return self._writer.submit(work)

    def refill(self, author: str | None) -> int:
        """Let everything wait again that began at a desk of this author; returns how many.

        For a companion that lost what it was sent. Any thread, blocks; appends go on meanwhile.

        Args:
            author: theirs, and what nobody is named as the author of.

        Raises:
            CtiError: the database failed; call it again, nothing waits twice.
        """
        after = count = 0
        while True:
            wanted = (
                select(EVENT.c.position, EVENT.c.body)
                .where(EVENT.c.position > after, EVENT.c.source.in_(_FIRST_SEEN_HERE))
                .order_by(EVENT.c.position)
                .limit(CHUNK)
            )
            with self._engines.reading() as connection:
                rows = connection.execute(wanted).all()
                own = [row.position for row in rows if author_of(row.body) in (None, author)]
            if not rows:
                return count
            after = rows[-1].position
            count += self._writer.submit(partial(_let_wait, positions=own)).result()

    def put_back(self, event_ids: Sequence[str], author: str | None) -> frozenset[str]:
        """Let some events wait again, and return which of them are in the journal at all.

        Any thread, blocks.

        Args:
            event_ids: those of others than the author stay as they are.
            author: theirs, and what nobody is named as the author of.

        Raises:
            CtiError: the database failed; call it again, nothing waits twice.
        """
        here: set[str] = set()
        for chunk in in_chunks(event_ids):
            wanted = select(EVENT.c.id, EVENT.c.position, EVENT.c.body).where(EVENT.c.id.in_(chunk))
            with self._engines.reading() as connection:
                rows = connection.execute(wanted).all()
            here.update(row.id for row in rows)
            own = [row.position for row in rows if author_of(row.body) in (None, author)]
            self._writer.submit(partial(_let_wait, positions=own)).result()
        return frozenset(here)

    def count(self) -> int:
        """Count the waiting events."""
        with self._engines.reading() as connection:
            return connection.scalar(select(func.count()).select_from(OUTBOX)) or 0


def _bodies(connection: Connection) -> Iterator[bytes]:
    after = 0
    while True:
        wanted = (
            select(OUTBOX.c.position, EVENT.c.body)
            .join_from(OUTBOX, EVENT, OUTBOX.c.position == EVENT.c.position)
            .where(OUTBOX.c.position > after)
            .order_by(OUTBOX.c.position)
            .limit(CHUNK)
        )
        rows = connection.execute(wanted).all()
        yield from (row.body for row in rows)
        if len(rows) < CHUNK:
            return
        after = rows[-1].position


def _let_wait(connection: Connection, positions: Sequence[int]) -> int:
    known = set(
        connection.scalars(select(OUTBOX.c.position).where(OUTBOX.c.position.in_(positions)))
    )
    kept = select(EVENT.c.position).where(EVENT.c.position.in_(positions))
    new = [{"position": one} for one in connection.scalars(kept) if one not in known]
    if new:
        connection.execute(insert(OUTBOX), new)
    return len(new)
