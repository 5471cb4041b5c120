"""The addresses Zoom and people's browsers call: webhooks, deauthorization, sign-in."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple

import msgspec
import structlog
from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, RedirectResponse

from cti_desktop.calls.errors import CtiError, Denied, Temporary, UserFixable
from cti_desktop.companion import pages
from cti_desktop.companion.answers import request_id, status_of
from cti_desktop.companion.attempts import Attempts
from cti_desktop.companion.guard import read_body
from cti_desktop.companion.leaving import Leaving
from cti_desktop.companion.letterbox import Letterbox
from cti_desktop.companion.metrics import Metrics
from cti_desktop.companion.own_account import OwnAccount
from cti_desktop.companion.repeats import Repeats
from cti_desktop.companion.seen import SeenNames
from cti_desktop.companion.signin import SignIn, read_desktop
from cti_desktop.companion.status import WebhookState
from cti_desktop.store.opening import Store
from cti_desktop.zoom import webhook
from cti_desktop.zoom.names import APP_DEAUTHORIZED, URL_VALIDATION
from cti_desktop.zoom.removal import read_removal

MAX_WEBHOOK_BYTES = 1024 * 1024
_REQUEST_ID = "x-zm-request-id"
_HEADERS = frozenset(
    one.encode() for one in (webhook.SIGNATURE_HEADER, webhook.TIMESTAMP_HEADER, _REQUEST_ID)
)
# Zoom tries again up to 85 minutes later, and nothing says that it signs anew. What is told twice
# is known by its id, so taking what is older than usual costs nothing; it is counted.
_LONGEST_S = 2 * 60 * 60
_SECOND = timedelta(seconds=1)
# A whole office may sign in at nine from one address. What is begun and not finished lies in the
# store for ten minutes; as many as there may be desktops are no load.
_BEGUN, _FAILED, _PAUSE = 1000, 60, timedelta(minutes=5)
_FROM_NO_SITE = frozenset({"none", "same-origin"})
_LAST = "webhook.last"
_KEEP_EVERY_S = 30.0
_SIGNED_WRONG = "signature_wrong"

log = structlog.get_logger(__name__)


class WebhookDoor:
    """Takes Zoom's posts: size, then signature, then durable, then the answer (in that order).

    Args:
        window_s: how old the time that was signed may be before it is flagged; what is older than
            two hours is refused.
        account: whose webhooks are kept; those of others are answered and dropped.
    """

    def __init__(
        self,
        secrets: tuple[str, ...],
        store: Store,
        letterbox: Letterbox,
        leaving: Leaving,
        clock: Callable[[], datetime],
        metrics: Metrics,
        window_s: float,
        account: OwnAccount,
    ) -> None:
        self._account = account
        self._repeats = Repeats()
        self._told_of_others = False
        self._secrets = secrets
        self._window_s = window_s
        self._journal = store.journal
        self._letterbox = letterbox
        self._cursors = store.cursors
        self._leaving = leaving
        self._clock = clock
        self._metrics = metrics
        self._last: _Last | None = None
        self._seen = SeenNames(store.cursors, clock)
        self._kept_at_s = -_KEEP_EVERY_S
        self._taken = 0
        self._of_others = 0
        self._refused = 0
        self._wrongly_signed = 0

    async def state(self) -> WebhookState:
        """Tell what came last and how much since the start."""
        last = self._last or await self._last_before_the_start()
        return WebhookState(
            last_at=last.at if last else None,
            last_name=last.name if last else None,
            delay_s=last.delay_s if last else None,
            taken=self._taken,
            refused=self._refused,
            of_others=self._of_others,
            wrongly_signed=self._wrongly_signed,
            waiting=await self._letterbox.waiting(),
            seen=await self._seen.all(),
        )

    async def take(self, request: Request) -> Response | None:
        """Take a webhook; returns only when what it says is on disk.

        Returns:
            None, unless Zoom asked something.

        Raises:
            CtiError: it is refused, or cannot be kept now.
        """
        began_s = time.perf_counter()
        try:
            return await self._take(request, began_s)
        except CtiError as error:
            self._refused += 1
            self._wrongly_signed += error.code == _SIGNED_WRONG
            self._metrics.webhook_refused(error.code)
            raise

    async def answer(self, request: Request) -> Response:
        """Take a webhook that came the long way."""
        return await self.take(request) or Response(status_code=HTTPStatus.NO_CONTENT)

    async def _take(self, request: Request, began_s: float) -> Response | None:
        body, secret, identity, signed_at = await self._verified(request)
        if self._repeats.knows(identity, body):
            self._metrics.webhook_repeated()
            return None
        try:
            opened = webhook.open_webhook(body)
        except Denied as error:
            await self._set_apart(body, error.code)
            raise
        if opened.name == URL_VALIDATION:
            answer = webhook.answer_validation(body, secret)
            if answer is not None:
                log.info("webhook_validated")
                return JSONResponse(answer)  # proves nothing: the doctor asks with our own secret
        self._wrongly_signed = 0
        if opened.name == APP_DEAUTHORIZED:
            await self._forget(body, signed_at)  # keeping what says so would keep their name
        elif self._account.rules_out(opened.account_id):
            self._pass_by(opened)  # an error would only make Zoom send it again, or give up
            return None
        else:
            await self._put(body, opened)
        self._repeats.note(identity, body)
        self._note(opened, began_s)
        with contextlib.suppress(CtiError):  # it is taken, whatever becomes of this
            await self._seen.note(opened.name)
        return None

    def _pass_by(self, opened: webhook.Opened) -> None:
        self._metrics.webhook_of_others()
        self._of_others += 1
        if not self._told_of_others:
            self._told_of_others = True
            log.warning("webhook_of_another_account", name=opened.name)

    async def _put(self, body: bytes, opened: webhook.Opened) -> None:
        try:
            await self._letterbox.put(body, opened)
        except CtiError as error:
            raise _not_stored(error) from error

    async def _set_apart(self, body: bytes, reason: str) -> None:
        try:
            await asyncio.wrap_future(self._journal.quarantine(body, reason, "webhook"))
        except CtiError as error:
            raise _not_stored(error) from error

    def _note(self, opened: webhook.Opened, began_s: float) -> None:
        """Remember what came last; the store hears of it now and then, for after a restart."""
        now, now_s = self._clock(), time.perf_counter()
        sent_at = opened.sent_at
        delay = (now - sent_at).total_seconds() if sent_at else None
        self._last = _Last(at=now, name=opened.name, delay_s=delay)
        self._taken += 1
        self._metrics.webhook_taken(ingest_s=now_s - began_s, delay_s=delay)
        if now_s - self._kept_at_s >= _KEEP_EVERY_S:
            self._kept_at_s = now_s
            self._cursors.set(_LAST, msgspec.json.encode(self._last).decode())

    async def _last_before_the_start(self) -> "_Last | None":
        kept = await asyncio.to_thread(self._cursors.get, _LAST)
        return None if kept is None else msgspec.json.decode(kept, type=_Last)

    async def deauthorize(self, request: Request) -> Response:
        """Forget a user who took the app away: grant and sessions, and their data if so told."""
        body, secret, identity, signed_at = await self._verified(request)
        answer = webhook.answer_validation(body, secret)
        if answer is not None:
            return JSONResponse(answer)
        if self._repeats.knows(identity, body):
            self._metrics.webhook_repeated()
        else:
            await self._forget(body, signed_at)
            self._repeats.note(identity, body)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _verified(self, request: Request) -> "_Verified":
        body = await read_body(request, MAX_WEBHOOK_BYTES)
        headers = {
            name.decode(): value.decode("latin-1")
            for name, value in request.scope["headers"]
            if name in _HEADERS
        }
        now = self._clock()
        try:
            secret = webhook.verify(
                headers, body, secrets=self._secrets, now=now, window_s=_LONGEST_S
            )
        except Denied as error:
            log.warning(
                "webhook_refused", code=error.code, size=len(body), request_id=request_id(request)
            )
            raise
        signed_at = datetime.fromtimestamp(int(headers[webhook.TIMESTAMP_HEADER]), UTC)
        self._flag_if_old((now - signed_at).total_seconds())
        return _Verified(body, secret, headers.get(_REQUEST_ID, ""), signed_at)

    def _flag_if_old(self, age_s: float) -> None:
        if abs(age_s) > self._window_s:
            self._metrics.webhook_old()
            log.info("webhook_signed_long_ago", age_s=round(age_s))

    async def _forget(self, body: bytes, signed_at: datetime) -> None:
        told = read_removal(body)
        if self._account.is_of_another_app(told.client_id):
            log.warning("removal_of_another_app")  # they go on with this one
            return
        signed_by = signed_at + _SECOND  # the stamp is in whole seconds
        at = min(told.at or signed_by, signed_by)  # nothing is signed before it happened
        try:
            await self._leaving.app_removed(told.user_id, at=at, erase=told.erase)
        except UserFixable as error:
            raise Denied(error.message, code="malformed_webhook") from error
        except CtiError as error:
            raise _not_stored(error) from error


def make_zoom_router(
    door: WebhookDoor, sign_in: SignIn, clock: Callable[[], datetime]
) -> APIRouter:
    """Build the routes for Zoom and for browsers."""
    started = Attempts(_BEGUN, _PAUSE, clock)
    failed = Attempts(_FAILED, _PAUSE, clock)
    router = APIRouter()
    router.add_api_route("/zoom/webhook", door.answer, methods=["POST"], tags=["zoom"])
    router.add_api_route("/zoom/deauthorize", door.deauthorize, methods=["POST"], tags=["zoom"])

    @router.get("/oauth/zoom/start", tags=["sign-in"])
    async def start(
        request: Request, redirect_uri: str = "", code_challenge: str = "", state: str = ""
    ) -> Response:
        """Send the browser to Zoom's consent page."""
        started.refuse_if_many(request)
        started.count(request)
        desktop = read_desktop(redirect_uri, code_challenge, state)
        if desktop is not None:
            _refuse_from_a_site(request)
        return RedirectResponse(await sign_in.start(desktop), HTTPStatus.FOUND)

    @router.get("/oauth/zoom/callback", tags=["sign-in"])
    async def callback(
        request: Request, code: str = "", state: str = "", error: str = ""
    ) -> Response:
        """Take the browser back from Zoom and hand the result to the desktop."""
        failed.refuse_if_many(request)
        try:
            finished = await sign_in.finish(state=state, code=code, error=error)
        except CtiError as failure:
            failed.count(request)
            return pages.trouble_page(
                failure.message, status=status_of(failure), error_id=request_id(request)
            )
        started.give_back(request)
        if finished.redirect is None:
            return pages.connected_page(finished.name)
        return RedirectResponse(finished.redirect, HTTPStatus.FOUND)

    return router


def _refuse_from_a_site(request: Request) -> None:
    """Refuse a desktop's sign-in that a web site began: a desktop opens the browser by itself.

    On a computer of several people another one may listen where the result goes to. Browsers say
    where a visit comes from; `none` is the address bar or another program.
    """
    if request.headers.get("sec-fetch-site", "none") not in _FROM_NO_SITE:
        raise UserFixable(
            "This link came from a web site. Begin to sign in in CTI Desktop itself.",
            code="sign_in_refused",
        )


class _Verified(NamedTuple):
    """The raw body, the secret that signed it, Zoom's id of the request (empty without), when."""

    body: bytes
    secret: str
    request_id: str
    signed_at: datetime


class _Last(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    name: str
    delay_s: float | None


def _not_stored(error: CtiError) -> Temporary:
    """Whatever hinders keeping a webhook is a 503, which Zoom tries again."""
    log.warning("webhook_not_stored", code=error.code)
    return Temporary("The companion cannot store anything now.", code="store_down")
