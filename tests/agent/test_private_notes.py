"""A private note's text never leaves the computer it was typed on, whatever else does."""

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx
import pytest

from cti_desktop.agent.companion_link import CompanionLink
from cti_desktop.agent.drafts import SAVE_AFTER_S
from cti_desktop.agent.private_notes import staying
from cti_desktop.agent.views import CallCard, CompanionState
from cti_desktop.calls.call import Call
from cti_desktop.calls.events import NoteField
from cti_desktop.store.opening import open_store
from cti_desktop.sync.client import CompanionClient
from tests.agent.desks import CALL_ID, Desk, open_desk
from tests.agent.servers import Servers
from tests.agent.test_shared_desk import away, notes_of
from tests.agent.test_with_companion import desk, desk_at, drawer, relay, servers
from tests.calls.stories import CALL, note

__all__ = ["desk", "drawer", "servers"]
pytestmark = pytest.mark.asyncio
SECRET, OPEN = "divorced-last-week", "rang-about-a-bill"
NOW = "2026-11-20T14:00:00Z"


def card_of(desk: Desk) -> CallCard:
    card = desk.hearing.desk.card
    assert card is not None
    return card


async def ringing(servers: Servers, desk: Desk, script: str = "inbound-answered") -> str:
    servers.play(script)
    relay(desk, servers.truth()[0], "ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    return str(card.card_id)


async def settled(desk: Desk) -> None:
    await desk.hearing.until(lambda: desk.store.outbox.count() == 0)


def reached(servers: Servers, folder: Path, text: str) -> bool:
    """Look for a text in every byte the companion keeps."""
    told = [e.facts.note_value or "" for e in servers.store.journal.after(0, limit=500).events]
    files = [path for path in folder.glob("companion.db*") if path.is_file()]
    assert files
    return any(text in one for one in told) or any(text.encode() in f.read_bytes() for f in files)


async def write(desk: Desk, card_id: str, text: str) -> None:
    desk.office.write_note(card_id, text)
    desk.office.desk._drafts.save(card_id)
    await desk.hearing.until(lambda: card_of(desk).note == text and card_of(desk).saved_at)


async def test_only_the_mark_of_a_private_note_reaches_the_companion(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    card_id = await ringing(servers, desk)
    desk.office.set_private(card_id, private=True)
    await desk.hearing.until(lambda: card_of(desk).private)
    await write(desk, card_id, SECRET)
    desk.office.choose_outcome(card_id, "resolved")
    desk.office.set_tags(card_id, ("returns",))
    await desk.hearing.until(lambda: card_of(desk).outcome and card_of(desk).tags)
    await settled(desk)
    assert not reached(servers, tmp_path, SECRET)
    there = servers.store.log.by_key(card_id)
    assert there is not None
    assert [(n.private, n.text, n.outcome) for n in there.notes] == [(True, "", "resolved")]
    assert there.tags == ("returns",)
    assert card_of(desk).note == SECRET


async def test_text_that_waits_when_the_mark_is_set_is_held_back(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    card_id = await ringing(servers, desk)
    await settled(desk)
    servers.companion.stop()
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.AWAY)
    await write(desk, card_id, SECRET)
    desk.office.set_private(card_id, private=True)
    await desk.hearing.until(lambda: card_of(desk).private)
    servers.start_companion()
    desk.link.try_now()
    await settled(desk)
    assert not reached(servers, tmp_path, SECRET)
    assert card_of(desk).note == SECRET


async def test_text_shared_before_is_emptied_there_and_kept_here(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    card_id = await ringing(servers, desk)
    await write(desk, card_id, OPEN)
    await settled(desk)
    assert reached(servers, tmp_path, OPEN)
    desk.office.set_private(card_id, private=True)
    await desk.hearing.until(lambda: card_of(desk).private)
    await write(desk, card_id, f"{OPEN} {SECRET}")
    await settled(desk)
    there = servers.store.log.by_key(card_id)
    assert there is not None
    assert [(n.private, n.text) for n in there.notes] == [(True, "")]
    assert not reached(servers, tmp_path, SECRET)
    desk.office.set_private(card_id, private=False)
    await desk.hearing.until(lambda: not card_of(desk).private)
    await settled(desk)
    there = servers.store.log.by_key(card_id)
    assert there is not None
    assert [(n.private, n.text) for n in there.notes] == [(False, f"{OPEN} {SECRET}")]


async def test_a_companion_that_lost_its_database_is_not_sent_what_was_typed_under_a_mark(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    now = sqlite3.connect(tmp_path / "companion.db")
    with closing(now), closing(sqlite3.connect(copy)) as then:
        now.backup(then)
    card_id = await ringing(servers, desk)
    desk.office.set_private(card_id, private=True)
    await desk.hearing.until(lambda: card_of(desk).private)
    await write(desk, card_id, SECRET)
    await write(desk, card_id, OPEN)
    desk.office.set_private(card_id, private=False)
    await desk.hearing.until(lambda: not card_of(desk).private)
    await settled(desk)
    servers.companion.stop()
    await away(desk)
    call_id = card_id.split(":")[1]
    with closing(open_store(f"sqlite:///{copy}")) as store:
        companion = servers.start_companion(store)
        desk.link.try_now()
        await desk.hearing.until(
            lambda: notes_of(store, call_id) and desk.store.outbox.count() == 0
        )
        told = [event.facts.note_value for event in store.journal.after(0).events]
        companion.stop()
    servers.start_companion()
    assert OPEN in told
    assert SECRET not in told


async def test_a_note_stays_private_over_a_restart(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    card_id = await ringing(servers, desk)
    relay(desk, servers.truth()[0], "connected")
    desk.office.set_private(card_id, private=True)
    await desk.hearing.until(lambda: card_of(desk).private)
    await desk.office.stop()
    again = await desk_at(servers, tmp_path / "desk")
    await again.hearing.until(lambda: again.hearing.desk.card)
    await write(again, card_id, SECRET)
    await again.hearing.until(lambda: again.hearing.status.companion is CompanionState.IN_STEP)
    await settled(again)
    assert not reached(servers, tmp_path, SECRET)
    await again.office.stop()


async def test_the_mark_holds_for_what_was_typed_a_moment_before(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    desk.call_event("ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.office.write_note(card.card_id, SECRET)  # not saved yet: that takes up to SAVE_AFTER_S
    assert SAVE_AFTER_S > 0
    desk.office.set_private(card.card_id, private=True)
    await desk.hearing.until(lambda: card_of(desk).private and card_of(desk).note == SECRET)
    call = desk.store.log.by_key(f"call:{CALL_ID}")
    assert call is not None
    assert [(n.private, n.text) for n in call.notes] == [(True, SECRET)]
    await desk.office.stop()


async def test_text_of_a_transferred_leg_is_held_back_by_its_private_mark(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    leg_id = f"{CALL}_1"
    text = note(NoteField.TEXT, SECRET, 1, call_id=leg_id)
    try:
        mark = note(NoteField.PRIVATE, "yes", 2, call_id=leg_id)
        await asyncio.wrap_future(store.journal.append([text, mark]))
        assert text.id in staying([text], store)
    finally:
        store.close()


async def test_what_is_on_its_way_when_the_mark_is_set_is_withdrawn(tmp_path: Path) -> None:
    """A connection may take seconds to stand; the text must not leave after the mark."""
    arrived: list[bytes] = []
    on_its_way, marked = asyncio.Event(), asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1/events" or request.method != "POST":
            return httpx.Response(503)
        on_its_way.set()
        await marked.wait()
        arrived.append(request.content)
        told = {"accepted": 1, "known": 0, "refused": [], "now": NOW, "cursor": "1"}
        return httpx.Response(200, json=told)

    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    client = CompanionClient(http, "http://companion", lambda: "token")
    heard = asyncio.Event()
    link = CompanionLink(client, store, heard.set, author=lambda: "user:u1")
    append = partial(store.journal.append, outgoing=True)
    try:
        await asyncio.wrap_future(append([note(NoteField.TEXT, SECRET, 1)]))
        link.start()
        await asyncio.wait_for(on_its_way.wait(), 10)
        await asyncio.wrap_future(append([note(NoteField.PRIVATE, "yes", 2)]))
        on_its_way.clear()
        link.wake()
        await asyncio.wait_for(on_its_way.wait(), 10)
        marked.set()
        async with asyncio.timeout(10):
            while store.outbox.count():
                heard.clear()
                await heard.wait()
    finally:
        await link.stop()
        await client.close()
        store.close()
    assert arrived
    assert all(SECRET.encode() not in body for body in arrived)


async def test_a_past_calls_note_is_marked_in_the_log(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    card_id = await ringing(servers, desk)
    call_id = card_of(desk).call_id
    await settled(desk)
    await desk.office.set_call_private(call_id, private=True)
    await desk.office.set_call_note(call_id, SECRET)
    await desk.hearing.until(lambda: card_of(desk).note == SECRET)
    await settled(desk)
    assert card_of(desk).private
    assert not reached(servers, tmp_path, SECRET)
    there = servers.store.log.by_key(card_id)
    assert there is not None
    assert [note.private for note in there.notes] == [True]
    detail = await desk.office.call_detail(call_id)
    assert detail is not None
    assert (detail.private, detail.note) == (True, SECRET)


async def test_a_colleagues_text_on_the_same_call_stays_when_ones_own_is_private(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    card_id = await ringing(servers, desk)
    theirs = note(NoteField.TEXT, OPEN, 0, author="user:cy", call_id=card_id.split(":")[1])
    await asyncio.wrap_future(servers.store.journal.append([theirs]))
    await desk.hearing.until(lambda: card_of(desk).note == OPEN)
    desk.office.set_private(card_id, private=True)
    await desk.hearing.until(lambda: card_of(desk).private)
    await settled(desk)
    there = servers.store.log.by_key(card_id)
    assert there is not None
    assert [n.text for n in there.notes] == [OPEN]
    await write(desk, card_id, SECRET)
    await settled(desk)
    assert not reached(servers, tmp_path, SECRET)
    there = servers.store.log.by_key(card_id)
    assert there is not None
    assert [n.text for n in there.notes] == [OPEN]


async def test_what_one_writes_is_shared_although_a_colleagues_note_is_private(
    servers: Servers, desk: Desk
) -> None:
    card_id = await ringing(servers, desk)
    mark = note(NoteField.PRIVATE, "yes", 0, author="user:cy", call_id=card_id.split(":")[1])
    await asyncio.wrap_future(servers.store.journal.append([mark]))
    await desk.hearing.until(lambda: any(n.private for n in call_on(desk, card_id).notes))
    assert not card_of(desk).private
    await write(desk, card_id, OPEN)
    await settled(desk)
    there = servers.store.log.by_key(card_id)
    assert there is not None
    assert [n.text for n in there.notes] == [OPEN]


def call_on(desk: Desk, card_id: str) -> Call:
    call = desk.store.log.by_key(card_id)
    assert call is not None
    return call


async def test_what_a_colleague_wrote_before_they_marked_it_is_shown_no_more(
    servers: Servers, desk: Desk
) -> None:
    card_id = await ringing(servers, desk)
    await settled(desk)
    call_id = card_id.split(":")[1]
    told = (
        note(NoteField.TEXT, SECRET, 0, author="user:cy", call_id=call_id),
        note(NoteField.PRIVATE, "yes", 1, author="user:cy", call_id=call_id),
        note(NoteField.TEXT, None, 2, author="user:cy", call_id=call_id),
        note(NoteField.OUTCOME, "resolved", 3, author="user:cy", call_id=call_id),
    )
    await asyncio.wrap_future(desk.store.journal.append(told))
    detail = await desk.office.call_detail(card_of(desk).call_id)
    assert detail is not None
    assert (detail.note, detail.note_history, detail.private) == ("", (), False)
    assert detail.line.outcome is not None
