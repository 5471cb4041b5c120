"""The addresses about who did what and what was erased: audit log, sessions, erasures."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from cti_desktop.calls.errors import Denied
from cti_desktop.companion.answers import JSON
from cti_desktop.companion.auditing import Auditor
from cti_desktop.companion.guard import read_body
from cti_desktop.companion.sessions import Sessions, line_of
from cti_desktop.store.audit import NumberedEntry
from cti_desktop.store.opening import Store
from cti_desktop.store.sessions import SessionRow
from cti_desktop.sync import deeds, wire
from cti_desktop.sync.scopes import Role

_BODY = 256 * 1024
_MOST = 1000
_LARGEST = 2**63 - 1  # what a database counts to

Limit = Annotated[int, Query(ge=1, le=_MOST)]
Text = Annotated[str, Query(max_length=200)]


class RecordDoor:
    """Answers desktops about erasures, and administrators about deeds and sessions."""

    def __init__(
        self, store: Store, sessions: Sessions, auditor: Auditor, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._auditor = auditor
        self._clock = clock

    async def erasures(
        self,
        request: Request,
        after: Annotated[int, Query(ge=0, le=_LARGEST)] = 0,
        limit: Limit = _MOST,
        check: Text = "",
    ) -> Response:
        """Tell what desktops have to drop since a cursor; the marks name nobody.

        `check` is the last mark before the cursor: where it is not there, all are told anew.
        """
        await self._sessions.of(request)
        page = await asyncio.to_thread(self._store.erasing.marks_page, after, limit, check)
        told = deeds.ErasuresPage(
            marks=tuple(deeds.ErasedMark(mark=one.mark, at=one.at) for one in page.marks),
            cursor=page.place,
            more=page.more,
        )
        return _answer(told)

    async def report(self, request: Request) -> Response:
        """Take what was done at a desktop into the audit log."""
        session = await self._sessions.of(request)
        told = wire.decode(await read_body(request, _BODY), deeds.Deeds).deeds
        if len(told) > deeds.MOST_DEEDS or any(not _fits(one) for one in told):
            raise Denied("This is no report of deeds.", code="malformed_message")
        now = self._clock()
        kept = [
            self._auditor.entry(session, one.action, one.subject, one.detail, at=min(one.at, now))
            for one in told
        ]
        await self._auditor.keep(kept)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def audit(
        self,
        request: Request,
        before: Annotated[int | None, Query(ge=1, le=_LARGEST)] = None,
        limit: Limit = 100,
        actor: Text = "",
        subject: Text = "",
    ) -> Response:
        """Show the audit log to an administrator, the latest first."""
        session = await self._administrator(request)
        if before is None:
            await self._auditor.note(session, "audit_read", actor or subject or "all")
        found = await asyncio.to_thread(
            self._store.audit.page, before=before, limit=limit, actor=actor, subject=subject
        )
        more = found[-1].number if len(found) == limit else None
        return _answer(deeds.AuditPage(lines=tuple(map(_line, found)), next=more))

    async def sessions(self, request: Request) -> Response:
        """List the living sessions to an administrator."""
        await self._administrator(request)
        rows = await self._sessions.living()
        return _answer(deeds.SessionList(sessions=tuple(line_of(row) for row in rows)))

    async def end_session(self, request: Request, session_id: str) -> Response:
        """End a session of one's own, or anybody's for an administrator; others' are not there."""
        session = await self._sessions.of(request)
        for row in await self._sessions.living():
            if line_of(row).id == session_id and _may_end(session, row):
                await self._auditor.note(session, "session_ended", f"user:{row.user.user_id}")
                await asyncio.wrap_future(self._store.sessions.revoke(row.token_hash))
                return Response(status_code=HTTPStatus.NO_CONTENT)
        raise Denied("There is no such session.", code="not_found")

    async def _administrator(self, request: Request) -> SessionRow:
        session = await self._sessions.of(request)
        if session.user.role != Role.ADMIN:
            raise Denied("Only an administrator may see this.", code="administrators_only")
        return session


def make_record_router(door: RecordDoor) -> APIRouter:
    """Build the routes for erasures, the audit log and sessions."""
    router = APIRouter(prefix="/v1", tags=["records"])
    add = router.add_api_route
    add("/erasures", door.erasures, methods=["GET"])
    add("/audit", door.report, methods=["POST"], status_code=HTTPStatus.NO_CONTENT)
    add("/audit", door.audit, methods=["GET"])
    add("/sessions", door.sessions, methods=["GET"])
    add(
        "/sessions/{session_id}",
        door.end_session,
        methods=["DELETE"],
        status_code=HTTPStatus.NO_CONTENT,
    )
    return router


def _may_end(session: SessionRow, other: SessionRow) -> bool:
    return session.user.role == Role.ADMIN or session.user.user_id == other.user.user_id


def _fits(deed: deeds.Deed) -> bool:
    return (
        deed.action in deeds.TOLD_BY_DESKTOPS
        and deed.at.tzinfo is not None
        and max(len(deed.subject), len(deed.detail)) <= deeds.LONGEST_TEXT
    )


def _line(one: NumberedEntry) -> deeds.AuditLine:
    entry = one.entry
    return deeds.AuditLine(
        number=one.number,
        at=entry.at,
        actor=entry.actor,
        role=entry.role,
        action=entry.action,
        subject=entry.subject,
        detail=entry.detail,
    )


def _answer(message: deeds.Message) -> Response:
    return Response(deeds.encode(message), media_type=JSON)
