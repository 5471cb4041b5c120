"""Calls whose end nobody told: the page was reloaded, the line was down, the program was not there.

The desk keeps such a call in view, says so, and lets the person end it. What they say is the least
trusted word about it: the record from Zoom overrules it as soon as it comes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import CallEvent, Kind, LegRef, Source, new_event_id
from cti_desktop.calls.fold import leg_of
from cti_desktop.store.log import CallLog, LogQuery

GOING_ON = timedelta(hours=8)
"""A call that began longer ago is not taken for one that still goes on."""
JUST_OVER = timedelta(minutes=10)
"""A call that ended less long ago was in wrap-up when the program ended."""
_MOST = 20
_TALKING = (State.CONNECTED, State.ON_HOLD)


def left_on_the_desk(log: CallLog, reader_ids: tuple[str, ...], now: datetime) -> list[Call]:
    """Read the reader's calls that were going on or in wrap-up when the program ended."""
    query = LogQuery(agent_ids=reader_ids, since=now - GOING_ON, limit=_MOST)
    # A queue rings at many: what a colleague talks on, or was passed, is not the reader's.
    live = log.page(replace(query, states=_TALKING, seen_by=reader_ids))
    over = [call for call in log.page(query) if _just_over(call, reader_ids, now)]
    return [call for call in (*live, *over) if Source.EMBED in call.sources]


def said_over(
    call: Call,
    keys: tuple[str, ...],
    reader_ids: Iterable[str],
    author: str | None,
    now: datetime | None = None,
) -> CallEvent:
    """State that the reader's part of a call is over, because they say so.

    Args:
        keys: tie the event to the call.
        now: when they said it; never before the call began, whatever the clocks say.
    """
    mine = leg_of(call, reader_ids)
    leg = mine or next((leg for leg in call.legs if leg.state.live), None)
    if leg is not None and mine is None:  # of who sat here before, and only theirs to hand over
        author = next((one for one in leg.ids if one.startswith("user:")), author)
    said_at = now or datetime.now(UTC)
    known = (leg.rang_at, leg.answered_at) if leg is not None else ()
    return CallEvent(
        id=new_event_id(),
        kind=Kind.ENDED,
        source=Source.PROGRAM,
        name="said-over",
        at=max([said_at, *(at for at in known if at is not None)]),
        seen_at=said_at,
        keys=keys,
        leg=None if leg is None else LegRef(side=leg.side, ids=leg.ids),
        author=author,
    )


def _just_over(call: Call, reader_ids: tuple[str, ...], now: datetime) -> bool:
    mine = leg_of(call, reader_ids)
    ended_at = mine.ended_at if mine is not None else call.ended_at
    answered_at = mine.answered_at if mine is not None else call.answered_at
    return answered_at is not None and ended_at is not None and now - ended_at < JUST_OVER
