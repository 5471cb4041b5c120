"""What this version of the desk understands of the input that an earlier one put aside."""

import asyncio
from collections.abc import Sequence

import structlog

from cti_desktop import __version__
from cti_desktop.calls.codec import decode_event
from cti_desktop.calls.errors import CtiError, Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.store.opening import Store
from cti_desktop.store.quarantine import Quarantined
from cti_desktop.store.rereading import reread_once
from cti_desktop.zoom.embed import Agent, Observed, Refused, read_embed_message

SOFTPHONE, COMPANION = "softphone", "companion"
TO_SEND, KEPT_HERE = "desk", "desk alone"
"""Where the desk's quarantined input came from; events of its own are sent or stay here.

Several people may sit at one desk: what the softphone says in the time of one is theirs alone, so
its source names them, unless nobody was known.
"""

log = structlog.get_logger(__name__)


def source_of(source: str, author: str | None) -> str:
    """Name the softphone of who is here as the source of what is put aside."""
    return source if author is None else f"{source} {author}"


def reread_desk(store: Store, agent: Agent, outcomes: OutcomeSet) -> int:
    """Read the quarantine again if this version did not yet; any thread, blocks.

    What the softphone said to somebody else waits until they are here again: each person who comes
    has a turn of their own.

    Args:
        store: open.
        agent: who is here.
        outcomes: what the notes page's outcome field offers.

    Raises:
        CtiError: the database failed; the next start tries again.
    """
    heard_here = (SOFTPHONE, source_of(SOFTPHONE, agent.author))

    def read(kept: Quarantined) -> Sequence[CallEvent]:
        if kept.source in (COMPANION, TO_SEND, KEPT_HERE):
            return (decode_event(kept.raw),)
        if kept.source not in heard_here:
            raise Denied("This came from elsewhere.", code="unknown_source")
        told = kept.raw.decode(errors="replace")
        message = read_embed_message(told, agent=agent, seen_at=kept.at, outcomes=outcomes)
        if isinstance(message, Refused):
            raise Denied("The message is still not understood.", code=message.reason)
        return message.events if isinstance(message, Observed) else ()

    to_send = frozenset({*heard_here, TO_SEND})
    return reread_once(store, __version__, read, to_send=to_send, person=agent.author)


async def reread_here(store: Store, agent: Agent, outcomes: OutcomeSet) -> bool:
    """Read the quarantine again as `reread_desk` does; tells whether that could be done now."""
    try:
        await asyncio.to_thread(reread_desk, store, agent, outcomes)
    except CtiError as error:  # the next start tries again
        log.warning("quarantine_not_reread", code=error.code)
        return False
    return True
