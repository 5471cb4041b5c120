"""Events the companion has not confirmed yet; the journal fills it, the sync loop empties it."""

from collections.abc import Sequence
from concurrent.futures import Future

from sqlalchemy import Connection, delete, func, select

from cti_desktop.calls.codec import decode_event
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.schema import EVENT, OUTBOX
from cti_desktop.store.writer import Writer


class Outbox:
    """Keeps events until somebody says they arrived; survives the end of the program."""

    def __init__(self, engines: Engines, writer: Writer) -> None:
        self._engines = engines
        self._writer = writer

    def pending(self, limit: int = 200) -> tuple[CallEvent, ...]:
        """Return the oldest waiting events in journal order."""
        wanted = (
            select(EVENT.c.body)
            .join_from(OUTBOX, EVENT, OUTBOX.c.position == EVENT.c.position)
            .order_by(OUTBOX.c.position)
            .limit(limit)
        )
        with self._engines.reading() as connection:
            return tuple(decode_event(body) for body in connection.scalars(wanted))

    def done(self, event_ids: Sequence[str]) -> Future[None]:
        """Forget events that arrived; ids that do not wait are ignored."""

        def work(connection: Connection) -> None:
            for chunk in in_chunks(event_ids):
                sent = select(EVENT.c.position).where(EVENT.c.id.in_(chunk))
                connection.execute(delete(OUTBOX).where(OUTBOX.c.position.in_(sent)))

        return self._writer.submit(work)

    def count(self) -> int:
        """Count the waiting events."""
        with self._engines.reading() as connection:
            return connection.scalar(select(func.count()).select_from(OUTBOX)) or 0
