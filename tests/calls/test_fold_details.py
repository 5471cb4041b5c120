"""Small things the sources tell: being muted, why, how long one waited, who passed a call on."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent, Facts, Kind, Media, Party, Result, Source
from cti_desktop.calls.fold import fold
from tests.calls.stories import QUEUE, ended, event, record

TALK = (event(Kind.RANG, 0), event(Kind.ANSWERED, 5))


def folded(*events: CallEvent) -> Call:
    call = fold(events)
    assert call is not None
    return call


def test_who_muted_themselves_is_muted_until_they_are_heard_again_or_it_is_over() -> None:
    muted, heard = event(Kind.MUTED, 10), event(Kind.UNMUTED, 20)
    assert folded(*TALK, muted).legs[0].muted
    for told in permutations([muted, heard]):
        assert not folded(*TALK, *told).legs[0].muted
    assert not folded(*TALK, muted, ended(30, Result.ANSWERED)).legs[0].muted


def test_a_record_tells_how_long_was_waited_and_why_it_came_out_so() -> None:
    told = record(result=Result.MISSED, end=20)
    facts = replace(told.facts, wait_s=17, reason="ring_timeout")
    (leg,) = folded(*TALK[:1], replace(told, facts=facts)).legs
    assert (leg.wait_s, leg.reason) == (17, "ring_timeout")


def test_who_passed_the_call_on_to_the_queue_is_told() -> None:
    desk = Party(name="Reception", extension="7000", internal=True)
    call = folded(event(Kind.RANG, 0, facts=Facts(via=QUEUE, via_before=desk)))
    assert (call.via, call.via_before) == (QUEUE, desk)


def recording(second: int, source: Source = Source.WEBHOOK, **more: Any) -> CallEvent:
    media = replace(Media(id="r1"), **more)
    told = event(Kind.RECORDING, second, who=None, source=source, facts=Facts(recording=media))
    return replace(told, id=f"r-{second}")


def test_a_failed_recording_is_not_offered_and_one_that_goes_on_is_no_sound_yet() -> None:
    begun = recording(6, state="started", kind="OnDemand")
    (running,) = folded(*TALK, begun).recordings
    assert (running.running, running.kind) == (True, "OnDemand")
    for told in permutations([begun, recording(9, state="failed")]):
        assert folded(*TALK, *told).recordings == ()
    (done,) = folded(*TALK, begun, recording(40, state="completed", url="https://r")).recordings
    assert (done.running, done.state, done.kind) == (False, "completed", "OnDemand")


@pytest.mark.parametrize("state", ["started", "paused", "stopped"])
def test_a_record_that_names_the_recording_says_that_it_is_there(state: str) -> None:
    told = record(result=Result.ANSWERED, answered=5, end=40)
    named = replace(told.facts, recording=Media(id="r1", state="completed", kind="Automatic"))
    call = folded(
        recording(6, state=state), replace(told, facts=named, at=told.facts.ended_at or told.at)
    )
    assert [(one.running, one.kind) for one in call.recordings] == [(False, "Automatic")]
