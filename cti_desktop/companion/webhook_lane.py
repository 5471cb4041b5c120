"""The short way to the webhook door: past the framework, which serves people's requests.

Thousands of webhooks may come in a minute, and each has three seconds; routing and wrapping one
costs more than checking and keeping it. The door is the same as on the long way, and so are its
answers.
"""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.answers import new_request_id, refusal_of
from cti_desktop.companion.guard import Guard

PATH = "/zoom/webhook"
_NO_CONTENT = 204

Take = Callable[[Request], Awaitable[Response | None]]
"""Takes a webhook; None when there is nothing to answer but that it was taken."""


class WebhookLane:
    """Goes around the whole app, so it also does what the guard does."""

    def __init__(self, app: ASGIApp, take: Take) -> None:
        self._app = app
        self._take = take

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a webhook, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        identity = scope["request_id"] = new_request_id()
        try:
            answer = await self._take(Request(scope, receive))
        except Exception as error:  # noqa: BLE001 - the guard answers whatever it was
            await Guard(_Refusal(error))(scope, receive, send)
            return
        if answer is not None:
            await Guard(answer)(scope, receive, send)
            return
        headers = [(b"x-request-id", identity.encode())]  # the rest is for browsers, with a body
        start = {"type": "http.response.start", "status": _NO_CONTENT, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": b""})


class _Refusal:
    """Answers with an error that was raised before."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not isinstance(self._error, CtiError):
            raise self._error
        await refusal_of(Request(scope), self._error)(scope, receive, send)
