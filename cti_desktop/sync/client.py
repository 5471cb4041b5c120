"""The desktop's way to its companion over HTTP; the agent's desk calls it, nothing else does.

No error of the HTTP library leaves this module: what can heal is `Temporary`, an ended session is
`Denied`, a wrong address `UserFixable`, each with a sentence for people.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote, urlencode

import httpx
import httpx_sse
import structlog

from cti_desktop import __version__
from cti_desktop.calls.errors import Conflict, CtiError, Denied, Temporary, UserFixable
from cti_desktop.calls.events import CallEvent
from cti_desktop.sync import deeds, wire
from cti_desktop.sync.sound import PART_BYTES, SoundPart, range_header, read_part

SILENCE_S = 45.0
_TIMEOUT = httpx.Timeout(20.0, connect=10.0)
_STREAM_TIMEOUT = httpx.Timeout(SILENCE_S, connect=10.0)
_TOO_LARGE = ("body_too_large", "batch_too_large")
_JSON = {"content-type": "application/json"}
_NAMED = {"user-agent": f"cti-desktop/{__version__}"}

log = structlog.get_logger(__name__)


class CompanionClient:
    """Pushes and pulls events, follows the stream and keeps the session, for one desktop.

    Args:
        http: an open client; `close` closes it.
        base_url: the companion's address, such as `https://cti.example.org`.
        token: gives the session's token at each request, None when nobody is signed in.
    """

    def __init__(
        self, http: httpx.AsyncClient, base_url: str, token: Callable[[], str | None]
    ) -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        self._token = token

    @classmethod
    def open(cls, base_url: str, token: Callable[[], str | None]) -> "CompanionClient":
        """Make a client with an HTTP connection pool of its own; `close` ends it."""
        return cls(httpx.AsyncClient(headers=_NAMED, follow_redirects=False), base_url, token)

    async def close(self) -> None:
        """Close the connections; again is harmless."""
        await self._http.aclose()

    async def push(self, events: Iterable[CallEvent]) -> wire.PushAnswer:
        """Hand events over, in as many batches as the limits ask for; idempotent by event id.

        Raises:
            Temporary: the companion cannot take them now; push all of them again later.
            Denied: the session ended.
        """
        cut = list(wire.batches(events)) or [()]
        answers = [await self._push(batch) for batch in cut]
        return wire.PushAnswer(
            accepted=sum(one.accepted for one in answers),
            known=sum(one.known for one in answers),
            refused=tuple(refusal for one in answers for refusal in one.refused),
            now=answers[-1].now,
            cursor=answers[-1].cursor,
        )

    async def pull(self, cursor: str | None = None, limit: int = wire.MAX_EVENTS) -> wire.FeedPage:
        """Fetch the page of the feed after `cursor`, from the beginning when None."""
        query = {"after": cursor or wire.START, "limit": str(limit)}
        response = await self._request("GET", f"/v1/events?{urlencode(query)}")
        with _reading():
            return wire.decode_page(response.content)

    async def stream(self, cursor: str | None = None) -> AsyncGenerator[wire.FeedPage, None]:
        """Follow the feed after `cursor`; the first page comes at once, empty when nothing waits.

        Ends when the companion closes the stream. Leave it by `contextlib.aclosing`, which lets go
        of the connection.

        Raises:
            Temporary: the line broke or was silent for `SILENCE_S` seconds (`companion_silent`).
            Denied: the session ended.
        """
        url = f"{self._base}/v1/stream?{urlencode({'after': cursor or wire.START})}"
        with _translating():
            async with httpx_sse.aconnect_sse(
                self._http, "GET", url, headers=self._headers(), timeout=_STREAM_TIMEOUT
            ) as source:
                if source.response.status_code != HTTPStatus.OK:
                    await source.response.aread()
                    raise _refusal(source.response)
                async for item in source.aiter_sse():
                    if item.event == wire.STREAM_EVENT:
                        with _reading():
                            page = wire.decode_page(item.data.encode())
                        yield page

    async def calls(self, *, before: str | None = None, limit: int = 100) -> wire.CallsPage:
        """Read the companion's call log, newest first; `before` is the last page's `next`."""
        query = {"limit": str(limit)} | ({"before": before} if before else {})
        response = await self._request("GET", f"/v1/calls?{urlencode(query)}")
        with _reading():
            return wire.decode(response.content, wire.CallsPage)

    async def call(self, call_id: str) -> wire.CallStory:
        """Read one call with its events.

        Raises:
            Denied: there is none this person may see (`not_found`).
        """
        response = await self._request("GET", f"/v1/calls/{quote(call_id, safe='')}")
        with _reading():
            return wire.decode(response.content, wire.CallStory)

    async def sound(
        self, call_id: str, media_id: str, *, first: int = 0, length: int = PART_BYTES
    ) -> SoundPart:
        """Read a stretch of a recording or voicemail of a call.

        Args:
            call_id: ours.
            media_id: Zoom's id of the recording or voicemail.
            first: place of the first byte wanted.
            length: how many bytes, at most.

        Raises:
            Denied: there is none this person may hear (`not_found`), it is shorter than `first`
                (`range_wrong`), or the session ended.
            Temporary: the companion or Zoom cannot be reached now.
        """
        place = f"/v1/calls/{quote(call_id, safe='')}/media/{quote(media_id, safe='')}"
        headers = self._headers() | {
            "range": range_header(first, length),
            "accept-encoding": "identity",
        }
        with _translating():
            async with self._http.stream(
                "GET", f"{self._base}{place}", headers=headers, timeout=_TIMEOUT
            ) as response:
                if not response.is_success:
                    await response.aread()
                    raise _refusal(response)
                return await read_part(
                    response.status_code, response.headers, response.aiter_raw(), first, length
                )

    async def erasures(self, after: int = 0, check: str = "") -> deeds.ErasuresPage:
        """Ask what was erased since a cursor, for this desktop to drop.

        Args:
            after: the last page's cursor, 0 for the start.
            check: the last page's last mark; a companion that lost it tells all anew.
        """
        query = {"after": str(after)} | ({"check": check} if check else {})
        response = await self._request("GET", f"/v1/erasures?{urlencode(query)}")
        with _reading():
            return wire.decode(response.content, deeds.ErasuresPage)

    async def report(self, done: tuple[deeds.Deed, ...]) -> None:
        """Hand over what was done here and belongs into the companion's audit log."""
        await self._request("POST", "/v1/audit", body=deeds.encode(deeds.Deeds(deeds=done)))

    async def me(self) -> wire.SessionInfo:
        """Ask who the companion takes this desktop for."""
        response = await self._request("GET", "/v1/me")
        with _reading():
            return wire.decode(response.content, wire.SessionInfo)

    async def profile(self) -> wire.Profile:
        """Ask for the settings the administrator gives to every desktop."""
        response = await self._request("GET", "/v1/profile")
        with _reading():
            return wire.decode(response.content, wire.Profile)

    def sign_in_url(self, *, redirect_uri: str, code_challenge: str, state: str) -> str:
        """Return the page to open in the system browser.

        Args:
            redirect_uri: `http://127.0.0.1:PORT/…` or `http://[::1]:PORT/…`, where this desktop
                listens for `code` and `state`.
            code_challenge: base64url of the verifier's SHA-256, without padding.
            state: comes back unchanged; the desktop checks it.
        """
        query = {"redirect_uri": redirect_uri, "code_challenge": code_challenge, "state": state}
        return f"{self._base}/oauth/zoom/start?{urlencode(query)}"

    async def redeem(self, code: str, verifier: str) -> tuple[str, wire.SessionInfo]:
        """Turn the one-time code of the browser's sign-in into a session token.

        Raises:
            UserFixable: the code is used, too old or not this desktop's (`sign_in_failed`).
        """
        body = wire.encode(wire.SignInRequest(code=code, code_verifier=verifier))
        response = await self._request("POST", "/v1/session", body=body, signed=False)
        with _reading():
            answer = wire.decode(response.content, wire.SignInAnswer)
        return answer.token, answer.session

    async def sign_out(self) -> None:
        """End the session at the companion; an ended one is fine too."""
        try:
            await self._request("DELETE", "/v1/session")
        except Denied as error:
            if error.code != "session_ended":
                raise

    async def _push(self, batch: tuple[CallEvent, ...]) -> wire.PushAnswer:
        try:
            response = await self._request("POST", "/v1/events", body=wire.encode_push(batch))
        except Denied as error:
            if len(batch) != 1 or error.code not in _TOO_LARGE:
                raise
            # It never goes by itself either, and must not hold up what comes after it.
            refused = wire.Refusal(id=batch[0].id, code=error.code, message=error.message)
            return replace(await self._push(()), refused=(refused,))
        with _reading():
            return wire.decode(response.content, wire.PushAnswer)

    async def _request(
        self, method: str, path: str, *, body: bytes | None = None, signed: bool = True
    ) -> httpx.Response:
        headers = (self._headers() if signed else {}) | (_JSON if body is not None else {})
        with _translating():
            response = await self._http.request(
                method, f"{self._base}{path}", content=body, headers=headers, timeout=_TIMEOUT
            )
        if not response.is_success:
            raise _refusal(response)
        return response

    def _headers(self) -> dict[str, str]:
        token = self._token()
        if token is None:
            raise Denied("Nobody is signed in. Sign in with Zoom to sync.", code="not_signed_in")
        return {"authorization": f"Bearer {token}"}


@contextmanager
def _translating() -> Iterator[None]:
    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise UserFixable(
            "The companion's address is not a web address. Correct it in the settings.",
            code="companion_address_wrong",
        ) from error
    except httpx.ReadTimeout as error:
        raise Temporary(
            "The companion does not answer. It is tried again by itself.", code="companion_silent"
        ) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        log.info("companion_unreachable", error=type(error).__name__)
        raise Temporary(
            "The companion cannot be reached. Everything is kept here and sent later.",
            code="companion_unreachable",
        ) from error


@contextmanager
def _reading() -> Iterator[None]:
    """Take an answer that is not the companion's (a proxy's page, say) for a passing fault."""
    try:
        yield
    except Denied as error:
        raise Temporary(
            "What answers at the companion's address does not speak its language.",
            code="companion_garbled",
        ) from error


def _refusal(response: httpx.Response) -> CtiError:
    status, code, message = response.status_code, "", ""
    try:
        told = wire.decode(response.content, wire.ErrorAnswer).error
    except Denied:
        log.warning("companion_answer_unknown", status=status)
    else:
        code, message = told.code, told.message
        log.info("companion_refused", status=status, code=code, error_id=told.id)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Temporary(
            message or "The companion has trouble. It is tried again by itself.",
            code=code or "companion_trouble",
            retry_after_s=_seconds(response.headers.get("retry-after")),
        )
    if not code:
        return Temporary(
            "What answers at the companion's address does not speak its language.",
            code="companion_garbled",
        )
    if status == HTTPStatus.BAD_REQUEST:
        return UserFixable(message, code=code)
    return (Conflict if status == HTTPStatus.CONFLICT else Denied)(message, code=code)


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdigit() else None
