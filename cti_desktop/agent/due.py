"""What an agent promised or missed: call-backs by their time, missed calls until somebody answered.

A missed call closes itself when a later call with the same person was answered, whoever called; a
call-back closes itself when the person was called and answered. No Qt and no clock of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.missed import MissedCalls
from cti_desktop.agent.talked import TalkedTo
from cti_desktop.agent.timers import Timer, Timers
from cti_desktop.agent.views import CallBack, CallBackDue, CallLine, Notice
from cti_desktop.calls.call import Call
from cti_desktop.calls.events import Direction
from cti_desktop.store.log import CallLog

LOOK_BACK = timedelta(days=180)
"""What was due longer ago is not looked for when the program starts."""
FRESH = timedelta(minutes=5)
"""What was due longer ago when the program starts is told as one sentence."""
_LONGEST_NAP_S = 30.0


def find_promises(log: CallLog, now: datetime) -> list[Call]:
    """Read the calls somebody promised to call back on and did not yet; any thread."""
    return [*log.promised(since=now - LOOK_BACK)]


def promised_at(call: Call, by: Sequence[str] = ()) -> datetime | None:
    """Return when to call back, UTC; None when nobody promised or the time cannot be read.

    Args:
        by: the ids of the one whose promises count; everybody's when empty.
    """
    for note in call.notes:
        if note.promised_at is not None and _may_be(note.call_back_by, by):
            return note.promised_at
    return None


def _same_person(one: CallLine, other: CallLine) -> bool:
    if one.contact_id is not None and other.contact_id is not None:
        return one.contact_id == other.contact_id
    return one.dials is not None and one.dials == other.dials


def _may_be(author: str | None, ids: Sequence[str]) -> bool:
    return author is None or not ids or author in ids


@dataclass(slots=True)
class _Promise:
    call: Call
    at: datetime
    told: bool = False
    kept: bool | None = None


class Due:
    """Knows what waits for the agent; core thread only.

    Args:
        now: gives the time, UTC.
    """

    def __init__(
        self,
        log: CallLog,
        reader: CallReader,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._reader, self._now = reader, now
        self._promises: dict[str, _Promise] = {}
        self._talked = TalkedTo(log, reader)
        self._missed = MissedCalls(log, reader, self._talked, now)

    # what happened

    def take(self, found: Iterable[Call]) -> None:
        """Take what `find_promises` read, unless something newer was heard of the same call."""
        for call in found:
            if call.id not in self._promises:
                self._put(call)

    def heard(self, calls: Iterable[Call], moved: Iterable[tuple[str, str]] = ()) -> None:
        """Take calls that changed."""
        told = {}  # a promise that was told is, also on what its call has become
        for old, new in moved:
            before = self._promises.pop(old, None)
            if before is not None and before.told:
                told[new] = before.at
        calls = tuple(calls)
        self._missed.heard(calls)
        for call in calls:
            self._put(call)
            now = self._promises.get(call.id)
            if now is not None and now.at == told.get(call.id):
                now.told = True
        if any(call.answered_at is not None for call in calls):
            self._doubt_promises()

    def look_again(self) -> None:
        """Look again at all that waits: the directory or the reader changed."""
        self._missed.look_again()
        self._doubt_promises()

    # what waits

    def call_backs(self) -> tuple[CallBack, ...]:
        """List what was promised and not kept yet, the earliest first."""
        now = self._now()
        waiting = sorted(
            (one for one in self._own() if not self._is_kept(one)),
            key=lambda one: (one.at, one.call.id),
        )
        return tuple(
            CallBack(line=self._reader.line(one.call), at=one.at, due=one.at <= now)
            for one in waiting
        )

    def with_party(self, call: Call) -> tuple[CallBack, ...]:
        """List what was promised on other calls with the same person, the earliest first."""
        line = self._reader.line(call)
        return tuple(
            one
            for one in self.call_backs()
            if one.line.call_id != line.call_id and _same_person(one.line, line)
        )

    def missed(self) -> tuple[Call, ...]:
        """List the agent's missed calls that nobody followed up, newest first; 100 at most."""
        return self._missed.waiting()

    def newly_due(self) -> tuple[CallBack, ...]:
        """Return what became due since this was asked last."""
        now = self._now()
        for promise in self._promises.values():  # told by a clock that was ahead, it is due yet
            promise.told = promise.told and promise.at <= now
        told = {i: one for i, one in self._promises.items() if one.told}
        fresh = [one for one in self.call_backs() if one.due and one.line.call_id not in told]
        for one in fresh:
            self._promises[one.line.call_id].told = True
        return tuple(fresh)

    def next_at(self) -> datetime | None:
        """Return when the next call-back becomes due; None when none is waiting."""
        times = [one.at for one in self._own() if not one.told and not one.kept]
        return min(times, default=None)

    # inside

    def _own(self) -> Iterator[_Promise]:
        """Leave out what others promised: a supervisor's journal has the whole team's notes.

        Who sits here may be known only after the calls were read, so it is asked each time.
        """
        ids = frozenset(self._reader.reader_ids)
        for one in self._promises.values():
            authors = {note.call_back_by for note in one.call.notes if note.call_back_at}
            unsigned = None in authors and not self._reader.of_others(one.call)
            if not ids or authors & ids or unsigned:
                yield one

    def _put(self, call: Call) -> None:
        ids = self._reader.reader_ids
        at, known = promised_at(call, ids) or promised_at(call), self._promises.get(call.id)
        if at is None:
            self._promises.pop(call.id, None)
        elif known is not None and known.at == at:
            known.call = call
        else:
            self._promises[call.id] = _Promise(call=call, at=at)

    def _doubt_promises(self) -> None:
        for promise in self._promises.values():
            promise.kept = promise.kept or None

    def _is_kept(self, promise: _Promise) -> bool:
        if promise.kept is None:
            promise.kept = self._talked.since(promise.call, (Direction.OUTBOUND,))
        return promise.kept


class Reminders:
    """Tells of call-backs at their minute; core thread only.

    Args:
        tell: takes reminders and sentences for the person.
        changed: called when something became due, so that lists are drawn again.
    """

    def __init__(
        self,
        due: Due,
        timers: Timers,
        *,
        tell: Callable[[CallBackDue | Notice], None],
        changed: Callable[[], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._due, self._timers, self._tell, self._changed = due, timers, tell, changed
        self._now = now
        self._timer: Timer | None = None
        self._stopped = False

    def look(self) -> None:
        """Tell what is due, and look again in time; also when something else was promised."""
        if self._stopped:
            return
        fresh = self._due.newly_due()
        now = self._now()
        old = [one for one in fresh if now - one.at > FRESH]
        if len(old) == 1:
            self._tell(Notice(text="1 call-back is overdue."))
        elif old:
            self._tell(Notice(text=f"{len(old)} call-backs are overdue."))
        for one in fresh:
            if one not in old:
                self._tell(CallBackDue(call_back=one))
        if fresh:
            self._changed()
        self._arm(now)

    def stop(self) -> None:
        """Tell nothing any more."""
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()

    def _arm(self, now: datetime) -> None:
        if self._timer is not None:
            self._timer.cancel()
        at = self._due.next_at()
        wait = _LONGEST_NAP_S if at is None else (at - now).total_seconds()
        # Naps stay short: a computer that slept does not count the time it slept.
        self._timer = self._timers.call_later(min(max(wait, 0.05), _LONGEST_NAP_S), self.look)
