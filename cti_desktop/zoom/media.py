"""Fetches the sound of recordings and voicemails as a stream; only the companion calls it.

Zoom's download addresses need an access token, so they are asked through the API's own base
address, whatever host a message named: the token goes to Zoom alone.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import httpx

from cti_desktop.calls.errors import Temporary
from cti_desktop.zoom.contract.v3 import ANY_DOWNLOAD, RECORDING_DOWNLOAD, VOICEMAIL_DOWNLOAD
from cti_desktop.zoom.fields import Json, MalformedError, parse_object
from cti_desktop.zoom.following import send_following
from cti_desktop.zoom.rate_limits import RateLimits
from cti_desktop.zoom.rest_errors import failure, token_refused

_DOWNLOAD = re.compile(ANY_DOWNLOAD)
_LABEL = "medium"
_OK = 300
_LONGEST_ERROR = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """An answer with sound in it, as Zoom sends it.

    Attributes:
        status: 200 for all of it, 206 for the range asked for.
        headers: Zoom's.
        chunks: the bytes; read them before the block of `SoundClient.open` ends.
    """

    status: int
    headers: httpx.Headers
    chunks: AsyncIterator[bytes]


class SoundClient:
    """Opens downloads with one source of tokens.

    Args:
        http: with the timeouts to use.
        token: gives the access token to use now.
        renew: gives another token for the refused one.
        base_url: of the API, or of a simulator.
        limits: of the account.
        now: UTC.
        owner: whose tokens these are.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        token: Callable[[], Awaitable[str]],
        renew: Callable[[str], Awaitable[str]],
        base_url: str,
        limits: RateLimits,
        now: Callable[[], datetime],
        owner: str = "account",
    ) -> None:
        self.owner = owner
        self._http = http
        self._token = token
        self._renew = renew
        self._base_url = base_url.rstrip("/")
        self._limits = limits
        self._now = now

    @asynccontextmanager
    async def open(self, path: str, wanted: str | None = None) -> AsyncIterator[Sound]:
        """Open a download.

        Args:
            path: as `download_path` gives it.
            wanted: the Range header to ask with.

        Raises:
            CtiError: translated from Zoom's answer or the network's, before the first byte.
        """
        await self._limits.enter(_LABEL)
        answer = await self._ask(path, wanted, await self._token())
        try:
            yield Sound(
                status=answer.status_code, headers=answer.headers, chunks=_chunks_of(answer)
            )
        finally:
            await answer.aclose()

    async def _ask(self, path: str, wanted: str | None, token: str) -> httpx.Response:
        answer = await self._send(path, wanted, token)
        if answer.status_code < _OK:
            return answer
        body = await _error_body(answer)
        if token_refused(answer.status_code, body):
            answer = await self._send(path, wanted, await self._renew(token))
            if answer.status_code < _OK:
                return answer
            body = await _error_body(answer)
        raise failure(answer, body, now=self._now())

    async def _send(self, path: str, wanted: str | None, token: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}", "accept-encoding": "identity"}
        request = self._http.build_request(
            "GET",
            f"{self._base_url}{path}",
            headers=headers | ({"range": wanted} if wanted else {}),
        )
        try:
            answer = await send_following(self._http, request)
        except httpx.HTTPError:
            # The error's own words may hold the address.
            unreachable = Temporary("Zoom's API cannot be reached.", code="zoom_unreachable")
            raise unreachable from None
        self._limits.heard(_LABEL, answer.headers)
        return answer


def download_path(kind: str, media_id: str, url: str | None) -> str:
    """Return the API path of a download.

    Args:
        kind: `recording` or `voicemail`.
        media_id: Zoom's id of it, used when the address names no file.
        url: as a webhook or record of Zoom named it.
    """
    named = _DOWNLOAD.search(url or "")
    if named is not None:
        return named.group()
    template = VOICEMAIL_DOWNLOAD if kind == "voicemail" else RECORDING_DOWNLOAD
    return template.format(file_id=quote(media_id, safe=""))


async def _chunks_of(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    except httpx.HTTPError:
        broken = Temporary("Zoom's API cannot be reached.", code="zoom_unreachable")
        raise broken from None


async def _error_body(answer: httpx.Response) -> Json:
    body = bytearray()
    try:
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > _LONGEST_ERROR:
                break
        return parse_object(bytes(body))
    except (MalformedError, httpx.HTTPError):
        return {}
    finally:
        await answer.aclose()
