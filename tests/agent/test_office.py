import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.agent.views import CallCard, PopTimed, SoftphoneState
from cti_desktop.calls.call import State
from cti_desktop.calls.contacts import Contact, MatchKind
from cti_desktop.calls.events import Direction, NoteField, Party, Result
from cti_desktop.calls.log_filter import LogFilter
from tests.agent.desks import ADA, CALL_ID, Desk, open_desk
from tests.store.making import note, whole_call

pytestmark = pytest.mark.asyncio


async def ring(desk: Desk) -> str:
    desk.call_event("ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    return str(card.card_id)


async def test_a_ring_pops_the_contact_with_the_reason(desk: Desk) -> None:
    await ring(desk)
    card = desk.hearing.desk.card
    assert card is not None
    assert card.state is State.RINGING
    assert (card.name, card.firm) == ("Ada Lovelace", "Analytical Engines Ltd")
    assert card.number == "020 7946 0018"
    assert card.chosen is not None
    assert card.chosen.kind is MatchKind.EXACT
    assert (card.chosen.why, card.chosen.label) == ("matched by number", "work")
    assert (card.place, card.time_zone, card.country) == ("London", "Europe/London", "GB")
    assert card.direction is Direction.INBOUND


async def test_earlier_calls_are_the_persons_on_any_number(desk: Desk) -> None:
    await desk.office.save_contact(replace(ADA, id="grace", name="Grace Hopper", numbers=()))
    mobile = Party(number="+447700900118")
    stranger = Party(number="+12125550147")
    other = Party(number="+442079460018")
    past = {
        "mobile": whole_call("call:mobile", second=0, caller=mobile),
        "said": [
            *whole_call("call:said", second=60, caller=stranger),
            note("n1", "call:said", field=NoteField.CONTACT, value="ada", second=90),
        ],
        "not her": [
            *whole_call("call:not", second=120, caller=mobile),
            note("n2", "call:not", field=NoteField.CONTACT, value="grace", second=150),
        ],
        "work": whole_call("call:work", second=180, caller=other),
    }
    for events in past.values():
        desk.store.journal.append(events).result(10)
    await ring(desk)
    expected = [desk.store.log.by_key(key) for key in ("call:work", "call:said", "call:mobile")]
    ids = [call.id for call in expected if call is not None]
    await desk.hearing.until(
        lambda: desk.hearing.desk.card and len(desk.hearing.desk.card.earlier) == len(ids)
    )
    card = desk.hearing.desk.card
    assert card is not None
    assert [line.call_id for line in card.earlier] == ids
    shown = await desk.office.contact_detail("ada")
    assert shown is not None
    assert [line.call_id for line in shown.earlier] == [card.call_id, *ids]


async def test_the_pop_comes_only_after_the_ring_is_durable(desk: Desk) -> None:
    await ring(desk)
    assert desk.store.journal.count() == 1


async def test_a_whole_call_is_answered_noted_and_wrapped_up(desk: Desk) -> None:
    card_id = await ring(desk)
    desk.call_event("connected")
    await desk.hearing.until(lambda: desk.hearing.card.state is State.CONNECTED)
    desk.office.write_note(card_id, "wants an inv")
    desk.office.write_note(card_id, "wants an invoice")
    await desk.hearing.until(lambda: desk.hearing.card.saved_at)
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: desk.hearing.card.state is State.ENDED)
    desk.office.finish(card_id)
    assert "Choose an outcome first." in desk.hearing.notices
    desk.office.choose_outcome(card_id, "resolved")
    await desk.hearing.until(lambda: desk.hearing.card.outcome)
    desk.office.finish(card_id)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    call = desk.store.log.by_key(f"call:{CALL_ID}")
    assert call is not None
    assert call.result is Result.ANSWERED
    assert [(n.text, n.outcome) for n in call.notes] == [("wants an invoice", "resolved")]
    texts = [
        e.facts.note_value
        for e in desk.store.journal.events_of(call.id)
        if e.facts.note_field is NoteField.TEXT
    ]
    assert texts == ["wants an invoice"]  # one event per pause, not per key


async def test_unsaved_typing_is_saved_when_the_program_ends(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    card_id = await ring(desk)
    desk.office.write_note(card_id, "half a sent")
    await desk.office.stop()
    again = await open_desk(tmp_path)
    call = again.store.log.by_key(f"call:{CALL_ID}")
    assert call is not None
    assert call.note is not None
    assert call.note.text == "half a sent"
    await again.office.stop()


async def test_a_missed_call_leaves_the_desk_and_waits_to_be_called_back(desk: Desk) -> None:
    await ring(desk)
    desk.call_event("ended", result="missed")
    await desk.hearing.until(lambda: desk.hearing.desk.missed)
    assert desk.hearing.desk.cards == ()
    assert desk.hearing.desk.missed[0].name == "Ada Lovelace"


async def test_a_second_call_does_not_push_the_first_aside(desk: Desk) -> None:
    first = await ring(desk)
    desk.call_event("connected")
    desk.call_event("ringing", callId="068cba40000000d08d2", caller={"phoneNumber": "+12125550147"})
    await desk.hearing.until(lambda: len(desk.hearing.desk.cards) == 2)
    assert desk.hearing.desk.active == first
    assert [c.state for c in desk.hearing.desk.cards] == [State.RINGING, State.CONNECTED]
    desk.call_event("connected", callId="068cba40000000d08d2")
    await desk.hearing.until(lambda: desk.hearing.desk.active != first)


async def test_the_notes_page_of_the_softphone_fills_the_same_note(desk: Desk) -> None:
    await ring(desk)
    desk.says(
        "zp-notes-save-event",
        callId=CALL_ID,
        notesData={"Outcome": "resolved", "Note": "typed in the softphone"},
    )
    await desk.hearing.until(lambda: desk.hearing.card.outcome)
    card = desk.hearing.desk.card
    assert card is not None
    assert (card.note, card.outcome) == ("typed in the softphone", "resolved")


async def test_old_history_does_not_pop(desk: Desk) -> None:
    desk.says(
        "zp-call-log-completed-event",
        callId=CALL_ID,
        callLogId="8fe17897-0a17-45c2-9201-ee72ebcf8bec",
        caller={"number": "+442079460018", "numberType": 2},
        callee={"name": "Bo Agent", "number": "800", "numberType": 1},
        result="Call Connected",
        direction="inbound",
        duration=60,
        dateTime="2026-11-20T09:00:00Z",
    )
    await desk.hearing.until(lambda: desk.store.journal.count() == 1)
    assert desk.hearing.desk.cards == ()
    page = await desk.office.log_page()
    assert [(line.name, line.talk_s) for line in page.lines] == [("Ada Lovelace", 60)]


async def test_saying_who_it_is_is_remembered_for_the_number(desk: Desk) -> None:
    twin = replace(ADA, id="bea", name="Bea Babbage")
    await desk.office.save_contact(twin)
    card_id = await ring(desk)
    card = desk.hearing.desk.card
    assert card is not None
    assert len(card.matches) == 2
    assert card.chosen is None
    desk.office.choose_contact(card_id, "bea")
    await desk.hearing.until(lambda: desk.hearing.card.chosen)
    desk.call_event("ended", result="missed")
    desk.call_event("ringing", callId="068cba40000000d08d2")

    def known() -> CallCard | None:
        others = (c for c in desk.hearing.desk.cards if c.card_id != card_id)
        return next((c for c in others if c.chosen), None)

    card = await desk.hearing.until(known)
    assert card.chosen.contact.id == "bea"
    assert card.chosen.kind is MatchKind.CHOSEN


async def test_the_last_calls_are_shown_with_the_pop(desk: Desk) -> None:
    await ring(desk)
    desk.call_event("ended", result="missed")
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    later = (datetime.now(UTC) + timedelta(seconds=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    desk.call_event("ringing", callId="068cba40000000d08d2", dateTime=later)
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    assert [line.state for line in card.earlier] == [State.MISSED]


async def test_a_missed_call_stays_while_somebody_fills_in_who_it_was(desk: Desk) -> None:
    card_id = await ring(desk)
    desk.office.hold(card_id, held=True)
    desk.call_event("ended", result="missed")
    await desk.hearing.until(lambda: (c := desk.hearing.desk.card) and c.state is State.MISSED)
    desk.office.hold(card_id, held=False)
    await desk.hearing.until(lambda: desk.hearing.desk.card is None)


async def test_a_missed_call_with_a_tag_stays_to_be_finished(desk: Desk) -> None:
    card_id = await ring(desk)
    desk.office.set_tags(card_id, ("warranty",))
    desk.call_event("ended", result="missed")
    await desk.hearing.until(lambda: (c := desk.hearing.desk.card) and c.state is State.MISSED)
    desk.office.finish(card_id)
    await desk.hearing.until(lambda: desk.hearing.desk.card is None)


async def test_who_finishes_right_after_choosing_the_outcome_is_not_asked_for_it(
    desk: Desk,
) -> None:
    card_id = await ring(desk)
    desk.call_event("connected")
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: (c := desk.hearing.desk.card) and c.state is State.ENDED)
    desk.office.choose_outcome(card_id, "resolved")
    desk.office.finish(card_id)
    await desk.hearing.until(lambda: desk.hearing.desk.card is None)
    assert "Choose an outcome first." not in desk.hearing.notices


async def test_who_takes_the_outcome_back_is_asked_for_it(desk: Desk) -> None:
    card_id = await ring(desk)
    desk.call_event("connected")
    desk.office.choose_outcome(card_id, "resolved")
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: (c := desk.hearing.desk.card) and c.outcome)
    desk.office.choose_outcome(card_id, None)
    desk.office.finish(card_id)
    assert desk.hearing.notices[-1] == "Choose an outcome first."


async def test_pop_times_are_recorded_once(desk: Desk) -> None:
    card_id = await ring(desk)
    for _ in range(2):
        desk.office.painted(card_id, datetime.now(UTC))
    assert [v.card_id for v in desk.hearing.views if isinstance(v, PopTimed)] == [card_id]
    assert "pop" in {line.name for line in (await desk.office.check_up()).checks}


async def test_details_tell_the_whole_story(desk: Desk) -> None:
    card_id = await ring(desk)
    desk.call_event("connected")
    desk.office.choose_outcome(card_id, "call_back")
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: (c := desk.hearing.desk.card) and c.state is State.ENDED)
    page = await desk.office.log_page(LogFilter(text="lovelace"))
    detail = await desk.office.call_detail(page.lines[0].call_id)
    assert detail is not None
    words = {item.text for item in detail.timeline}
    assert {"Rang at Bo Agent", "Answered", "Outcome: Call back"} <= words
    await desk.office.set_call_note(page.lines[0].call_id, "written later")
    await desk.hearing.until(
        lambda: (call := desk.store.log.by_key(f"call:{CALL_ID}")) and call.note and call.note.text
    )
    assert await desk.office.call_detail("nonsense") is None


async def test_a_search_that_finds_more_than_it_shows_says_so(desk: Desk) -> None:
    desk.store.directory.put([Contact(id=f"m{n}", name=f"Meyer {n}") for n in range(3)]).result(10)
    for limit, shown, more in ((2, 2, True), (3, 3, False), (4, 3, False)):
        page = await desk.office.contacts_page(text="mey", limit=limit)
        assert (len(page.contacts), page.total, page.more) == (shown, shown, more)


async def test_contacts_are_listed_searched_and_shown(desk: Desk) -> None:
    assert [c.id for c in (await desk.office.contacts_page()).contacts] == ["ada"]
    assert [c.id for c in (await desk.office.contacts_page(text="anal eng")).contacts] == ["ada"]
    assert [c.id for c in (await desk.office.contacts_page(text="7946 0018")).contacts] == ["ada"]
    await ring(desk)
    shown = await desk.office.contact_detail("ada")
    assert shown is not None
    assert len(shown.earlier) == 1
    assert await desk.office.contact_detail("nobody") is None


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        json.dumps({"type": "zp-unheard-of", "data": {}}),
        json.dumps({"type": "zp-call-ringing-event", "data": {"direction": "inbound"}}),
        json.dumps({"type": "zp-call-ringing-event", "data": {"callId": "x" * 1_000_000}}),
    ],
)
async def test_bad_messages_change_nothing(desk: Desk, text: str) -> None:
    desk.office.page_said(text)
    desk.office.page_said(text)
    assert desk.store.journal.count() == 0
    assert sum(desk.office.softphone.refused.values()) == 2
    assert not any(m["type"] == "zp-make-call" for m in desk.hearing.sent)


async def test_a_number_that_is_no_number_still_shows(desk: Desk) -> None:
    desk.call_event("ringing", caller={"name": "", "phoneNumber": "anonymous"})
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    assert card.e164 is None
    assert card.matches == ()


async def test_who_a_withheld_caller_was_is_said_of_this_call_alone(desk: Desk) -> None:
    withheld = {"name": "", "phoneNumber": "anonymous"}
    desk.call_event("ringing", caller=withheld)
    first = await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.office.choose_contact(first.card_id, "ada")
    await desk.hearing.until(lambda: desk.hearing.card.chosen)
    assert desk.hearing.card.name == "Ada Lovelace"
    desk.call_event("ringing", caller=withheld, callId="another")
    await desk.hearing.until(lambda: len(desk.hearing.desk.cards) == 2)
    desk.office.activate("call:another")
    assert (desk.hearing.card.card_id, desk.hearing.card.chosen) == ("call:another", None)


async def test_dialling_waits_for_the_softphone_and_then_for_the_ring(desk: Desk) -> None:
    desk.office.dial("020 7946 0018", source="test")
    assert not any(m["type"] == "zp-make-call" for m in desk.hearing.sent)
    desk.says("zp-ready")
    calls = [m for m in desk.hearing.sent if m["type"] == "zp-make-call"]
    assert [m["data"]["number"] for m in calls] == ["+442079460018"]
    assert desk.hearing.status.softphone is SoftphoneState.DIALLING
    desk.office.dial("020 7946 0018", source="test")
    assert "A call is being dialled already." in desk.hearing.notices
    desk.call_event("ringing", direction="outbound", caller={**_me()}, callee=_them())
    await desk.hearing.until(lambda: desk.hearing.status.softphone is SoftphoneState.READY)


async def test_nothing_to_dial_is_said(desk: Desk) -> None:
    desk.office.dial("hello", source="test")
    assert desk.hearing.notices == ["There is no number to dial."]


def _me() -> dict[str, str]:
    return {
        "name": "Bo Agent",
        "extensionNumber": "800",
        "extensionId": "xBo",
        "extensionType": "user",
    }


def _them() -> dict[str, str]:
    return {"phoneNumber": "+442079460018"}
