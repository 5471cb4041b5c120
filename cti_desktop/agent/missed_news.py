"""Tells of a missed call once it is known to be one.

The page calls a call missed as soon as it stops ringing here. Who took it after all, a colleague of
the queue or the agent at another device, is told seconds later by the log or by Zoom's server.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from cti_desktop.agent.timers import Timer, Timers
from cti_desktop.agent.views import CallLine, CallsMissed, DeskView, View
from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Kind, Source

SETTLES_S = 10.0
"""Whoever took a call has been told of by then."""
FRESH = timedelta(minutes=10)
"""An older missed call was told before, or is history that was just loaded."""


@dataclass(slots=True, eq=False)
class _Batch:
    """Calls that were missed together, and are told together."""

    ids: set[str]
    timer: Timer | None = None


class MissedNews:
    """Waits for calls that were missed just now to stay so; core thread only."""

    def __init__(
        self,
        timers: Timers,
        tell: Callable[[CallsMissed], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._timers, self._tell, self._now = timers, tell, now
        self._missed: tuple[CallLine, ...] = ()
        self._known: set[str] = set()
        self._rang: set[str] = set()
        self._batches: list[_Batch] = []

    def heard(self, calls: Iterable[Call], new: Iterable[CallEvent]) -> None:
        """Hear what rings here: it is news when missed, however long ago its call began elsewhere.

        Who waits in a queue or is passed on has waited or talked before.
        """
        since = self._now() - FRESH
        rang = {key for one in new if _rings_here(one) and one.seen_at > since for key in one.keys}
        self._rang.update(call.id for call in calls if not rang.isdisjoint(call.keys))

    def take_view(self, view: View) -> None:
        """Hear which calls are missed now; other views are not for this."""
        if not isinstance(view, DeskView) or view.missed == self._missed:
            return
        self._missed = view.missed
        ids = {line.call_id for line in view.missed}
        for batch in self._batches:  # one that rings again may be missed again
            self._known -= batch.ids - ids
            batch.ids &= ids
        new = [line for line in view.missed if line.call_id not in self._known]
        self._known |= ids
        since = self._now() - FRESH
        fresh = {
            one.call_id
            for one in new
            if one.call_id in self._rang or (one.started_at and one.started_at > since)
        }
        self._rang -= fresh
        if fresh:
            self._wait(_Batch(fresh))

    def stop(self) -> None:
        """Tell nothing any more."""
        for batch in self._batches:
            if batch.timer is not None:
                batch.timer.cancel()
        self._batches.clear()

    def _wait(self, batch: _Batch) -> None:
        self._batches.append(batch)
        batch.timer = self._timers.call_later(SETTLES_S, partial(self._settled, batch))

    def _settled(self, batch: _Batch) -> None:
        self._batches.remove(batch)
        lines = tuple(line for line in self._missed if line.call_id in batch.ids)
        if lines:
            self._tell(CallsMissed(lines=lines))


def _rings_here(event: CallEvent) -> bool:
    return event.source is Source.EMBED and event.kind is Kind.RANG
