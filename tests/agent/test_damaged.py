"""A desk whose journal is damaged: it opens all the same, loses nothing unsent, and says so."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cti_desktop.agent.opening import open_desk_store, open_office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.errors import UserFixable
from cti_desktop.store.damage import CORRUPT, mark_of
from cti_desktop.store.opening import open_store
from tests.agent.desks import CALL_ID, Desk, Hearing
from tests.store.making import PATIENCE_S, contact, whole_call
from tests.store.test_bad_days import pages_of, scribble

pytestmark = pytest.mark.asyncio
UNSENT = [one for n in range(40) for one in whole_call(f"call:{n}", second=n)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The closed journal of a desk, with unsent events and a contact."""
    url = DeskSettings(data_dir=tmp_path).database_url
    store = open_store(url, region="GB")
    store.journal.append(UNSENT, outgoing=True).result(PATIENCE_S)
    store.directory.put([contact("Ada", "+442079460018")]).result(PATIENCE_S)
    store.close()
    return Path(url.removeprefix("sqlite:///"))


async def opened(folder: Path) -> Desk:
    settings = DeskSettings(data_dir=folder, region="GB")
    kept = await asyncio.to_thread(open_desk_store, settings)
    office = open_office(settings, opened=kept)
    hearing = Hearing()
    office.subscribe(hearing)
    await office.start()
    return Desk(office, hearing, kept.store)


@pytest.mark.parametrize(
    ("hit", "saved", "contacts"),
    [
        ("folded_call", len(UNSENT), 1),
        ("ix_folded_call_started_at_id", len(UNSENT), 1),
        ("outbox", len(UNSENT), 1),
        ("contact", len(UNSENT), 0),
        ("journal_head", len(UNSENT), 1),
        ("event", 0, 1),
    ],
)
async def test_a_desk_opens_on_a_damaged_file_and_says_what_was_saved(
    tmp_path: Path, file: Path, hit: str, saved: int, contacts: int
) -> None:
    scribble(file, pages_of(file, hit))
    desk = await opened(tmp_path)
    (said,) = desk.hearing.notices
    (aside,) = file.parent.glob("*.damaged-*")
    assert said == (
        f"The call journal was damaged. Entries that could be read and are kept: {saved}. "
        f"The damaged file is kept as {aside.name}."
    )
    assert desk.store.outbox.count() == saved
    assert desk.store.directory.count() == contacts
    await desk.office.stop()
    again = await opened(tmp_path)
    assert again.hearing.notices == []
    await again.office.stop()


async def test_a_desk_opens_on_rubbish(tmp_path: Path, file: Path) -> None:
    scribble(file, range(1, 10))
    desk = await opened(tmp_path)
    (said,) = desk.hearing.notices
    assert "are kept: 0." in said
    desk.call_event("ringing")
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    await desk.office.stop()


async def test_damage_met_while_working_is_said_and_mended_at_the_next_start(
    tmp_path: Path, file: Path
) -> None:
    scribble(file, pages_of(file, "sqlite_autoindex_call_key_1"))  # which only appends look at
    desk = await opened(tmp_path)
    assert desk.hearing.notices == []
    desk.call_event("ringing")
    (said,) = await desk.hearing.until(lambda: desk.hearing.notices)
    assert said.startswith("The call journal is damaged. Close this program and start it again")
    await desk.office.stop()
    assert mark_of(file).exists()
    again = await opened(tmp_path)
    (said,) = again.hearing.notices
    assert f"are kept: {len(UNSENT)}." in said
    assert again.store.outbox.count() == len(UNSENT)
    assert not mark_of(file).exists()
    again.call_event("ringing")
    await again.hearing.until(lambda: again.hearing.desk.card)
    assert again.store.log.by_key(f"call:{CALL_ID}") is not None
    await again.office.stop()


def spoil(file: Path, table: str, body: bytes, where: str = "1") -> None:
    """Change what stands in rows as a bad sector does: SQLite notices nothing of it."""
    with closing(sqlite3.connect(file)) as connection, connection:
        change = f"UPDATE {table} SET body = ? WHERE {where}"  # noqa: S608  # names of this test
        connection.execute(change, (body,))
        (whole,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    assert whole == "ok"


@pytest.mark.parametrize("body", [b"\0" * 512, b'{"id":"\xff\xfe"}', b""])
@pytest.mark.parametrize(
    ("table", "where", "saved", "contacts"),
    [
        ("event", "position = 1", len(UNSENT) - 1, 1),
        ("event", "position = (SELECT max(position) FROM event)", len(UNSENT) - 1, 1),
        ("folded_call", "1", len(UNSENT), 1),
        ("contact", "1", len(UNSENT), 0),
    ],
    ids=["first event", "last event", "calls", "contact"],
)
async def test_a_desk_opens_though_what_stands_in_a_row_is_damaged(
    tmp_path: Path, file: Path, table: str, where: str, saved: int, contacts: int, body: bytes
) -> None:
    spoil(file, table, body, where)
    desk = await opened(tmp_path)
    (said,) = desk.hearing.notices
    assert f"are kept: {saved}." in said
    assert desk.store.outbox.count() == saved
    assert desk.store.directory.count() == contacts
    await desk.office.stop()


async def test_a_row_found_damaged_while_working_is_mended_at_the_next_start(
    tmp_path: Path, file: Path
) -> None:
    desk = await opened(tmp_path)
    spoil(file, "event", b"\0" * 512, "position = 70")
    with pytest.raises(UserFixable) as caught:
        desk.store.journal.after(0)
    assert caught.value.code == CORRUPT
    (said,) = await desk.hearing.until(lambda: desk.hearing.notices)
    assert said.startswith("The call journal is damaged. Close this program and start it again")
    await desk.office.stop()
    assert mark_of(file).exists()
    again = await opened(tmp_path)
    assert again.store.outbox.count() == len(UNSENT) - 1
    assert len(again.store.journal.after(0).events) == len(UNSENT) - 1
    await again.office.stop()


async def test_a_mark_on_a_whole_file_goes(tmp_path: Path, file: Path) -> None:
    mark_of(file).touch()
    desk = await opened(tmp_path)
    assert desk.hearing.notices == []
    assert not mark_of(file).exists()
    assert desk.store.outbox.count() == len(UNSENT)
    await desk.office.stop()
