"""Signs in through the system browser: PKCE and a loopback redirect (RFC 8252)."""

import asyncio
import base64
import hashlib
import html
import secrets
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from cti_desktop.calls.errors import Cancelled, UserFixable
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.wire import SessionInfo

TIMEOUT_S = 300.0
_LONGEST_REQUEST = 8192
_LONGEST_SENTENCE = 300
_PATH = "/signed-in"


async def sign_in(
    client: CompanionClient, open_browser: Callable[[str], None]
) -> tuple[str, SessionInfo]:
    """Open the browser, wait for it to come back, and return the session's token and owner.

    Raises:
        UserFixable: the person refused or took longer than five minutes.
        Temporary: the companion cannot be reached.
        Denied: the answer was not for this attempt.
    """
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    landed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(
        lambda reader, writer: _answer(reader, writer, state, landed),
        "127.0.0.1",
        0,
        limit=_LONGEST_REQUEST,
    )
    try:
        port = server.sockets[0].getsockname()[1]
        open_browser(
            client.sign_in_url(
                redirect_uri=f"http://127.0.0.1:{port}{_PATH}",
                code_challenge=_challenge(verifier),
                state=state,
            )
        )
        async with asyncio.timeout(TIMEOUT_S):
            code = await landed
    except TimeoutError as error:
        raise UserFixable(
            "Signing in took too long. Start it again from the settings.", code="sign_in_timeout"
        ) from error
    finally:
        server.close()
    return await client.redeem(code, verifier)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


async def _answer(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    state: str,
    landed: asyncio.Future[str],
) -> None:
    """Answer one request of the browser; anything but the expected return is refused."""
    try:
        line = (await reader.readline()).decode("latin-1")
        code = _read_return(line, state, landed)
        text = "You are signed in. You can close this window." if code else "This is not for here."
        page = (
            f"<!doctype html><meta charset=utf-8><title>CTI Desktop</title><p>{html.escape(text)}"
        )
        status = "200 OK" if code else "404 Not Found"
        body = page.encode()
        writer.write(
            f"HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\n"
            f"content-length: {len(body)}\r\ncache-control: no-store\r\n"
            "referrer-policy: no-referrer\r\nconnection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()
        if code and not landed.done():
            landed.set_result(code)
    except (ConnectionError, ValueError):
        return
    finally:
        writer.close()


def _read_return(line: str, state: str, landed: asyncio.Future[str]) -> str | None:
    method, _, rest = line.partition(" ")
    target = urlsplit(rest.rpartition(" ")[0])
    query = parse_qs(target.query)
    if method != "GET" or target.path != _PATH or landed.done():
        return None
    if not secrets.compare_digest((query.get("state") or [""])[0].encode(), state.encode()):
        return None
    if "error" in query:
        said = (query.get("error_description") or [""])[0]
        landed.set_exception(_refusal(query["error"][0], said))
        return None
    return (query.get("code") or [""])[0] or None


def _refusal(error: str, said: str) -> UserFixable | Cancelled:
    if error == "access_denied":
        return Cancelled("Signing in was cancelled in the browser.", code="sign_in_cancelled")
    text = said[:_LONGEST_SENTENCE] or "Zoom did not sign you in. Try again or ask your admin."
    return UserFixable(text, code="sign_in_failed")
