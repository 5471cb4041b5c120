"""Files of contacts as people have them: several rows a person, and the same list every week."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.agent import importing
from cti_desktop.agent.answers import Imported, RowNote, Undone
from cti_desktop.agent.reading import import_contacts
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.numbers import parse_number
from tests.agent.desks import Desk, open_desk

pytestmark = pytest.mark.asyncio

ONE, TWO, THREE = "+442079460018", "+442079460019", "+442079460020"


class Book:
    """A desk's contacts, and the file they come from."""

    def __init__(self, desk: Desk, file: Path) -> None:
        self.desk, self.file = desk, file

    async def take(self, *rows: str) -> Imported:
        """Import rows; the first names the columns."""
        self.file.write_text("\n".join(rows) + "\n", "utf-8")
        return await self.desk.office.import_contacts(self.file)

    def named(self, name: str) -> list[Contact]:
        return [one for one in self.desk.store.directory.page(limit=999) if one.name == name]

    def only(self, name: str) -> Contact:
        (one,) = self.named(name)
        return one

    def caller(self, number: str) -> str | None:
        best = self.desk.store.directory.match(parse_number(number)).best
        return best.contact.city or best.contact.name if best else None


@pytest_asyncio.fixture
async def book(tmp_path: Path) -> AsyncIterator[Book]:
    desk = await open_desk(tmp_path / "data")
    desk.store.directory.remove(["local:ada"]).result(10)
    yield Book(desk, tmp_path / "list.csv")
    await desk.office.stop()


def numbers(contact: Contact) -> list[str | None]:
    return [one.e164 for one in contact.numbers]


@pytest.fixture(params=[500, 1])
def _batch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of one person stand in one batch, or in several."""
    monkeypatch.setattr(importing, "_BATCH", request.param)


@pytest.mark.usefixtures("_batch")
async def test_a_line_per_number_is_one_contact_with_all_of_them(book: Book) -> None:
    rows = ("name,phone,city,notes", f"Ada King,{ONE},,One", f"Ada King,{TWO},London,Two")
    done = await book.take(*rows, f"Ada King,{ONE},,")
    assert (done.new, done.joined, done.left_out) == (1, 2, 0)
    ada = book.only("Ada King")
    assert (numbers(ada), ada.city, ada.notes) == ([ONE, TWO], "London", "One\nTwo")
    assert book.caller(ONE) == book.caller(TWO) == "London"
    await book.take(*rows)
    assert book.only("Ada King") == ada
    await book.desk.office.undo_contacts()
    assert book.only("Ada King") == ada
    await book.take(*rows, "Cy Lee,,,", f"Cy Lee,{THREE},,")
    await book.desk.office.undo_contacts()
    assert (book.only("Ada King"), book.named("Cy Lee")) == (ada, [])


async def test_two_people_of_one_name_stay_two_in_whatever_order_they_come(book: Book) -> None:
    head = "name,phone,city"
    york, london = f"John Smith,{ONE},York", f"John Smith,{TWO},London"
    done = await book.take(head, york, london)
    assert (done.new, done.joined) == (2, 0)
    assert (book.caller(ONE), book.caller(TWO)) == ("York", "London")
    again = await book.take(head, london, york, f"John Smith,{THREE},London")
    assert (again.new, again.joined) == (0, 1)
    assert len(book.named("John Smith")) == 2
    assert [book.caller(one) for one in (ONE, TWO, THREE)] == ["York", "London", "London"]


async def test_an_id_says_who_it_is_and_another_name_under_it_is_told(book: Book) -> None:
    done = await book.take(
        "id,name,phone,city",
        f"7,Ada King,{ONE},York",
        f"7,ada king,{TWO},London",
        f"7,Bo Ray,{THREE},Oslo",
    )
    assert (done.new, done.joined, done.left_out) == (1, 1, 1)
    assert done.problems == (RowNote(4, "An earlier row has the same id and another name."),)
    assert numbers(book.only("Ada King")) == [ONE, TWO]


async def test_cards_of_one_person_without_an_id_are_one_contact(
    book: Book, tmp_path: Path
) -> None:
    file = tmp_path / "cards.vcf"
    cards = (f"BEGIN:VCARD\nFN:Ada King\nTEL:{number}\nEND:VCARD\n" for number in (ONE, TWO))
    file.write_text("".join(cards), "utf-8")
    done = await book.desk.office.import_contacts(file)
    assert (done.new, done.joined) == (1, 1)
    assert numbers(book.only("Ada King")) == [ONE, TWO]
    seen = await book.desk.office.preview_import(file)
    assert [numbers(one) for one in seen.samples] == [[ONE, TWO]]


async def test_a_name_that_stands_for_anybody_gets_no_endless_numbers(book: Book) -> None:
    rows = (f"Unknown,+4420794{n:05}" for n in range(60))
    done = await book.take("name,phone", *rows)
    assert (done.new, done.joined, done.left_out) == (1, 49, 10)
    assert done.problems[0] == RowNote(52, "Too many rows have this name.")


async def test_what_is_left_out_of_a_row_does_not_leave_out_the_row(book: Book) -> None:
    done = await book.take("name,phone", "Ada King,-", "Bo Ray,-,what", f",{ONE}", f",{TWO},x")
    assert (done.new, done.left_out, done.details) == (2, 2, 4)
    assert len(done.problems) == 6


async def test_the_next_list_keeps_stars_and_what_was_written_at_the_desk(book: Book) -> None:
    head = "name,phone,city,notes"
    await book.take(head, f"Ada King,{ONE},York,Old", f"Bo Ray,{THREE},Rome,")
    mobile = ContactNumber(raw=TWO, e164=TWO, label="mobile")
    ada, bo = book.only("Ada King"), book.only("Bo Ray")
    await book.desk.office.save_contact(
        replace(ada, favourite=True, notes="Ask for Jo", numbers=(*ada.numbers, mobile))
    )
    await book.desk.office.save_contact(replace(bo, numbers=(mobile,)))
    done = await book.take(head, f"Ada King,{ONE},Leeds,New", f"Bo Ray,{THREE},Rome,")
    assert (done.new, done.changed, done.same) == (0, 1, 1)
    ada = book.only("Ada King")
    assert (ada.favourite, ada.city, ada.notes) == (True, "Leeds", "Ask for Jo")
    assert numbers(ada) == [ONE, TWO]
    assert numbers(book.only("Bo Ray")) == [TWO]
    await book.take(head, f"Ada King,{THREE},Leeds,New")
    assert numbers(book.only("Ada King")) == [THREE, TWO]


@pytest.mark.usefixtures("_batch")
async def test_what_the_next_list_no_longer_has_goes_from_a_contact_with_a_star_too(
    book: Book,
) -> None:
    rows = ("name,phone", f"Ada King,{ONE}", f"Ada King,{TWO}")
    await book.take(*rows)
    await book.desk.office.save_contact(replace(book.only("Ada King"), favourite=True))
    await book.take(*rows)
    assert numbers(book.only("Ada King")) == [ONE, TWO]
    await book.take(*rows[:2])
    assert numbers(book.only("Ada King")) == [ONE]
    assert book.only("Ada King").favourite


@pytest.mark.usefixtures("_batch")
async def test_what_was_removed_at_the_desk_does_not_come_back_with_the_next_list(
    book: Book,
) -> None:
    head, first, more = "name,phone,notes", f"Ada King,{ONE},One", f"Ada King,{TWO},Two"
    rows = (head, first, more, f"Bo Ray,{THREE},")
    await book.take(*rows)
    ada, bo = book.only("Ada King"), book.only("Bo Ray")
    await book.desk.office.save_contact(replace(ada, notes="Mine", numbers=ada.numbers[:1]))
    await book.desk.office.save_contact(replace(bo, numbers=()))
    for _ in range(2):
        assert (await book.take(*rows)).new == 0
        assert numbers(book.only("Ada King")) == [ONE]
        assert book.only("Ada King").notes == "Mine"
        assert numbers(book.only("Bo Ray")) == []


async def test_a_list_without_a_column_says_nothing_about_it(book: Book) -> None:
    await book.take("name,phone,city,starred", f"Ada King,{ONE},York,yes")
    await book.take("name,city", "Ada King,Leeds")
    ada = book.only("Ada King")
    assert (numbers(ada), ada.city, ada.favourite) == ([ONE], "Leeds", True)
    await book.take("name,phone,city,starred", "Ada King,,,")
    ada = book.only("Ada King")
    assert (numbers(ada), ada.city, ada.favourite) == ([], "", False)


@pytest.mark.usefixtures("_batch")
async def test_who_was_put_into_another_does_not_come_back_with_the_next_list(book: Book) -> None:
    head, ada, bo = "id,name,phone", f"1,Ada King,{ONE}", f"2,A. King,{TWO}"
    await book.take(head, ada, bo)
    await book.desk.office.merge_contacts("1", "2")
    done = await book.take(head, bo, ada)
    assert (done.new, done.changed) == (0, 0)
    assert numbers(book.only("Ada King")) == [ONE, TWO]
    await book.take(head, "2,A. King,+442079460021", "1,Ada King-Noel,+442079460022")
    (one,) = [one for one in book.desk.store.directory.page() if "King" in one.name]
    assert one.name == "Ada King-Noel"
    assert {*numbers(one)} == {"+442079460022", TWO, "+442079460021"}


async def test_what_a_list_adds_to_who_was_put_into_another_stays_with_the_others_list(
    book: Book,
) -> None:
    head, ada = "id,name,phone", f"1,Ada King,{ONE}"
    await book.take(head, ada, "2,Ada King,")
    await book.desk.office.merge_contacts("1", "2")
    await book.take(head, f"2,Ada King,{TWO}")
    await book.take(head, ada)
    assert numbers(book.only("Ada King")) == [ONE, TWO]


async def test_undo_leaves_what_was_changed_since(book: Book) -> None:
    head = "name,phone,city"
    await book.take(head, f"Ada King,{ONE},York")
    await book.take(head, f"Ada King,{ONE},Leeds", f"Bo Ray,{TWO},", f"Cy Lee,{THREE},")
    await book.desk.office.save_contact(replace(book.only("Bo Ray"), favourite=True))
    assert await book.desk.office.undo_contacts() == Undone(touched=2, left=1)
    assert book.only("Ada King").city == "York"
    assert book.only("Bo Ray").favourite
    assert book.named("Cy Lee") == []


async def test_a_file_that_cannot_be_read_leaves_the_last_import_to_be_undone(book: Book) -> None:
    await book.take("name,phone", f"Ada King,{ONE}")
    for missing in ("none.csv", "none.vcf"):
        with pytest.raises(UserFixable, match="cannot be read"):
            await book.desk.office.import_contacts(book.file.with_name(missing))
    assert await book.desk.office.undo_contacts() == Undone(touched=1)


async def test_an_undo_file_that_a_crash_cut_short_is_read_as_far_as_it_goes(
    book: Book, tmp_path: Path
) -> None:
    await book.take("name,phone", f"Ada King,{ONE}")
    undo = tmp_path / "data" / "contacts.undo"
    undo.write_bytes(undo.read_bytes() + b'{"ref":"csv:cut')
    assert await book.desk.office.undo_contacts() == Undone(touched=1)
    undo.write_bytes(b'{"source":"csv","id":"of an older version"}\n')
    assert await book.desk.office.undo_contacts() == Undone()


async def test_the_command_line_imports_as_the_window_does(book: Book, tmp_path: Path) -> None:
    await book.take("name,phone,city", f"Ada King,{ONE},York")
    await book.desk.office.save_contact(replace(book.only("Ada King"), favourite=True))
    settings = DeskSettings(data_dir=tmp_path / "data", region="GB")
    book.file.write_text(f"name,phone\nAda King,{ONE}\nAda King,{TWO}\n,x\n", "utf-8")
    done = import_contacts(settings, book.file)
    assert (done["imported"], done["changed"], done["left_out"]) == (1, 1, 1)
    ada = book.only("Ada King")
    assert (ada.favourite, ada.city, numbers(ada)) == (True, "York", [ONE, TWO])
    book.file.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UserFixable, match="no column `name`"):
        import_contacts(settings, book.file)
