"""Fetches final records from Zoom for calls that lack them; the reconciler decides which and when.

Many calls are asked for in one heavy request by their call ids. A call whose legs that list does
not tell, or that cannot be asked for while the list is refused, is read by its record's own id,
which is a light request.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import CtiError, Denied, UserFixable
from cti_desktop.calls.events import CallEvent, Kind, Source
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.rest import ZoomClient
from cti_desktop.zoom.survey import survey

_AROUND = timedelta(days=1)
_TOO_MANY = "zoom_405"
_USER_LEVEL_ONLY = frozenset({"scope_missing", "access_not_permitted"})
_APPEND = 100
_SUMMARY = "summary:"

log = structlog.get_logger(__name__)

Clients = Callable[[], Awaitable[tuple[ZoomClient, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a request for records went.

    Attributes:
        answered: ids of the calls Zoom gave an answer about, with or without a record.
        failure: why it gave none about the others.
    """

    answered: frozenset[str]
    failure: CtiError | None = None


class RecordFetcher:
    """Reads records with the first client that may and puts them into the journal.

    Args:
        store: open.
        clients: gives the REST clients worth trying, best first.
        clock: UTC.
        drifts: counts what is not as known.
        appended: hears of what came in, before the journal's listeners may.
    """

    def __init__(
        self,
        store: Store,
        clients: Clients,
        clock: Callable[[], datetime],
        drifts: DriftReport,
        appended: Callable[[Appended], None],
    ) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock
        self._drifts = drifts
        self._appended = appended

    async def fetch(self, calls: Sequence[Call]) -> Asked:
        """Ask for the records of these calls; what there is of them is in the journal then."""
        failure: CtiError = _nobody()
        answered: set[str] = set()
        everybody = frozenset(call.id for call in calls)
        for client in await self._clients():
            try:
                await self._fetch_with(client, calls)
            except CtiError as error:
                failure = error
                answered |= await self._fetch_otherwise(client, calls, error)
                if answered >= everybody:
                    return Asked(answered=everybody)
            else:
                return Asked(answered=everybody)
        return Asked(answered=frozenset(answered), failure=failure)

    async def history(self, start: datetime, end: datetime) -> AsyncIterator[int]:
        """Read the account's whole call history of a span; yields the rows of each step.

        Raises:
            CtiError: the last client's refusal, or nobody is connected (`no_grant`).
        """
        clients = await self._clients()
        account = (client.call_history(start=start, end=end) for client in clients)
        failures: list[CtiError] = []
        async for rows in self._first_of(account, failures):
            yield rows
        if len(failures) < len(clients):
            return
        if any(failure.code not in _USER_LEVEL_ONLY for failure in failures) or not clients:
            raise failures[-1] if failures else _nobody()
        # Nobody may read the account's calls, so everybody reads their own.
        failures.clear()
        for client in clients:
            own = client.user_call_history(start=start, end=end)
            async for rows in self._first_of([own], failures):
                yield rows
        if len(failures) == len(clients):
            raise failures[-1]

    async def summary(self, event: CallEvent) -> None:
        """Fetch the text of an AI summary that a webhook named.

        Raises:
            CtiError: no client could read it.
        """
        user_id = (event.author or "").removeprefix("user:")
        summary_id = (event.facts.about or "").removeprefix(_SUMMARY)
        failure: CtiError | None = None
        for client in await self._clients():
            try:
                await self._append([await client.ai_summary(user_id, summary_id)])
            except CtiError as error:
                failure = error
            else:
                return
        if failure is not None:
            raise failure

    async def _fetch_with(self, client: ZoomClient, calls: Sequence[Call]) -> None:
        found = {call.id: call for call in calls}
        listed = [call for call in calls if not call.final and call_ids(call)]
        if listed:
            for call in await self._listed(client, listed):
                found[call.id] = call
        await self._by_uuid(client, [call for call in found.values() if lacks_legs(call)])

    async def _listed(self, client: ZoomClient, calls: Sequence[Call]) -> tuple[Call, ...]:
        ids = sorted({one for call in calls for one in call_ids(call)})
        start, end = self._span(calls)
        try:
            rows = [row async for row in client.call_history(start=start, end=end, call_ids=ids)]
        except Denied as error:
            if error.code != _TOO_MANY or len(calls) == 1:
                raise
            half = len(calls) // 2
            first = await self._listed(client, calls[:half])
            return first + await self._listed(client, calls[half:])
        appended = await self._append(rows)
        return appended.calls if appended else ()

    async def _fetch_otherwise(
        self, client: ZoomClient, calls: Sequence[Call], error: CtiError
    ) -> frozenset[str]:
        """Do without the list of the account's calls; tell which calls were asked about."""
        try:
            if error.code in _USER_LEVEL_ONLY:
                start, end = self._span(calls)
                rows = client.user_call_history(start=start, end=end)
                async for _ in self._append_all(rows):
                    pass
                return frozenset(call.id for call in calls)
            known = [call for call in calls if _uuids(call)]
            await self._by_uuid(client, known)
        except CtiError as again:
            log.info("records_not_fetched_otherwise", code=again.code)
            return frozenset()
        return frozenset(call.id for call in known)

    async def _by_uuid(self, client: ZoomClient, calls: Sequence[Call]) -> None:
        for call in calls:
            for uuid in _uuids(call):
                try:
                    record = await client.call_record(uuid)
                except Denied as error:
                    if error.code != "not_found":
                        raise
                else:
                    await self._append(record)

    async def _first_of(
        self, lists: Iterable[AsyncIterator[CallEvent]], failures: list[CtiError]
    ) -> AsyncIterator[int]:
        """Append the first of these lists that can be read; add what hindered those before."""
        for rows in lists:
            try:
                async for count in self._append_all(rows):
                    yield count
            except CtiError as error:
                failures.append(error)
            else:
                return

    async def _append_all(self, rows: AsyncIterator[CallEvent]) -> AsyncIterator[int]:
        batch: list[CallEvent] = []
        async for row in rows:
            batch.append(row)
            if len(batch) >= _APPEND:
                await self._append(batch)
                yield len(batch)
                batch = []
        await self._append(batch)
        yield len(batch)

    async def _append(self, events: Sequence[CallEvent]) -> Appended | None:
        if not events:
            return None
        strange = [one for event in events for one in survey(event)]
        for fresh in self._drifts.note(strange, at=self._clock()):
            log.warning("record_drift", kind=fresh.kind, name=fresh.name, detail=fresh.detail)
        appended = await asyncio.wrap_future(self._store.journal.append(events))
        self._appended(appended)
        log.info("records_fetched", new=len(appended.new), known=appended.known)
        return appended

    def _span(self, calls: Sequence[Call]) -> tuple[datetime, datetime]:
        now = self._clock()
        starts = [call.started_at for call in calls if call.started_at] or [now]
        return min(starts) - _AROUND, now + _AROUND


def call_ids(call: Call) -> tuple[str, ...]:
    """Return the live call ids a call can be asked for by."""
    return tuple(key.removeprefix("call:") for key in call.keys if key.startswith("call:"))


def lacks_legs(call: Call) -> bool:
    """Tell whether a call has a record that says more of its legs than is known."""
    return bool(_uuids(call)) and (not call.legs or any(not leg.final for leg in call.legs))


def names_summary(event: CallEvent) -> bool:
    """Tell whether an event names an AI summary whose text is still to be read."""
    return (
        event.kind is Kind.SUMMARY
        and event.source is Source.WEBHOOK
        and event.facts.summary is None
        and (event.facts.about or "").startswith(_SUMMARY)
        and (event.author or "").startswith("user:")
    )


def _uuids(call: Call) -> tuple[str, ...]:
    return tuple(key.removeprefix("history:") for key in call.keys if key.startswith("history:"))


def _nobody() -> CtiError:
    return UserFixable(
        "Nobody connected Zoom yet, so no call records can be fetched.", code="no_grant"
    )
