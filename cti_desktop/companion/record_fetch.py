"""Fetches final records from Zoom for calls that lack them; the reconciler decides which and when.

Many calls are asked for in one heavy request by their call ids. A call whose legs that list does
not tell, or that cannot be asked for while the list is refused, is read by its record's own id,
which is a light request. Where nobody may read that list, agents' own lists tell of their calls.
A voicemail's length and transcript are read by its own id, and so are a recording's transcript and
an AI summary.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import CtiError, Denied, UserFixable
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.gaps import Gap, gaps_of
from cti_desktop.companion.history_fetch import USER_LEVEL_ONLY
from cti_desktop.companion.keeping import Clients, Keeping, nobody
from cti_desktop.companion.owners import Owners, agents_of
from cti_desktop.companion.summary_fetch import Asked, SummaryFetcher
from cti_desktop.companion.turns import Turns, is_answer
from cti_desktop.zoom.rest import ZoomClient

_AROUND = timedelta(days=1)
_LIST = "call history"
_REFUSED_IN_A_ROW = 10
"""Halving the list comes to a single call that Zoom refuses sooner."""

log = structlog.get_logger(__name__)


class RecordFetcher:
    """Reads what calls lack with the first client that may and puts it into the journal.

    Args:
        clients: gives the REST clients worth trying, best first.
        owners: gives the ids that calls know the clients' owners by.
        keeping: appends.
        summaries: fetches AI summaries.
        turns: knows whom to ask first.
        clock: UTC.
    """

    def __init__(
        self,
        clients: Clients,
        owners: Owners,
        keeping: Keeping,
        summaries: SummaryFetcher,
        turns: Turns,
        clock: Callable[[], datetime],
    ) -> None:
        self._turns = turns
        self._summaries = summaries
        self._clients = clients
        self._owners = owners
        self._keeping = keeping
        self._clock = clock

    async def fetch(self, calls: Sequence[Call]) -> Asked:
        """Ask for what these calls lack; what there is of it is in the journal then."""
        clients = await self._clients()
        wanted = {call.id: lacks(call) for call in calls}

        def lacking(gap: Gap) -> list[Call]:
            return [call for call in calls if gap in wanted[call.id]]

        asked = {
            Gap.RECORD: await self._records(clients, lacking(Gap.RECORD)),
            Gap.VOICEMAIL: await self._voicemails(clients, lacking(Gap.VOICEMAIL)),
            Gap.TRANSCRIPT: await self._transcripts(clients, lacking(Gap.TRANSCRIPT)),
            Gap.SUMMARY: await self._summaries.fetch(clients, lacking(Gap.SUMMARY)),
        }
        return Asked(
            answered=frozenset(
                call.id
                for call in calls
                if all(call.id in asked[gap].answered for gap in wanted[call.id])
            ),
            failure=next((one.failure for one in asked.values() if one.failure), None),
            refused=asked[Gap.SUMMARY].refused,
        )

    async def _records(self, clients: Sequence[ZoomClient], calls: Sequence[Call]) -> Asked:
        everybody = frozenset(call.id for call in calls)
        if not everybody:
            return Asked(answered=everybody)
        failure: CtiError | None = None
        answered: set[str] = set()
        own: list[ZoomClient] = []
        for client in clients:
            why = await self._account_list(client, calls, of=len(clients))
            if why is None:
                return Asked(answered=everybody)
            failure = failure or why
            if why.code in USER_LEVEL_ONLY:
                own.append(client)
                continue
            answered |= await self._by_their_ids(client, calls)
            if answered >= everybody:
                break
        answered |= await self._own_lists(own, [c for c in calls if c.id not in answered])
        if answered < everybody:
            return Asked(answered=frozenset(answered), failure=failure or nobody())
        return Asked(answered=everybody)

    async def _account_list(
        self, client: ZoomClient, calls: Sequence[Call], *, of: int
    ) -> CtiError | None:
        """Read what the account's list says; returns why this client cannot.

        One that was refused is not tried again for a while: a refused request counts, too.
        """
        if not client.account_level or self._turns.rests(_LIST, client.owner):
            return _own_only()
        try:
            await self._fetch_with(client, calls)
        except CtiError as error:
            if error.code in USER_LEVEL_ONLY:
                self._turns.refused(_LIST, client.owner, error, of=of)
            return error
        self._turns.reads_others(client.owner)
        return None

    async def _voicemails(self, clients: Sequence[ZoomClient], calls: Sequence[Call]) -> Asked:
        async def read(call: Call, media_id: str) -> CtiError | None:
            return await self._first("voicemail", clients, call, lambda o: o.voicemail(media_id))

        return await self._media(
            [(c, [one.id for one in c.voicemails if one.id != one.url]) for c in calls], read
        )

    async def _transcripts(self, clients: Sequence[ZoomClient], calls: Sequence[Call]) -> Asked:
        async def read(call: Call, media_id: str) -> CtiError | None:
            why = await self._first(
                "transcript", clients, call, lambda one: one.recording_transcript(media_id)
            )
            # An app may do without this scope; the doctor tells.
            return None if why is not None and why.code in USER_LEVEL_ONLY else why

        return await self._media(
            [(c, [one.id for one in c.recordings if one.detail]) for c in calls], read
        )

    async def _media(
        self,
        wanted: Sequence[tuple[Call, Sequence[str]]],
        read: Callable[[Call, str], Awaitable[CtiError | None]],
    ) -> Asked:
        """Read recordings or voicemails by their ids; `read` tells what hindered."""
        answered: set[str] = set()
        failure: CtiError | None = None
        for call, media_ids in wanted:
            failures = [await read(call, one) for one in media_ids]
            found = next((one for one in failures if one is not None), None)
            failure = failure or found
            if found is None:
                answered.add(call.id)
        return Asked(answered=frozenset(answered), failure=failure)

    async def _first(
        self,
        kind: str,
        clients: Sequence[ZoomClient],
        call: Call,
        ask: Callable[[ZoomClient], Awaitable[CallEvent]],
    ) -> CtiError | None:
        """Keep what the first client can read; returns why none could, None if there is none."""
        try:
            found = await self._turns.first(kind, clients, agents_of(call), ask)
            await self._keeping.keep([found])
        except CtiError as error:
            return None if is_answer(error) else error
        return None

    async def _fetch_with(self, client: ZoomClient, calls: Sequence[Call]) -> None:
        found = {call.id: call for call in calls}
        listed = [call for call in calls if not call.final and call_ids(call)]
        if listed:
            for call in await self._listed(client, listed):
                found[call.id] = call
        told = (call for call in found.values() if lacks_legs(call) or _lacks_media(call))
        await self._by_uuid(client, list(told))

    async def _listed(self, client: ZoomClient, calls: Sequence[Call]) -> tuple[Call, ...]:
        """Read what the list says of these calls; one that Zoom refuses holds no other back.

        Raises:
            CtiError: it is not of single calls that Zoom refuses the list.
        """
        found: tuple[Call, ...] = ()
        waiting, in_a_row, answers = [calls], 0, 0
        while waiting:
            some = waiting.pop()
            try:
                found += await self._list(client, some)
            except Denied as error:
                in_a_row += 1
                half = len(some) // 2
                waiting += [some[half:], some[:half]] if half else []
                lost = not waiting and not answers and len(calls) > 1
                if not is_answer(error) or in_a_row >= _REFUSED_IN_A_ROW or lost:
                    raise
                log.info("list_refused", code=error.code, calls=len(some))
            else:
                in_a_row, answers = 0, answers + 1
        return found

    async def _list(self, client: ZoomClient, calls: Sequence[Call]) -> tuple[Call, ...]:
        ids = sorted({one for call in calls for one in call_ids(call)})
        start, end = self._span(calls)
        rows = [row async for row in client.call_history(start=start, end=end, call_ids=ids)]
        return await self._keeping.keep(rows)

    async def _by_their_ids(self, client: ZoomClient, calls: Sequence[Call]) -> frozenset[str]:
        """Do without the list of the account's calls; tell which calls were asked about."""
        known = [call for call in calls if _uuids(call)]
        try:
            await self._by_uuid(client, known)
        except CtiError as error:
            log.info("records_not_fetched_by_id", code=error.code)
            return frozenset()
        return frozenset(call.id for call in known)

    async def _own_lists(self, clients: Sequence[ZoomClient], calls: Sequence[Call]) -> set[str]:
        """Let everybody read their own calls; tell which calls were asked about so."""
        answered: set[str] = set()
        owners = await self._owners() if clients and calls else {}
        for client in clients:
            ids = owners.get(client.owner, frozenset()) | {client.owner}
            theirs = [call for call in calls if not ids.isdisjoint(agents_of(call))]
            if theirs and await self._own_list(client, theirs):
                answered |= {call.id for call in theirs}
        return answered

    async def _own_list(self, client: ZoomClient, calls: Sequence[Call]) -> bool:
        start, end = self._span(calls)
        try:
            async for _ in self._keeping.keep_all(client.user_call_history(start=start, end=end)):
                pass
        except CtiError as error:
            log.info("own_records_not_fetched", code=error.code)
            return False
        return True

    async def _by_uuid(self, client: ZoomClient, calls: Sequence[Call]) -> None:
        for call in calls:
            for uuid in _uuids(call):
                try:
                    record = await client.call_record(uuid)
                except Denied as error:
                    if not is_answer(error):
                        raise
                    log.info("record_refused", code=error.code, call=call.id)
                else:
                    await self._keeping.keep(record)

    def _span(self, calls: Sequence[Call]) -> tuple[datetime, datetime]:
        now = self._clock()
        starts = [call.started_at for call in calls if call.started_at] or [now]
        return min(starts) - _AROUND, now + _AROUND


def _own_only() -> CtiError:
    return UserFixable(
        "Nobody who connected Zoom may read the whole account's calls.", code="scope_missing"
    )


def call_ids(call: Call) -> tuple[str, ...]:
    """Return the live call ids a call can be asked for by."""
    return tuple(key.removeprefix("call:") for key in call.keys if key.startswith("call:"))


def lacks(call: Call) -> frozenset[Gap]:
    """Return what a call lacks that Zoom can be asked for, also while it seems to go on."""
    if call.deleted_at is not None:
        return frozenset()
    gaps = set(gaps_of(call)) - {Gap.RECORD}
    if _lacks_record(call) or _lacks_media(call):
        gaps.add(Gap.RECORD)
    return frozenset(gaps)


def lacks_legs(call: Call) -> bool:
    """Tell whether a call has a record that says more of its legs than is known."""
    return bool(_uuids(call)) and (not call.legs or any(not leg.final for leg in call.legs))


def _lacks_record(call: Call) -> bool:
    if call.final:
        return not call.legs and lacks_legs(call)
    return bool(call_ids(call)) or lacks_legs(call)


def _lacks_media(call: Call) -> bool:
    """Tell whether the record came before the voicemail or recording it would name."""
    return call.final and bool(_uuids(call)) and Gap.RECORD in gaps_of(call)


def _uuids(call: Call) -> tuple[str, ...]:
    return tuple(key.removeprefix("history:") for key in call.keys if key.startswith("history:"))
