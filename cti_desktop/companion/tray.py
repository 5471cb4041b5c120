"""Where webhooks are laid that wait for the disk: one write and one sync serve all of them."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import structlog

from cti_desktop.calls.errors import CtiError, Temporary

_QUIET_TURNS = 2
"""Turns of the loop in a row that bring nothing more before what lies here is written. At once, the
first of many would go alone and the others wait for two syncs; a time would be waited for idly."""
_LARGEST = 256

log = structlog.get_logger(__name__)

_Waiting = tuple[bytes, asyncio.Future[None]]


class Tray:
    """Used on the companion's loop.

    Args:
        keep: puts inputs on the disk.
    """

    def __init__(self, keep: Callable[[Sequence[bytes]], Future[None]]) -> None:
        self._keep = keep
        self._waiting: list[_Waiting] = []
        self._emptying: asyncio.Task[None] | None = None

    async def put(self, body: bytes) -> None:
        """Return when it is on the disk.

        Raises:
            CtiError: it could not be kept.
        """
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((body, kept))
        if self._emptying is None or self._emptying.done():
            self._emptying = asyncio.create_task(self._empty(), name="tray")
        await kept

    async def _empty(self) -> None:
        while self._waiting:
            await self._all_laid()
            laid, self._waiting = self._waiting[:_LARGEST], self._waiting[_LARGEST:]
            try:
                await asyncio.wrap_future(self._keep([body for body, _ in laid]))
            except CtiError as error:
                _end(laid, error)
            except Exception:  # a fault of ours; whoever lays something later must not suffer
                log.exception("tray_not_emptied")
                _end(laid, Temporary("It could not be stored.", code="store_down"))
            else:
                _end(laid, None)

    async def _all_laid(self) -> None:
        """Let requests that are at the door already lay theirs, too."""
        quiet = 0
        while quiet < _QUIET_TURNS and len(self._waiting) < _LARGEST:
            before = len(self._waiting)
            await asyncio.sleep(0)
            quiet = 0 if len(self._waiting) > before else quiet + 1


def _end(laid: Sequence[_Waiting], error: CtiError | None) -> None:
    for _, kept in laid:
        if kept.done():
            continue  # told already, or its sender has gone
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)
