"""The fold: all events of one call become the `Call` people see.

Pure. The result does not depend on the order of the events or on how often one arrives, so the
softphone page, webhooks, REST rows and notes may come twice, late, reordered or not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cti_desktop.calls.call import Call, Durations, Leg, Note, State
from cti_desktop.calls.choosing import by_trust, in_order, last_word, merged_party
from cti_desktop.calls.clocks import rightly_dated
from cti_desktop.calls.closing import close_by_others
from cti_desktop.calls.correlation import call_ref, principal_key, root_key
from cti_desktop.calls.deleting import deleted_at
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Kind,
    Message,
    Party,
    Result,
    Side,
    Source,
)
from cti_desktop.calls.legs import fold_leg, group_legs, settled_state
from cti_desktop.calls.media import folded_summary, merged_media
from cti_desktop.calls.noting import fold_notes, wrap_ups
from cti_desktop.calls.persons import personal
from cti_desktop.calls.spans import rung_s, seconds_between, talked_s
from cti_desktop.calls.texting import fold_texts

_SECOND = timedelta(seconds=1)
_SERVERS = (Source.WEBHOOK, Source.REST)
_NO_CALL = (Kind.MESSAGE, Kind.OPTED, Kind.ALERT, Kind.DELETED)


def fold(events: Iterable[CallEvent]) -> Call | None:
    """Fold the events of one correlated group; None when none of them is about a call.

    Args:
        events: all events that share keys with each other, in any order, repeated or not.
    """
    ordered = in_order(rightly_dated(events))
    told = [e for e in ordered if e.kind not in _NO_CALL]
    if all(_only_removes(e) for e in told):
        return None
    keys = tuple(sorted({key for e in ordered for key in e.keys}))
    ranked = _of_the_call_itself(by_trust(told), keys)
    rows = [e for e in ranked if e.leg is None and e.facts.final]
    story = _Story(
        ordered=ordered, told=told, ranked=ranked, rows=rows, row_end=last_word(rows, _ended_at)
    )
    legs, talk_s = _legs(story)
    return _assemble(keys, story, legs, talk_s)


def _only_removes(event: CallEvent) -> bool:
    """Tell whether an event says no more than that something is gone, perhaps unknown before."""
    facts = event.facts
    media = facts.voicemail or facts.recording or facts.summary
    return media is not None and media.deleted and facts.caller is None


def _of_the_call_itself(ranked: list[CallEvent], keys: tuple[str, ...]) -> list[CallEvent]:
    """Leave out what other calls joined to this one tell: a consultation has parties of its own.

    Events without a live call id, such as notes and records, are the call's.
    """
    calls = [key for key in keys if key.startswith("call:")]
    if len(calls) <= 1 or len({root_key(key) for key in calls}) == 1:
        return ranked
    principal = principal_key(keys)
    own = [
        e for e in ranked if principal in e.keys or not any(k.startswith("call:") for k in e.keys)
    ]
    return own if any(e.facts.caller or e.facts.callee for e in own) else ranked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """The events about one call, and what the server's rows say of it.

    Attributes:
        ordered: all of them in order of time.
        told: those without texts, deletions and the like.
        ranked: those about the call itself, by trust; see `_of_the_call_itself`.
        rows: the server's records of the whole call (no leg), by trust.
        row_end: when those say the call ended.
    """

    ordered: list[CallEvent]
    told: list[CallEvent]
    ranked: list[CallEvent]
    rows: list[CallEvent]
    row_end: datetime | None


def _automatic(events: list[CallEvent]) -> bool | None:
    """Tell whether a call is to be logged by itself; whoever once said yes is not taken back."""
    told = {e.facts.automatic for e in events} - {None}
    return True in told if told else None


def _legs(story: _Story) -> tuple[tuple[Leg, ...], int | None]:
    """Fold the legs, and how long anybody talked in all their rounds."""
    groups = group_legs(story.told)
    stories = [fold_leg(group) for group in groups]
    legs = close_by_others(stories, call_ended_at=story.row_end)
    deletions = [e for e in story.ordered if e.kind is Kind.DELETED]
    wraps = wrap_ups(story.told)
    if deletions or wraps:
        pairs = zip(legs, groups, strict=True)
        legs = [_with_aftermath(leg, group, deletions, wraps) for leg, group in pairs]
    if len(legs) > 1:
        legs.sort(key=lambda leg: (leg.rang_at is None, str(leg.rang_at), leg.side, leg.ids))
    return tuple(legs), talked_s([one for told in stories for one in told.rounds])


def _with_aftermath(
    leg: Leg, group: list[CallEvent], deletions: list[CallEvent], wraps: dict[str, datetime]
) -> Leg:
    """Add what came after the leg's end: its agent's wrap-up, the deletion of its record."""
    wrapped_at = max((at for author, at in wraps.items() if author in leg.ids), default=None)
    ended_at = None if leg.state.live else leg.ended_at  # what rings anew is not wrapped up yet
    return replace(
        leg,
        durations=replace(leg.durations, wrap_up_s=seconds_between(ended_at, wrapped_at)),
        deleted_at=deleted_at(deletions, leg, (key for e in group for key in e.keys)),
    )


def _assemble(
    keys: tuple[str, ...], story: _Story, legs: tuple[Leg, ...], talk_s: int | None
) -> Call:
    told, ranked = story.told, story.ranked
    caller = merged_party(ranked, lambda e: e.facts.caller)
    callee = merged_party(ranked, lambda e: e.facts.callee)
    direction = _direction(ranked, caller, callee)
    notes = fold_notes(told)
    left = any(e.facts.voicemail for e in told)
    result, raw = _result(story, legs, voicemail=left)
    state = _state(legs, result, direction)
    times = _times(story, legs, live=state.live)
    return Call(
        id=call_ref(keys),
        keys=keys,
        direction=direction,
        state=state,
        party=(callee if direction is Direction.OUTBOUND else caller) or Party(),
        agent=_agent(legs),
        via=merged_party(ranked, lambda e: e.facts.via),
        started_at=times[0] or told[0].at,
        answered_at=times[1],
        ended_at=times[2],
        result=result,
        result_raw=raw,
        durations=_durations(story.rows, legs, notes, times, result, talk_s),
        legs=legs,
        recordings=merged_media(told, lambda e: e.facts.recording),
        voicemails=merged_media(told, lambda e: e.facts.voicemail) if left else (),
        summary=folded_summary(told),
        transfers=tuple(dict.fromkeys(e.facts.transfer for e in told if e.facts.transfer)),
        messages=_messages(story),
        notes=notes,
        automatic=_automatic(ranked),
        intent=next((k.removeprefix("intent:") for k in keys if k.startswith("intent:")), None),
        final=_final(story, legs, live=state.live),
        sources=tuple(sorted({e.source for e in told})),
        called=callee if direction is Direction.INTERNAL else None,
        via_before=merged_party(ranked, lambda e: e.facts.via_before),
        deleted_at=_deleted_at(story, legs),
        claimed=_claimed(told, legs),
    )


def _claimed(told: list[CallEvent], legs: tuple[Leg, ...]) -> tuple[str, ...]:
    """Return the ids that are on the call by a desktop's word alone, while Zoom told who is."""
    named = {one for e in told if e.source in _SERVERS and e.leg for one in e.leg.ids}
    if not personal(named):
        return ()
    return tuple(sorted({one for leg in legs for one in leg.ids} - named))


def _final(story: _Story, legs: tuple[Leg, ...], *, live: bool) -> bool:
    if legs and all(leg.final for leg in legs):
        return True
    after = _told_of_after(story.row_end, legs)
    return story.row_end is not None and not live and all(leg.final for leg in after)


def _messages(story: _Story) -> tuple[Message, ...]:
    texts = [e for e in story.ordered if e.kind is Kind.MESSAGE]
    return tuple(text.message for text in fold_texts(texts)) if texts else ()


def _deleted_at(story: _Story, legs: tuple[Leg, ...]) -> datetime | None:
    """Tell when the last record went; None while any agent's record is still there."""
    if legs:
        gone = [leg.deleted_at for leg in legs]
    else:
        gone = [e.at for e in story.ordered if e.kind is Kind.DELETED]
    known = [at for at in gone if at is not None]
    return max(known) if known and len(known) == len(gone) else None


def _ended_at(event: CallEvent) -> datetime | None:
    return event.facts.ended_at


def _direction(
    ranked: list[CallEvent], caller: Party | None, callee: Party | None
) -> Direction | None:
    inside = (caller.internal if caller else None, callee.internal if callee else None)
    if inside == (True, True):
        return Direction.INTERNAL
    if inside[0] is False and inside[1] is not False:
        return Direction.INBOUND
    if inside[1] is False and inside[0] is not False:
        return Direction.OUTBOUND
    return last_word(ranked, lambda e: e.facts.direction)


def _agent(legs: tuple[Leg, ...]) -> Party | None:
    answered = [leg for leg in legs if leg.result is Result.ANSWERED or leg.answered_at]
    return (answered or list(legs))[0].agent if legs else None


def _result(
    story: _Story, legs: tuple[Leg, ...], *, voicemail: bool
) -> tuple[Result | None, str | None]:
    row = last_word(story.rows, lambda e: e.facts.result)
    raw = last_word(story.ranked, lambda e: e.facts.result_raw if e.facts.result else None)
    results = [leg.result for leg in legs if leg.result is not None]
    if row is Result.ANSWERED or Result.ANSWERED in results:
        return Result.ANSWERED, raw
    if voicemail or row is Result.VOICEMAIL or Result.VOICEMAIL in results:
        return Result.VOICEMAIL, raw
    if row is not None:
        return row, raw
    plain = [one for one in results if one is not Result.REJECTED]
    return (plain or results or [None])[0], raw


def _state(
    legs: tuple[Leg, ...],
    result: Result | None,
    direction: Direction | None,
) -> State:
    states = [leg.state for leg in legs]
    for live in (State.CONNECTED, State.ON_HOLD, State.RINGING):
        if live in states:
            return live
    side = Side.CALLER if direction is Direction.OUTBOUND else Side.CALLEE
    return settled_state(result or Result.ENDED, side)


def _times(
    story: _Story, legs: tuple[Leg, ...], *, live: bool
) -> tuple[datetime | None, datetime | None, datetime | None]:
    rows = story.rows
    started = last_word(rows, lambda e: e.facts.rang_at) or min(
        (leg.rang_at for leg in legs if leg.rang_at), default=None
    )
    answered = last_word(rows, lambda e: e.facts.answered_at) or min(
        (leg.answered_at for leg in legs if leg.answered_at), default=None
    )
    ends = [leg.ended_at for leg in _told_of_after(story.row_end, legs) if leg.ended_at]
    ended = max(ends, default=story.row_end)
    return started, answered, None if live else ended


def _told_of_after(row_end: datetime | None, legs: tuple[Leg, ...]) -> list[Leg]:
    """Return the legs that the record of the whole call does not know of: they began after it."""
    if row_end is None:
        return list(legs)
    return [leg for leg in legs if leg.rang_at is not None and leg.rang_at > row_end + _SECOND]


def _durations(
    rows: list[CallEvent],
    legs: tuple[Leg, ...],
    notes: tuple[Note, ...],
    times: tuple[datetime | None, datetime | None, datetime | None],
    result: Result | None,
    talk_s: int | None,
) -> Durations:
    started_at, answered_at, ended_at = times
    holds = [leg.durations.hold_s for leg in legs if leg.durations.hold_s is not None]
    row_talk = last_word(rows, lambda e: e.facts.talk_s)
    wrapped_at = max((n.wrapped_up_at for n in notes if n.wrapped_up_at), default=None)
    return Durations(
        ring_s=rung_s(started_at, answered_at, ended_at, result),
        talk_s=talk_s if row_talk is None else row_talk,
        hold_s=sum(holds) if holds else None,
        wrap_up_s=seconds_between(ended_at, wrapped_at),
        estimated=not legs or any(leg.durations.estimated for leg in legs),
    )


def leg_of(call: Call, ids: Iterable[str]) -> Leg | None:
    """Return the leg of the agent known by any of these ids: one that goes on, answered ones first.

    Who consults a colleague is in a call still when the customer hangs up; and to whom a call they
    had passed on comes back, it rings, however long they talked before.
    """
    wanted = set(ids)
    mine = [leg for leg in call.legs if wanted & set(leg.ids)]
    return min(mine, key=lambda leg: (not leg.state.live, leg.answered_at is None), default=None)


def as_seen_by(call: Call, ids: Iterable[str]) -> Call:
    """Show a call to one agent: their own leg's state, result, times and durations.

    A queue call answered by a colleague is `answered_elsewhere` here and `ended` for a supervisor.
    Who called a colleague sees the colleague as the other side.
    """
    leg = leg_of(call, ids)
    if leg is None:
        return call
    outward = call.called is not None and leg.side is Side.CALLER
    state = _leg_state(call, leg)
    keep_voicemail = state is not leg.state
    return replace(
        call,
        state=state,
        result=call.result if keep_voicemail else leg.result,
        party=call.called if call.called is not None and outward else call.party,
        agent=leg.agent,
        answered_at=leg.answered_at,
        ended_at=None if leg.state.live else leg.ended_at,
        durations=replace(leg.durations, wrap_up_s=_wrap_up_s(call, leg)),
        deleted_at=leg.deleted_at,
    )


def state_seen_by(call: Call, ids: Iterable[str]) -> State:
    """Return the state that `as_seen_by` shows."""
    leg = leg_of(call, ids)
    return call.state if leg is None else _leg_state(call, leg)


def _leg_state(call: Call, leg: Leg) -> State:
    """Return a leg's own state; a missed call that ended in voicemail stays one."""
    kept = call.state is State.VOICEMAIL and leg.state is State.MISSED
    return State.VOICEMAIL if kept else leg.state


def _wrap_up_s(call: Call, leg: Leg) -> int | None:
    """Tell how long an agent wrapped up; what nobody signed, having no sign-in, is theirs."""
    if leg.durations.wrap_up_s is not None:
        return leg.durations.wrap_up_s
    unsigned = [n.wrapped_up_at for n in call.notes if n.wrapped_up_by is None and n.wrapped_up_at]
    return seconds_between(call.ended_at, max(unsigned, default=None))
