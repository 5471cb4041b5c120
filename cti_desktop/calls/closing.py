"""Settles each leg by what the others did: who answered took the call from those it rang at."""

from dataclasses import replace
from datetime import datetime, timedelta

from cti_desktop.calls.call import Leg, State
from cti_desktop.calls.events import Result, Side
from cti_desktop.calls.legs import UNANSWERED, LegStory, settled_state

_SECOND = timedelta(seconds=1)


def close_by_others(stories: list[LegStory], *, call_ended_at: datetime | None) -> list[Leg]:
    """Settle each leg by what the others did: nobody else rings once one member answered.

    Args:
        stories: all legs of the call.
        call_ended_at: when the server's record of the whole call says it ended, else None; what
            began after that is another part of the call and goes on.
    """
    answered = [s for s in stories if s.leg.side is Side.CALLEE and _was_answered(s.leg)]
    return [_closed(story, answered, call_ended_at) for story in stories]


def _closed(story: LegStory, answered: list[LegStory], call_ended_at: datetime | None) -> Leg:
    leg = story.leg
    elsewhere = leg.side is Side.CALLEE and any(_took(other, story) for other in answered)
    unanswered = not _was_answered(leg) and (leg.result is None or leg.result in UNANSWERED)
    if elsewhere and unanswered:
        return replace(leg, state=State.ANSWERED_ELSEWHERE, result=Result.ANSWERED_ELSEWHERE)
    if leg.state.live and call_ended_at is not None and _began_by(story, call_ended_at):
        result = leg.result or (Result.ANSWERED if leg.answered_at else Result.MISSED)
        return replace(
            leg,
            ended_at=call_ended_at,
            result=result,
            state=settled_state(result, leg.side),
        )
    return leg


def _began_by(story: LegStory, call_ended_at: datetime) -> bool:
    return story.last_start_at is None or story.last_start_at <= call_ended_at + _SECOND


def _took(other: LegStory, story: LegStory) -> bool:
    """Tell whether another agent's answer ended this leg's ringing; an earlier answer did not."""
    if other.leg.ids == story.leg.ids or not other.call_ids & story.call_ids:
        return False
    answered_at, rang_at = other.leg.answered_at, story.last_rang_at
    return answered_at is None or rang_at is None or rang_at <= answered_at


def _was_answered(leg: Leg) -> bool:
    return leg.answered_at is not None or leg.result is Result.ANSWERED
