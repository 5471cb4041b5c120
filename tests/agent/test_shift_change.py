"""One person goes, another signs in at the same desk: whose calls lie there then."""

from datetime import UTC, datetime, timedelta

import pytest

from cti_desktop.calls.call import Note, State
from cti_desktop.sync.wire import SessionInfo
from tests.agent.desks import CALL_ID, Desk

pytestmark = pytest.mark.asyncio


def somebody(name: str, extension: str) -> SessionInfo:
    return SessionInfo(
        user_id=name,
        extension_id=f"x{name}",
        extension=extension,
        email=None,
        name=name,
        role="agent",
        expires_at=datetime.now(UTC),
    )


BO, MINA = somebody("Bo", "800"), somebody("Mina", "801")


async def talk(desk: Desk, **more: object) -> str:
    desk.call_event("ringing", **more)
    desk.call_event("connected", **more)
    await desk.hearing.until(lambda: (card := desk.hearing.desk.card) and card.answered_at)
    return desk.hearing.card.card_id


async def talked(desk: Desk, **more: object) -> str:
    card_id = await talk(desk, **more)
    desk.call_event("ended", result="ended", **more)
    await desk.hearing.until(lambda: desk.hearing.card.state is State.ENDED)
    return card_id


def note_of(desk: Desk) -> Note:
    call = desk.store.log.by_key(f"call:{CALL_ID}")
    assert call is not None
    assert call.note is not None
    return call.note


async def test_the_next_one_does_not_write_on_the_last_ones_call(desk: Desk) -> None:
    desk.office._be(BO)
    card_id = await talked(desk)
    desk.office.write_note(card_id, "she moved to Leeds")
    desk.office._be(MINA)
    assert desk.hearing.desk.cards == ()
    desk.office.write_note(card_id, "typed in passing")
    desk.office.choose_outcome(card_id, "resolved")
    desk.office.finish(card_id)
    await desk.office._unwritten.finish()
    note = note_of(desk)
    assert (note.text, note.text_by) == ("she moved to Leeds", "user:Bo")
    assert (note.outcome, note.wrapped_up_at) == (None, None)


async def test_who_comes_back_finds_their_own_wrap_up_again(desk: Desk) -> None:
    desk.office._be(BO)
    card_id = await talked(desk)
    desk.office._be(MINA)
    desk.office._be(BO)
    assert desk.hearing.card.card_id == card_id


async def test_a_call_that_goes_on_is_kept_in_view_until_it_is_over(desk: Desk) -> None:
    desk.office._be(BO)
    card_id = await talk(desk)
    desk.office.write_note(card_id, "half a sent")
    desk.office._be(MINA)
    assert [card.card_id for card in desk.hearing.desk.cards] == [card_id]
    assert desk.office.desk.busy  # so that nothing reloads the page under it
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)


@pytest.mark.parametrize("named", [True, False])
async def test_signing_in_at_last_takes_nothing_from_the_desk(desk: Desk, named: bool) -> None:
    """The page may name nobody, and what rang before anybody signed in may be anybody's."""
    card_id = await talked(desk, **({} if named else {"callee": {}}))
    desk.office._be(BO)
    if not named:
        desk.office._be(MINA)
    assert desk.hearing.card.card_id == card_id


async def test_signing_in_again_as_oneself_changes_nothing(desk: Desk) -> None:
    desk.office._be(BO)
    card_id = await talked(desk)
    desk.office._be(BO)
    assert desk.hearing.card.card_id == card_id


def legs_of(desk: Desk) -> dict[str, tuple[State, bool]]:
    """Return by whose they are how the legs of the call stand, and whether one was talked on."""
    call = desk.store.log.by_key(f"call:{CALL_ID}")
    assert call is not None
    return {
        "+".join(one for one in leg.ids if one.startswith("user:")): (
            leg.state,
            bool(leg.answered_at),
        )
        for leg in call.legs
    }


def in_a_minute() -> str:
    return (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def test_the_end_of_a_call_is_theirs_for_whom_it_rang(desk: Desk) -> None:
    desk.office._be(BO)
    await talk(desk)
    desk.office._be(MINA)
    desk.call_event("ended", result="ended")
    desk.call_event("log-completed", result="ended", duration=30)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    await desk.office._unwritten.finish()
    assert legs_of(desk) == {"user:Bo": (State.ENDED, True)}
    heard = desk.store.outbox.pending()
    assert {event.author for event in heard} == {"user:Bo"}


async def test_what_rings_after_the_change_is_the_newcomers_the_same_call_too(desk: Desk) -> None:
    desk.office._be(BO)
    await talk(desk)
    desk.office._be(MINA)
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    desk.call_event("ringing", dateTime=in_a_minute())  # passed back
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    assert legs_of(desk) == {"user:Bo": (State.ENDED, True), "user:Mina": (State.RINGING, False)}


async def test_what_began_before_anybody_was_known_is_who_signs_in(desk: Desk) -> None:
    await talk(desk)
    desk.office._be(BO)
    desk.call_event("ended", result="ended")
    await desk.hearing.until(lambda: desk.hearing.card.state is State.ENDED)
    await desk.office._unwritten.finish()
    assert all(state is State.ENDED for state, _ in legs_of(desk).values())


async def test_a_note_on_zooms_page_is_by_who_is_here(desk: Desk) -> None:
    desk.office._be(BO)
    await talk(desk)
    desk.office._be(MINA)
    desk.says("zp-notes-save-event", callId=CALL_ID, notesData={"Note": "from Mina"})
    await desk.office._unwritten.finish()
    assert (note_of(desk).text, note_of(desk).text_by) == ("from Mina", "user:Mina")


async def test_who_says_that_the_last_ones_call_is_over_says_it_for_them(desk: Desk) -> None:
    desk.office._be(BO)
    card_id = await talk(desk)
    desk.office._be(MINA)
    desk.office.say_over(card_id)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    assert legs_of(desk) == {"user:Bo": (State.ENDED, True)}
    assert {event.author for event in desk.store.outbox.pending()} == {"user:Bo"}
