"""Appends events so that one the journal cannot take holds up no other.

Such an event is refused for what it holds, or a fault of ours shows with the part of its call that
is here. It goes into the quarantine and is read again by a later version.
"""

import asyncio
from collections.abc import Sequence

import structlog

from cti_desktop.calls.codec import encode
from cti_desktop.calls.errors import Conflict, CtiError, Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.journal import Journal

log = structlog.get_logger(__name__)


async def append_or_put_aside(
    journal: Journal, events: Sequence[CallEvent], source: str, *, outgoing: bool = False
) -> tuple[Exception, ...]:
    """Append all events, or as many as can be; returns why others were put aside.

    Args:
        journal: takes them.
        events: of any calls.
        source: where they come from, for the quarantine.
        outgoing: whether they have to be sent to the companion.

    Raises:
        CtiError: none can be kept now, as on a full disk.
    """
    try:
        # Shielded: whoever stops waiting must not take it out of the writer's queue.
        future = journal.append(events, outgoing=outgoing)
        await asyncio.shield(asyncio.wrap_future(future))
    except Exception as error:
        if isinstance(error, CtiError) and not isinstance(error, Denied | Conflict):
            raise
        if len(events) == 1:
            log.exception("event_put_aside", event_id=events[0].id, source=source)
            raw = encode(events[0])
            await asyncio.wrap_future(journal.quarantine(raw, "unstorable", source))
            return (error,)
    else:
        return ()
    half = len(events) // 2
    first = await append_or_put_aside(journal, events[:half], source, outgoing=outgoing)
    return (*first, *await append_or_put_aside(journal, events[half:], source, outgoing=outgoing))
