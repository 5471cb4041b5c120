"""What this version of the desk understands of the input that an earlier one put aside."""

from collections.abc import Sequence

from cti_desktop import __version__
from cti_desktop.calls.codec import decode_event
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.store.opening import Store
from cti_desktop.store.quarantine import Quarantined
from cti_desktop.store.rereading import reread_once
from cti_desktop.zoom.embed import Agent, Observed, Refused, read_embed_message

SOFTPHONE, COMPANION = "softphone", "companion"
TO_SEND, KEPT_HERE = "desk", "desk alone"
"""Where the desk's quarantined input came from; events of its own are sent or stay here."""


def reread_desk(store: Store, agent: Agent, outcomes: OutcomeSet) -> int:
    """Read the quarantine again if this version did not yet; any thread, blocks.

    Raises:
        CtiError: the database failed; the next start tries again.
    """

    def read(kept: Quarantined) -> Sequence[CallEvent]:
        if kept.source in (COMPANION, TO_SEND, KEPT_HERE):
            return (decode_event(kept.raw),)
        if kept.source != SOFTPHONE:
            raise Denied("This came from elsewhere.", code="unknown_source")
        told = kept.raw.decode(errors="replace")
        message = read_embed_message(told, agent=agent, seen_at=kept.at, outcomes=outcomes)
        if isinstance(message, Refused):
            raise Denied("The message is still not understood.", code=message.reason)
        return message.events if isinstance(message, Observed) else ()

    return reread_once(store, __version__, read, to_send=frozenset({SOFTPHONE, TO_SEND}))
