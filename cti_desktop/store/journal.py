"""The journal: every event once, in commit order, and the calls folded from them.

The one place where call events enter the store. All programs append here and hear of changes here.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import decode_event
from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.store.appending import Appended, Batch, append_all
from cti_desktop.store.engines import Engines
from cti_desktop.store.judging import Judge, held
from cti_desktop.store.listening import Listening
from cti_desktop.store.marks import Marks
from cti_desktop.store.publishing import Publisher
from cti_desktop.store.quarantine import Quarantine, Quarantined, Reader, Unread
from cti_desktop.store.rebuilding import rebuild
from cti_desktop.store.rows import events_of_groups
from cti_desktop.store.schema import CALL_KEY, EVENT, JOURNAL_HEAD
from cti_desktop.store.writer import Writer

__all__ = ["Appended", "Journal", "Page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Events in commit order; go on with `after(cursor)` while there is `more`."""

    events: tuple[CallEvent, ...]
    cursor: int
    more: bool


class Journal:
    """Appends events and folds their calls, in one transaction; reads from any thread."""

    def __init__(
        self, engines: Engines, writer: Writer, *, region: str | None, marks: Marks
    ) -> None:
        self._engines = engines
        self._writer = writer
        self._region = region
        self._marks = marks
        self._quarantine = Quarantine(engines, writer)
        self._publisher = Publisher(engines)
        self._token = secrets.token_hex(8)
        engines.on_new_writing(self._publisher.doubt)
        self._listening = (
            None if engines.sqlite else Listening(engines, self._token, self._publisher.tell_others)
        )

    def append(self, events: Sequence[CallEvent], *, outgoing: bool = False) -> Future[Appended]:
        """Keep events; those known by id already change nothing.

        Args:
            events: of any calls, in any order.
            outgoing: whether new ones have to be sent to the companion.

        Returns:
            What changed, once it is on the disk and listeners have heard of it.
        """
        batch = Batch(events=tuple(events), outgoing=outgoing)
        return self._writer.submit_to(self._append_all, batch, self._publisher.tell_own)

    def append_judged(self, events: Sequence[CallEvent], judge: Judge) -> Future[Appended]:
        """Keep what a judge makes of events; no other append comes between the look and the commit.

        Args:
            events: what the judge is told of is what there is of these.
            judge: returns what is to be kept; its error is the future's.

        Returns:
            What changed, as for `append`.
        """

        def work(connection: Connection) -> Appended:
            kept = tuple(judge(held(connection, events)))
            (answer,) = self._append_all(connection, [Batch(events=kept, outgoing=False)])
            return answer

        return self._writer.submit(work, self._publisher.tell_own)

    def subscribe(self, listener: Callable[[Appended], None]) -> Callable[[], None]:
        """Hear of every append that brought something new.

        On PostgreSQL other processes' appends are told as well, as soon as they are heard of, a
        few commits at once; their `moved` names every id that the calls went by before. And it is
        told there when the journal went back (`Appended.set_back`).

        Args:
            listener: called after the commit, on the writer thread (on another one for another
                process's append), in commit order: it must return at once and must not wait for a
                write. What it raises is logged.

        Returns:
            A function that ends it; calling it again is harmless.
        """
        return self._publisher.subscribe(listener)

    def events_of(self, call_id: str) -> tuple[CallEvent, ...]:
        """Return a call's events as they were kept; none when the id was never a call's."""
        group = select(CALL_KEY.c.group_id).where(CALL_KEY.c.call_id == call_id)
        with self._engines.reading() as connection:
            number = connection.scalar(group)
            return tuple(events_of_groups(connection, [number])[number]) if number else ()

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

    def of_no_call(self, kind: Kind) -> tuple[CallEvent, ...]:
        """Return the events of a kind that Zoom ties to no call, in journal order."""
        wanted = (
            select(EVENT.c.body)
            .join(CALL_KEY, CALL_KEY.c.group_id == EVENT.c.group_id)
            .where(EVENT.c.kind == kind.value, CALL_KEY.c.key.startswith("own:"))
            .order_by(EVENT.c.position)
        )
        with self._engines.reading() as connection:
            return tuple(decode_event(body) for body in connection.scalars(wanted))

    def id_at(self, position: int) -> str | None:
        """Return the id of the event at a position.

        Empty when it was there and is gone, as after an erasing; None when the journal has not come
        that far.
        """
        with self._engines.reading() as connection:
            found = connection.scalar(select(EVENT.c.id).where(EVENT.c.position == position))
            head = connection.scalar(select(JOURNAL_HEAD.c.last)) or 0
        return found or ("" if position <= head else None)

    def count(self) -> int:
        """Count the events kept."""
        with self._engines.reading() as connection:
            return connection.scalar(select(func.count()).select_from(EVENT)) or 0

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> Future[int]:
        """Fold every call again from its events; gives how many. Listeners do not hear of it.

        Appends go on between its steps; the log shows every call all the time.

        Args:
            progress: told (events read, events in all) after each step, on the writer thread.
        """
        return rebuild(self._engines, self._writer, self._region, progress)

    def quarantine(self, raw: bytes, reason: str, source: str) -> Future[None]:
        """Keep input that could not be read, with the reason; see `Quarantine`."""
        return self._quarantine.put(raw, reason, source)

    def quarantined(self) -> tuple[Quarantined, ...]:
        """Return the input that could not be read, latest first."""
        return self._quarantine.all()

    def quarantined_from(self, source: str) -> tuple[bytes, ...]:
        """Return the quarantined input of one source, oldest first."""
        return self._quarantine.of_source(source)

    def forget_quarantined(self, source: str, raws: Sequence[bytes]) -> Future[None]:
        """Forget quarantined input of one source that is settled."""
        return self._quarantine.forget(source, raws)

    def unread(self) -> tuple[Unread, ...]:
        """Return the input that could not be read by source and reason, the latest first."""
        return self._quarantine.groups()

    def count_quarantined(self) -> int:
        """Count the input that could not be read."""
        return self._quarantine.count()

    def reread(
        self, read: Reader, outgoing: Callable[[Quarantined], bool] = lambda _: False
    ) -> Iterator[Future[Appended]]:
        """Read the quarantine again, as after an upgrade, and append what can be read now.

        An input leaves the quarantine in the transaction that appends its events; one that cannot
        be appended stays and is no other's concern. Whoever waits for each before the next lets
        the next be read with all before it in the journal.

        Args:
            read: returns an input's events; raises `CtiError` while it still cannot.
            outgoing: whether an input's new events have to be sent to the companion.

        Yields:
            What each input that could be read brought.
        """
        for kept, events in self._quarantine.readable(read):
            yield self._let_out(kept.number, Batch(events=tuple(events), outgoing=outgoing(kept)))

    def _let_out(self, number: int, batch: Batch) -> Future[Appended]:
        def work(connection: Connection) -> Appended:
            (answer,) = self._append_all(connection, [batch])
            self._quarantine.drop(connection, number)
            return answer

        return self._writer.submit(work, self._publisher.tell_own)

    def tell_gone(self, gone: tuple[str, ...], calls: tuple[Call, ...]) -> None:
        """Tell listeners of an erasing; only `erasing.py` calls it, after its commit."""
        self._publisher.tell_gone(gone, calls)

    def close(self) -> None:
        """Stop hearing of other processes; again is harmless."""
        if self._listening is not None:
            self._listening.close()

    def _append_all(self, connection: Connection, batches: Sequence[Batch]) -> list[Appended]:
        answers = append_all(connection, batches, self._region, self._marks)
        if any(answer.new for answer in answers):
            self._engines.notify(connection, self._token)
        return answers
