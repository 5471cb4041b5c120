"""Tells apart what one agent's leg is made of: the rounds it rang, and what other devices said.

A queue may offer a call again, a transfer may come back, a parked call may be taken back: Zoom then
writes one record for each time it rang at the agent. And an agent with two devices hears from the
silent one that the call was answered elsewhere, while they talk on the other.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cti_desktop.calls.call import Leg
from cti_desktop.calls.events import CallEvent, Kind, Result

_Span = tuple[datetime, datetime]
_SECOND = timedelta(seconds=1)


def without_other_devices(events: list[CallEvent]) -> list[CallEvent]:
    """Leave out what a device told on which the agent did not answer.

    That is an end by an answer elsewhere, unless the agent's own talk had ended before: then a
    colleague answered when it rang again.

    Args:
        events: of one leg, in order.
    """
    if not any(_elsewhere(e) for e in events):
        return events
    talks = [e.at for e in events if _answered(e)]
    ends = [e.at for e in events if e.kind is Kind.ENDED and not _elsewhere(e)]

    def silent(event: CallEvent) -> bool:
        return _elsewhere(event) and any(
            not any(talk <= end < event.at for end in ends) for talk in talks
        )

    return [e for e in events if not silent(e)]


def rounds_of(events: list[CallEvent]) -> list[list[CallEvent]]:
    """Give the records of each time it rang, earliest first; all events where it rang once.

    A record is named by its `log:` key and may be told several times. Two names for the same time
    are one round, for nobody talks twice at once.

    Args:
        events: of one leg, in order.
    """
    named: dict[str, list[CallEvent]] = {}
    for event in events:
        if event.facts.final:
            log = next((key for key in event.keys if key.startswith("log:")), "")
            named.setdefault(log, []).append(event)
    if len(named) <= 1:
        return [events]
    rounds = _apart(list(named.values()))
    return rounds if len(rounds) > 1 else [events]


def rounds_logged(events: list[CallEvent]) -> list[list[CallEvent]]:
    """Part what the page told of a leg where it rang anew after a round that the page's log ended.

    The page tells of a log seconds after the end, long before Zoom's record, and names when that
    round began: it ends no round that began later. A new one is told by a ring after an end, or by
    an answer after a talk that ended.

    Args:
        events: of one leg, in order, without a record.
    """
    logs = sorted(log_began_at(e) for e in events if e.kind is Kind.LOGGED)
    begins: list[datetime] = []
    over = answered = talked = False
    for event in events if logs else ():
        anew = event.kind is Kind.RANG if not talked else event.kind in _STARTS
        if over and anew and logs and logs[0] + _SECOND < event.at:
            begins.append(event.at)
            logs = [log for log in logs if log + _SECOND >= event.at]
            over = answered = talked = False
        answered = answered or event.kind is Kind.ANSWERED
        if event.kind is Kind.ENDED or parked(event):
            over, talked = True, answered
    if not begins:
        return [events]
    parts: list[list[CallEvent]] = [[] for _ in range(len(begins) + 1)]
    for event in events:
        at = log_began_at(event) + _SECOND if event.kind is Kind.LOGGED else event.at
        parts[bisect_right(begins, at)].append(event)
    return parts


def log_began_at(log: CallEvent) -> datetime:
    """Tell when the round began that a log is of; one saved by hand is dated when it was saved."""
    return log.facts.rang_at or log.at


def parked(event: CallEvent) -> bool:
    """Tell whether the agent put the call down for others to pick up: their own part is over."""
    transfer = event.facts.transfer
    return event.kind is Kind.PARKED and transfer is not None and transfer.stage == "completed"


_STARTS = (Kind.RANG, Kind.ANSWERED)


def combined(parts: Sequence[Leg]) -> Leg:
    """Make one leg of its rounds, earliest first: answered when one was, talk and hold added up."""
    answered = [part for part in parts if part.answered_at or part.result is Result.ANSWERED]
    talked = [part for part in answered if part.result is Result.ANSWERED]
    told = (talked or answered or parts[-1:])[0]
    rings = (answered or parts[-1:])[0]
    durations = replace(
        told.durations,
        ring_s=rings.durations.ring_s,
        talk_s=_sum(part.durations.talk_s for part in parts),
        hold_s=_sum(part.durations.hold_s for part in parts),
        estimated=any(part.durations.estimated for part in parts),
    )
    return replace(
        told,
        rang_at=min((p.rang_at for p in parts if p.rang_at), default=None),
        answered_at=min((p.answered_at for p in parts if p.answered_at), default=None),
        ended_at=max((p.ended_at for p in parts if p.ended_at), default=None),
        durations=durations,
        final=all(part.final for part in parts),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _elsewhere(event: CallEvent) -> bool:
    facts = event.facts
    over = event.kind in (Kind.ENDED, Kind.LOGGED) and not facts.final
    return over and facts.result is Result.ANSWERED_ELSEWHERE


def _answered(event: CallEvent) -> bool:
    facts = event.facts
    told = event.kind is Kind.ANSWERED or facts.answered_at is not None
    return (told or facts.result is Result.ANSWERED) and not _elsewhere(event)


def _apart(groups: list[list[CallEvent]]) -> list[list[CallEvent]]:
    """Join the groups that overlap in time, and what names no time to the one before it."""
    spans = [(_span(group), group) for group in groups]
    timed = sorted(((s, g) for s, g in spans if s), key=lambda one: (one[0], one[1][0].id))
    rounds: list[list[CallEvent]] = []
    until: datetime | None = None
    for (start, end), group in timed:
        if until is not None and start < until:
            rounds[-1].extend(group)
        else:
            rounds.append(list(group))
        until = end if until is None else max(until, end)
    untimed = [e for span, group in spans if span is None for e in group]
    if untimed and rounds:
        rounds[-1].extend(untimed)
    return rounds or [untimed]


def _span(group: list[CallEvent]) -> _Span | None:
    starts = [e.facts.rang_at for e in group if e.facts.rang_at]
    ends = [e.facts.ended_at for e in group if e.facts.ended_at]
    return (min(starts), max(ends)) if starts and ends else None
