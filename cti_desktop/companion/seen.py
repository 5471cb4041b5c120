"""Remembers which kinds of webhooks ever came, for whoever wonders what is subscribed to."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import msgspec

from cti_desktop.store.cursors import Cursors

SEEN = "webhook.seen"
"""Where the names are kept, as a JSON object."""
_MOST = 200


class SeenNames:
    """Used on the companion's loop; of several companions each adds to what the others kept.

    Args:
        cursors: keep the names.
        clock: UTC.
    """

    def __init__(self, cursors: Cursors, clock: Callable[[], datetime]) -> None:
        self._cursors = cursors
        self._clock = clock
        self._known: dict[str, datetime] = {}

    async def all(self) -> dict[str, datetime]:
        """Return when each name came first, UTC.

        Raises:
            CtiError: the store cannot be read now.
        """
        kept = await asyncio.to_thread(self._cursors.get, SEEN)
        self._known |= _read(kept)
        return dict(self._known)

    async def note(self, name: str) -> None:
        """Remember a name that was not known.

        Raises:
            CtiError: the store cannot be read or written now.
        """
        if name in self._known or len(self._known) >= _MOST:
            return
        self._known[name] = self._clock()
        kept = msgspec.json.encode(await self.all()).decode()
        await asyncio.wrap_future(self._cursors.set(SEEN, kept))


def _read(text: str | None) -> dict[str, datetime]:
    try:
        return msgspec.json.decode(text or "{}", type=dict[str, datetime])
    except msgspec.MsgspecError:
        return {}
