"""Puts what was fetched from Zoom into the journal, and says what of it is not as known."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

import structlog

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import encode
from cti_desktop.calls.errors import CtiError, UserFixable
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.apart import UNSTORABLE, append_or_part
from cti_desktop.companion.rereading import ZOOM
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.rest import ZoomClient
from cti_desktop.zoom.survey import survey

_AT_ONCE = 300

log = structlog.get_logger(__name__)

Clients = Callable[[], Awaitable[tuple[ZoomClient, ...]]]


class Keeping:
    """Appends events read from Zoom; the reconciler's parts share one.

    Args:
        store: open.
        clock: UTC.
        drifts: counts what is not as known.
        appended: hears of what came in, before the journal's listeners may.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        drifts: DriftReport,
        appended: Callable[[Appended], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._drifts = drifts
        self._appended = appended

    async def keep(self, events: Sequence[CallEvent]) -> tuple[Call, ...]:
        """Append events, and put aside what can never be; returns the calls that changed.

        Raises:
            CtiError: the store cannot be written now.
        """
        if not events:
            return ()
        strange = [one for event in events for one in survey(event)]
        for fresh in self._drifts.note(strange, at=self._clock()):
            log.warning("record_drift", kind=fresh.kind, name=fresh.name, detail=fresh.detail)
        parted = await append_or_part(events, self._append)
        for event, error in parted.stuck:
            log.error("record_put_aside", event_id=event.id, exc_info=error)
            aside = self._store.journal.quarantine(encode(event), UNSTORABLE, ZOOM)
            await asyncio.wrap_future(aside)
        return tuple(call for appended in parted.brought for call in appended.calls)

    async def _append(self, events: Sequence[CallEvent]) -> Appended:
        appended = await asyncio.wrap_future(self._store.journal.append(events))
        self._appended(appended)
        log.info("records_fetched", new=len(appended.new), known=appended.known)
        return appended

    async def keep_all(self, events: AsyncIterator[CallEvent]) -> AsyncIterator[int]:
        """Append a long list as it comes; yields the number of each step once it is durable.

        One step is appended while the next page is fetched, so that neither waits for the other.

        Raises:
            CtiError: of the list or the store.
        """
        batch: list[CallEvent] = []
        async with AsyncExitStack() as stack:
            under_way = _UnderWay()
            stack.push_async_callback(under_way.end)
            async for event in events:
                batch.append(event)
                if len(batch) >= _AT_ONCE:
                    yield await under_way.result()
                    under_way.begin(self.keep(batch), len(batch))
                    batch = []
            yield await under_way.result()
            await self.keep(batch)
            yield len(batch)


class _UnderWay:
    """The one append that may be under way."""

    def __init__(self) -> None:
        self._task: asyncio.Task[tuple[Call, ...]] | None = None
        self._count = 0

    def begin(self, work: Coroutine[Any, Any, tuple[Call, ...]], count: int) -> None:
        """Begin an append; the one before must have been waited for."""
        self._task, self._count = asyncio.create_task(work), count

    async def result(self) -> int:
        """Wait for it and return how many events it has; 0 when there is none."""
        task, self._task = self._task, None
        if task is None:
            return 0
        await task
        return self._count

    async def end(self) -> None:
        """Let an append that nobody waits for any more come to its end."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)


def nobody() -> CtiError:
    """Say that there is nobody whose token could be used."""
    return UserFixable(
        "Nobody connected Zoom yet, so no call records can be fetched.", code="no_grant"
    )
