"""Writes the audit log: who read, heard or exported what. The answer waits until it is kept."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from cti_desktop.store.audit import Audit, AuditEntry
from cti_desktop.store.sessions import SessionRow

COMMAND_LINE = "command line"
_MOST_REMEMBERED = 10_000


class Auditor:
    """Adds deeds of sessions to the log.

    Args:
        audit: the store's log.
        clock: UTC.
    """

    def __init__(self, audit: Audit, clock: Callable[[], datetime]) -> None:
        self._audit = audit
        self._clock = clock
        self._noted: OrderedDict[tuple[str, ...], datetime] = OrderedDict()

    async def note(self, session: SessionRow, action: str, subject: str, detail: str = "") -> None:
        """Add a deed and wait until it is on the disk.

        Raises:
            CtiError: it cannot be kept, so what it tells of must not happen.
        """
        await self.keep([self.entry(session, action, subject, detail)])

    async def note_once(
        self,
        session: SessionRow,
        action: str,
        subject: str,
        detail: str = "",
        *,
        within: timedelta,
    ) -> None:
        """Add a deed that is done in many requests, unless the session did it this short ago."""
        deed, now = (session.token_hash, action, subject, detail), self._clock()
        noted_at = self._noted.get(deed)
        if noted_at is not None and noted_at <= now < noted_at + within:
            return
        await self.note(session, action, subject, detail)
        self._noted[deed] = now
        self._noted.move_to_end(deed)
        while len(self._noted) > _MOST_REMEMBERED:
            self._noted.popitem(last=False)

    async def keep(self, entries: list[AuditEntry]) -> None:
        """Add deeds and wait until they are on the disk."""
        await asyncio.wrap_future(self._audit.add(entries))

    def entry(
        self,
        session: SessionRow,
        action: str,
        subject: str,
        detail: str = "",
        at: datetime | None = None,
    ) -> AuditEntry:
        """Write a deed of whoever has the session; `at` is now unless another time is told."""
        return AuditEntry(
            at=at or self._clock(),
            actor=f"user:{session.user.user_id}",
            role=session.user.role,
            action=action,
            subject=subject,
            detail=detail,
        )
