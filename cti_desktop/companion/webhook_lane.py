"""The short way to the webhook door: past routing and everything else that answers for people.

Thousands of webhooks may come in a minute, and each has three seconds; the framework's way costs
more than checking and keeping one. The door is the same, and so are its answers.
"""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.answers import refusal_of

PATH = "/zoom/webhook"


class WebhookLane:
    """ASGI middleware; goes inside the guard and outside of everything else."""

    def __init__(self, app: ASGIApp, take: Callable[[Request], Awaitable[Response]]) -> None:
        self._app = app
        self._take = take

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a webhook, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            answer = await self._take(request)
        except CtiError as error:
            answer = refusal_of(request, error)
        await answer(scope, receive, send)
