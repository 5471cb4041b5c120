"""Remembers whom an administrator disconnected, to know Zoom's echo of it for what it is.

Revoking a token at Zoom removes the app from its user there, of which Zoom tells as if the person
had done it, perhaps with the word that their data may not stay. The administrator wanted a
connection to end and nothing else; for erasing there is a command of its own.
"""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec

from cti_desktop.store.cursors import Cursors

_NAME = "leaving.disconnected"
_LASTS = timedelta(hours=2)  # Zoom says it again for an hour and a half
_SKEW = timedelta(minutes=5)

_Kept = dict[str, datetime]


class Disconnections:
    """Who was disconnected of late; kept in the store, for the command is another process.

    Args:
        cursors: keep it.
        clock: UTC.
    """

    def __init__(self, cursors: Cursors, clock: Callable[[], datetime]) -> None:
        self._cursors = cursors
        self._clock = clock

    async def note(self, user_id: str) -> None:
        """Remember somebody; to be called before Zoom is told, which answers fast."""
        await self._change(partial(_with, _mark(user_id), self._clock()))

    async def forget(self, user_id: str) -> None:
        """Take it back: Zoom was not told, or had nothing to end."""
        await self._change(partial(_with, _mark(user_id), None))

    async def caused(self, user_id: str, at: datetime, granted_at: datetime | None) -> bool:
        """Tell whether a removal is the echo of a disconnection.

        Args:
            user_id: whose app was removed.
            at: when it was, as far as Zoom says so.
            granted_at: when they connected last, if they are connected; who came back since and
                then removed the app did so themselves.
        """
        kept = _read(await asyncio.to_thread(self._cursors.get, _NAME)).get(_mark(user_id))
        if kept is None or not kept - _SKEW <= at <= kept + _LASTS:
            return False
        return granted_at is None or not kept < granted_at <= at

    async def _change(self, new: Callable[[_Kept], _Kept]) -> None:
        horizon = self._clock() - _LASTS

        def changed(kept: str | None) -> str:
            recent = {mark: at for mark, at in _read(kept).items() if at >= horizon}
            return msgspec.json.encode(new(recent)).decode()

        await asyncio.wrap_future(self._cursors.change(_NAME, changed))


def _mark(user_id: str) -> str:
    """Return what stands for a user: an erased one is not named by this either."""
    return hashlib.sha256(user_id.encode()).hexdigest()


def _with(mark: str, at: datetime | None, kept: _Kept) -> _Kept:
    others = {one: when for one, when in kept.items() if one != mark}
    return others if at is None else {**others, mark: at}


def _read(kept: str | None) -> _Kept:
    return msgspec.json.decode(kept, type=_Kept) if kept else {}
