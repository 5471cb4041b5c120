"""Keeps how much of Zoom's daily quota is used up, over restarts and for all companions together.

Each counts its own requests and now and then adds them to what the others have told.
"""

import asyncio
from collections import defaultdict
from datetime import date

import msgspec
import structlog

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.background import Work
from cti_desktop.store.cursors import Cursors
from cti_desktop.zoom.rate_limits import RateLimits

_EVERY_S = 30.0

log = structlog.get_logger(__name__)


class Quota:
    """Used on the companion's loop; `work` has to run beside it.

    Args:
        limits: count this companion's requests.
        cursors: keep everybody's.
    """

    def __init__(self, limits: RateLimits, cursors: Cursors) -> None:
        self._limits = limits
        self._cursors = cursors
        self._told: defaultdict[tuple[str, date], int] = defaultdict(int)

    @property
    def works(self) -> dict[str, Work]:
        """What has to run in the background, by name."""
        return {"quota": self._work}

    async def exchange(self) -> None:
        """Tell what was asked since the last time, and learn what others asked.

        Raises:
            CtiError: the store cannot be read or written now.
        """
        for label, (day, count) in self._limits.spent().items():
            name = f"zoom.quota.{label}"
            kept = _read(await asyncio.to_thread(self._cursors.get, name))
            new = count - self._told[label, day]
            total = new + (kept.count if kept.day == day else 0)
            self._limits.spend(label, day, total - count)
            self._told[label, day] = total
            if new:
                text = msgspec.json.encode(_Kept(day=day, count=total)).decode()
                await asyncio.wrap_future(self._cursors.set(name, text))

    async def _work(self) -> None:
        while True:
            try:
                await self.exchange()
            except CtiError as error:
                log.warning("quota_not_told", code=error.code)
            await asyncio.sleep(_EVERY_S)


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    day: date = date.min
    count: int = 0


def _read(text: str | None) -> _Kept:
    try:
        return msgspec.json.decode(text or "{}", type=_Kept)
    except msgspec.MsgspecError:
        return _Kept()
