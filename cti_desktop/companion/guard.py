"""What every request passes on its way in and out: an id, safe headers, one log line, a last net.

Plain ASGI, so that the event stream flows through it unbuffered.
"""

import asyncio
import time
from http import HTTPStatus

import structlog
from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cti_desktop.calls.errors import Denied
from cti_desktop.companion.answers import error_answer, new_request_id

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-resource-policy": b"same-origin",
}
_PATIENCE_S = 30.0
_LONGEST_PATH = 300
"""As much as is logged: anybody may ask for any path, and it is as long as the server takes."""

log = structlog.get_logger(__name__)


class Guard:
    """ASGI middleware around the whole app; one of the few places that may catch anything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of traffic pass untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity = scope.setdefault("request_id", new_request_id())
        outgoing = _Outgoing(send, identity)
        started = time.perf_counter()
        path = scope["path"][:_LONGEST_PATH]
        with structlog.contextvars.bound_contextvars(request_id=identity):
            try:
                await self._app(scope, receive, outgoing)
            except ClientDisconnect:
                log.info("request_abandoned", method=scope["method"], path=path)
            except Exception:
                log.exception("request_failed", method=scope["method"], path=path)
                if outgoing.status is not None:
                    raise  # half an answer is out; only a cut connection tells the truth
                answer = error_answer(
                    HTTPStatus.INTERNAL_SERVER_ERROR,
                    "internal_error",
                    "The companion made a mistake. Try again; if it stays, report the id.",
                    error_id=identity,
                )
                await answer(scope, receive, outgoing)
            finally:
                log.info(
                    "request_answered",
                    method=scope["method"],
                    path=path,
                    status=outgoing.status,
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )


class _Outgoing:
    """Adds the headers to the start of the answer and remembers its status."""

    def __init__(self, send: Send, identity: str) -> None:
        self._send = send
        self._identity = identity
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = list(message.get("headers", ()))
            present = {name.lower() for name, _ in headers}
            if present.isdisjoint(HEADERS):
                headers += HEADERS.items()
            else:
                headers += [(n, v) for n, v in HEADERS.items() if n not in present]
            headers.append((b"x-request-id", self._identity.encode()))
            message = {**message, "headers": headers}
        await self._send(message)


async def read_body(request: Request, limit: int) -> bytes:
    """Read the raw body, giving up as soon as it is longer than `limit` bytes.

    Raises:
        Denied: it is too long (`body_too_large`) or takes too long (`body_too_slow`).
    """
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await _read_body(request, limit)
    except TimeoutError as error:
        raise Denied("The request came too slowly.", code="body_too_slow") from error


async def _read_body(request: Request, limit: int) -> bytes:
    told: bytes = dict(request.scope["headers"]).get(b"content-length", b"")
    if told.isdigit() and int(told) > limit:
        raise _too_large(limit)
    body = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return bytes(body)


def _too_large(limit: int) -> Denied:
    return Denied(f"The request is longer than {limit} bytes.", code="body_too_large")
