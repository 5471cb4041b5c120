"""Seconds between the moments of a call: how long it rang and was talked on, never negative."""

from collections.abc import Sequence
from datetime import datetime

from cti_desktop.calls.call import Leg
from cti_desktop.calls.events import Result

_Span = tuple[datetime, datetime]


def seconds_between(start: datetime | None, end: datetime | None) -> int | None:
    """Whole seconds from start to end, never negative; None when one is not known."""
    if start is None or end is None:
        return None
    return max(0, round((end - start).total_seconds()))


def rung_s(
    rang_at: datetime | None,
    answered_at: datetime | None,
    ended_at: datetime | None,
    result: Result | None,
) -> int | None:
    """Seconds until the answer, or until the end of what nobody answered."""
    unanswered = result not in (Result.ANSWERED, Result.PARKED)
    return seconds_between(rang_at, answered_at or (ended_at if unanswered else None))


def talked_s(rounds: Sequence[Leg]) -> int | None:
    """Seconds somebody of ours talked; what two agents talk at once counts once.

    A talk that spans all others is as long as Zoom counted it, which leaves out what was on hold.
    Where it is not known when they talked, both ends of an internal call talked at once.

    Args:
        rounds: of all legs.
    """
    known = [one for one in rounds if one.durations.talk_s is not None]
    talks = [(one.durations.talk_s or 0, _talk(one)) for one in known if one.durations.talk_s]
    counted = [talk_s for talk_s, _ in talks]
    spans = [span for _, span in talks if span is not None]
    if len(talks) <= 1:
        return sum(counted) if known else None
    if len(spans) < len(talks):
        sides = {one.side for one in known if one.durations.talk_s}
        return max(counted) if len(sides) > 1 else sum(counted)
    whole = (min(start for start, _ in spans), max(end for _, end in spans))
    around = [talk_s for talk_s, span in talks if span == whole]
    return max(around) if around else min(_covered_s(spans), sum(counted))


def _talk(leg: Leg) -> _Span | None:
    if leg.answered_at is None or leg.ended_at is None:
        return None
    return (leg.answered_at, leg.ended_at)


def _covered_s(spans: list[_Span]) -> int:
    total, until = 0, min(spans)[0]
    for start, end in sorted(spans):
        total += seconds_between(max(start, until), end) or 0
        until = max(until, end)
    return total
