"""A desk's and a companion's journal on real files, and the wire between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cti_desktop.calls.call import Call
from cti_desktop.calls.clocks import bounds
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store
from cti_desktop.sync import wire

PATIENCE_S = 60.0


@dataclass
class Sides:
    """Both journals; `push` and `pull` are one batch each, over the wire's own bytes."""

    desk: Store
    companion: Store
    place: int = 0

    @classmethod
    def open(cls, folder: Path) -> "Sides":
        desk, hub = (open_store(f"sqlite:///{folder / name}.db") for name in ("desk", "hub"))
        return cls(desk, hub)

    def close(self) -> None:
        self.desk.close()
        self.companion.close()

    def hear(self, events: Sequence[CallEvent]) -> None:
        """The desk's own softphone and its person."""
        self.desk.journal.append(events, outgoing=True).result(PATIENCE_S)

    def receive(self, events: Sequence[CallEvent]) -> None:
        """Webhooks and REST rows at the companion."""
        self.companion.journal.append(events).result(PATIENCE_S)

    def push(self, limit: int, now: datetime) -> int:
        """Hand the oldest waiting events over; how many there were."""
        batch = self.desk.outbox.pending(limit)
        if batch:
            taken = wire.decode_push(wire.encode_push(batch))
            assert not taken.refused
            kept = (*taken.events, *bounds(taken.events, now))
            self.companion.journal.append(kept).result(PATIENCE_S)
            self.desk.outbox.done([event.id for event in batch]).result(PATIENCE_S)
        return len(batch)

    def pull(self, limit: int, now: datetime) -> int:
        """Take the next page of the feed, the desk's own events among it; how many there were."""
        page = self.companion.journal.after(self.place, limit)
        sent = wire.FeedPage(events=page.events, cursor=str(page.cursor), more=page.more, now=now)
        taken = wire.decode_page(wire.encode_page(sent))
        assert not taken.unreadable
        if taken.events:
            self.desk.journal.append(taken.events).result(PATIENCE_S)
        self.place = int(taken.cursor)
        return len(taken.events)

    def in_step(self, now: datetime) -> None:
        """Go on until neither side has anything new for the other."""
        while self.push(wire.MAX_EVENTS, now) or self.pull(wire.MAX_EVENTS, now):
            pass


def calls_in(store: Store) -> dict[str, Call]:
    """Every folded call by id."""
    found: dict[str, Call] = {}
    before: tuple[datetime, str] | None = None
    while page := store.log.page(LogQuery(limit=2000, before=before)):
        found.update((call.id, call) for call in page)
        last = page[-1]
        assert last.started_at is not None
        before = (last.started_at, last.id)
    return found
