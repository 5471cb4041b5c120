"""Reads spans of the call history and the recordings of that time; the sweep decides which.

Where nobody may read the account's calls, everybody's own are read instead: by Zoom's sync token,
so that only what is new comes, or by the span where Zoom gives none.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

import structlog

from cti_desktop.calls.errors import CtiError, Denied, Temporary
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.grants import ACCOUNT
from cti_desktop.companion.keeping import Clients, Keeping, nobody
from cti_desktop.companion.lost_summaries import LostSummaries
from cti_desktop.companion.synced import news_since
from cti_desktop.store.cursors import Cursors
from cti_desktop.zoom.rest import ZoomClient

USER_LEVEL_ONLY = frozenset({"scope_missing", "access_not_permitted"})
"""Codes of refusals that a user's own lists do not share."""

_SYNC = "zoom.sync."

log = structlog.get_logger(__name__)


class HistoryFetcher:
    """Reads with the first client that may and puts what it reads into the journal.

    Args:
        clients: gives the REST clients worth trying, best first.
        keeping: appends.
        cursors: keep the users' sync tokens.
        summaries: finds what no list of the account names.
    """

    def __init__(
        self, clients: Clients, keeping: Keeping, cursors: Cursors, summaries: LostSummaries
    ) -> None:
        self._clients = clients
        self._keeping = keeping
        self._cursors = cursors
        self._summaries = summaries

    async def history(self, start: datetime, end: datetime) -> AsyncIterator[int]:
        """Read all calls of a span with their recordings; yields the rows of each step.

        Raises:
            CtiError: the last client's refusal, or nobody is connected (`no_grant`).
        """
        clients = await self._clients()
        failures: list[CtiError] = []
        wide = [client for client in clients if client.account_level]
        lists = (client.call_history(start=start, end=end) for client in wide)
        async for rows in self._first_of(lists, failures):
            yield rows
        if len(failures) < len(wide):
            media = [client.recordings(start=start, end=end) for client in wide]
            await self._recordings(media)
            await self._summaries.find(wide)
            return
        if any(failure.code not in USER_LEVEL_ONLY for failure in failures) or not clients:
            raise failures[-1] if failures else nobody()
        people = [client for client in clients if client.owner != ACCOUNT]
        if not people:
            raise failures[-1]
        async for rows in self._everybodys(people, start, end):
            yield rows

    async def _everybodys(
        self, clients: Iterable[ZoomClient], start: datetime, end: datetime
    ) -> AsyncIterator[int]:
        """Nobody may read the account's calls, so everybody reads their own.

        The account has none of its own, and Zoom wants `me` from people only.
        """
        failures: list[CtiError] = []
        read = 0
        for client in clients:
            before = len(failures)
            async for rows in self._own(client, start, end, failures):
                yield rows
            if len(failures) == before:
                read += 1
                await self._recordings([client.recordings("me", start=start, end=end)])
        _raise_what_passes(failures)  # rows that are read again change nothing
        if not read:
            raise failures[-1]

    async def _own(
        self, client: ZoomClient, start: datetime, end: datetime, failures: list[CtiError]
    ) -> AsyncIterator[int]:
        try:
            async for rows in self._news(client):
                yield rows
        except Denied as error:
            log.info("sync_refused", code=error.code)
        except CtiError as error:
            failures.append(error)
            return
        else:
            return
        own = client.user_call_history(start=start, end=end)
        async for rows in self._first_of([own], failures):
            yield rows

    async def _news(self, client: ZoomClient) -> AsyncIterator[int]:
        async for events in news_since(client, self._cursors, f"{_SYNC}{client.owner}"):
            await self._keeping.keep(events)
            yield len(events)

    async def _recordings(self, lists: Sequence[AsyncIterator[CallEvent]]) -> None:
        """Read recordings; that an app may not list them is no fault of the call history."""
        failures: list[CtiError] = []
        async for _ in self._first_of(lists, failures):
            pass
        if len(failures) < len(lists):
            return  # one was read to its end
        _raise_what_passes(failures)
        for failure in failures:
            log.info("recordings_not_listed", code=failure.code)

    async def _first_of(
        self, lists: Iterable[AsyncIterator[CallEvent]], failures: list[CtiError]
    ) -> AsyncIterator[int]:
        """Append the first of these lists that can be read; add what hindered those before."""
        for rows in lists:
            try:
                async for count in self._keeping.keep_all(rows):
                    yield count
            except CtiError as error:
                failures.append(error)
            else:
                return


def _raise_what_passes(failures: Iterable[CtiError]) -> None:
    """Have a span read again of which something could not be read just now."""
    for failure in failures:
        if isinstance(failure, Temporary):
            raise failure
