"""Fetches the text of AI summaries that a webhook or a record named; the reconciler decides when.

A summary is asked for by its user and its id. Whose it is, the webhook says, or the legs do.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import CtiError, Temporary
from cti_desktop.calls.events import CallEvent, Kind, Source
from cti_desktop.companion.history_fetch import USER_LEVEL_ONLY
from cti_desktop.companion.keeping import Keeping, nobody
from cti_desktop.companion.owners import Owners, agents_of
from cti_desktop.companion.turns import Turns
from cti_desktop.zoom.rest import ZoomClient

_USER = "user:"

EventsOf = Callable[[str], Sequence[CallEvent]]
"""Reads a call's events; blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How asking for what calls lack went.

    Attributes:
        answered: ids of the calls Zoom gave an answer about, with or without what they lack.
        failure: why it gave none about the others.
        refused: ids of those answered of whose summary nobody here may read the text.
    """

    answered: frozenset[str]
    failure: CtiError | None = None
    refused: frozenset[str] = frozenset()


class SummaryFetcher:
    """Reads summaries with the first client that may.

    Args:
        owners: gives the ids that calls know the clients' owners by.
        keeping: appends.
        events_of: reads a call's events.
        turns: knows whom to ask first.
    """

    def __init__(self, owners: Owners, keeping: Keeping, events_of: EventsOf, turns: Turns) -> None:
        self._turns = turns
        self._owners = owners
        self._keeping = keeping
        self._events_of = events_of

    async def fetch(self, clients: Sequence[ZoomClient], calls: Sequence[Call]) -> Asked:
        """Ask for the text of these calls' summaries; what there is of it is in the journal then.

        Zoom may name a summary before it can be asked for, so that it does not know one is an
        answer, and a reason to ask again.
        """
        answered: set[str] = set()
        refused: set[str] = set()
        failure: CtiError | None = None
        for call in calls:
            error = await self._fetch(clients, call) if clients else nobody()
            if error is None or (clients and not isinstance(error, Temporary)):
                answered.add(call.id)
            else:
                failure = failure or error
            if error is not None and error.code in USER_LEVEL_ONLY:
                refused.add(call.id)
        return Asked(answered=frozenset(answered), failure=failure, refused=frozenset(refused))

    async def _fetch(self, clients: Sequence[ZoomClient], call: Call) -> CtiError | None:
        """Read one call's summary; returns why nobody could."""
        failure: CtiError | None = None
        if call.summary is None:
            return None
        for user_id in await self._users(call):
            ask = _asking(user_id, call.summary.id)
            whose = frozenset({f"{_USER}{user_id}"})
            try:
                found = await self._turns.first("summary", clients, whose, ask)
                await self._keeping.keep([found])
            except CtiError as error:
                if failure is None or isinstance(error, Temporary):
                    failure = error
            else:
                return None
        return failure

    async def _users(self, call: Call) -> tuple[str, ...]:
        """Return whose summary it may be: whom Zoom named with it, then the call's agents."""
        events = await asyncio.to_thread(self._events_of, call.id)
        agents, owners = agents_of(call), await self._owners()
        theirs = (owner for owner, ids in owners.items() if not ids.isdisjoint(agents))
        found = (*_named(events), *sorted(agents), *sorted(theirs))
        users = (one.removeprefix(_USER) for one in found if one.startswith(_USER))
        return tuple(dict.fromkeys(users))


def _asking(user_id: str, summary_id: str) -> Callable[[ZoomClient], Awaitable[CallEvent]]:
    """Ask for a user's summary as Zoom wants it: a token of one person's has to say `me`."""
    author = f"{_USER}{user_id}"

    async def ask(client: ZoomClient) -> CallEvent:
        own = client.owner == author and not client.account_level
        found = await client.ai_summary("me" if own else user_id, summary_id)
        return replace(found, author=author)

    return ask


def _named(events: Sequence[CallEvent]) -> Iterator[str]:
    for event in events:
        if event.kind is Kind.SUMMARY and event.source is not Source.EMBED and event.author:
            yield event.author
