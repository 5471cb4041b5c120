"""Takes what a desktop pushed into the journal; an event that cannot be kept is refused alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog

from cti_desktop.calls.clocks import bounds
from cti_desktop.calls.codec import encode
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.apart import UNSTORABLE, append_or_part, passes
from cti_desktop.companion.intake import names, sift
from cti_desktop.companion.rereading import desktop_source
from cti_desktop.store.journal import Appended
from cti_desktop.store.judging import Held, Judge
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
    taken: tuple[CallEvent, ...] = ()
    refused: tuple[Refusal, ...] = ()
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
    outcome = await _Push(store, events, viewer, now).keep()
    for event in outcome.stuck:
        source = desktop_source(viewer.user_id)
        await asyncio.wrap_future(store.journal.quarantine(encode(event), UNSTORABLE, source))
    ids = {event.id for event in outcome.taken}
    new = {event.id for one in outcome.appended for event in one.new}
    gone = [one for some in outcome.appended for one in some.erased if one in ids]
    aside = [Refusal(id=one.id, code=UNSTORABLE, message=_ASIDE) for one in outcome.stuck]
    accepted = len(ids & new)
    return Taken(
        accepted=accepted,
        known=len(outcome.taken) - accepted - len(gone) - len(aside),
        refused=(
            *outcome.refused,
            *(Refusal(id=one, code=ERASED, message=_ERASED) for one in gone),
            *aside,
        ),
        cursor=max(one.cursor for one in outcome.appended),
    )


class _Push:
    """A batch on its way into the journal.

    It is judged in the very transaction that keeps it: the same person may push at two companions
    at once, and may join by the one what the other would have refused.
    """

    def __init__(
        self, store: Store, events: tuple[CallEvent, ...], viewer: Viewer, now: datetime
    ) -> None:
        self._journal = store.journal
        self._events = events
        self._viewer = viewer
        self._now = now

    async def keep(self) -> _Outcome:
        """Append all that may be, or as much of it as can be kept."""
        outcome = _Outcome()

        def judge(held: Held) -> Sequence[CallEvent]:
            outcome.taken, outcome.refused = self._sift(self._events, held)
            return (*outcome.taken, *bounds(outcome.taken, self._now))

        def only_judge(held: Held) -> Sequence[CallEvent]:
            judge(held)
            return ()

        try:
            outcome.appended.append(await self._append(judge))
        except Exception as error:
            if passes(error):
                raise
            told = {"events": len(self._events), "error": type(error).__name__}
            log.warning("push_not_kept_whole", **told)
            outcome.appended.append(await self._append(only_judge))
            await self._keep_parts(outcome)
        return outcome

    async def _keep_parts(self, outcome: _Outcome) -> None:
        """Append the own parts of calls first: what else was told may be taken for their sake.

        So nothing is kept on the strength of a part that is not.
        """
        pieces = _pieces(outcome.taken, self._now)
        own = [piece for piece in pieces if names(piece.event, self._viewer)]
        rest = [piece for piece in pieces if not names(piece.event, self._viewer)]
        for some in (own, rest):
            left = _without(outcome.stuck, outcome.taken)
            parted = await append_or_part(some, partial(self._append_backed, left))
            for appended, unbacked in parted.brought:
                outcome.appended.append(appended)
                outcome.stuck += unbacked
            for piece, reason in parted.stuck:
                log.error("event_put_aside", event_id=piece.event.id, exc_info=reason)
                outcome.stuck.append(piece.event)

    async def _append_backed(
        self, left: tuple[CallEvent, ...], pieces: Sequence[_Piece]
    ) -> tuple[Appended, tuple[CallEvent, ...]]:
        """Append those that may be; returns what only a part that is not kept would have let in.

        Args:
            left: what was taken of the batch and may still be kept.
            pieces: of those.
        """
        unbacked: list[CallEvent] = []

        def judge(held: Held) -> Sequence[CallEvent]:
            taken, _ = self._sift(left, held)
            backed = {event.id for event in taken}
            unbacked.extend(one.event for one in pieces if one.event.id not in backed)
            kept = [one for one in pieces if one.event.id in backed]
            return [one.event for one in kept] + [two for one in kept for two in one.bound]

        appended = await self._append(judge)
        return appended, tuple(unbacked)

    def _sift(
        self, events: tuple[CallEvent, ...], held: Held
    ) -> tuple[tuple[CallEvent, ...], tuple[Refusal, ...]]:
        return sift(events, self._viewer, held.calls.get, held.events)

    async def _append(self, judge: Judge) -> Appended:
        return await asyncio.wrap_future(self._journal.append_judged(self._events, judge))


def _pieces(taken: Sequence[CallEvent], now: datetime) -> list[_Piece]:
    """Part a batch; the bounds follow from the order of all its edits."""
    bound: dict[str | None, CallEvent] = {}
    for one in bounds(taken, now):
        bound.setdefault(one.facts.about, one)
    return [_Piece(event, (bound[event.id],) if event.id in bound else ()) for event in taken]


def _without(out: Sequence[CallEvent], events: Sequence[CallEvent]) -> tuple[CallEvent, ...]:
    gone = {event.id for event in out}
    return tuple(event for event in events if event.id not in gone)
