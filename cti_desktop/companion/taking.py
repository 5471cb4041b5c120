"""Takes what a desktop pushed into the journal; an event that cannot be kept is refused alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from cti_desktop.calls.clocks import bounds
from cti_desktop.calls.codec import encode
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.apart import UNSTORABLE, append_or_part, passes
from cti_desktop.companion.intake import names, sift
from cti_desktop.companion.rereading import desktop_source
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store
from cti_desktop.sync.scopes import Viewer
from cti_desktop.sync.wire import ERASED, Refusal

_ERASED = "Whom it is about was erased."
_ASIDE = "It cannot be kept now; a later version of the companion reads it again."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a batch; every event is in exactly one of the three.

    Attributes:
        accepted: how many were new.
        known: how many were there already.
        cursor: the journal's last position.
    """

    accepted: int
    known: int
    refused: tuple[Refusal, ...]
    cursor: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """An event and what bounds its clock: without it an edit from a wild clock wins for ever."""

    event: CallEvent
    bound: tuple[CallEvent, ...]


@dataclass(slots=True)
class _Outcome:
    appended: list[Appended] = field(default_factory=list)
    stuck: list[CallEvent] = field(default_factory=list)


async def take(store: Store, events: tuple[CallEvent, ...], viewer: Viewer, now: datetime) -> Taken:
    """Keep what a desktop may add; what it may not is refused, what nobody can keep put aside.

    Args:
        store: open.
        events: in the order they were pushed.
        viewer: who pushed them.
        now: when they came, UTC.

    Raises:
        CtiError: nothing can be kept now.
    """
    taken, refused = await asyncio.to_thread(sift, events, viewer, store.log.by_key)
    outcome = await _keep(store, _pieces(taken, now), viewer)
    for event in outcome.stuck:
        source = desktop_source(viewer.user_id)
        await asyncio.wrap_future(store.journal.quarantine(encode(event), UNSTORABLE, source))
    ids = {event.id for event in taken}
    new = {event.id for one in outcome.appended for event in one.new}
    gone = [one for some in outcome.appended for one in some.erased if one in ids]
    aside = [Refusal(id=one.id, code=UNSTORABLE, message=_ASIDE) for one in outcome.stuck]
    accepted = len(ids & new)
    return Taken(
        accepted=accepted,
        known=len(taken) - accepted - len(gone) - len(aside),
        refused=(
            *refused,
            *(Refusal(id=one, code=ERASED, message=_ERASED) for one in gone),
            *aside,
        ),
        cursor=max(one.cursor for one in outcome.appended),
    )


def _pieces(taken: Sequence[CallEvent], now: datetime) -> list[_Piece]:
    """Part a batch; the bounds follow from the order of all its edits."""
    bound: dict[str | None, CallEvent] = {}
    for one in bounds(taken, now):
        bound.setdefault(one.facts.about, one)
    return [_Piece(event, (bound[event.id],) if event.id in bound else ()) for event in taken]


async def _keep(store: Store, pieces: Sequence[_Piece], viewer: Viewer) -> _Outcome:
    """Append all, or the own parts of calls first: what else was told may be taken for their sake.

    So nothing is kept on the strength of a part that is not.
    """

    async def append(some: Sequence[_Piece]) -> Appended:
        kept = [one.event for one in some] + [two for one in some for two in one.bound]
        return await asyncio.wrap_future(store.journal.append(kept))

    try:
        return _Outcome([await append(pieces)])
    except Exception as error:
        if passes(error):
            raise
        log.warning("push_not_kept_whole", events=len(pieces), error=type(error).__name__)
    outcome = _Outcome([await append(())])
    own = [piece for piece in pieces if names(piece.event, viewer)]
    rest = [piece for piece in pieces if not names(piece.event, viewer)]
    for some in (own, rest):
        unbacked = await asyncio.to_thread(_unbacked, some, own, outcome.stuck, viewer, store)
        parted = await append_or_part(
            [piece for piece in some if piece.event.id not in unbacked], append
        )
        outcome.appended += parted.brought
        for piece, reason in parted.stuck:
            log.error("event_put_aside", event_id=piece.event.id, exc_info=reason)
            outcome.stuck.append(piece.event)
        outcome.stuck += (piece.event for piece in some if piece.event.id in unbacked)
    return outcome


def _unbacked(
    pieces: Sequence[_Piece],
    own: Sequence[_Piece],
    stuck: Sequence[CallEvent],
    viewer: Viewer,
    store: Store,
) -> frozenset[str]:
    """Return the ids of what only a part that could not be kept made the pusher's to tell."""
    lost = {key for event in stuck for key in event.keys}
    gone = {event.id for event in stuck}
    backed = {key for piece in own if piece.event.id not in gone for key in piece.event.keys}
    doubtful = tuple(
        piece.event
        for piece in pieces
        if not lost.isdisjoint(piece.event.keys) and backed.isdisjoint(piece.event.keys)
    )
    _, refused = sift(doubtful, viewer, store.log.by_key)
    return frozenset(one.id for one in refused)
