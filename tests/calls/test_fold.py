from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    Media,
    NoteField,
    Party,
    Result,
    Side,
    Source,
)
from cti_desktop.calls.fold import as_seen_by, fold
from tests.calls.stories import ADA, CALL, QUEUE, START, ended, event, note, record


def folded(*events: CallEvent) -> Call:
    call = fold(events)
    assert call is not None
    return call


ANSWERED = (
    event(Kind.RANG, 0, source=Source.EMBED, facts=Facts(via=QUEUE)),
    event(Kind.RANG, 0),
    event(Kind.ANSWERED, 4, source=Source.EMBED),
    event(Kind.ANSWERED, 4),
    ended(64, Result.ENDED, source=Source.EMBED),
    ended(64, Result.ANSWERED),
)
QUEUE_CALL = (
    event(Kind.RANG, 0, who=1, facts=Facts(via=QUEUE)),
    event(Kind.RANG, 0, who=2, facts=Facts(via=QUEUE)),
    event(Kind.RANG, 1, who=3, facts=Facts(via=QUEUE)),
    event(Kind.ANSWERED, 6, who=2),
    ended(6, Result.MISSED, who=1),
    ended(66, Result.ANSWERED, who=2),
    record(who=2, result=Result.ANSWERED, answered=6, end=66),
    note(NoteField.TEXT, "wants an invoice", 30, author="user:u2"),
    note(NoteField.OUTCOME, "resolved", 70, author="user:u2"),
)


def test_a_call_rings_then_talks_then_ends() -> None:
    assert folded(ANSWERED[0]).state is State.RINGING
    assert folded(*ANSWERED[:3]).state is State.CONNECTED
    call = folded(*ANSWERED)
    assert call.state is State.ENDED
    assert call.result is Result.ANSWERED
    assert call.direction is Direction.INBOUND
    assert call.party.name == "Ada Lovelace"
    assert call.via is not None
    assert call.via.name == "Support"
    assert call.started_at == START
    assert call.answered_at == START + timedelta(seconds=4)
    assert call.ended_at == START + timedelta(seconds=64)
    assert (call.durations.ring_s, call.durations.talk_s) == (4, 60)
    assert call.durations.estimated
    assert len(call.legs) == 1
    assert call.sources == (Source.EMBED, Source.WEBHOOK)


def test_the_final_record_replaces_estimates() -> None:
    call = folded(*ANSWERED, record(result=Result.ANSWERED, answered=5, end=65))
    assert call.final
    assert call.answered_at == START + timedelta(seconds=5)
    assert call.durations.talk_s == 60
    assert not call.durations.estimated


def test_a_lost_end_is_healed_by_the_log() -> None:
    logged = event(
        Kind.LOGGED,
        0,
        source=Source.EMBED,
        log_id="l1",
        facts=Facts(rang_at=START, result=Result.ANSWERED, duration_s=60),
    )
    call = folded(*ANSWERED[:4], logged)
    assert call.state is State.ENDED
    assert call.ended_at == START + timedelta(seconds=64)


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (Result.MISSED, State.MISSED),
        (Result.REJECTED, State.REJECTED),
        (Result.VOICEMAIL, State.VOICEMAIL),
        (Result.ANSWERED_ELSEWHERE, State.ANSWERED_ELSEWHERE),
        (Result.NO_ANSWER, State.MISSED),
        (Result.CANCELED, State.MISSED),
        (Result.OVERFLOWED, State.MISSED),
    ],
)
def test_unanswered_inbound_calls_show_why(result: Result, state: State) -> None:
    call = folded(event(Kind.RANG, 0), ended(20, result))
    assert call.state is state
    assert call.durations.talk_s == 0
    assert call.durations.ring_s == 20


@pytest.mark.parametrize("result", [Result.BUSY, Result.NO_ANSWER, Result.CANCELED])
def test_an_unanswered_outbound_call_is_not_missed(result: Result) -> None:
    call = folded(
        event(Kind.RANG, 0, side=Side.CALLER),
        event(Kind.ENDED, 9, side=Side.CALLER, facts=Facts(result=result)),
    )
    assert call.direction is Direction.OUTBOUND
    assert call.state is State.ENDED
    assert call.result is result
    assert call.party == ADA


def test_voicemail_without_any_other_word_makes_it_a_voicemail() -> None:
    left = event(Kind.VOICEMAIL, 40, who=None, facts=Facts(voicemail=Media(id="v1", duration_s=12)))
    call = folded(event(Kind.RANG, 0), ended(20, Result.MISSED), left)
    assert call.state is State.VOICEMAIL
    assert call.voicemails == (Media(id="v1", duration_s=12),)


def test_a_queue_call_answered_by_a_colleague_is_nobody_elses_missed_call() -> None:
    call = folded(*QUEUE_CALL)
    assert call.state is State.ENDED
    assert [leg.state for leg in call.legs] == [
        State.ANSWERED_ELSEWHERE,
        State.ENDED,
        State.ANSWERED_ELSEWHERE,  # its own end never came: no ghost keeps ringing
    ]
    assert call.agent is not None
    assert call.agent.name == "Agent 2"
    assert as_seen_by(call, ["user:u1"]).state is State.ANSWERED_ELSEWHERE
    assert as_seen_by(call, ["user:u2"]).durations.talk_s == 60
    assert as_seen_by(call, ["user:u9"]) == call


def test_an_agent_who_missed_first_and_answered_later_answered() -> None:
    call = folded(
        event(Kind.RANG, 0),
        ended(10, Result.MISSED),
        event(Kind.RANG, 15),
        event(Kind.ANSWERED, 18),
    )
    assert call.state is State.CONNECTED
    assert folded(event(Kind.RANG, 0), ended(10, Result.MISSED), event(Kind.RANG, 15)).state is (
        State.RINGING
    )


def test_hold_is_shown_and_counted() -> None:
    talking = (event(Kind.RANG, 0), event(Kind.ANSWERED, 4), event(Kind.HELD, 10))
    assert folded(*talking).state is State.ON_HOLD
    resumed = (*talking, event(Kind.RESUMED, 25))
    assert folded(*resumed).state is State.CONNECTED
    call = folded(*resumed, event(Kind.HELD, 30), ended(40, Result.ANSWERED))
    assert call.durations.hold_s == 25


def test_a_transferred_leg_belongs_to_the_call_it_came_from() -> None:
    call = folded(*ANSWERED, event(Kind.RANG, 70, who=2, call_id=f"{CALL}_1"))
    assert len(call.legs) == 2
    assert call.state is State.RINGING
    assert folded(*ANSWERED).id == call.id


def test_the_call_keeps_its_id_when_a_consultation_joins_it() -> None:
    later = "068cba40000ba0d08d2"
    bridge = event(Kind.TRANSFERRED, 20, who=None, more_call_ids=[later])
    assert folded(*ANSWERED, bridge).id == folded(*ANSWERED).id


def test_internal_calls_are_internal() -> None:
    inside = Party(name="Agent 9", extension="809", internal=True)
    call = folded(event(Kind.RANG, 0, facts=Facts(caller=inside)))
    assert call.direction is Direction.INTERNAL


def test_the_last_writer_wins_each_field_and_both_notes_survive_a_merge() -> None:
    other = "068cba40000ba0d08d2"
    call = folded(
        *ANSWERED,
        event(Kind.TRANSFERRED, 20, who=None, more_call_ids=[other]),
        note(NoteField.TEXT, "first", 10),
        note(NoteField.TEXT, "second", 12),
        note(NoteField.OUTCOME, "resolved", 11),
        note(NoteField.TEXT, "on the other line", 13, call_id=other),
        note(NoteField.WRAPPED_UP, "yes", 94),
    )
    assert [n.text for n in call.notes] == ["second", "on the other line"]
    assert call.outcome == "resolved"
    assert call.durations.wrap_up_s == 30


def test_equal_times_are_settled_by_author() -> None:
    mine, theirs = (
        note(NoteField.TEXT, "mine", 10, author="user:a"),
        note(NoteField.TEXT, "theirs", 10, author="user:b"),
    )
    assert folded(ANSWERED[0], mine, theirs).notes == folded(ANSWERED[0], theirs, mine).notes


def test_durations_are_never_negative() -> None:
    call = folded(event(Kind.RANG, 10), event(Kind.ANSWERED, 5), ended(2, Result.ANSWERED))
    found = call.durations
    assert all(value is None or value >= 0 for value in (found.ring_s, found.talk_s, found.hold_s))


def test_messages_alone_are_no_call() -> None:
    sms = event(Kind.MESSAGE, 0, who=None, call_id=None, log_id=None, history_uuid=None)
    assert fold([sms]) is None
    assert fold([]) is None


@given(
    order=st.permutations(QUEUE_CALL + ANSWERED[:2]),
    twice=st.lists(st.sampled_from(QUEUE_CALL), max_size=6),
)
def test_order_and_repetition_do_not_matter(order: list[CallEvent], twice: list[CallEvent]) -> None:
    assert fold([*order, *twice]) == fold(QUEUE_CALL + ANSWERED[:2])


@given(lost=st.sets(st.sampled_from(range(6))))
def test_whatever_live_events_were_lost_the_records_restore_the_call(lost: set[int]) -> None:
    records = (
        record(who=1, result=Result.ANSWERED_ELSEWHERE, end=6),
        record(who=2, result=Result.ANSWERED, answered=6, end=66),
        record(who=3, result=Result.ANSWERED_ELSEWHERE, rang=1, end=6),
    )
    kept = [e for number, e in enumerate(QUEUE_CALL[:6]) if number not in lost]
    full, healed = folded(*QUEUE_CALL[:6], *records), folded(*kept, *records)
    assert healed.legs == full.legs
    assert (healed.state, healed.result, healed.party, healed.durations) == (
        full.state,
        full.result,
        full.party,
        full.durations,
    )
    assert (healed.started_at, healed.answered_at, healed.ended_at) == (
        full.started_at,
        full.answered_at,
        full.ended_at,
    )
