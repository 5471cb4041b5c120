"""Puts what many webhooks bring into the journal together, because one append serves many.

A webhook is answered when its events are on the disk, as before: those that arrive while an append
is under way wait for the next one.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.appending import Appended

_LARGEST = 200


@dataclass(frozen=True, slots=True)
class _Letter:
    events: tuple[CallEvent, ...]
    taken: asyncio.Future[int]


class Inbox:
    """Used on the companion's loop.

    Args:
        keep: the journal's `append`.
    """

    def __init__(self, keep: Callable[[Sequence[CallEvent]], Future[Appended]]) -> None:
        self._keep = keep
        self._letters: list[_Letter] = []
        self._emptying: asyncio.Task[None] | None = None

    async def put(self, events: tuple[CallEvent, ...]) -> int:
        """Append events and return how many were new, once they are on the disk.

        Raises:
            CtiError: they could not be stored; others' failures are not theirs. Any other error
                is a fault of ours in taking these.
        """
        letter = _Letter(events, asyncio.get_running_loop().create_future())
        self._letters.append(letter)
        if self._emptying is None or self._emptying.done():
            self._emptying = asyncio.create_task(self._empty(), name="inbox")
        return await letter.taken

    async def _empty(self) -> None:
        while self._letters:
            batch, self._letters = self._letters[:_LARGEST], self._letters[_LARGEST:]
            try:
                await self._append_or_part(batch)
            finally:  # whatever happened, nobody waits for ever
                for letter in batch:
                    _fail(letter, Temporary("It could not be stored.", code="store_down"))

    async def _append_or_part(self, batch: list[_Letter]) -> None:
        try:
            await self._append(batch)
        except Exception as error:  # noqa: BLE001 - whoever put it in decides what becomes of it
            if len(batch) == 1:
                _fail(batch[0], error)
                return
            for letter in batch:
                await self._alone(letter)

    async def _alone(self, letter: _Letter) -> None:
        try:
            await self._append([letter])
        except Exception as error:  # noqa: BLE001 - as above
            _fail(letter, error)

    async def _append(self, batch: list[_Letter]) -> None:
        events = [event for letter in batch for event in letter.events]
        appended = await asyncio.wrap_future(self._keep(events))
        new = {event.id for event in appended.new}
        for letter in batch:
            if not letter.taken.done():
                letter.taken.set_result(sum(event.id in new for event in letter.events))


def _fail(letter: _Letter, error: Exception) -> None:
    if not letter.taken.done():
        letter.taken.set_exception(error)
