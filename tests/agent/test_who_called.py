"""Whom a number belongs to: asked once, remembered, kept over a restart, and taken back."""

from dataclasses import replace
from pathlib import Path

import pytest

from cti_desktop.agent.views import CallCard, CallLine
from cti_desktop.calls.contacts import Contact, ContactNumber, MatchKind
from cti_desktop.calls.numbers import parse_number
from tests.agent.desks import Desk, open_desk

pytestmark = pytest.mark.asyncio

SHARED = "+493090182"
KARIN = Contact(id="karin", name="Karin", numbers=(ContactNumber(raw=SHARED, e164=SHARED),))
LENA = Contact(id="lena", name="Lena", numbers=(ContactNumber(raw=SHARED, e164=SHARED),))


async def ring(desk: Desk, call_id: str) -> CallCard:
    desk.call_event("ringing", callId=call_id, caller={"phoneNumber": SHARED})
    await desk.hearing.until(lambda: call_id in str(desk.hearing.desk.active))
    return card_of(desk)


def card_of(desk: Desk) -> CallCard:
    card = desk.hearing.desk.card
    assert card is not None
    return card


async def hang_up(desk: Desk, call_id: str) -> None:
    desk.call_event("ended", callId=call_id, caller={"phoneNumber": SHARED}, result="missed")
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)


async def test_the_choice_among_several_is_remembered_and_can_be_taken_back(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    desk.store.directory.put([KARIN, LENA]).result(10)
    card = await ring(desk, "first")
    assert card.chosen is None
    assert [m.contact.id for m in card.matches] == ["karin", "lena"]
    desk.office.choose_contact(card.card_id, "lena")
    await desk.hearing.until(lambda: card_of(desk).chosen)
    await hang_up(desk, "first")
    await desk.office.stop()

    again = await open_desk(tmp_path)
    card = await ring(again, "second")
    assert card.chosen is not None
    assert (card.chosen.contact.id, card.chosen.kind) == ("lena", MatchKind.CHOSEN)
    again.office.not_this_person(card.card_id, "lena")
    await again.hearing.until(lambda: card_of(again).name == "Karin")
    await hang_up(again, "second")
    await again.office.stop()

    third = await open_desk(tmp_path)
    card = await ring(third, "third")
    assert card.chosen is None  # asked again: nothing is remembered of the number any more
    assert [m.contact.id for m in card.matches] == ["karin", "lena"]
    await third.office.stop()


async def test_somebody_refused_by_mistake_is_chosen_after_all(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    desk.store.directory.put([KARIN, LENA]).result(10)
    card = await ring(desk, "only")
    desk.office.not_this_person(card.card_id, "karin")
    await desk.hearing.until(lambda: card_of(desk).name == "Lena")
    desk.office.choose_contact(card.card_id, "karin")
    await desk.hearing.until(lambda: card_of(desk).name == "Karin")
    await desk.office.stop()


async def test_of_a_past_call_it_is_said_who_it_was_and_who_not(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    desk.store.directory.put([KARIN, LENA]).result(10)
    await ring(desk, "first")
    await hang_up(desk, "first")

    async def shown() -> CallLine:
        return (await desk.office.log_page(limit=1)).lines[0]

    async def is_lena() -> bool:
        line = await shown()
        return (line.name, line.contact_id) == ("Lena", "lena")

    async def is_nobody() -> bool:
        return (await shown()).contact_id is None

    line = await shown()
    assert line.contact_id is None
    await desk.office.set_call_contact(line.call_id, "lena")
    number = parse_number(SHARED)
    await desk.hearing.until_so(is_lena)
    assert desk.store.directory.match(number).best
    await desk.office.refuse_call_contact(line.call_id, "lena")
    await desk.hearing.until_so(is_nobody)
    await desk.hearing.until(lambda: desk.store.directory.match(number).best is None)
    await desk.office.stop()


@pytest.mark.parametrize("unseen", ["\u200b\u2060", "\u202e", "\u00a0\ufeff", ""])
async def test_whoever_has_a_name_that_nobody_sees_is_told_by_the_number(
    tmp_path: Path, unseen: str
) -> None:
    desk = await open_desk(tmp_path)
    desk.call_event("ringing", caller={"name": unseen, "phoneNumber": SHARED})
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    assert card.name == card.number == "+49 30 90182"
    desk.store.directory.put([replace(KARIN, name=unseen or "\u200d")]).result(10)
    desk.office._look_up_again()
    assert card_of(desk).chosen is not None
    assert card_of(desk).name == "+49 30 90182"
    desk.call_event("ended", caller={"phoneNumber": SHARED}, result="missed")
    await desk.hearing.until(lambda: desk.hearing.desk.missed)
    assert desk.hearing.desk.missed[0].name == "+49 30 90182"
    await desk.office.stop()
