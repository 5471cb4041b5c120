"""A disk that is full for a while: the desk says so and keeps all of it once there is room."""

from pathlib import Path

import pytest

from cti_desktop.agent.views import DeskView
from cti_desktop.calls.call import State
from cti_desktop.calls.events import NoteField
from cti_desktop.store.opening import Store
from tests.agent.desks import CALL_ID, Desk, open_desk
from tests.store.making import PATIENCE_S

pytestmark = pytest.mark.asyncio
LARGE = "x" * 20_000
KEY = f"call:{CALL_ID}"


def allow_pages(store: Store, pages: int) -> None:
    """Let the file grow to so many pages; 0 lets it stay as it is."""
    pragma = f"PRAGMA max_page_count = {pages or 1}"  # never less than there are
    store.writer.submit(lambda c: c.exec_driver_sql(pragma).scalar()).result(PATIENCE_S)


async def do_while_full(desk: Desk) -> None:
    """A call rings and the person writes on it, in too many bytes for the disk."""
    allow_pages(desk.store, 0)
    desk.call_event("ringing", extra=LARGE)
    await desk.hearing.until(lambda: desk.hearing.status.hints)
    for number in range(3):
        desk.office._drafts.set(KEY, (KEY,), NoteField.TEXT, f"{number}{LARGE}")
    desk.call_event("connected", extra=LARGE)


def kept(desk: Desk) -> list[str]:
    return [e.facts.note_value or e.name for e in desk.store.journal.after(0).events]


WANTED = [
    "zp-call-ringing-event",
    *(f"{number}{LARGE}" for number in range(3)),
    "zp-call-connected-event",
]


async def test_what_came_while_the_disk_was_full_is_kept_once_and_in_order(desk: Desk) -> None:
    await do_while_full(desk)
    assert kept(desk) == []
    (hint,) = desk.hearing.status.hints
    assert "disk is full" in hint.text
    assert desk.hearing.notices == []
    allow_pages(desk.store, 100_000)
    await desk.hearing.until(lambda: not desk.hearing.status.hints)
    assert kept(desk) == WANTED
    assert desk.store.outbox.count() == len(WANTED)


async def test_what_waits_is_written_at_the_end_if_there_is_room_then(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    await do_while_full(desk)
    allow_pages(desk.store, 100_000)
    await desk.office.stop()
    again = await open_desk(tmp_path)
    assert kept(again) == WANTED
    await again.office.stop()


async def test_a_call_comes_up_and_goes_on_while_the_disk_is_full(desk: Desk) -> None:
    allow_pages(desk.store, 0)
    desk.call_event("ringing", extra=LARGE)
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    assert (desk.hearing.card.name, desk.hearing.card.state) == ("Ada Lovelace", State.RINGING)
    desk.call_event("connected", extra=LARGE)
    await desk.hearing.until(lambda: desk.hearing.card.state is State.CONNECTED)
    desk.office.write_note(KEY, "asks for " + LARGE)
    desk.office.choose_outcome(KEY, "resolved")
    desk.call_event("ended", result="ended", extra=LARGE)
    await desk.hearing.until(lambda: desk.hearing.card.state is State.ENDED)
    assert desk.hearing.card.note == "asks for " + LARGE
    assert desk.hearing.card.outcome == "resolved"
    desk.office.finish(KEY)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    assert kept(desk) == []
    shown = len(desk.hearing.views)
    allow_pages(desk.store, 100_000)
    await desk.hearing.until(lambda: not desk.hearing.status.hints)
    call = desk.store.log.by_key(KEY)
    assert call is not None
    assert call.note is not None
    assert (call.state, call.note.outcome) == (State.ENDED, "resolved")
    # What is written at last brings nothing up that is over.
    later = [view for view in desk.hearing.views[shown:] if isinstance(view, DeskView)]
    assert [view.cards for view in later if view.cards] == []


async def test_a_call_missed_while_the_disk_is_full_leaves_the_desk(desk: Desk) -> None:
    allow_pages(desk.store, 0)
    desk.call_event("ringing", extra=LARGE)
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.call_event("ended", result="missed", extra=LARGE)
    await desk.hearing.until(lambda: not desk.hearing.desk.cards)
    allow_pages(desk.store, 100_000)
    await desk.hearing.until(lambda: desk.hearing.desk.missed)
    assert desk.hearing.desk.cards == ()
