"""The agent's missed calls until somebody talked with who had called, or somebody closed them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.talked import TalkedTo
from cti_desktop.calls.call import Call, Leg, State
from cti_desktop.calls.events import Direction, Side
from cti_desktop.calls.fold import leg_of
from cti_desktop.store.log import CallLog, LogQuery

MOST_COUNTED = 100
_READ, _PAGES = 60, 10
_SINCE = timedelta(days=30)
_MISSED = (State.MISSED, State.VOICEMAIL)
_ASKED_FOR = (*_MISSED, State.REJECTED)  # a caller who was declined may have left a voicemail


class MissedCalls:
    """Knows which wait; core thread only. What was found out is kept until a call changes it."""

    def __init__(
        self, log: CallLog, reader: CallReader, talked: TalkedTo, now: Callable[[], datetime]
    ) -> None:
        self._log, self._reader, self._talked, self._now = log, reader, talked, now
        self._closed: set[str] = set()
        self._open: dict[str, frozenset[str]] = {}

    def heard(self, calls: Iterable[Call]) -> None:
        """Look again at those that changed, and at those with people who were talked to."""
        marks: set[str] = set()
        for call in calls:
            self._open.pop(call.id, None)
            if call.answered_at is not None:
                marks |= self._talked.own_marks(call)
        if marks:
            self._open = {i: of for i, of in self._open.items() if of.isdisjoint(marks)}

    def look_again(self) -> None:
        """Look at all again: the directory or the reader changed."""
        self._open.clear()

    def waiting(self) -> tuple[Call, ...]:
        """List the agent's missed calls that nobody followed up, newest first; 100 at most."""
        query = LogQuery(
            states=_ASKED_FOR,
            agent_ids=self._reader.reader_ids,
            seen_by=self._reader.reader_ids,
            since=self._now() - _SINCE,
            limit=_READ,
        )
        waiting: list[Call] = []
        for _ in range(_PAGES):
            page = self._log.placed(query)
            waiting.extend(c for c, _ in page if self._was_missed(c) and self._is_open(c))
            if len(page) < _READ or len(waiting) >= MOST_COUNTED:
                break
            query = replace(query, before=page[-1][1])
        return tuple(waiting[:MOST_COUNTED])

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
        if done or self._talked.since(call, tuple(Direction)):
            self._closed.add(call.id)
            return False
        self._open[call.id] = self._talked.marks(call)
        return True


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
