"""Reads from Zoom's REST API; only the companion calls it.

Every answer is an event or a small value of ours; Zoom's rows do not leave this room. Errors are
this program's own: `Temporary` when trying later may work, `Denied` and `UserFixable` when not.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import structlog

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.errors import CtiError, Temporary
from cti_desktop.calls.events import CallEvent, Facts, Kind, Media, Source, event_id
from cti_desktop.zoom.fields import (
    Json,
    MalformedError,
    children,
    flag,
    moment,
    parse_object,
    text,
)
from cti_desktop.zoom.names import (
    AI_SUMMARY,
    API_URL,
    CALL_ELEMENT,
    CALL_HISTORY,
    CALL_RECORD,
    ELEMENT_ROWS,
    HISTORY_ROWS,
    PHONE_USER,
    USER_CALL_HISTORY,
)
from cti_desktop.zoom.oauth import utc_now
from cti_desktop.zoom.parties import public_number
from cti_desktop.zoom.records import (
    read_element,
    read_history_detail,
    read_history_row,
    read_user_element,
)
from cti_desktop.zoom.rest_errors import (
    code_of,
    daily_limit,
    failure,
    token_refused,
    wait_s,
)

log = structlog.get_logger(__name__)

LONGEST_RANGE = timedelta(days=30)
"""Zoom answers for one month at most."""

_TRIES = 4
_PATIENCE_S = 15.0
_OK = 300
Query = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneUser:
    """A Zoom Phone user as their profile says.

    Attributes:
        user_id: Zoom's user id, as webhooks name it.
        extension_id: Zoom's id of the extension, as records name it.
        extension: the short internal number.
        numbers: their public numbers, E.164 where Zoom gave it.
    """

    user_id: str | None
    extension_id: str | None
    extension: str | None
    email: str | None
    name: str | None
    numbers: tuple[str, ...] = ()


class ZoomClient:
    """Asks Zoom, waits when told to, renews the token once, and tries again what may work.

    Args:
        http: with the timeouts to use.
        token: gives the access token to use now.
        base_url: of the API, or of a simulator.
        renew: gives another token for the refused one; without it `token` is asked again.
        sleep: how to wait.
        now: UTC.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        token: Callable[[], Awaitable[str]],
        base_url: str = API_URL,
        *,
        renew: Callable[[str], Awaitable[str]] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._http = http
        self._token = token
        self._base_url = base_url.rstrip("/")
        self._renew = renew
        self._sleep = sleep
        self._now = now
        self._blocked: dict[str, datetime] = {}

    async def phone_user(self, user_id: str = "me") -> PhoneUser:
        """Read a user's phone profile; `me` is whose token it is."""
        body = await self._get(PHONE_USER.format(user_id=_part(user_id)))
        numbers = (text(one, "number") for one in children(body, "phone_numbers"))
        return PhoneUser(
            user_id=text(body, "id"),
            extension_id=text(body, "extension_id"),
            extension=text(body, "extension_number"),
            email=text(body, "email"),
            name=text(body, "name", "display_name"),
            numbers=tuple(public_number(one) for one in numbers if one),
        )

    async def call_history(
        self,
        *,
        start: datetime,
        end: datetime,
        call_ids: Sequence[str] = (),
        page_size: int = 300,
    ) -> AsyncIterator[CallEvent]:
        """Read the account's calls that began in a span of time, page by page.

        Longer spans are asked month by month. Zoom keeps six months.

        Args:
            start: first moment, UTC.
            end: last moment, UTC.
            call_ids: only these live calls.
            page_size: rows a page, at most 300.
        """
        query: dict[str, str | int | Sequence[str]] = {"page_size": page_size}
        if call_ids:
            query["call_ids"] = tuple(call_ids)
        async for row in self._rows(CALL_HISTORY, HISTORY_ROWS, start, end, query):
            yield read_history_row(row, seen_at=self._now())

    async def user_call_history(
        self, user_id: str = "me", *, start: datetime, end: datetime, page_size: int = 300
    ) -> AsyncIterator[CallEvent]:
        """Read one user's own legs in a span of time; all a user-level app may read."""
        path = USER_CALL_HISTORY.format(user_id=_part(user_id))
        owner = None if user_id == "me" else user_id
        query = {"page_size": page_size}
        async for row in self._rows(path, ELEMENT_ROWS, start, end, query):
            yield read_user_element(row, seen_at=self._now(), user_id=owner)

    async def call_record(self, history_uuid: str) -> tuple[CallEvent, ...]:
        """Read one call with its legs; right after its end Zoom may not know it yet.

        Raises:
            Denied: with code `not_found`.
        """
        body = await self._get(CALL_RECORD.format(history_uuid=_part(history_uuid)))
        return read_history_detail(body, seen_at=self._now())

    async def call_element(self, element_id: str) -> CallEvent:
        """Read one leg's record.

        Raises:
            Denied: with code `not_found`.
        """
        body = await self._get(CALL_ELEMENT.format(element_id=_part(element_id)))
        return read_element(body, seen_at=self._now())

    async def ai_summary(self, user_id: str, summary_id: str) -> CallEvent:
        """Read an AI summary's text, after a webhook named it."""
        path = AI_SUMMARY.format(user_id=_part(user_id), summary_id=_part(summary_id))
        body = await self._get(path)
        now = self._now()
        return CallEvent(
            id=event_id(Source.REST, [AI_SUMMARY, body]),
            kind=Kind.SUMMARY,
            source=Source.REST,
            name=f"GET {AI_SUMMARY}",
            at=moment(body, "modified_time", "created_time") or now,
            seen_at=now,
            keys=call_keys(call_id=text(body, "call_id")),
            author=f"user:{user_id}",
            facts=Facts(
                summary=Media(
                    id=text(body, "ai_call_summary_id") or summary_id,
                    text=text(body, "call_summary"),
                    next_steps=text(body, "next_steps"),
                    detail=text(body, "detailed_summary"),
                    edited=bool(flag(body, "edited")),
                )
            ),
            raw=body,
        )

    async def _rows(
        self, path: str, lists: Sequence[str], start: datetime, end: datetime, query: Query
    ) -> AsyncIterator[Json]:
        while start < end:
            until = min(end, start + LONGEST_RANGE)
            async for row in self._pages(path, lists, {**query, **_span(start, until)}):
                yield row
            start = until

    async def _pages(self, path: str, lists: Sequence[str], query: Query) -> AsyncIterator[Json]:
        page, seen = "", {""}
        while True:
            asked = {**query, "next_page_token": page} if page else query
            body = await self._get(path, asked)
            for row in next(filter(None, (children(body, name) for name in lists)), []):
                yield row
            page = text(body, "next_page_token") or ""
            if not page:
                return
            if page in seen:
                raise Temporary("Zoom's list goes in circles.", code="page_repeated")
            seen.add(page)

    async def _get(self, path: str, query: Query | None = None) -> Json:
        label = path.partition("?")[0]
        self._refuse_while_blocked(label)
        token = await self._token()
        renewed = False
        for attempt in range(1, _TRIES + 1):
            answer, body = await self._ask(path, query or {}, token, last=attempt == _TRIES)
            if answer is None:
                await self._sleep(_backoff_s(attempt))
                continue
            if answer.status_code < _OK and not code_of(body):
                return body
            error = failure(answer, body, now=self._now())
            if token_refused(answer.status_code, body) and not renewed:
                renewed, refused = True, token
                token = await (self._renew(refused) if self._renew else self._token())
                if token != refused and attempt < _TRIES:
                    continue
            await self._wait_or_raise(label, answer, body, error, attempt)
        raise Temporary("Zoom's API cannot be reached.", code="zoom_unreachable")

    async def _ask(
        self, path: str, query: Query, token: str, *, last: bool
    ) -> tuple[httpx.Response | None, Json]:
        try:
            answer = await self._http.get(
                f"{self._base_url}{path}",
                params=[(name, one) for name, value in query.items() for one in _many(value)],
                headers={"authorization": f"Bearer {token}"},
            )
        except httpx.HTTPError as error:
            log.warning("zoom_unreachable", path=path, error=type(error).__name__)
            if last:
                raise Temporary("Zoom's API cannot be reached.", code="zoom_unreachable") from None
            return None, {}
        try:
            return answer, parse_object(answer.content)
        except MalformedError:
            if answer.status_code < _OK:
                raise Temporary("Zoom's answer is not understood.", code="zoom_malformed") from None
            return answer, {}

    async def _wait_or_raise(
        self, label: str, answer: httpx.Response, body: Json, error: CtiError, attempt: int
    ) -> None:
        """Wait out what passes within seconds; raise the rest, and remember a used-up day."""
        log.warning(
            "zoom_refused",
            path=label,
            status=answer.status_code,
            code=error.code,
            trace=answer.headers.get("x-zm-trackingid", ""),
        )
        if not isinstance(error, Temporary) or error.code == "page_expired":
            raise error
        told = wait_s(answer, now=self._now())
        if daily_limit(answer, body):
            category = answer.headers.get("x-ratelimit-category", label)
            rest = timedelta(seconds=told if told is not None else 3600.0)
            self._blocked[label] = self._now() + rest
            log.warning("zoom_daily_limit", path=label, category=category)
            raise error
        pause = told if told is not None else _backoff_s(attempt)
        if attempt == _TRIES or pause > _PATIENCE_S:
            raise error
        await self._sleep(pause)

    def _refuse_while_blocked(self, label: str) -> None:
        until = self._blocked.get(label)
        left = (until - self._now()).total_seconds() if until else 0.0
        if left > 0:
            raise Temporary(
                "Zoom's daily quota for this is used up.",
                code="zoom_rate_limited",
                retry_after_s=left,
            )
        self._blocked.pop(label, None)


def _span(start: datetime, end: datetime) -> dict[str, str]:
    form = "%Y-%m-%dT%H:%M:%SZ"
    return {
        "from": start.astimezone(UTC).strftime(form),
        "to": end.astimezone(UTC).strftime(form),
    }


def _many(value: str | int | Sequence[str]) -> Sequence[str]:
    return [str(value)] if isinstance(value, str | int) else value


def _part(value: str) -> str:
    """Quote an id for a path; some of Zoom's hold slashes and pluses."""
    return quote(value, safe="")


def _backoff_s(attempt: int) -> float:
    return float(2 ** (attempt - 1)) * 0.5 + random.random()  # noqa: S311 - spreads retries
