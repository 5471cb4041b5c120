"""One person goes, another signs in at the same desk: whose calls lie there then."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.calls.call import Note, State
from cti_desktop.sync.wire import SessionInfo
from tests.agent.desks import CALL_ID, Desk, open_desk

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


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await open_desk(tmp_path)
    yield desk
    await desk.office.stop()


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
