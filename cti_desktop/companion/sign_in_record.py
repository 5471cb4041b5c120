"""How sign-ins went lately: what tells an administrator whether people get in at all.

What Zoom refuses on its own pages is never told to us. So those that were begun count as well: a
browser that Zoom sends back shows that it knows the app and its redirect address. Kept in the store
for after a restart and for the other companions; of the person nothing is kept.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import msgspec

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.status import SignInState
from cti_desktop.store.cursors import Cursors

_NAME = "sign_in.record"


class SignInRecord:
    """Counts what was begun since the last return, and remembers how the last ones ended.

    That it cannot be kept hinders nobody's sign-in.
    """

    def __init__(self, cursors: Cursors, clock: Callable[[], datetime]) -> None:
        self._cursors = cursors
        self._clock = clock

    async def begun(self) -> None:
        """Note that a browser was sent to Zoom."""
        now = self._clock()
        await self._note(lambda one: replace(one, begun_at=now, unreturned=one.unreturned + 1))

    async def finished(self, failure: CtiError | None = None) -> None:
        """Note that one came back, and what went wrong then."""
        now = self._clock()

        def ended(one: SignInState) -> SignInState:
            if failure is None:
                return replace(one, unreturned=0, well_at=now)
            return replace(one, unreturned=0, failed_at=now, code=failure.code)

        await self._note(ended)

    async def state(self) -> SignInState:
        """Return what is known."""
        return _read(await asyncio.to_thread(self._cursors.get, _NAME))

    async def _note(self, change: Callable[[SignInState], SignInState]) -> None:
        def write(kept: str | None) -> str:
            return msgspec.json.encode(change(_read(kept))).decode()

        with contextlib.suppress(CtiError):
            await asyncio.wrap_future(self._cursors.change(_NAME, write))


def _read(kept: str | None) -> SignInState:
    return SignInState() if not kept else msgspec.json.decode(kept, type=SignInState)
