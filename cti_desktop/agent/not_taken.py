"""What the companion refused of this desk: it stays here, is counted, and is sent again.

The entry itself is in the journal all the time; put aside is its id alone, so that whoever is
erased or whatever grows too old leaves nothing here. Another try may help once the companion is a
newer version or knows more of the call, or the right person sits here; so there is one at each
start and each sign-in. Core loop only.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from cti_desktop.agent.first_views import Notice
from cti_desktop.store.opening import Store
from cti_desktop.sync.wire import Refusal

REFUSED = "refused"
"""Source of what is put aside here, each for the companion's word as the reason."""

log = structlog.get_logger(__name__)


def said_of_refused(others: int, rest: int) -> tuple[Notice, ...]:
    """Say what a companion did not take: on calls of others, and the rest."""
    told: list[Notice] = []
    if others:
        told.append(
            Notice(
                text="The companion did not take an entry: the call is somebody else's. It stays "
                "here."
                if others == 1
                else f"The companion did not take {others} entries: the calls are somebody else's. "
                "They stay here.",
                bad=True,
            )
        )
    if rest:
        told.append(
            Notice(
                text="The companion did not take an entry. It stays here and is sent again later."
                if rest == 1
                else f"The companion did not take {rest} entries. They stay here and are sent "
                "again later.",
                bad=True,
            )
        )
    return tuple(told)


class NotTaken:
    """Remembers by their ids what was refused.

    Args:
        author: who is here, as events name them; None while nobody is known.
    """

    def __init__(self, store: Store, author: Callable[[], str | None]) -> None:
        self._store, self._author = store, author
        self._ids: set[str] | None = None
        self._tried_as: str | None = None

    def begin(self) -> None:
        """Hear that a session begins: everything may be tried once more."""
        self._tried_as = None

    async def try_again(self) -> None:
        """Let what may go as who is here wait again, once for each time that they come."""
        author = self._author()
        if author is None or author == self._tried_as:
            return
        self._tried_as = author
        ids = await self._known()
        if not ids:
            return
        here = await asyncio.to_thread(self._store.outbox.put_back, sorted(ids), author)
        await self._forget(ids - here)
        log.info("refused_sent_again", events=len(here))

    async def put_aside(self, refused: Sequence[Refusal]) -> tuple[Refusal, ...]:
        """Keep what was refused; returns what of it was not refused before."""
        ids = await self._known()
        for one in refused:
            log.error("event_refused", code=one.code, event_id=one.id)
            raw = one.id.encode()
            await asyncio.wrap_future(self._store.journal.quarantine(raw, one.code, REFUSED))
        new = tuple(one for one in refused if one.id not in ids)
        ids.update(one.id for one in refused)
        return new

    async def settled(self, event_ids: Sequence[str]) -> None:
        """Hear what the companion has now, or nobody shall have any more."""
        if event_ids:
            await self._forget((await self._known()).intersection(event_ids))

    async def _known(self) -> set[str]:
        if self._ids is None:
            raws = await asyncio.to_thread(self._store.journal.quarantined_from, REFUSED)
            self._ids = {raw.decode(errors="replace") for raw in raws}
        return self._ids

    async def _forget(self, ids: set[str]) -> None:
        if ids:
            raws = [one.encode() for one in ids]
            await asyncio.wrap_future(self._store.journal.forget_quarantined(REFUSED, raws))
            (await self._known()).difference_update(ids)
