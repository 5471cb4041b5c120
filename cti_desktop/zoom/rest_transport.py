"""One request to Zoom's REST API with everything that can go wrong with it; only `rest.py` uses it.

A second's limit and faults that pass are waited out a few times; what `RateLimits` learns of it
serves every other request of the account, too.
"""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import httpx
import structlog

from cti_desktop.calls.errors import CtiError, Temporary
from cti_desktop.zoom.contract.v3 import RATE_LABELS
from cti_desktop.zoom.fields import Json, MalformedError, parse_object
from cti_desktop.zoom.following import send_following
from cti_desktop.zoom.rate_limits import RateLimits
from cti_desktop.zoom.rest_errors import code_of, daily_limit, failure, token_refused, wait_s

log = structlog.get_logger(__name__)

Query = Mapping[str, str | int | Sequence[str]]

_TRIES = 4
_PATIENCE_S = 15.0
_DAY_S = 3600.0
_OK = 300


class RestTransport:
    """Asks Zoom, waits when told to, renews the token once, and tries again what may work."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        token: Callable[[], Awaitable[str]],
        base_url: str,
        *,
        renew: Callable[[str], Awaitable[str]] | None,
        sleep: Callable[[float], Awaitable[None]],
        now: Callable[[], datetime],
        limits: RateLimits,
    ) -> None:
        self._http = http
        self._token = token
        self._base_url = base_url.rstrip("/")
        self._renew = renew
        self._sleep = sleep
        self._now = now
        self._limits = limits

    async def get(
        self,
        template: str,
        ids: Mapping[str, str],
        query: Query | None = None,
        *,
        follow: bool = False,
    ) -> Json:
        """Read one JSON object.

        Args:
            template: a path of `names.py`.
            ids: what to put into it.
            query: lists are sent as repeated parameters, empty ones not at all.
            follow: the answer may lie elsewhere; see `following.py`.

        Raises:
            CtiError: translated from Zoom's answer or the network's.
        """
        label = RATE_LABELS.get(template, "light")
        # Some of Zoom's ids hold slashes and pluses.
        path = template.format(**{name: quote(one, safe="") for name, one in ids.items()})
        await self._limits.enter(label)
        token, renewed = await self._token(), False
        attempt = 1
        while True:
            try:
                return await self._ask(label, path, query or {}, token, follow=follow)
            except _RefusedError as refused:
                if refused.token and not renewed:
                    fresh = await self._another(token)
                    token, renewed, same = fresh, True, fresh == token
                    if not same:
                        continue
                await self._sleep(self._pause(refused, label, template, attempt))
            attempt += 1
            await self._limits.enter(label)

    async def _another(self, token: str) -> str:
        return await (self._renew(token) if self._renew else self._token())

    async def _ask(self, label: str, path: str, query: Query, token: str, *, follow: bool) -> Json:
        try:
            request = self._http.build_request(
                "GET",
                f"{self._base_url}{path}",
                params=[(name, one) for name, value in query.items() for one in _many(value)],
                headers={"authorization": f"Bearer {token}"},
            )
            answer = await self._sent(request, follow=follow)
        except httpx.HTTPError as error:
            # The error's own words may hold the address with the numbers asked for.
            unreachable = Temporary("Zoom's API cannot be reached.", code="zoom_unreachable")
            raise _RefusedError(unreachable, detail=type(error).__name__) from None
        self._limits.heard(label, answer.headers)
        body = _body(answer)
        if answer.status_code < _OK and not code_of(body):
            return body
        raise _RefusedError(
            failure(answer, body, now=self._now()),
            detail=f"{answer.status_code} {answer.headers.get('x-zm-trackingid', '')}".strip(),
            wait_s=wait_s(answer, now=self._now()),
            token=token_refused(answer.status_code, body),
            daily=daily_limit(answer, body),
        )

    async def _sent(self, request: httpx.Request, *, follow: bool) -> httpx.Response:
        if not follow:
            return await self._http.send(request)
        answer = await send_following(self._http, request)
        await answer.aread()
        return answer

    def _pause(self, refused: "_RefusedError", label: str, template: str, attempt: int) -> float:
        """Return how long to wait before trying again, or raise what waiting does not mend."""
        error = refused.error
        log.warning("zoom_refused", path=template, code=error.code, detail=refused.detail)
        if not isinstance(error, Temporary) or error.code == "page_expired":
            raise error
        if refused.daily:
            rest = _DAY_S if refused.wait_s is None else refused.wait_s
            self._limits.stop(label, rest)
            raise error
        pause = _backoff_s(attempt) if refused.wait_s is None else refused.wait_s
        if attempt >= _TRIES or pause > _PATIENCE_S:
            raise error
        if error.code == "zoom_rate_limited":
            self._limits.pause(label, pause)
        return pause


class _RefusedError(Exception):
    """An answer that is none, with what the next step depends on."""

    def __init__(
        self,
        error: CtiError,
        *,
        detail: str,
        wait_s: float | None = None,
        token: bool = False,
        daily: bool = False,
    ) -> None:
        super().__init__(error.message)
        self.error = error
        self.detail = detail
        self.wait_s = wait_s
        self.token = token
        self.daily = daily


def _body(answer: httpx.Response) -> Json:
    try:
        return parse_object(answer.content)
    except MalformedError:
        if answer.status_code >= _OK:
            return {}
        malformed = Temporary("Zoom's answer is not understood.", code="zoom_malformed")
        raise _RefusedError(malformed, detail=str(answer.status_code)) from None


def _many(value: str | int | Sequence[str]) -> Sequence[str]:
    return [str(value)] if isinstance(value, str | int) else value


def _backoff_s(attempt: int) -> float:
    return 0.5 * 2.0 ** (attempt - 1) + random.random()  # noqa: S311 - spreads retries, no secret
