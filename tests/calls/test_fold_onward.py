"""Calls that move on, ghosts, deletions, and what people add afterwards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

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
    Transfer,
)
from cti_desktop.calls.fold import as_seen_by, fold, leg_of
from cti_desktop.calls.gaps import Gap, gaps_of
from tests.calls.stories import ADA, CALL, START, agent, answered_by_two, ended, event, note, record

CONSULT = "068cba50000ba0d0111"


def folded(*events: CallEvent) -> Call:
    call = fold(events)
    assert call is not None
    return call


def second(number: int) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(
    "kind", [Kind.HELD, Kind.RESUMED, Kind.MUTED, Kind.UNMUTED, Kind.CONFERENCED, Kind.PARKED]
)
def test_nothing_rings_that_was_not_told_to_ring(kind: Kind) -> None:
    call = folded(event(kind, 5))
    assert not call.state.live
    assert not call.final
    assert (call.answered_at, call.ended_at, call.durations.talk_s) == (None, None, None)


@pytest.mark.parametrize("kind", [Kind.TRANSFERRED, Kind.SUMMARY, Kind.RECORDING, Kind.DIALLED])
def test_nothing_rings_of_which_only_the_aftermath_is_known(kind: Kind) -> None:
    assert folded(event(kind, 5, who=None)).state is State.ENDED


def test_a_note_alone_rings_nothing_and_is_kept() -> None:
    call = folded(note(NoteField.TEXT, "early bird", 0))
    assert (call.state, call.note and call.note.text) == (State.ENDED, "early bird")


def test_something_deleted_of_no_known_call_is_no_call() -> None:
    gone = event(Kind.VOICEMAIL, 5, who=None, call_id=None)
    gone = replace(gone, keys=("voicemail:v",), facts=Facts(voicemail=Media(id="v", deleted=True)))
    assert fold([gone]) is None


def transfer(how: str, stage: str, at: int, *, consult: bool = False) -> CallEvent:
    told = event(Kind.TRANSFERRED, at, who=None, more_call_ids=[CONSULT] if consult else [])
    return replace(
        told,
        id=f"{how}-{stage}",
        facts=Facts(transfer=Transfer(how=how, stage=stage, to_number="802")),
    )


def consultation(kind: Kind, at: int, side: Side) -> CallEvent:
    """Agent 1 asks agent 2 before handing over."""
    told = event(kind, at, who=1 if side is Side.CALLER else 2, side=side, call_id=CONSULT)
    return replace(
        told, facts=replace(told.facts, caller=agent(1), callee=agent(2)), id=f"c-{kind}-{side}"
    )


WARM = (
    event(Kind.RANG, 0),
    event(Kind.ANSWERED, 6),
    transfer("warm", "started", 34, consult=True),
    consultation(Kind.RANG, 35, Side.CALLER),
    consultation(Kind.RANG, 35, Side.CALLEE),
    consultation(Kind.ANSWERED, 40, Side.CALLEE),
    consultation(Kind.ANSWERED, 40, Side.CALLER),
    transfer("warm", "completed", 50),
    ended(50, Result.ANSWERED),
    consultation(Kind.ENDED, 50, Side.CALLER),
    consultation(Kind.ENDED, 120, Side.CALLEE),
)


def test_a_warm_transfer_heard_of_by_webhooks_alone_stays_the_customers_call() -> None:
    call = folded(*WARM)
    assert call.direction is Direction.INBOUND
    assert call.party == ADA
    assert call.called is None
    assert call.agent == agent(1)
    assert (call.started_at, call.ended_at) == (START, START + second(120))
    assert call.state is State.ENDED
    assert [leg.agent.name for leg in call.legs] == ["Agent 1", "Agent 2", "Agent 1"]


def test_while_one_consults_the_other_leg_is_still_the_customers() -> None:
    call = folded(*WARM[:7])
    assert (call.state, call.party) == (State.CONNECTED, ADA)


HUNG_UP = (*WARM[:7], ended(45, Result.ANSWERED))
"""The customer hangs up while agent 1 still talks to agent 2."""


def test_who_still_consults_is_in_a_call_although_the_customer_hung_up() -> None:
    assert as_seen_by(folded(*HUNG_UP), ["user:u1"]).state is State.CONNECTED
    over = as_seen_by(folded(*HUNG_UP, consultation(Kind.ENDED, 90, Side.CALLER)), ["user:u1"])
    assert (over.state, over.durations.talk_s) == (State.ENDED, 39), "the customer's part counts"


def test_a_cancelled_consultations_record_does_not_end_the_call() -> None:
    row = event(
        Kind.LOGGED,
        45,
        who=None,
        source=Source.REST,
        call_id=CONSULT,
        facts=Facts(
            rang_at=START + second(35),
            ended_at=START + second(45),
            result=Result.ANSWERED,
            final=True,
        ),
    )
    call = folded(*WARM[:3], transfer("warm", "cancelled", 46), row)
    assert call.state is State.CONNECTED
    assert call.started_at == START


def test_who_calls_a_colleague_sees_the_colleague_and_is_seen_by_them() -> None:
    inside = (
        consultation(Kind.RANG, 0, Side.CALLER),
        consultation(Kind.RANG, 0, Side.CALLEE),
        consultation(Kind.ANSWERED, 4, Side.CALLEE),
    )
    call = folded(*inside)
    assert call.direction is Direction.INTERNAL
    assert as_seen_by(call, ["user:u1"]).party.name == "Agent 2"
    assert as_seen_by(call, ["user:u2"]).party.name == "Agent 1"


def parked(stage: str, at: int) -> CallEvent:
    told = event(Kind.PARKED, at)
    told_transfer = Transfer(how="park", stage=stage, to_number="*801")
    return replace(told, facts=replace(told.facts, transfer=told_transfer))


def test_a_parked_call_leaves_its_agent_and_may_be_picked_up_by_another() -> None:
    talking = (event(Kind.RANG, 0), event(Kind.ANSWERED, 6))
    assert folded(*talking, parked("started", 30)).state is State.CONNECTED
    call = folded(*talking, parked("completed", 30))
    assert (call.state, call.result) == (State.ENDED, Result.PARKED)
    assert call.durations.talk_s == 24
    picked = folded(
        *talking,
        parked("completed", 30),
        event(Kind.RANG, 50, who=2),
        event(Kind.ANSWERED, 52, who=2),
    )
    assert picked.state is State.CONNECTED
    assert as_seen_by(picked, ["user:u1"]).state is State.ENDED
    back = folded(*talking, parked("completed", 30), event(Kind.RANG, 90))
    assert back.state is State.RINGING


def test_a_queue_that_comes_round_again_rings_again_after_the_first_rings_record() -> None:
    first = record(result=Result.MISSED, end=20)
    again = event(Kind.RANG, 60)
    assert folded(event(Kind.RANG, 0), first).state is State.MISSED
    call = folded(event(Kind.RANG, 0), ended(20, Result.MISSED), first, again)
    assert call.state is State.RINGING
    assert call.legs[0].rang_at == START + second(60)
    assert folded(first, again, event(Kind.ANSWERED, 63)).state is State.CONNECTED
    over = folded(first, again, record(result=Result.ANSWERED, rang=60, answered=63, end=99))
    assert (over.state, over.final) == (State.ENDED, True)


def test_a_call_handed_back_rings_although_a_colleague_answered_before() -> None:
    call = folded(
        event(Kind.RANG, 0, who=1),
        event(Kind.RANG, 0, who=2),
        event(Kind.ANSWERED, 5, who=2),
        event(Kind.RANG, 30, who=1, call_id=f"{CALL}_1"),
    )
    assert as_seen_by(call, ["user:u1"]).state is State.RINGING


def summary(at: int, source: Source = Source.EMBED, **more: Any) -> CallEvent:
    told = event(Kind.SUMMARY, at, who=None, source=source)
    name = "summary:page" if source is Source.EMBED else "sum-1"
    media = replace(Media(id=name), **more)
    return replace(told, id=f"sum-{at}-{source}", facts=Facts(summary=media))


def test_a_summary_is_edited_deleted_and_made_anew() -> None:
    made = (event(Kind.RANG, 0), summary(90, text="Wants a quote.", next_steps="Send it."))
    edited = (*made, summary(95, Source.REST, text="Wants two quotes.", edited=True))
    found = folded(*edited).summary
    assert found == Media(id="sum-1", text="Wants two quotes.", next_steps="Send it.", edited=True)
    gone = (*edited, summary(99, deleted=True))
    assert folded(*gone).summary is None
    anew = folded(*gone, summary(120, text="Another.")).summary
    assert anew is not None
    assert (anew.text, anew.next_steps) == ("Another.", None)


def test_a_summary_that_is_only_named_hides_no_text_and_lacks_its_own() -> None:
    over = (event(Kind.RANG, 0), event(Kind.ENDED, 60))
    named = folded(*over, summary(90, Source.WEBHOOK))
    assert named.summary == Media(id="sum-1", state="named")
    assert Gap.SUMMARY in gaps_of(named)
    read = (*over, summary(90, Source.WEBHOOK), summary(90, Source.REST, text="Wants a quote."))
    assert folded(*read).summary == Media(id="sum-1", text="Wants a quote.")
    assert Gap.SUMMARY not in gaps_of(folded(*read))
    edited = folded(*read, summary(99, Source.WEBHOOK, edited=True))
    assert edited.summary is not None
    assert (edited.summary.text, edited.summary.state) == ("Wants a quote.", "changed")
    assert Gap.SUMMARY in gaps_of(edited)
    gone = (*read, summary(99, Source.WEBHOOK, deleted=True))
    assert Gap.SUMMARY not in gaps_of(folded(*gone))


def voicemail(at: int, **more: Any) -> CallEvent:
    media = replace(Media(id="v1"), **more)
    told = event(Kind.VOICEMAIL, at, who=None)
    return replace(told, id=f"vm-{at}", facts=replace(told.facts, voicemail=media))


def test_a_deleted_voicemail_is_gone_but_had_been_left() -> None:
    call = folded(
        event(Kind.RANG, 0),
        ended(20, Result.MISSED),
        voicemail(40, duration_s=12),
        voicemail(41, text="Please call me."),
    )
    assert [(one.duration_s, one.text) for one in call.voicemails] == [(12, "Please call me.")]
    call = folded(
        event(Kind.RANG, 0),
        ended(20, Result.MISSED),
        voicemail(40, duration_s=12),
        voicemail(500, deleted=True),
    )
    assert (call.voicemails, call.state) == ((), State.VOICEMAIL)


def test_each_agents_wrap_up_is_their_own() -> None:
    call = folded(
        *answered_by_two(),
        note(NoteField.WRAPPED_UP, "yes", 70, author="user:u1"),
        note(NoteField.WRAPPED_UP, "yes", 150, author="user:u2"),
    )
    assert as_seen_by(call, ["user:u1"]).durations.wrap_up_s == 20
    assert as_seen_by(call, ["user:u2"]).durations.wrap_up_s == 51
    assert call.durations.wrap_up_s == 51


def test_of_who_it_is_the_last_word_counts() -> None:
    def who(*told: tuple[NoteField, str]) -> tuple[str | None, tuple[str, ...]]:
        notes = [note(field, value, at) for at, (field, value) in enumerate(told)]
        found = folded(*notes).note
        assert found is not None
        return found.contact_id, found.not_contact_ids

    chosen, refused = NoteField.CONTACT, NoteField.NOT_CONTACT
    assert who((chosen, "ada"), (refused, "bob")) == ("ada", ("bob",))
    assert who((chosen, "ada"), (refused, "ada")) == (None, ("ada",))
    assert who((refused, "ada"), (chosen, "ada")) == ("ada", ())


def test_a_click_is_joined_to_the_call_it_made() -> None:
    rang = event(Kind.RANG, 3, side=Side.CALLER)
    dialled = replace(
        event(Kind.DIALLED, 0, who=None, source=Source.PERSON), keys=("intent:i1",), id="dialled"
    )
    joined = replace(dialled, id="joined", keys=(*rang.keys, "intent:i1"))
    call = folded(rang, dialled, joined)
    assert call.intent == "i1"
    assert (call.state, call.id) == (State.RINGING, folded(rang).id)


def test_the_switch_for_automatic_logging_is_on_the_call() -> None:
    on = event(Kind.RANG, 0, source=Source.EMBED, facts=Facts(automatic=True))
    assert folded(on).automatic is True
    assert folded(event(Kind.RANG, 0)).automatic is None
    off = event(Kind.ENDED, 9, source=Source.EMBED, facts=Facts(automatic=False))
    assert folded(off).automatic is False
    assert folded(on, off).automatic is True  # whoever said yes is not taken back


def test_a_call_that_is_not_logged_by_itself_is_once_a_person_says_so() -> None:
    off = event(Kind.RANG, 0, source=Source.EMBED, facts=Facts(automatic=False))
    assert folded(event(Kind.RANG, 0)).logged
    assert not folded(off).logged
    said = event(
        Kind.NOTED,
        20,
        who=None,
        source=Source.PERSON,
        facts=Facts(note_field=NoteField.LOGGED, note_value="yes"),
    )
    assert folded(off, said).logged


def test_a_saved_log_replaces_the_one_saved_before() -> None:
    def saved(recording: str | None, recap: str) -> CallEvent:
        return event(
            Kind.LOGGED,
            0,
            source=Source.EMBED,
            log_id="l1",
            facts=Facts(
                result=Result.ANSWERED,
                duration_s=60,
                recording=Media(id=recording, url=recording) if recording else None,
                summary=Media(id="summary:x", text=recap),
            ),
        )

    call = folded(event(Kind.RANG, 0), saved(None, "Quote."), saved("https://page", "Quote."))
    assert [one.url for one in call.recordings] == ["https://page"]
    assert len(call.legs) == 1
    assert call.summary is not None


def test_conference_and_meeting_are_told_and_change_nothing_else() -> None:
    told = [
        replace(
            event(Kind.CONFERENCED, at, who=None),
            facts=Facts(transfer=Transfer(how=how, stage="started", to_number=number)),
            id=how,
        )
        for at, how, number in ((20, "conference", "c-1"), (30, "meeting", "987"))
    ]
    call = folded(event(Kind.RANG, 0), event(Kind.ANSWERED, 4), *told)
    assert call.state is State.CONNECTED
    assert [one.how for one in call.transfers] == ["conference", "meeting"]
    leg = leg_of(call, ["user:u1"])
    assert leg is not None
    assert leg.agent != Party()
