"""The addresses desktops call: session, events, stream, calls."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.responses import StreamingResponse

from cti_desktop.calls.errors import Denied, UserFixable
from cti_desktop.companion.answers import JSON, json_answer
from cti_desktop.companion.attempts import Attempts
from cti_desktop.companion.auditing import Auditor
from cti_desktop.companion.feed import Feed
from cti_desktop.companion.guard import read_body
from cti_desktop.companion.rereading import desktop_source
from cti_desktop.companion.sessions import Sessions, bearer_token, info_of
from cti_desktop.companion.signin import SignIn
from cti_desktop.companion.taking import take
from cti_desktop.companion.teams import Teams
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store
from cti_desktop.sync import wire
from cti_desktop.sync.scopes import Viewer, shown_to, visible, withheld

_SMALL_BODY = 16 * 1024
_MOST_CALLS = 200
_CODES_TRIED, _PAUSE = 20, timedelta(minutes=5)
_FEED_NOTED = timedelta(hours=1)

Limit = Annotated[int, Query(ge=1, le=wire.MAX_EVENTS)]


class DesktopDoor:
    """Answers desktops; who asks is settled first, every time."""

    def __init__(
        self,
        store: Store,
        feed: Feed,
        sessions: Sessions,
        sign_in: SignIn,
        teams: Teams,
        auditor: Auditor,
        clock: Callable[[], datetime],
    ) -> None:
        self._failed = Attempts(_CODES_TRIED, _PAUSE, clock)
        self._store = store
        self._feed = feed
        self._sessions = sessions
        self._sign_in = sign_in
        self._teams = teams
        self._auditor = auditor
        self._clock = clock

    async def begin_session(self, request: Request) -> Response:
        """Turn the one-time code of sign-in into a session."""
        self._failed.refuse_if_many(request)
        try:
            body = await read_body(request, _SMALL_BODY)
            asked = wire.decode(body, wire.SignInRequest)
            token, session = await self._sign_in.redeem(asked.code, asked.code_verifier)
        except (UserFixable, Denied):
            self._failed.count(request)
            raise
        return json_answer(wire.SignInAnswer(token=token, session=session), HTTPStatus.CREATED)

    async def end_session(self, request: Request) -> Response:
        """End the session that asks."""
        await self._sessions.of(request)
        await self._sessions.end(bearer_token(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def me(self, request: Request) -> Response:
        """Say who is asking."""
        return json_answer(info_of(await self._sessions.of(request)))

    async def push(self, request: Request) -> Response:
        """Take a batch of events; those known already are no fault."""
        viewer = await self._viewer(request)
        batch = wire.decode_push(await read_body(request, wire.MAX_BYTES))
        for raw, refusal in zip(batch.unreadable, batch.refused, strict=True):
            await asyncio.wrap_future(
                self._store.journal.quarantine(raw, refusal.code, desktop_source(viewer.user_id))
            )
        now = self._clock()
        taken = await take(self._store, batch.events, viewer, now)
        return json_answer(
            wire.PushAnswer(
                accepted=taken.accepted,
                known=taken.known,
                refused=batch.refused + taken.refused,
                now=now,
                cursor=self._feed.stand(taken.cursor),
            )
        )

    async def pull(
        self, request: Request, after: str = wire.START, limit: Limit = wire.MAX_EVENTS
    ) -> Response:
        """Return the next page of the feed."""
        session = await self._sessions.of(request)
        page = await self._feed.page(await self._teams.viewer_of(session), after, limit)
        await self._auditor.note_once(
            session, "feed_read", "calls of the session", within=_FEED_NOTED
        )
        return Response(wire.encode_page(page), media_type=JSON)

    async def stream(
        self,
        request: Request,
        after: str = wire.START,
        last_event_id: Annotated[str, Header()] = "",
    ) -> Response:
        """Follow the feed; a reconnecting client's Last-Event-ID wins over `after`."""
        session, token = await self._sessions.of(request), bearer_token(request)
        viewer = await self._teams.viewer_of(session)
        cursor = last_event_id or after
        self._feed.check(cursor)
        await self._auditor.note(session, "feed_followed", "calls of the session")

        async def alive() -> bool:
            row = await self._sessions.of_token(token)
            # Who sees more or less than before has to begin again, by another cursor.
            return row is not None and await self._teams.viewer_of(row) == viewer

        return StreamingResponse(
            self._feed.follow(viewer, cursor, alive),
            media_type="text/event-stream",
            headers={"x-accel-buffering": "no"},
        )

    async def calls(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=_MOST_CALLS)] = 100,
        before: str = "",
        text: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        """List calls, newest first."""
        session = await self._sessions.of(request)
        viewer = await self._teams.viewer_of(session)
        query = LogQuery(
            text=text,
            agent_ids=() if viewer.sees_all else tuple(sorted(viewer.sees)),
            limit=limit,
            before=_place(before),
        )
        calls = await asyncio.to_thread(self._store.log.page, query)
        await self._auditor.note(session, "calls_listed", f"{len(calls)} calls")
        last = calls[-1] if len(calls) == limit else None
        page = wire.CallsPage(
            calls=tuple(shown_to(call, viewer) for call in calls if visible(call, viewer)),
            next=f"{last.started_at.isoformat()}~{last.id}" if last and last.started_at else None,
            now=self._clock(),
        )
        return json_answer(page)

    async def call(self, request: Request, call_id: str) -> Response:
        """Show one call and its events; what one may not see does not exist."""
        session = await self._sessions.of(request)
        viewer = await self._teams.viewer_of(session)
        call = await asyncio.to_thread(self._store.log.get, call_id)
        if call is None or not visible(call, viewer):
            raise Denied("There is no such call.", code="not_found")
        await self._auditor.note(session, "call_read", call.id)
        events = await asyncio.to_thread(self._store.journal.events_of, call.id)
        story = wire.CallStory(
            call=shown_to(call, viewer),
            events=tuple(e for e in events if not withheld(e, call, viewer)),
        )
        return json_answer(story)

    async def _viewer(self, request: Request) -> Viewer:
        return await self._teams.viewer_of(await self._sessions.of(request))


def make_desktop_router(door: DesktopDoor) -> APIRouter:
    """Build the routes for desktops."""
    router = APIRouter(prefix="/v1", tags=["desktop"])
    add = router.add_api_route
    add("/session", door.begin_session, methods=["POST"], status_code=HTTPStatus.CREATED)
    add("/session", door.end_session, methods=["DELETE"], status_code=HTTPStatus.NO_CONTENT)
    add("/me", door.me, methods=["GET"])
    add("/events", door.push, methods=["POST"])
    add("/events", door.pull, methods=["GET"])
    add("/stream", door.stream, methods=["GET"])
    add("/calls", door.calls, methods=["GET"])
    add("/calls/{call_id}", door.call, methods=["GET"])
    return router


def _place(text: str) -> tuple[datetime, str] | None:
    if not text:
        return None
    moment, tilde, call_id = text.partition("~")
    with contextlib.suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        if tilde and at.tzinfo is not None:
            return at.astimezone(UTC), call_id
    raise Denied("This is no place in the call log.", code="malformed_cursor")
