"""Calls a person had chosen a contact for stay found when that contact is merged or goes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.store.log import LogQuery
from tests.agent.desks import Desk, open_desk

pytestmark = pytest.mark.asyncio

OWN, STRANGE = "+493090182", "+493090183"
KARIN = Contact(id="karin", name="Karin", numbers=(ContactNumber(raw=OWN, e164=OWN),))
LENA = Contact(id="lena", name="Lena")


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await open_desk(tmp_path / "data")
    opened.store.directory.put([KARIN, LENA]).result(10)
    yield opened
    await opened.office.stop()


async def call_with(desk: Desk, contact_id: str, number: str) -> str:
    """Have a call from a number and say whom it was with; gives its id."""
    desk.call_event("ringing", callId=number, caller={"phoneNumber": number})
    await desk.hearing.until(lambda: desk.hearing.desk.cards)
    desk.call_event("ended", callId=number, caller={"phoneNumber": number}, result="missed")
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    call = desk.store.log.by_key(f"call:{number}")
    assert call is not None
    await desk.office.set_call_contact(call.id, contact_id)
    await desk.office._unwritten.finish()
    assert await shown(desk, call.id) == contact_id
    return call.id


async def shown(desk: Desk, call_id: str) -> str | None:
    page = await desk.office.log_page(limit=10)
    return next(line.contact_id for line in page.lines if line.call_id == call_id)


async def found(desk: Desk, contact_id: str, name: str) -> tuple[list[str], ...]:
    """List the ids of a contact's last calls, of those found by name, and of those filtered by."""
    detail = await desk.office.contact_detail(contact_id)
    assert detail is not None
    named = await desk.office.log_page(LogFilter(text=name))
    filtered = desk.store.log.page(LogQuery(contact_id=contact_id))
    lines = (detail.earlier, named.lines)
    return (*([one.call_id for one in each] for each in lines), [call.id for call in filtered])


async def test_calls_of_the_one_taken_over_are_the_others_calls(desk: Desk) -> None:
    call_id = await call_with(desk, "lena", STRANGE)
    assert await found(desk, "karin", "Karin") == ([], [], [])
    await desk.office.merge_contacts("karin", "lena")
    assert await shown(desk, call_id) == "karin"
    assert await found(desk, "karin", "Karin") == ([call_id], [call_id], [call_id])
    desk.call_event("ringing", callId="next", caller={"phoneNumber": STRANGE})
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    assert card.name == "Karin"
    await desk.office.undo_contacts()
    assert await shown(desk, call_id) == "lena"
    assert await found(desk, "karin", "Karin") == ([], [], [])
    assert (await found(desk, "lena", "Lena"))[0][-1] == call_id


async def test_who_took_somebody_over_and_is_taken_over_hands_all_on(desk: Desk) -> None:
    call_id = await call_with(desk, "lena", STRANGE)
    await desk.office.merge_contacts("ada", "lena")
    made = await desk.office.merge_contacts("karin", "ada")
    assert made is not None
    assert made.took_over == ("local:ada", "local:lena")
    assert await shown(desk, call_id) == "karin"
    assert await found(desk, "karin", "Karin") == ([call_id], [call_id], [call_id])


async def test_who_comes_back_as_an_own_contact_has_the_own_calls(desk: Desk) -> None:
    call_id = await call_with(desk, "lena", STRANGE)
    await desk.office.merge_contacts("karin", "lena")
    await desk.office.save_contact(LENA)
    assert await shown(desk, call_id) == "lena"
    assert await found(desk, "karin", "Karin") == ([], [], [])
    assert await found(desk, "lena", "Lena") == ([call_id], [call_id], [call_id])


async def test_a_call_with_somebody_whose_import_is_undone_is_with_whom_the_number_says(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "c.csv"
    file.write_text("id,name\nmax,Max\n", "utf-8")
    await desk.office.import_contacts(file)
    call_id = await call_with(desk, "max", OWN)
    assert await found(desk, "karin", "Karin") == ([], [], [])
    await desk.office.undo_contacts()
    assert await shown(desk, call_id) == "karin"
    assert await found(desk, "karin", "Karin") == ([call_id], [call_id], [call_id])
