"""Work that goes on beside the requests: it is started again when it dies, and that it died shows.

Every part of the companion that runs by itself (fetching records, sweeping, reading letters) is
started here and nowhere else.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog

from cti_desktop.calls.errors import Temporary

Work = Callable[[], Awaitable[None]]

_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
_LONGEST_PAUSE_S = 5.0
_SOUND_AFTER_S = 60.0

log = structlog.get_logger(__name__)


class Background:
    """Runs named pieces of work on the loop until each returns.

    Args:
        first_wait_s: how long a dead one waits before it begins again; doubled each time.
    """

    def __init__(self, *, first_wait_s: float = _FIRST_WAIT_S) -> None:
        self._first_wait_s = first_wait_s
        self._random = random.Random()  # noqa: S311 - spreads the waits, no secret
        self._down: dict[str, str] = {}

    @property
    def down(self) -> dict[str, str]:
        """What is not running now though it should, with the kind of error that ended it."""
        return dict(self._down)

    @contextlib.asynccontextmanager
    async def running(self, works: dict[str, Work]) -> AsyncIterator[None]:
        """Run pieces of work by name until the block ends; names are for people."""
        tasks = [
            asyncio.create_task(self._keep_up(name, work), name=name)
            for name, work in works.items()
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for name in works:
                self._down.pop(name, None)

    async def _keep_up(self, name: str, work: Work) -> None:
        loop = asyncio.get_running_loop()
        wait_s = self._first_wait_s / 2
        while True:
            self._down.pop(name, None)
            began = loop.time()
            try:
                await work()
            except Temporary as error:
                # The database is away, say: no fault of the work's, and it goes on soon after.
                wait_s = self._next_wait(wait_s, loop.time() - began, _LONGEST_PAUSE_S)
                self._down[name] = type(error).__name__
                log.warning("background_work_waits", work=name, code=error.code, again_in_s=wait_s)
            except Exception as error:
                wait_s = self._next_wait(wait_s, loop.time() - began, _LONGEST_WAIT_S)
                self._down[name] = type(error).__name__
                log.exception("background_work_died", work=name, again_in_s=wait_s)
            else:
                return
            await asyncio.sleep(wait_s * (0.75 + self._random.random() / 2))

    def _next_wait(self, last_s: float, went_on_s: float, longest_s: float) -> float:
        if went_on_s > _SOUND_AFTER_S:
            return self._first_wait_s
        return min(2 * last_s, longest_s)
