"""What is said of the whole call where legs, rows and people tell of parts of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    NoteField,
    Result,
    Side,
    Source,
)
from cti_desktop.calls.fold import as_seen_by, fold
from cti_desktop.calls.gaps import Gap, gaps_of
from tests.calls.stories import ADA, START, agent, answered_by_two, ended, event, note, record
from tests.calls.test_fold_onward import WARM, consultation


def folded(*events: CallEvent) -> Call:
    call = fold(events)
    assert call is not None
    return call


def at(second: int) -> datetime:
    return START + timedelta(seconds=second)


def row(end: int, result: Result = Result.ANSWERED, *, side: Side = Side.CALLEE) -> CallEvent:
    """The server's record of the whole call."""
    facts = Facts(rang_at=START, answered_at=at(6), ended_at=at(end), result=result, final=True)
    return event(Kind.LOGGED, end, who=None, side=side, source=Source.REST, facts=facts)


FIRST_PART = (event(Kind.RANG, 0), event(Kind.ANSWERED, 6))


def test_a_row_of_the_whole_call_does_not_end_what_rang_after_it() -> None:
    onward = event(Kind.RANG, 90, who=2)
    for told in permutations([*FIRST_PART, row(50), onward]):
        call = folded(*told)
        assert (call.state, call.ended_at, call.final) == (State.RINGING, None, False)
        assert as_seen_by(call, ["user:u1"]).state is State.ENDED
    talking = folded(*FIRST_PART, row(50), onward, event(Kind.ANSWERED, 95, who=2))
    assert talking.state is State.CONNECTED
    over = folded(*FIRST_PART, row(50), onward, ended(110, Result.MISSED, who=2))
    assert (over.state, over.ended_at) == (State.ENDED, at(110))


def test_a_row_ends_what_began_before_it() -> None:
    call = folded(*FIRST_PART, row(50))
    assert (call.state, call.ended_at, call.final) == (State.ENDED, at(50), True)


def test_talk_of_a_warm_transfer_counts_each_second_once() -> None:
    call = folded(*WARM)
    assert sum(leg.durations.talk_s or 0 for leg in call.legs) == 44 + 10 + 80
    assert call.durations.talk_s == 120 - 6


def test_a_consultation_within_the_talk_adds_nothing_and_keeps_what_zoom_counted() -> None:
    told = record(result=Result.ANSWERED, answered=6, end=100)
    without_hold = replace(told, facts=replace(told.facts, talk_s=70))
    asked = (consultation(Kind.RANG, 35, Side.CALLER), consultation(Kind.ANSWERED, 40, Side.CALLER))
    call = folded(without_hold, *asked, consultation(Kind.ENDED, 50, Side.CALLER))
    assert call.durations.talk_s == 70


def test_one_after_the_other_is_added_up() -> None:
    handed_over = folded(
        record(who=1, result=Result.ANSWERED, answered=6, end=50),
        record(who=2, result=Result.ANSWERED, rang=55, answered=60, end=99),
    )
    assert handed_over.durations.talk_s == 44 + 39


def test_an_internal_call_handed_on_lasts_as_long_as_it_was_talked() -> None:
    def inside(told: CallEvent) -> CallEvent:
        caller, callee = agent(1), agent(2)
        return replace(told, facts=replace(told.facts, caller=caller, callee=callee))

    handed_on = record(who=3, result=Result.ANSWERED, rang=50, answered=50, end=120)
    call = folded(
        inside(record(who=1, side=Side.CALLER, result=Result.ANSWERED, answered=6, end=50)),
        inside(record(who=2, result=Result.ANSWERED, answered=6, end=50)),
        replace(handed_on, facts=replace(handed_on.facts, caller=agent(1), callee=agent(3))),
    )
    assert call.direction is Direction.INTERNAL
    assert call.durations.talk_s == 114


def test_a_colleagues_wrap_up_is_not_shown_as_ones_own() -> None:
    call = folded(*answered_by_two(), note(NoteField.WRAPPED_UP, "yes", 150, author="user:u2"))
    assert as_seen_by(call, ["user:u1"]).durations.wrap_up_s is None
    assert as_seen_by(call, ["user:u2"]).durations.wrap_up_s == 51
    nobodys = replace(note(NoteField.WRAPPED_UP, "yes", 160), author=None)
    call = folded(*answered_by_two(), nobodys)
    assert as_seen_by(call, ["user:u1"]).durations.wrap_up_s == 61


LEFT = (
    event(Kind.RANG, 0, side=Side.CALLER),
    record(side=Side.CALLER, result=Result.VOICEMAIL, end=40),
)


def test_an_outbound_call_that_ends_in_their_voicemail_lacks_nothing() -> None:
    """What was spoken there is in somebody else's mailbox: Zoom has nothing of it for us."""
    call = folded(*LEFT)
    assert (call.direction, call.party) == (Direction.OUTBOUND, ADA)
    assert (call.state, call.result) == (State.ENDED, Result.VOICEMAIL)
    assert as_seen_by(call, ["user:u1"]).state is State.ENDED
    assert gaps_of(call) == frozenset()


@pytest.mark.parametrize("final", [True, False])
def test_an_inbound_voicemail_that_is_not_here_yet_is_missing(final: bool) -> None:
    told = record(result=Result.VOICEMAIL, end=40)
    call = folded(replace(told, facts=replace(told.facts, final=final)))
    assert call.state is State.VOICEMAIL
    assert gaps_of(call) == frozenset({Gap.RECORD})


def test_what_a_colleague_talked_between_two_talks_of_ones_own_counts_too() -> None:
    def numbered(log_id: str, told: CallEvent) -> CallEvent:
        return replace(told, id=log_id, keys=(*told.keys[:1], f"log:{log_id}"))

    call = folded(
        numbered("e1", record(who=1, result=Result.ANSWERED, answered=5, end=50)),
        numbered("e2", record(who=2, result=Result.ANSWERED, rang=50, answered=55, end=95)),
        numbered("e3", record(who=1, result=Result.ANSWERED, rang=95, answered=100, end=130)),
    )
    assert len(call.legs) == 2
    assert call.durations.talk_s == 45 + 40 + 30
