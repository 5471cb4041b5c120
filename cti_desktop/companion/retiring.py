"""Applies once a day how long each kind of data is kept; one companion of several does it.

Sessions whose time is over go whatever the policy says.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from cti_desktop.calls.errors import CtiError
from cti_desktop.store.opening import Store
from cti_desktop.store.retaining import Policy, Retained

_WORK = "retention"
_LASTS = timedelta(hours=1)
_EVERY = timedelta(days=1)
_AFTER_FAILURE = timedelta(minutes=10)

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class RetentionState:
    """How the last run went, for people.

    Attributes:
        ran_at: UTC; None before the first run of this process.
        done: what it took away.
        last_error: code of the last failure, None after a success.
    """

    ran_at: datetime | None = None
    done: Retained | None = None
    last_error: str | None = None


class Retiring:
    """Runs on the companion's loop; the work itself is done in a thread.

    Args:
        store: open.
        policy: how long each kind of data is kept.
        clock: UTC.
    """

    def __init__(self, store: Store, policy: Policy, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        self.state = RetentionState()

    @property
    def works(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What has to run in the background, by name."""
        return {_WORK: self._again_and_again}

    async def run(self) -> bool:
        """Apply the policy now, unless another companion does; a failure is shown, not raised."""
        now = self._clock()
        try:
            if not await asyncio.wrap_future(self._store.leases.take(_WORK, now, _LASTS)):
                return True
            await asyncio.wrap_future(self._store.sessions.forget_over(now))
            done = await asyncio.to_thread(self._store.retention.apply, self._policy, now)
        except CtiError as error:
            log.warning("retention_failed", code=error.code)
            self.state.last_error = error.code
            return False
        self.state = RetentionState(ran_at=now, done=done)
        if done.anything:
            log.info(
                "retention_applied",
                calls=done.calls,
                notes=done.notes,
                media=done.media,
                raw=done.raw,
            )
        return True

    async def _again_and_again(self) -> None:
        while True:
            wait = _EVERY if await self.run() else _AFTER_FAILURE
            await asyncio.sleep(wait.total_seconds())
