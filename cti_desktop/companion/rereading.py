"""What this version of the companion understands of the input that an earlier one put aside."""

import asyncio
from collections.abc import Sequence

from cti_desktop import __version__
from cti_desktop.calls.clocks import bounds
from cti_desktop.calls.codec import decode_event
from cti_desktop.calls.errors import CtiError, Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.intake import sift
from cti_desktop.store.opening import Store
from cti_desktop.store.quarantine import Quarantined
from cti_desktop.store.rereading import reread_once
from cti_desktop.sync.scopes import Role, make_viewer
from cti_desktop.zoom.webhook import WebhookRead, read_webhook

WEBHOOK = "webhook"
ZOOM = "zoom"
"""Source of what was fetched from Zoom and read, and could not be appended."""
_DESKTOP = "desktop user:"


def desktop_source(user_id: str) -> str:
    """Name a desktop as the source of what it pushed."""
    return f"{_DESKTOP}{user_id}"


async def reread_companion(store: Store) -> None:
    """Read the quarantine again if this version did not yet.

    Raises:
        CtiError: the database failed; the next start tries again.
    """
    await asyncio.to_thread(reread_once, store, __version__, lambda kept: _read(kept, store))


def _read(kept: Quarantined, store: Store) -> Sequence[CallEvent]:
    if kept.source.startswith(_DESKTOP):
        return _pushed(kept, store)
    if kept.source == ZOOM:
        return (decode_event(kept.raw),)
    if kept.source != WEBHOOK:
        raise Denied("This came from elsewhere.", code="unknown_source")
    told = _webhook(kept)
    if told.unread is not None:
        raise Denied("It is still not understood.", code=told.unread)
    return told.events


def _webhook(kept: Quarantined) -> WebhookRead:
    try:
        return read_webhook(kept.raw, seen_at=kept.at)
    except CtiError:
        raise
    except Exception as error:  # the fault of ours that put it here is not mended yet
        raise Denied("Reading it still fails.", code="unreadable") from error


def _pushed(kept: Quarantined, store: Store) -> Sequence[CallEvent]:
    """Judge what a desktop pushed as if it came now, dated as when it came."""
    viewer = make_viewer(
        user_id=kept.source.removeprefix(_DESKTOP),
        extension_id=None,
        extension=None,
        role=Role.AGENT,
    )
    taken, refused = sift((decode_event(kept.raw),), viewer, store.log.by_key)
    if refused:
        raise Denied(refused[0].message, code=refused[0].code)
    return (*taken, *bounds(taken, kept.at))
