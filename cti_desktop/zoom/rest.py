"""Reads from Zoom's REST API; only the companion calls it.

Every answer is an event or a small value of ours; Zoom's rows do not leave this room. Errors are
this program's own: `Temporary` when trying later may work, `Denied` and `UserFixable` when not.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.events import CallEvent, Facts, Kind, Media, Source, event_id
from cti_desktop.zoom.contract.v3 import (
    AI_SUMMARY,
    CALL_ELEMENT,
    CALL_HISTORY,
    CALL_RECORD,
    PHONE_SETTINGS,
    PHONE_USER,
    PHONE_USERS,
    RECORDING_TRANSCRIPT,
    RECORDINGS,
    USER_CALL_HISTORY,
    USER_CALL_SYNC,
    USER_RECORDINGS,
    USER_ROWS,
    VOICEMAIL,
)
from cti_desktop.zoom.drift import Drift, drift
from cti_desktop.zoom.fields import (
    Json,
    child,
    children,
    flag,
    items,
    moment,
    text,
)
from cti_desktop.zoom.names import API_URL, ELEMENT_ROWS, HISTORY_ROWS, RECORDING_ROWS
from cti_desktop.zoom.oauth import utc_now
from cti_desktop.zoom.parties import public_number
from cti_desktop.zoom.rate_limits import RateLimits
from cti_desktop.zoom.recordings import read_recording, read_transcript
from cti_desktop.zoom.records import (
    read_element,
    read_history_detail,
    read_history_row,
    read_user_element,
)
from cti_desktop.zoom.rest_transport import Query, RestTransport
from cti_desktop.zoom.voicemails import read_voicemail

LONGEST_RANGE = timedelta(days=30)
"""Zoom answers for one month at most."""
_RECORDED, _NOT_RECORDED = "recorded", "non_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneUser:
    """A Zoom Phone user as their profile says.

    Attributes:
        user_id: Zoom's user id, as webhooks name it.
        extension_id: Zoom's id of the extension, as records name it.
        extension: the short internal number.
        numbers: their public numbers, E.164 where Zoom gave it.
        department: as the account's administrators wrote it, like `site`.
    """

    user_id: str | None
    extension_id: str | None
    extension: str | None
    email: str | None
    name: str | None
    numbers: tuple[str, ...] = ()
    department: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncedLegs:
    """What is new in a user's own call history.

    Attributes:
        token: to ask for what comes after it with.
        more: whether there is more already.
    """

    events: tuple[CallEvent, ...]
    token: str | None
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    template: str
    lists: Sequence[str]
    query: Query
    ids: Mapping[str, str] = field(default_factory=dict)


class ZoomClient:
    """Asks Zoom, waits when told to, renews the token once, and tries again what may work.

    Args:
        http: with the timeouts to use.
        token: gives the access token to use now.
        base_url: of the API, or of a simulator.
        renew: gives another token for the refused one; without it `token` is asked again.
        sleep: how to wait.
        now: UTC.
        limits: shared by all clients of the account; without them Zoom's refusals set the pace.
        owner: whose tokens these are, for whoever keeps something for each.
        account_level: False when these tokens are known to read their owner's calls only.
        strange: hears of rows nothing could be made of.
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
        limits: RateLimits | None = None,
        owner: str = "account",
        account_level: bool = True,
        strange: Callable[[Drift], object] = lambda _: None,
    ) -> None:
        self.owner = owner
        self.account_level = account_level
        self._strange = strange
        self._now = now
        self._transport = RestTransport(
            http,
            token,
            base_url,
            renew=renew,
            sleep=sleep,
            now=now,
            limits=limits or RateLimits(now=now),
        )

    async def phone_user(self, user_id: str = "me") -> PhoneUser:
        """Read a user's phone profile; `me` is whose token it is."""
        body = await self._transport.get(PHONE_USER, {"user_id": user_id})
        return _phone_user(body)

    async def phone_settings(self) -> None:
        """Ask for the account's phone settings, to see whether it has Zoom Phone.

        Raises:
            UserFixable: with code `phone_not_enabled`.
        """
        await self._transport.get(PHONE_SETTINGS, {})

    async def phone_users(self, page_size: int = 100) -> AsyncIterator[PhoneUser]:
        """List the account's phone users, page by page."""
        query: Query = {"page_size": page_size}
        asked = _Listing(template=PHONE_USERS, lists=(USER_ROWS,), query=query)
        async for row in self._pages(asked, {}):
            yield _phone_user(row)

    async def call_history(
        self,
        *,
        start: datetime,
        end: datetime,
        call_ids: Sequence[str] = (),
        page_size: int = 300,
    ) -> AsyncIterator[CallEvent]:
        """Read the account's calls that began in a span of time, page by page.

        Longer spans are asked month by month. Zoom keeps six months. Where only recorded calls
        come, those that were not are asked for by name.

        Args:
            start: first moment, UTC.
            end: last moment, UTC.
            call_ids: only these live calls.
            page_size: rows a page, at most 300.
        """
        query: Query = {"page_size": page_size, "call_ids": tuple(call_ids)}
        asked = _Listing(template=CALL_HISTORY, lists=HISTORY_ROWS, query=query)
        all_recorded = not call_ids
        async for row in self._rows(asked, start, end):
            all_recorded = all_recorded and row.get("recording_status") == _RECORDED
            yield read_history_row(row, seen_at=self._now())
        if all_recorded:  # or none came: Zoom's words leave open whether it shows others unasked
            others: Query = {**query, "recording_status": _NOT_RECORDED}
            asked = _Listing(template=CALL_HISTORY, lists=HISTORY_ROWS, query=others)
            async for row in self._rows(asked, start, end):
                yield read_history_row(row, seen_at=self._now())

    async def user_call_history(
        self, user_id: str = "me", *, start: datetime, end: datetime, page_size: int = 300
    ) -> AsyncIterator[CallEvent]:
        """Read one user's own legs in a span of time; all a user-level app may read."""
        owner = None if user_id == "me" else user_id
        asked = _Listing(
            template=USER_CALL_HISTORY,
            lists=ELEMENT_ROWS,
            query={"page_size": page_size},
            ids={"user_id": user_id},
        )
        async for row in self._rows(asked, start, end):
            yield read_user_element(row, seen_at=self._now(), user_id=owner)

    async def user_call_sync(
        self, token: str | None = None, *, user_id: str = "me", count: int = 250
    ) -> SyncedLegs:
        """Read what is new in a user's own legs since the token was given; all without one.

        Raises:
            Denied: with code `not_found` when the token is known no more; begin without one.
        """
        query: Query = {"sync_type": "ISync" if token else "FSync", "count": count}
        given = {"sync_token": token} if token else {}
        body = await self._transport.get(USER_CALL_SYNC, {"user_id": user_id}, {**query, **given})
        rows = self._listed(USER_CALL_SYNC, ELEMENT_ROWS, body)
        owner = None if user_id == "me" else user_id
        now = self._now()
        fresh = text(body, "sync_token")
        return SyncedLegs(
            events=tuple(read_user_element(row, seen_at=now, user_id=owner) for row in rows),
            token=fresh or token,
            more=len(rows) >= count and fresh not in (None, token),
        )

    async def recordings(
        self,
        user_id: str | None = None,
        *,
        start: datetime,
        end: datetime,
        page_size: int = 300,
    ) -> AsyncIterator[CallEvent]:
        """Read the recordings of calls that began in a span of time, for lost webhooks.

        Args:
            user_id: only this user's, `me` for whose token it is; None reads the account's.
            start: first moment, UTC.
            end: last moment, UTC.
            page_size: rows a page, at most 300.
        """
        asked = _Listing(
            template=USER_RECORDINGS if user_id else RECORDINGS,
            lists=RECORDING_ROWS,
            query={"page_size": page_size},
            ids={"user_id": user_id} if user_id else {},
        )
        async for row in self._rows(asked, start, end):
            event = read_recording(row, seen_at=self._now())
            if event is None:
                self._unread(asked.template, asked.lists[0], row)
            else:
                yield event

    async def call_record(self, history_uuid: str) -> tuple[CallEvent, ...]:
        """Read one call with its legs; right after its end Zoom may not know it yet.

        Raises:
            Denied: with code `not_found`.
        """
        body = await self._transport.get(CALL_RECORD, {"history_uuid": history_uuid})
        return read_history_detail(body, seen_at=self._now())

    async def call_element(self, element_id: str) -> CallEvent:
        """Read one leg's record.

        Raises:
            Denied: with code `not_found`.
        """
        body = await self._transport.get(CALL_ELEMENT, {"element_id": element_id})
        return read_element(body, seen_at=self._now())

    async def ai_summary(self, user_id: str, summary_id: str) -> CallEvent:
        """Read an AI summary's text, after a webhook named it.

        Args:
            user_id: whose; `me` for whose token it is, where it may read nobody else's.
            summary_id: Zoom's.
        """
        ids = {"user_id": user_id, "summary_id": summary_id}
        body = await self._transport.get(AI_SUMMARY, ids)
        now = self._now()
        return CallEvent(
            id=event_id(Source.REST, [AI_SUMMARY, body]),
            kind=Kind.SUMMARY,
            source=Source.REST,
            name=f"GET {AI_SUMMARY}",
            at=moment(body, "modified_time", "created_time") or now,
            seen_at=now,
            keys=call_keys(call_id=text(body, "call_id")),
            author=None if user_id == "me" else f"user:{user_id}",
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

    async def voicemail(self, voicemail_id: str) -> CallEvent:
        """Read a voicemail's length and transcript, for when their webhooks were lost.

        Raises:
            Denied: with code `not_found`.
        """
        body = await self._transport.get(VOICEMAIL, {"voicemail_id": voicemail_id})
        return read_voicemail({"id": voicemail_id, **body}, seen_at=self._now())

    async def recording_transcript(self, recording_id: str) -> CallEvent:
        """Read what was said in a recording, after somebody told that it was written down.

        Raises:
            Denied: with code `not_found` or one of `NO_TRANSCRIPT`.
        """
        ids = {"recording_id": recording_id}
        body = await self._transport.get(RECORDING_TRANSCRIPT, ids, follow=True)
        return read_transcript(body, recording_id, seen_at=self._now())

    async def _rows(self, asked: _Listing, start: datetime, end: datetime) -> AsyncIterator[Json]:
        while start < end:
            until = min(end, start + LONGEST_RANGE)
            async for row in self._pages(asked, _span(start, until)):
                yield row
            start = until

    async def _pages(self, asked: _Listing, span: Query) -> AsyncIterator[Json]:
        page, seen = "", set[str]()
        while page not in seen:
            seen.add(page)
            turn = {"next_page_token": page} if page else {}
            query = {**asked.query, **span, **turn}
            body = await self._transport.get(asked.template, asked.ids, query)
            for row in self._listed(asked.template, asked.lists, body):
                yield row
            page = text(body, "next_page_token") or ""
            if not page:
                return
        raise Temporary("Zoom's list goes in circles.", code="page_repeated")

    def _listed(self, template: str, lists: Sequence[str], body: Json) -> list[Json]:
        """Return the rows of the first list that has any; what stands among them is told."""
        for name in lists:
            for one in items(body, name):
                if not isinstance(one, dict):
                    self._unread(template, name, one)
        return next(filter(None, (children(body, name) for name in lists)), [])

    def _unread(self, template: str, name: str, row: object) -> None:
        told = drift("unread_record", f"GET {template}", detail=name, sample=str(row))
        self._strange(told)


def _phone_user(body: Json) -> PhoneUser:
    numbers = (text(one, "number") for one in children(body, "phone_numbers"))
    return PhoneUser(
        user_id=text(body, "id"),
        extension_id=text(body, "extension_id"),
        extension=text(body, "extension_number"),
        email=text(body, "email"),
        name=text(body, "name", "display_name"),
        numbers=tuple(public_number(one) for one in numbers if one),
        department=text(body, "department"),
        site=text(child(body, "site"), "name"),
    )


def _span(start: datetime, end: datetime) -> dict[str, str]:
    form = "%Y-%m-%dT%H:%M:%SZ"
    return {
        "from": start.astimezone(UTC).strftime(form),
        "to": end.astimezone(UTC).strftime(form),
    }
