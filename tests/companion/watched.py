"""Every answer of a companion under test is searched for secrets, headers and streams too."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.hygiene import SecretWatch

# The one answer a secret is for, and what signing in hands on to its browser (RFC 6749, 4.1).
_GIVES_A_TOKEN = ("POST", "/v1/session")
_HANDED_ON = re.compile(r"(?<=[?&])(code|state)=[^&\s]*")
_SIGN_IN = "/oauth/zoom/"
_OVERLAP = 256


class Watched:
    """Goes around a companion; the suite fails the test that was answered a secret.

    Args:
        app: the companion.
        watch: knows the secrets and hears of what was found.
    """

    def __init__(self, app: ASGIApp, watch: SecretWatch) -> None:
        self._app = app
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and read along."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        place, before = (scope["method"], scope["path"]), ""

        async def watched(message: Message) -> None:
            nonlocal before
            if message["type"] == "http.response.start":
                self._watch.read_answer(" ".join(place), _headers(message, place[1]))
            elif place != _GIVES_A_TOKEN:
                told = before + message.get("body", b"").decode("latin-1")
                self._watch.read_answer(" ".join(place), told)
                before = told[-_OVERLAP:]  # a secret may come in two pieces
            await send(message)

        await self._app(scope, receive, watched)


def _headers(message: Message, path: str) -> str:
    lines = []
    for name, value in message["headers"]:
        told = value.decode("latin-1")
        if name.lower() == b"location" and path.startswith(_SIGN_IN):
            told = _HANDED_ON.sub("", told)
        lines.append(told)
    return "\n".join(lines)
