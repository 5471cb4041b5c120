"""A companion that went back or began anew: desks hear all the same of whom it erases."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cti_desktop.agent.records import CompanionRecords
from cti_desktop.store.marks import Mark, event_mark
from cti_desktop.store.opening import Store, open_store
from tests.companion.bench import BO, Bench, make_bench
from tests.sync.events import leg_event

pytestmark = pytest.mark.asyncio

SOMEBODY = leg_event("0690", f"ext:{BO.extension_id}")
FILE, COPY = "companion.db", "copy.db"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    """One that knows a call of somebody who will be erased."""
    with closing(open_store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.journal.append([SOMEBODY]).result(10)
        yield store


def erase(bench: Bench, *event_ids: str) -> None:
    marks = [Mark(mark=event_mark(one), at=datetime.now(UTC)) for one in event_ids]
    for mark in marks:  # one after the other, for their places
        bench.store.erasing.forget([mark])


async def synced(bench: Bench, desk: Store) -> None:
    await CompanionRecords(await bench.client(BO), desk).follow()


def others(name: str, count: int) -> list[str]:
    return [f"{name}{number}" for number in range(count)]


def copied(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


@pytest.mark.parametrize("since", [0, 1, 4], ids=["shorter", "as-long", "longer"])
async def test_after_going_back_to_an_older_copy(tmp_path: Path, desk: Store, since: int) -> None:
    async with make_bench(tmp_path) as bench:
        erase(bench, *others("old", 2))
        copied(tmp_path / FILE, tmp_path / COPY)
        erase(bench, *others("lost", 2))
        await synced(bench, desk)
    copied(tmp_path / COPY, tmp_path / FILE)
    async with make_bench(tmp_path) as bench:
        erase(bench, SOMEBODY.id, *others("new", since))
        await synced(bench, desk)
    assert desk.journal.count() == 0


@pytest.mark.parametrize("since", [0, 9], ids=["shorter", "longer"])
async def test_after_beginning_with_an_empty_database(
    tmp_path: Path, desk: Store, since: int
) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    async with make_bench(tmp_path / "first") as bench:
        erase(bench, *others("old", 4))
        await synced(bench, desk)
    async with make_bench(tmp_path / "second") as bench:
        await synced(bench, desk)  # nobody is erased there yet
        erase(bench, SOMEBODY.id, *others("new", since))
        await synced(bench, desk)
    assert desk.journal.count() == 0


async def test_what_an_earlier_version_counted_on_is_not_counted_on(
    tmp_path: Path, desk: Store
) -> None:
    desk.cursors.set("companion.erased", "4").result(10)
    async with make_bench(tmp_path) as bench:
        erase(bench, SOMEBODY.id, *others("new", 9))
        await synced(bench, desk)
    assert desk.journal.count() == 0


async def test_who_heard_of_all_hears_of_nothing_twice(tmp_path: Path) -> None:
    async with make_bench(tmp_path) as bench:
        client = await bench.client(BO)
        erase(bench, *others("old", 3))
        page = await client.erasures()
        last = page.marks[-1].mark
        assert (await client.erasures(page.cursor, last)).marks == ()
        assert (await client.erasures(page.cursor)).marks == ()  # as an earlier version asks
        assert (await client.erasures(page.cursor + 1)).marks == page.marks
        erase(bench, "later")
        assert len((await client.erasures(page.cursor, last)).marks) == 1
