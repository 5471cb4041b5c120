"""One agent's leg that several devices tell of, or that Zoom wrote several records about."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import CallEvent, Facts, Kind, Result, Source, Transfer
from cti_desktop.calls.fold import as_seen_by, fold
from tests.calls.stories import CALL, START, ended, event, record


def folded(*events: CallEvent) -> Call:
    call = fold(events)
    assert call is not None
    return call


def at(second: int) -> object:
    return START + timedelta(seconds=second)


RING, ANSWER = event(Kind.RANG, 0), event(Kind.ANSWERED, 5)


@pytest.mark.parametrize("told_at", [5, 6])
@pytest.mark.parametrize("source", [Source.EMBED, Source.WEBHOOK])
def test_who_answers_on_one_device_talks_although_the_other_device_says_elsewhere(
    told_at: int, source: Source
) -> None:
    other = ended(told_at, Result.ANSWERED_ELSEWHERE, source=source)
    for told in permutations([RING, ANSWER, other]):
        call = folded(*told)
        assert (call.state, call.ended_at) == (State.CONNECTED, None)
    over = event(Kind.ENDED, 65, source=Source.EMBED, facts=Facts(result=Result.ANSWERED))
    for told in permutations([RING, ANSWER, other, over]):
        call = folded(*told)
        assert (call.state, call.result) == (State.ENDED, Result.ANSWERED)
        assert (call.ended_at, call.durations.talk_s) == (at(65), 60)


def test_the_other_devices_log_does_not_end_the_talk_either() -> None:
    log = event(Kind.LOGGED, 0, source=Source.EMBED, facts=Facts(result=Result.ANSWERED_ELSEWHERE))
    assert folded(RING, ANSWER, log).state is State.CONNECTED


def test_a_ring_that_a_colleague_took_is_over_also_after_an_earlier_talk() -> None:
    again = (
        ended(20, Result.ANSWERED),
        event(Kind.RANG, 60),
        ended(65, Result.ANSWERED_ELSEWHERE),
    )
    for told in permutations([RING, ANSWER, *again]):
        assert not folded(*told).state.live


def test_where_nobody_here_answered_elsewhere_means_elsewhere() -> None:
    assert folded(RING, ended(5, Result.ANSWERED_ELSEWHERE)).state is State.ANSWERED_ELSEWHERE


def numbered(log_id: str, told: CallEvent, *, source: Source = Source.REST) -> CallEvent:
    """A further record of the same leg: another element of the call's path."""
    keys = call_keys(call_id=CALL, log_id=log_id, history_uuid="20261120-h1")
    return replace(told, id=f"{log_id}-{source}", keys=keys, source=source)


TALKED = numbered("e1", record(result=Result.ANSWERED, answered=5, end=100))
MISSED_LATER = numbered("e2", record(result=Result.MISSED, rang=200, end=220))
MISSED = numbered("e1", record(result=Result.MISSED, end=20))
TALKED_LATER = numbered("e2", record(result=Result.ANSWERED, rang=60, answered=63, end=99))


def test_a_ring_missed_after_the_talk_takes_nothing_from_it() -> None:
    for told in permutations([TALKED, MISSED_LATER]):
        call = folded(*told)
        (leg,) = call.legs
        assert (leg.state, leg.result, leg.final) == (State.ENDED, Result.ANSWERED, True)
        assert (leg.answered_at, leg.ended_at) == (at(5), at(220))
        assert (leg.durations.ring_s, leg.durations.talk_s) == (5, 95)
        assert not leg.durations.estimated


def test_how_long_it_rang_is_told_of_the_ring_that_was_answered() -> None:
    leg = as_seen_by(folded(MISSED, TALKED_LATER), ["user:u1"])
    assert (leg.durations.ring_s, leg.durations.talk_s) == (3, 36)
    assert (leg.answered_at, leg.state) == (at(63), State.ENDED)


def test_two_talks_count_together() -> None:
    second = numbered("e2", record(result=Result.ANSWERED, rang=200, answered=202, end=222))
    held = replace(TALKED, facts=replace(TALKED.facts, hold_s=7))
    call = folded(held, second)
    assert (call.durations.talk_s, call.durations.hold_s) == (115, 7)
    assert call.legs[0].answered_at == at(5)


def test_a_record_by_webhook_counts_beside_one_of_another_ring_by_rest() -> None:
    by_webhook = numbered("e2", TALKED_LATER, source=Source.WEBHOOK)
    assert folded(MISSED, by_webhook).legs[0].durations.talk_s == 36
    both = folded(MISSED, by_webhook, TALKED_LATER)
    assert both.legs[0].durations.talk_s == 36


def test_who_parks_a_call_and_takes_it_back_has_talked_twice() -> None:
    parked = numbered("e1", record(result=Result.PARKED, answered=5, end=30))
    back = numbered("e2", record(result=Result.ANSWERED, rang=50, answered=52, end=92))
    call = folded(parked, back)
    assert (call.state, call.result) == (State.ENDED, Result.ANSWERED)
    assert call.legs[0].durations.talk_s == 25 + 40


def test_two_records_of_the_same_time_are_one_ring_under_two_names() -> None:
    old = numbered("old", record(result=Result.ANSWERED, answered=5, end=100))
    assert folded(TALKED, old).legs[0].durations.talk_s == 95


def test_a_ring_after_both_records_still_rings() -> None:
    call = folded(MISSED, TALKED_LATER, event(Kind.RANG, 300))
    assert call.state is State.RINGING


def test_a_later_ring_without_a_record_yet_takes_nothing_from_the_talk() -> None:
    call = folded(TALKED, event(Kind.RANG, 200), ended(220, Result.MISSED))
    assert (call.state, call.result, call.final) == (State.ENDED, Result.ANSWERED, False)
    assert (call.durations.talk_s, call.ended_at) == (95, at(220))


def page(
    kind: Kind, second: int, result: Result | None = None, *, call_id: str = CALL
) -> CallEvent:
    """What the agent's own softphone page tells."""
    told = event(kind, second, source=Source.EMBED, facts=Facts(result=result), call_id=call_id)
    return replace(told, id=f"page-{kind}-{second}")


def page_log(began: int, result: Result, talk_s: int, saved_at: int | None = None) -> CallEvent:
    """The page's log of one round: it names when that began, however late it is told."""
    at = began if saved_at is None else saved_at
    facts = Facts(rang_at=START + timedelta(seconds=began), result=result, duration_s=talk_s)
    return event(Kind.LOGGED, at, source=Source.EMBED, facts=facts, log_id=f"page-{began}")


PARK = Facts(transfer=Transfer(how="park", stage="completed"))
MISSED_FIRST = (
    page(Kind.RANG, 0),
    page(Kind.ENDED, 20, Result.MISSED),
    page_log(0, Result.NO_ANSWER, 0),
)
TALKED_FIRST = (
    page(Kind.RANG, 0),
    page(Kind.ANSWERED, 6),
    page(Kind.ENDED, 20),
    page_log(0, Result.ANSWERED, 14),
)


@pytest.mark.parametrize("suffix", ["", "_2"])
@pytest.mark.parametrize("first", [MISSED_FIRST, TALKED_FIRST])
def test_a_ring_after_the_pages_log_of_the_round_before_rings_and_is_talked_on(
    first: tuple[CallEvent, ...], suffix: str
) -> None:
    ring = page(Kind.RANG, 60, call_id=CALL + suffix)
    answer = page(Kind.ANSWERED, 63, call_id=CALL + suffix)
    assert not folded(*first).state.live
    for told in permutations([*first, ring]):
        call = folded(*told)
        assert (call.state, call.legs[0].rang_at) == (State.RINGING, at(60))
    talking = folded(*first, ring, answer)
    assert (talking.state, talking.legs[0].answered_at) == (State.CONNECTED, at(63))
    over = (page(Kind.ENDED, 90, call_id=CALL + suffix), page_log(60, Result.ANSWERED, 27))
    for told in permutations(over):
        call = folded(*told, answer, ring, *first)
        before = 14 if first is TALKED_FIRST else 0
        assert (call.state, call.result, call.ended_at) == (State.ENDED, Result.ANSWERED, at(90))
        assert (call.durations.talk_s, call.durations.estimated) == (before + 27, True)


def test_a_parked_call_taken_back_is_talked_on_although_its_log_was_told() -> None:
    parked = event(Kind.PARKED, 30, facts=PARK)
    told = (RING, ANSWER, parked, page_log(0, Result.ANSWERED, 25))
    assert folded(*told).state is State.ENDED
    assert folded(*told, page(Kind.ANSWERED, 50)).state is State.CONNECTED
    assert folded(*told, page(Kind.RANG, 48), page(Kind.ANSWERED, 50)).state is State.CONNECTED


def test_a_log_saved_by_hand_during_the_next_round_does_not_end_that() -> None:
    saved = page_log(0, Result.NO_ANSWER, 0, saved_at=70)
    for told in permutations([*MISSED_FIRST[:2], saved, page(Kind.RANG, 60)]):
        assert folded(*told).state is State.RINGING
    known = folded(MISSED, saved, page(Kind.RANG, 60), page(Kind.ANSWERED, 63))
    assert known.state is State.CONNECTED


def test_the_log_of_a_round_ends_it_though_its_end_was_never_told() -> None:
    second = (page(Kind.RANG, 60), page(Kind.ANSWERED, 63), page_log(60, Result.ANSWERED, 27))
    for told in permutations(second):
        call = folded(*MISSED_FIRST, *told)
        assert (call.state, call.ended_at) == (State.ENDED, at(90))
    assert folded(*second).state is State.ENDED


def test_an_answer_on_the_one_device_after_the_other_fell_silent_is_no_further_round() -> None:
    silent = page(Kind.ENDED, 5, Result.MISSED)
    told = (RING, silent, event(Kind.ANSWERED, 6), page(Kind.ANSWERED, 7))
    call = folded(*told, page(Kind.ENDED, 67), page_log(0, Result.ANSWERED, 60))
    assert (call.state, call.durations.ring_s, call.durations.talk_s) == (State.ENDED, 6, 60)


@pytest.mark.parametrize(
    "first",
    [ended(20, Result.MISSED), event(Kind.PARKED, 20, facts=PARK)],
    ids=["missed", "parked"],
)
@pytest.mark.parametrize("source", [Source.EMBED, Source.PROGRAM])
def test_a_trusted_end_of_the_first_ring_does_not_hide_the_end_of_the_second(
    first: CallEvent, source: Source
) -> None:
    """The page tells it, or the person does, when the server's word of it was lost."""
    second = (page(Kind.RANG, 60), page(Kind.ANSWERED, 63), event(Kind.ENDED, 99, source=source))
    assert folded(RING, ANSWER, first, *second[:2]).state is State.CONNECTED
    for told in permutations([first, *second]):
        call = folded(RING, ANSWER, *told)
        assert (call.state, call.ended_at) == (State.ENDED, at(99))
    late = ended(97, Result.ANSWERED)
    assert folded(RING, ANSWER, first, *second, late).ended_at == at(97)
