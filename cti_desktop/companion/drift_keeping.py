"""Keeps the drift report in the database, so that a restart forgets nothing of it.

Several companions on one database add to one report; each shows what all of them saw.
"""

import asyncio

import structlog

from cti_desktop.calls.errors import CtiError
from cti_desktop.store.cursors import Cursors
from cti_desktop.zoom.drift import DriftCount, DriftReport, add_to_kept, read_kept

KEPT = "companion.drift"
"""Cursor under which the report is kept."""

_EVERY_S = 30.0

log = structlog.get_logger(__name__)


class DriftKeeping:
    """Used on the companion's loop; `work` has to run beside it."""

    def __init__(self, report: DriftReport, cursors: Cursors) -> None:
        self._report = report
        self._cursors = cursors

    async def work(self) -> None:
        """Keep what was seen now and then; never returns."""
        while True:
            try:
                await self.keep()
            except CtiError as error:
                log.warning("drift_not_kept", code=error.code)
            await asyncio.sleep(_EVERY_S)

    async def keep(self) -> None:
        """Add what was seen since the last time, and take over what others saw.

        Raises:
            CtiError: the database failed; it is kept the next time.
        """
        fresh = self._report.take_fresh()
        try:
            kept = await self._add(fresh)
        except CtiError:
            self._report.give_back(fresh)
            raise
        self._report.go_on_from(read_kept(kept))

    async def _add(self, fresh: tuple[DriftCount, ...]) -> str | None:
        if not fresh:
            return await asyncio.to_thread(self._cursors.get, KEPT)
        added = self._cursors.change(KEPT, lambda text: add_to_kept(text, fresh))
        return await asyncio.wrap_future(added)
