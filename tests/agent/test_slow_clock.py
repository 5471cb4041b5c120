"""A computer whose clock is slow: what a person overwrites is overwritten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.calls.events import NoteField
from tests.agent.desks import CALL_ID, open_desk
from tests.calls.stories import note

pytestmark = pytest.mark.asyncio


async def test_who_overwrites_what_a_faster_clock_dated_is_not_overruled_by_it(
    tmp_path: Path,
) -> None:
    desk = await open_desk(tmp_path)
    desk.call_event("ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    ahead = datetime.now(UTC) + timedelta(minutes=50)
    theirs = replace(
        note(NoteField.TEXT, "a colleague's", 0, author="user:u9", call_id=CALL_ID), at=ahead
    )
    desk.store.journal.append([theirs]).result(10)

    def text() -> str:
        call = desk.store.log.by_key(card.card_id)
        return call.note.text if call is not None and call.note is not None else ""

    assert text() == "a colleague's"
    desk.office.write_note(card.card_id, "mine, after reading it")
    desk.office.desk._drafts.save(card.card_id)
    await desk.hearing.until(lambda: text() == "mine, after reading it")
    await desk.office.stop()


async def test_a_clock_that_is_put_right_dates_the_next_calls_note_right(tmp_path: Path) -> None:
    """Only what follows something dated ahead has to be dated ahead as well."""
    desk = await open_desk(tmp_path)
    other = "068cba40000000d08d2"
    desk.call_event("ringing")
    desk.call_event("ringing", callId=other)
    await desk.hearing.until(lambda: len(desk.hearing.desk.cards) == 2)
    ahead = datetime.now(UTC) + timedelta(days=1)
    theirs = replace(note(NoteField.TEXT, "from tomorrow", 0, call_id=CALL_ID), at=ahead)
    desk.store.journal.append([theirs]).result(10)
    for call_id in (CALL_ID, other):
        desk.office.choose_outcome(f"call:{call_id}", "resolved")
    await desk.office._unwritten.finish()
    written = {
        event.keys[0]: event.at
        for event in desk.store.journal.after(0).events
        if event.facts.note_field is NoteField.OUTCOME
    }
    assert written[f"call:{CALL_ID}"] > ahead
    assert written[f"call:{other}"] < datetime.now(UTC)
    await desk.office.stop()
