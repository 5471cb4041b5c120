"""Folds the events about one agent into a leg: its times, its state and how it came out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cti_desktop.calls.call import Durations, Leg, State
from cti_desktop.calls.choosing import by_trust, last_word, merged_party, most_trusted
from cti_desktop.calls.correlation import root_key
from cti_desktop.calls.events import CallEvent, Kind, LegRef, Party, Result, Side
from cti_desktop.calls.rounds import (
    combined,
    log_began_at,
    parked,
    rounds_logged,
    rounds_of,
    without_other_devices,
)
from cti_desktop.calls.spans import rung_s, seconds_between

_NOBODY = "?"
UNANSWERED = (
    Result.MISSED,
    Result.NO_ANSWER,
    Result.CANCELED,
    Result.OVERFLOWED,
    Result.UNKNOWN,
)
_TALKED = (Result.ANSWERED, Result.PARKED, None)
_MISSED = (
    Result.MISSED,
    Result.NO_ANSWER,
    Result.CANCELED,
    Result.ABANDONED,
    Result.OVERFLOWED,
    Result.BUSY,
    Result.UNKNOWN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegStory:
    """A leg with what tells what other legs mean for it.

    Attributes:
        rounds: the rounds the leg is made of, as legs of their own.
        call_ids: the exact call ids it was part of.
        last_rang_at: when it began to ring for the last time.
        last_start_at: when it last began to ring or to talk.
    """

    leg: Leg
    rounds: tuple[Leg, ...]
    call_ids: frozenset[str]
    last_rang_at: datetime | None
    last_start_at: datetime | None


def group_legs(events: list[CallEvent]) -> list[list[CallEvent]]:
    """Split a call's events into one list per agent and side; ids that meet in one event are one.

    Events that name no agent join the only other leg of their side; with several, or none, they are
    a leg of their own.
    """
    owner: dict[tuple[Side, str], int] = {}
    groups: dict[int, list[CallEvent]] = {}
    joined: set[int] = set()
    leg: LegRef | None = None
    members: list[CallEvent] = []
    for number, event in enumerate(events):
        if event.leg is None:
            continue
        if event.leg == leg:  # as most of a call's events are: nothing new to join
            members.append(event)
            continue
        leg = event.leg
        keys = [(leg.side, one) for one in leg.ids or (_NOBODY,)]
        met = sorted({owner[key] for key in keys if key in owner})
        home = met[0] if met else number
        members = groups.setdefault(home, [])
        for other in met[1:]:
            members.extend(groups.pop(other))
            owner.update({key: home for key, place in owner.items() if place == other})
            joined.add(home)
        members.append(event)
        owner.update(dict.fromkeys(keys, home))
    joined.update(_adopt_nameless(owner, groups))
    for home in joined & groups.keys():
        place = {event.id: number for number, event in enumerate(events)}
        groups[home].sort(key=lambda e: place[e.id])
    return list(groups.values())


def _adopt_nameless(
    owner: dict[tuple[Side, str], int], groups: dict[int, list[CallEvent]]
) -> Iterator[int]:
    """Give the events that name no agent to their side's only leg; yields the legs that grew."""
    for side in (Side.CALLER, Side.CALLEE):
        nameless = owner.get((side, _NOBODY))
        if nameless is None:
            continue
        named = {place for (of, one), place in owner.items() if of is side and one != _NOBODY}
        if len(named) == 1:
            home = named.pop()
            groups[home].extend(groups.pop(nameless))
            yield home


def fold_leg(events: list[CallEvent]) -> LegStory:
    """Fold one agent's events, given in order (`in_order`)."""
    told = without_other_devices(events)
    rounds = _rounds(told)
    return LegStory(
        leg=_leg(told, rounds),
        rounds=rounds,
        call_ids=frozenset(one for keys in {e.keys for e in events} for one in exact_calls(keys)),
        last_rang_at=max((at for e in told if (at := _rang_at(e)) is not None), default=None),
        last_start_at=max((e.at for e in told if e.kind in _STARTS), default=None),
    )


def _rounds(events: list[CallEvent]) -> tuple[Leg, ...]:
    """Fold each round it rang at the agent: those with a record or log, and what rings since."""
    if not any(e.kind is Kind.LOGGED for e in events):
        return (_round(events),)
    if not any(e.facts.final for e in events):
        return tuple(_round(one) for one in rounds_logged(events))
    again = _rang_again(events)
    if not again:
        return tuple(_round(one) for one in rounds_of(events))
    since = {e.id for e in again}
    before = rounds_of([e for e in events if e.id not in since])
    return tuple(_round(one) for one in (*before, *rounds_logged(again)))


def _leg(events: list[CallEvent], rounds: tuple[Leg, ...]) -> Leg:
    """Make a leg of its rounds; while it rings or talks, that round is what there is to show."""
    if len(rounds) == 1:
        return rounds[0]
    live = rounds[-1].state.live
    leg = combined(rounds[-1:] if live else rounds)
    held_s = leg.durations.hold_s
    if held_s is None and not live:
        held_s = _held_s(events, leg.ended_at)
    return replace(
        leg,
        ids=_ids(events),
        agent=_agent(by_trust(events), leg.side),
        durations=replace(leg.durations, hold_s=held_s),
    )


def _ids(events: list[CallEvent]) -> tuple[str, ...]:
    return tuple(sorted({one for e in events if e.leg is not None for one in e.leg.ids}))


def _round(events: list[CallEvent]) -> Leg:
    """Fold one round: a ring and what became of it."""
    side = next(e.leg.side for e in events if e.leg is not None)
    ranked = by_trust(events)
    final = ranked[0].facts.final  # the most trusted one is, if any is
    rang_at, answered_at, ended_at = _times(events, ranked, final=final)
    result = _result(
        ranked, side=side, answered=answered_at is not None, ended=ended_at is not None
    )
    state = _state(
        events, side=side, answered_at=answered_at, ended_at=ended_at, result=result, final=final
    )
    held_s = last_word(ranked, lambda e: e.facts.hold_s)
    durations = _durations(
        ranked,
        (rang_at, answered_at, ended_at),
        result=result,
        final=final,
        hold_s=held_s if held_s is not None else _held_s(events, ended_at),
    )
    return Leg(
        side=side,
        ids=_ids(events),
        agent=_agent(ranked, side),
        state=state,
        rang_at=rang_at,
        answered_at=answered_at,
        ended_at=ended_at,
        result=result,
        result_raw=last_word(
            ranked, lambda e: e.facts.result_raw if e.facts.result is not None else None
        ),
        durations=durations,
        final=final,
        muted=state.live and _muted(events),
        wait_s=last_word(ranked, lambda e: e.facts.wait_s),
        reason=last_word(ranked, lambda e: e.facts.reason),
    )


def _muted(events: list[CallEvent]) -> bool:
    steps = [e.kind for e in events if e.kind in (Kind.MUTED, Kind.UNMUTED)]
    return bool(steps) and steps[-1] is Kind.MUTED


def _rang_again(events: list[CallEvent]) -> list[CallEvent]:
    """Return the events since the leg rang anew after its record: a queue may come round again."""
    ends = [e.facts.ended_at for e in events if e.facts.final]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return []
    after = max(known) + _SECOND
    first = next((n for n, e in enumerate(events) if e.kind in _STARTS and e.at > after), None)
    return (
        [] if first is None else [e for e in events[first:] if not _logged_before(e, events[first])]
    )


def _logged_before(event: CallEvent, start: CallEvent) -> bool:
    """Tell whether an event is the record or log of a round before the one that started here."""
    earlier = event.kind is Kind.LOGGED and log_began_at(event) + _SECOND < start.at
    return event.facts.final or earlier


def exact_calls(keys: tuple[str, ...]) -> set[str]:
    """Return an event's `call:` keys without the ones that only stand before a transfer suffix."""
    calls = {key for key in keys if key.startswith("call:")}
    return calls - {root_key(one) for one in calls if root_key(one) != one}


def _agent(ranked: list[CallEvent], side: Side) -> Party:
    def own(event: CallEvent) -> Party | None:
        return event.facts.caller if side is Side.CALLER else event.facts.callee

    return merged_party(ranked, own) or Party()


def _times(
    events: list[CallEvent], ranked: list[CallEvent], *, final: bool
) -> tuple[datetime | None, datetime | None, datetime | None]:
    rang = most_trusted(ranked, _rang_at)
    answers = most_trusted(ranked, _answered_at)
    ends = _ends(events, ranked, final=final)
    rang_at = min(rang) if rang else None
    answered_at = min(answers) if answers else None
    if final and last_word(ranked, lambda e: e.facts.result) not in _TALKED:
        answered_at = None
    ended_at = max(ends) if ends else _end_from_log(events, rang_at, answered_at)
    return rang_at, answered_at, ended_at


def _ends(events: list[CallEvent], ranked: list[CallEvent], *, final: bool) -> list[datetime]:
    """Return when it ended; a trusted end of an earlier ring says nothing of the present one."""
    ends = most_trusted(ranked, _ended_at)
    if not ends or final:
        return ends
    start = max((e.at for e in events if e.kind in _STARTS), default=ends[0])
    if max(ends) >= start:
        return ends
    later = [e for e in ranked if (at := _ended_at(e)) is not None and at >= start]
    return most_trusted(later, _ended_at) or ends


def _rang_at(event: CallEvent) -> datetime | None:
    return event.facts.rang_at or (event.at if event.kind is Kind.RANG else None)


def _answered_at(event: CallEvent) -> datetime | None:
    return event.facts.answered_at or (event.at if event.kind is Kind.ANSWERED else None)


def _ended_at(event: CallEvent) -> datetime | None:
    over = event.kind is Kind.ENDED or parked(event)
    return event.facts.ended_at or (event.at if over else None)


def _end_from_log(
    events: list[CallEvent], rang_at: datetime | None, answered_at: datetime | None
) -> datetime | None:
    logged = [e for e in events if e.kind is Kind.LOGGED]
    if not logged:
        return None
    duration = last_word(by_trust(logged), lambda e: e.facts.duration_s) or 0
    start = answered_at or rang_at or logged[-1].at
    return start + timedelta(seconds=duration)


def _result(ranked: list[CallEvent], *, side: Side, answered: bool, ended: bool) -> Result | None:
    result = last_word(ranked, _telling_result)
    if result is not None:
        record = any(e.facts.final and e.facts.result is not None for e in ranked)
        overruled = answered and result in UNANSWERED and not record
        return Result.ANSWERED if overruled else result
    if not ended:
        return None
    if answered:
        return Result.ANSWERED
    return Result.MISSED if side is Side.CALLEE else Result.UNKNOWN


def _telling_result(event: CallEvent) -> Result | None:
    """Take the result, unless it only says that the call is over."""
    if event.facts.result is None:
        return Result.PARKED if parked(event) else None
    return None if event.facts.result is Result.ENDED else event.facts.result


def _state(
    events: list[CallEvent],
    *,
    side: Side,
    answered_at: datetime | None,
    ended_at: datetime | None,
    result: Result | None,
    final: bool,
) -> State:
    over = final or any(e.kind is Kind.LOGGED for e in events)
    starts = [e for e in events if e.kind in _STARTS]
    if over or not starts or (ended_at is not None and ended_at >= starts[-1].at):
        return settled_state(result or Result.ENDED, side)
    if answered_at is None or (ended_at is not None and starts[-1].kind is Kind.RANG):
        return State.RINGING
    holds = [e for e in events if e.kind in (Kind.HELD, Kind.RESUMED)]
    return State.ON_HOLD if holds and holds[-1].kind is Kind.HELD else State.CONNECTED


_STARTS = (Kind.RANG, Kind.ANSWERED)
_SECOND = timedelta(seconds=1)
_SETTLED = {
    Result.REJECTED: State.REJECTED,
    Result.VOICEMAIL: State.VOICEMAIL,
    Result.ANSWERED_ELSEWHERE: State.ANSWERED_ELSEWHERE,
}


def settled_state(result: Result, side: Side) -> State:
    """Return the state shown for a finished leg or call.

    Who called and was put through to a voicemail has a call that ended; they missed nothing.
    """
    if side is Side.CALLEE and result in _MISSED:
        return State.MISSED
    if side is Side.CALLER and result is Result.VOICEMAIL:
        return State.ENDED
    return _SETTLED.get(result, State.ENDED)


def _durations(
    ranked: list[CallEvent],
    times: tuple[datetime | None, datetime | None, datetime | None],
    *,
    result: Result | None,
    final: bool,
    hold_s: int | None,
) -> Durations:
    rang_at, answered_at, ended_at = times
    talk: int | None = None
    if result is Result.ANSWERED or answered_at is not None:
        told = last_word(
            ranked, lambda e: e.facts.duration_s if e.facts.talk_s is None else e.facts.talk_s
        )
        talk = told if told is not None else seconds_between(answered_at, ended_at)
    elif ended_at is not None and result is not Result.PARKED:
        talk = 0
    return Durations(
        ring_s=rung_s(rang_at, answered_at, ended_at, result),
        talk_s=talk,
        hold_s=hold_s,
        estimated=not final,
    )


def _held_s(events: list[CallEvent], ended_at: datetime | None) -> int | None:
    total, since = 0, None
    steps = [e for e in events if e.kind in (Kind.HELD, Kind.RESUMED)]
    for event in steps:
        if event.kind is Kind.HELD:
            since = since or event.at
        elif since is not None:
            total, since = total + (seconds_between(since, event.at) or 0), None
    if since is not None:
        total += seconds_between(since, ended_at) or 0
    return total if steps else None
