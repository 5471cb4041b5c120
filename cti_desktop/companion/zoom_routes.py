"""The addresses Zoom and people's browsers call: webhooks, deauthorization, sign-in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, TypeVar

import msgspec
import structlog
from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, RedirectResponse

from cti_desktop.calls.errors import CtiError, Denied, Temporary
from cti_desktop.companion import pages
from cti_desktop.companion.answers import request_id, status_of
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.guard import read_body
from cti_desktop.companion.sessions import Sessions
from cti_desktop.companion.signin import SignIn, read_desktop
from cti_desktop.store.journal import Journal
from cti_desktop.zoom import webhook

MAX_WEBHOOK_BYTES = 1024 * 1024
_DEAUTHORIZED = "app_deauthorized"
# Zoom tries again up to 85 minutes later, and nothing says that it signs anew. What is told twice
# is known by its id, so a wide window costs nothing.
_WINDOW_S = 2 * 60 * 60

T = TypeVar("T")
log = structlog.get_logger(__name__)


class WebhookDoor:
    """Takes Zoom's posts: size, then signature, then durable, then the answer (in that order)."""

    def __init__(
        self,
        secrets: tuple[str, ...],
        journal: Journal,
        grants: Grants,
        sessions: Sessions,
        clock: Callable[[], datetime],
    ) -> None:
        self._secrets = secrets
        self._journal = journal
        self._grants = grants
        self._sessions = sessions
        self._clock = clock

    async def take(self, request: Request) -> Response:
        """Take a webhook; answered only when what it says is on disk."""
        body, secret = await self._verified(request)
        answer = webhook.answer_validation(body, secret)
        if answer is not None:
            log.info("webhook_validated")
            return JSONResponse(answer)
        try:
            read = webhook.read_webhook(body, seen_at=self._clock())
        except Denied as error:
            await _durable(self._journal.quarantine(body, error.code, "webhook"))
            raise
        for drift in read.drift:
            log.warning("webhook_drift", kind=drift.kind, name=drift.name)
        if read.name == _DEAUTHORIZED:
            await self._forget(body)
        if read.events:
            await _durable(self._journal.append(read.events))
        log.info("webhook_taken", name=read.name, events=len(read.events))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def deauthorize(self, request: Request) -> Response:
        """Forget a user who took the app away: their grant and all their sessions."""
        body, secret = await self._verified(request)
        answer = webhook.answer_validation(body, secret)
        if answer is not None:
            return JSONResponse(answer)
        await self._forget(body)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _verified(self, request: Request) -> tuple[bytes, str]:
        """Return the raw body and the secret that signed it; one call per accepted secret."""
        body = await read_body(request, MAX_WEBHOOK_BYTES)
        headers = dict(request.headers)
        failure = Denied("No webhook secret is set.", code="signature_wrong")
        for secret in self._secrets:
            try:
                webhook.verify(
                    headers, body, secrets=(secret,), now=self._clock(), window_s=_WINDOW_S
                )
            except Denied as error:
                failure = error
            else:
                return body, secret
        log.warning("webhook_refused", code=failure.code, size=len(body))
        raise failure

    async def _forget(self, body: bytes) -> None:
        try:
            user_id = msgspec.json.decode(body, type=_Deauthorization).payload.user_id
        except msgspec.MsgspecError as error:
            raise Denied("The deauthorization names no user.", code="malformed_webhook") from error
        await self._grants.forget(f"user:{user_id}")
        ended = await self._sessions.end_all_of(user_id)
        log.warning("app_deauthorized", user=user_id, sessions_ended=ended)


def make_zoom_router(door: WebhookDoor, sign_in: SignIn) -> APIRouter:
    """Build the routes for Zoom and for browsers."""
    router = APIRouter()
    router.add_api_route("/zoom/webhook", door.take, methods=["POST"], tags=["zoom"])
    router.add_api_route("/zoom/deauthorize", door.deauthorize, methods=["POST"], tags=["zoom"])

    @router.get("/oauth/zoom/start", tags=["sign-in"])
    async def start(redirect_uri: str = "", code_challenge: str = "", state: str = "") -> Response:
        """Send the browser to Zoom's consent page."""
        desktop = read_desktop(redirect_uri, code_challenge, state)
        return RedirectResponse(await sign_in.start(desktop), HTTPStatus.FOUND)

    @router.get("/oauth/zoom/callback", tags=["sign-in"])
    async def callback(
        request: Request, code: str = "", state: str = "", error: str = ""
    ) -> Response:
        """Take the browser back from Zoom and hand the result to the desktop."""
        try:
            finished = await sign_in.finish(state=state, code=code, error=error)
        except CtiError as failure:
            return pages.trouble_page(
                failure.message, status=status_of(failure), error_id=request_id(request)
            )
        if finished.redirect is None:
            return pages.connected_page(finished.name)
        return RedirectResponse(finished.redirect, HTTPStatus.FOUND)

    return router


class _User(msgspec.Struct, frozen=True):
    user_id: Annotated[str, msgspec.Meta(min_length=1)]


class _Deauthorization(msgspec.Struct, frozen=True):
    payload: _User


async def _durable(future: Future[T]) -> T:
    """Wait until it is on disk; whatever hinders it is a 503, which Zoom tries again."""
    try:
        return await asyncio.wrap_future(future)
    except CtiError as error:
        log.warning("webhook_not_stored", code=error.code)
        raise Temporary("The companion cannot store anything now.", code="store_down") from error
