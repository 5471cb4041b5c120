"""What an agent promised or missed: call-backs by their time, missed calls until somebody answered.

A missed call closes itself when a later call with the same person was answered, whoever called; a
call-back closes itself when the person was called and answered. No Qt and no clock of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.timers import Timer, Timers
from cti_desktop.agent.views import CallBack, CallBackDue, CallLine, Notice
from cti_desktop.calls.call import Call, Leg, State
from cti_desktop.calls.events import Direction, Side
from cti_desktop.calls.fold import leg_of
from cti_desktop.store.log import CallLog, LogQuery

LOOK_BACK = timedelta(days=180)
"""What was due longer ago is not looked for when the program starts."""
FRESH = timedelta(minutes=5)
"""What was due longer ago when the program starts is told as one sentence."""
_LONGEST_NAP_S = 30.0
_MISSED_READ, _MISSED_PAGES, _MISSED_SHOWN = 60, 10, 20
_SINCE_MISSED = timedelta(days=30)
_LATER, _LATER_INSIDE = 20, 50
_MISSED = (State.MISSED, State.VOICEMAIL)
_ASKED_FOR = (*_MISSED, State.REJECTED)  # a caller who was declined may have left a voicemail


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


def _talked_on(call: Call, mine: Leg) -> bool:
    """Tell whether the agent who had passed a call on went on with it when nobody took it here."""
    over = mine.ended_at
    own = Direction.INTERNAL  # there the caller's leg is no agent's who could
    others = [one for one in call.legs if call.direction is not own or one.side is Side.CALLEE]
    return over is not None and any(
        one.answered_at is not None and (one.ended_at is None or one.ended_at > over)
        for one in others
        if one is not mine
    )


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
        self._log, self._reader, self._now = log, reader, now
        self._promises: dict[str, _Promise] = {}
        self._closed: set[str] = set()
        self._open: set[str] = set()

    # what happened

    def take(self, found: Iterable[Call]) -> None:
        """Take what `find_promises` read, unless something newer was heard of the same call."""
        for call in found:
            if call.id not in self._promises:
                self._put(call)

    def heard(self, calls: Iterable[Call], moved: Iterable[tuple[str, str]] = ()) -> None:
        """Take calls that changed."""
        for old, _new in moved:
            self._promises.pop(old, None)
        for call in calls:
            self._put(call)
            self._open.discard(call.id)
            if call.answered_at is not None:
                self._open.clear()
                for promise in self._promises.values():
                    promise.kept = promise.kept or None

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

    def missed(self) -> tuple[CallLine, ...]:
        """List the agent's missed calls that nobody followed up, newest first."""
        query = LogQuery(
            states=_ASKED_FOR,
            agent_ids=self._reader.reader_ids,
            seen_by=self._reader.reader_ids,
            since=self._now() - _SINCE_MISSED,
            limit=_MISSED_READ,
        )
        waiting: list[Call] = []
        for _ in range(_MISSED_PAGES):
            page = self._log.placed(query)
            waiting.extend(c for c, _ in page if self._was_missed(c) and self._is_open(c))
            if len(page) < _MISSED_READ or len(waiting) >= _MISSED_SHOWN:
                break
            query = replace(query, before=page[-1][1])
        return tuple(self._reader.line(call) for call in waiting[:_MISSED_SHOWN])

    def newly_due(self) -> tuple[CallBack, ...]:
        """Return what became due since this was asked last."""
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

    def _is_kept(self, promise: _Promise) -> bool:
        if promise.kept is None:
            promise.kept = self._answered_later(promise.call, (Direction.OUTBOUND,))
        return promise.kept

    def _was_missed(self, call: Call) -> bool:
        """Tell whether the call was for the reader, and nobody talked on with who called."""
        mine = leg_of(call, self._reader.reader_ids)
        legs = call.legs if mine is None else (mine,)
        if legs and all(leg.side is Side.CALLER for leg in legs):
            return False
        if self._reader.seen(call).state not in _MISSED:
            return call.state is State.VOICEMAIL
        return mine is None or not _talked_on(call, mine)

    def _is_open(self, call: Call) -> bool:
        if call.id in self._closed:
            return False
        if call.id in self._open:
            return True
        done = any(note.wrapped_up_at or note.outcome for note in call.notes)
        if done or self._answered_later(call, tuple(Direction)):
            self._closed.add(call.id)
            return False
        self._open.add(call.id)
        return True

    def _answered_later(self, call: Call, ways: tuple[Direction, ...]) -> bool:
        """Tell whether the same person was talked to after this call began."""
        if call.started_at is None:
            return False
        party = self._reader.seen(call).party
        if party.internal and party.extension:
            return self._colleague_answered(call.id, party.extension, call.started_at, ways)
        queries = []
        number = call.party.number
        if (
            number and self._reader.number_of(call.party).digits
        ):  # all withheld ones are written alike
            queries.append(LogQuery(number=number, since=call.started_at, limit=_LATER))
        contact = self._reader.contact_of(call)
        if contact is not None:
            queries.append(LogQuery(contact_id=contact.id, since=call.started_at, limit=_LATER))
        return any(
            later.id != call.id
            and later.answered_at is not None
            and later.direction in ways
            and later.answered_at > call.started_at
            for query in queries
            for later in self._log.page(query)
        )

    def _colleague_answered(
        self, call_id: str, extension: str, since: datetime, ways: tuple[Direction, ...]
    ) -> bool:
        """Tell it of a colleague: a call within the firm is listed by who made it."""
        own = LogQuery(
            direction=Direction.INTERNAL,
            agent_ids=self._reader.reader_ids,
            since=since,
            limit=_LATER_INSIDE,
        )
        return any(
            later.id != call_id
            and mine.party.extension == extension
            and mine.answered_at is not None
            and mine.answered_at > since
            and (Direction.OUTBOUND if mine.party != later.party else Direction.INBOUND) in ways
            for later in self._log.page(own)
            for mine in (self._reader.seen(later),)
        )


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
