"""What waits at this desk for the companion: whose it is, and what has to be sent once more.

Several people may work at one desk, one after the other. Each hands over their own and what was
written before anybody signed in; what somebody else wrote waits until they are here again, because
the companion takes nobody's word for another's. Core loop only.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

import structlog

from cti_desktop.calls.events import CallEvent
from cti_desktop.store.opening import Store

_LOST = "companion.lost"
_SENT_AGAIN = "companion.sent_again."

log = structlog.get_logger(__name__)


class Outgoing:
    """The outbox as the person who is here sees it.

    Args:
        author: who is here, as events name them; None while nobody is known.

    Attributes:
        others: how much of each other author waits.
    """

    def __init__(self, store: Store, author: Callable[[], str | None]) -> None:
        self._store = store
        self._author = author
        self.others: Mapping[str, int] = {}
        self.look()

    @property
    def waiting(self) -> int:
        """How much waits that can go now."""
        return max(0, self._store.outbox.count() - sum(self.others.values()))

    def look(self) -> None:
        """Count anew what others left here; when another person signs in."""
        author = self._author()
        self.others = {
            one: count
            for one, count in self._store.outbox.by_author().items()
            if one is not None and author not in (None, one)
        }

    def pending(self, limit: int) -> tuple[CallEvent, ...]:
        """Return the oldest that can go now."""
        return self._store.outbox.pending(limit, self._theirs())

    async def lost(self, at: datetime) -> None:
        """Hear that the companion lost what it was sent; from then on everybody sends it again."""
        await asyncio.wrap_future(self._store.cursors.set(_LOST, at.isoformat()))
        await self.send_again()

    async def send_again(self) -> None:
        """Let everything of the person who is here wait again, once after each loss."""
        author, lost = self._author(), self._store.cursors.get(_LOST)
        place = f"{_SENT_AGAIN}{author}"
        if author is None or lost is None or self._store.cursors.get(place) == lost:
            return
        count = await asyncio.to_thread(self._store.outbox.refill, author)
        await asyncio.wrap_future(self._store.cursors.set(place, lost))
        log.warning("sent_again", events=count)

    def _theirs(self) -> Collection[str | None]:
        return {None, self._author()}
