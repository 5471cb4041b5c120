"""Drops here what the companion erased, and tells it what was done here; core loop only.

Both go on where they ended, so a desk that was away for weeks still does them at its next sync.
"""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

import structlog

from cti_desktop.store.audit import AuditEntry
from cti_desktop.store.marks import Mark, event_mark
from cti_desktop.store.opening import Store
from cti_desktop.sync import deeds
from cti_desktop.sync.client import CompanionClient

ERASED_CURSOR = "companion.erased_up_to"
"""The place of the last mark and the mark itself: a number alone says nothing of a companion that
went back to an older copy or began with an empty database. Earlier versions kept only that."""
TOLD_CURSOR = "companion.told"

log = structlog.get_logger(__name__)


class CompanionRecords:
    """Keeps this desk's copy and the companion's audit log as they have to be."""

    def __init__(self, client: CompanionClient, store: Store) -> None:
        self._client = client
        self._store = store
        self._turn = asyncio.Lock()

    async def follow(self) -> None:
        """Do both once, one caller after the other.

        Raises:
            CtiError: the companion cannot be asked now; what was done until then stays done.
        """
        async with self._turn:
            await self._drop()
            await self._report()

    async def drop_refused(self, event_ids: Iterable[str]) -> None:
        """Drop events that the companion will not have, because whom they are about was erased."""
        now = datetime.now(UTC)
        marks = [Mark(mark=event_mark(one), at=now) for one in event_ids]
        if marks:
            await asyncio.to_thread(self._store.erasing.forget, marks)

    async def _drop(self) -> None:
        more = True
        while more:
            place, _, check = (self._store.cursors.get(ERASED_CURSOR) or "0").partition(" ")
            page = await self._client.erasures(int(place), check)
            marks = [Mark(mark=one.mark, at=one.at) for one in page.marks]
            if marks:
                done = await asyncio.to_thread(self._store.erasing.forget, marks)
                log.info("erased_here", events=done.events, calls=done.calls)
                cursor = f"{page.cursor} {marks[-1].mark}"
                await asyncio.wrap_future(self._store.cursors.set(ERASED_CURSOR, cursor))
            more = page.more and bool(marks)

    async def _report(self) -> None:
        more = True
        while more:
            place = int(self._store.cursors.get(TOLD_CURSOR) or 0)
            waiting = self._store.audit.after(place, deeds.MOST_DEEDS)
            if waiting:
                await self._client.report(tuple(_deed(one.entry) for one in waiting))
                told = str(waiting[-1].number)
                await asyncio.wrap_future(self._store.cursors.set(TOLD_CURSOR, told))
            more = len(waiting) == deeds.MOST_DEEDS


def exported(rows: int, kind: str) -> AuditEntry:
    """Write down that calls left the desk as a file."""
    return AuditEntry(
        at=datetime.now(UTC),
        actor="desk",
        role="",
        action=deeds.EXPORTED,
        subject=f"{rows} calls",
        detail=f"format={kind}",
    )


def opened(call_id: str) -> AuditEntry:
    """Write down that somebody looked at another agent's call here."""
    return AuditEntry(
        at=datetime.now(UTC), actor="desk", role="", action=deeds.OPENED, subject=call_id
    )


def _deed(entry: AuditEntry) -> deeds.Deed:
    return deeds.Deed(at=entry.at, action=entry.action, subject=entry.subject, detail=entry.detail)
