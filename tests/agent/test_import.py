"""Contacts from files: previewed, imported with what is wrong named, taken back; merges too."""

import asyncio
import threading
from pathlib import Path

import pytest

from cti_desktop.agent.answers import RowNote, Undone
from cti_desktop.agent.views import ContactsChanged, ContactsUndo, ImportProgress
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.errors import Cancelled, UserFixable
from tests.agent.desks import Desk, open_desk

pytestmark = pytest.mark.asyncio

CSV = (
    "Full name,Company,Phone\nAda King,Engines,+44 20 7946 0018\n,,x\nBo Ray,Acme,+1 212 555 0147\n"
)


def names(desk: Desk) -> list[str]:
    return [one.name for one in desk.store.directory.page(limit=1000)]


async def test_a_file_is_previewed_and_nothing_is_kept(desk: Desk, tmp_path: Path) -> None:
    before, file = names(desk), tmp_path / "c.csv"
    file.write_text(CSV, "utf-8")
    seen = await desk.office.preview_import(file)
    assert seen.headings == ("Full name", "Company", "Phone")
    assert seen.columns == {"name": 0, "firm": 1, "work": 2}
    assert [one.name for one in seen.samples] == ["Ada King", "Bo Ray"]
    assert seen.problems == (RowNote(3, "The name is empty."),)
    other = await desk.office.preview_import(file, {"name": 1})
    assert [one.name for one in other.samples] == ["Engines", "Acme"]
    assert names(desk) == before


async def test_an_import_names_what_is_wrong_and_can_be_taken_back(
    desk: Desk, tmp_path: Path
) -> None:
    before, file = names(desk), tmp_path / "c.csv"
    file.write_text(CSV, "utf-8")
    done = await desk.office.import_contacts(file)
    assert (done.new, done.changed, done.left_out) == (2, 0, 1)
    assert {"Ada King", "Bo Ray"} <= {*names(desk)}
    assert any(isinstance(view, ContactsChanged) for view in desk.hearing.views)
    again = await desk.office.import_contacts(file)
    assert (again.new, again.changed) == (0, 0)
    undos = [view for view in desk.hearing.views if isinstance(view, ContactsUndo)]
    assert [(one.done, one.name) for one in undos if one.fresh] == [("import", "c.csv")]
    file.write_text("Full name,Company,Phone,City\nAda King,Engines,,London\n", "utf-8")
    changed = await desk.office.import_contacts(file)
    assert (changed.new, changed.changed) == (0, 1)
    assert await desk.office.undo_contacts() == Undone(touched=1)
    kept = next(one for one in desk.store.directory.page(limit=99) if one.name == "Ada King")
    assert (kept.city, len(kept.numbers)) == ("", 1)
    assert desk.hearing.views[-1] == ContactsUndo()
    assert await desk.office.undo_contacts() == Undone()
    assert len(names(desk)) == len(before) + 2


async def test_vcards_are_imported_alike(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "c.vcf"
    file.write_text("BEGIN:VCARD\nFN:Cy\nTEL:+442079460018\nEND:VCARD\nnoise\n", "utf-8")
    assert (await desk.office.preview_import(file)).headings == ()
    done = await desk.office.import_contacts(file)
    assert (done.new, done.problems) == (1, (RowNote(5, "The line stands outside of a card."),))
    assert await desk.office.undo_contacts() == Undone(touched=1)
    assert "Cy" not in names(desk)


async def test_a_stopped_import_leaves_nothing_and_tells_how_far_it_was(
    desk: Desk, tmp_path: Path
) -> None:
    before, file = names(desk), tmp_path / "c.csv"
    rows = (f"Person {n},Firm,+1212555{n:04}" for n in range(6000))
    file.write_text("name,firm,work\n" + "\n".join(rows), "utf-8")
    running = asyncio.ensure_future(desk.office.import_contacts(file))
    heard = await desk.hearing.until(
        lambda: [view for view in desk.hearing.views if isinstance(view, ImportProgress)]
    )
    assert 0 < heard[0].done < heard[0].total == file.stat().st_size
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert names(desk) == before


async def test_an_import_that_is_given_up_leaves_nothing_and_says_so(
    desk: Desk, tmp_path: Path
) -> None:
    before, file = names(desk), tmp_path / "c.csv"
    rows = (f"Person {n},Firm,+1212555{n:04}" for n in range(6000))
    file.write_text("name,firm,work\n" + "\n".join(rows), "utf-8")
    given_up = threading.Event()
    running = asyncio.ensure_future(desk.office.import_contacts(file, given_up=given_up.is_set))
    await desk.hearing.until(
        lambda: [view for view in desk.hearing.views if isinstance(view, ImportProgress)]
    )
    given_up.set()
    with pytest.raises(Cancelled, match="Nothing was kept"):
        await running
    assert names(desk) == before


async def test_what_cannot_be_read_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserFixable, match="cannot be read"):
        await desk.office.preview_import(tmp_path / "missing.csv")
    with pytest.raises(UserFixable, match="cannot be read"):
        await desk.office.import_contacts(tmp_path / "missing.csv")


async def test_duplicates_are_found_merged_and_parted_again(desk: Desk) -> None:
    number = ContactNumber(raw="+442079460018", e164="+442079460018")
    mobile = ContactNumber(raw="+447700900118", e164="+447700900118", label="mobile")
    await desk.office.save_contact(Contact(id="a", name="Ann", numbers=(number,), notes="One"))
    await desk.office.save_contact(
        Contact(id="b", name="Ann B", firm="Acme", numbers=(number, mobile), notes="Two")
    )
    assert "b" in [one.id for one in await desk.office.duplicates_of("a")]
    made = await desk.office.merge_contacts("a", "b")
    assert made is not None
    assert (made.name, made.firm, made.notes) == ("Ann", "Acme", "One\nTwo")
    assert made.numbers == (number, mobile)
    assert "Ann B" not in names(desk)
    assert await desk.office.undo_contacts() == Undone(touched=2)
    parted = [desk.store.directory.get(one) for one in ("a", "b")]
    assert [one and (one.name, one.notes) for one in parted] == [("Ann", "One"), ("Ann B", "Two")]
    assert await desk.office.merge_contacts("a", "nobody") is None


async def test_what_can_be_taken_back_is_still_known_after_a_restart(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path / "data")
    file = tmp_path / "c.csv"
    file.write_text(CSV, "utf-8")
    await desk.office.import_contacts(file)
    await desk.office.stop()
    again = await open_desk(tmp_path / "data")
    undos = [view for view in again.hearing.views if isinstance(view, ContactsUndo)]
    assert [(one.done, one.name, one.fresh) for one in undos] == [("import", "c.csv", False)]
    assert await again.office.undo_contacts() == Undone(touched=2)
    await again.office.stop()
