"""Carries "all of this user's records are deleted" to the calls it hits; the webhook door calls it.

Zoom names no record in such a deletion, so it belongs to no call by itself.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from cti_desktop.calls.call import Call
from cti_desktop.calls.deleting import EVERYTHING, spread
from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store

_PAGE = 500
_SECOND = timedelta(seconds=1)  # the times are whole seconds, and `until` is not included


def wipes(event: CallEvent) -> bool:
    """Tell whether an event deletes everything of a user."""
    return event.kind is Kind.DELETED and EVERYTHING in event.facts.deleted_ids


async def wipe(store: Store, deletion: CallEvent) -> int:
    """Mark the user's calls up to the deletion; returns how many. Again changes nothing.

    Raises:
        CtiError: the store cannot be read or written now.
    """
    marked = 0
    async for calls in _calls_of(store, deletion.facts.about or "", deletion.at):
        hits = spread(deletion, calls)
        await asyncio.wrap_future(store.journal.append(hits))
        marked += len(hits)
    return marked


async def _calls_of(store: Store, user: str, until: datetime) -> AsyncIterator[tuple[Call, ...]]:
    before: tuple[datetime, str] | None = None
    while True:
        query = LogQuery(agent_ids=(user,), until=until + _SECOND, limit=_PAGE, before=before)
        calls = await asyncio.to_thread(store.log.page, query)
        yield calls
        last = calls[-1] if len(calls) == _PAGE else None
        if last is None or last.started_at is None:
            return
        before = (last.started_at, last.id)
