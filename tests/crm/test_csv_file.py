"""Contacts from CSV files of any program, also broken ones: every row counts or is named."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.assets import asset
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import UserFixable
from cti_desktop.crm.csv_file import read_table
from cti_desktop.crm.fields import Field, GivenContact
from cti_desktop.crm.text_lines import LONGEST_LINE, RowProblem


@dataclass(frozen=True, slots=True)
class Read:
    contacts: tuple[Contact, ...]
    problems: tuple[RowProblem, ...]


def read_contacts(path: Path, region: str | None = None) -> Read:
    """Read a whole file by the names of its columns."""
    table = read_table(path)
    found = list(table.contacts(table.guess(), source="csv", region=region))
    return Read(
        tuple(one.contact for one in found if isinstance(one, GivenContact)),
        tuple(one for one in found if isinstance(one, RowProblem)),
    )


def test_the_demo_contacts_are_read_whole() -> None:
    read = read_contacts(asset("demo", "contacts.csv"))
    assert read.problems == ()
    assert len(read.contacts) >= 200
    assert len({c.id for c in read.contacts}) == len(read.contacts)
    ada = next(c for c in read.contacts if c.name == "Ada Lovelace")
    assert ada.firm == "Analytical Engines Ltd"
    assert {n.e164 for n in ada.numbers} >= {"+447700900118", "+442079460018"}
    assert any(n.extension for c in read.contacts for n in c.numbers)


def test_rows_that_cannot_be_meant_are_named(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(
        "name,phones,country\n,+12125550147,US\nBo,home:none|020 7946 0018,GB\nBo,,\n", "utf-8"
    )
    read = read_contacts(path)
    assert [(p.row, p.text[:11], p.whole) for p in read.problems] == [
        (2, "The name is", True),
        (3, "“none” is n", False),
    ]
    assert read.contacts[0].numbers[0].e164 == "+442079460018"
    assert read_contacts(path).contacts == read.contacts


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n"],
)
def test_unreadable_files_are_refused_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    with pytest.raises(UserFixable, match="is empty"):
        read_contacts(path)
    with pytest.raises(UserFixable, match="cannot be read"):
        read_contacts(tmp_path / "missing.csv")


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";")],
)
def test_other_programs_encodings_and_separators_are_read(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = (("Vorname", "Nachname", "Firma", "Handy"), ("Jörg", "Groß", "Müller", "0170 1234567"))
    path = tmp_path / "c.csv"
    path.write_text("\r\n".join(delimiter.join(row) for row in rows), encoding, newline="")
    (one,) = read_contacts(path, region="DE").contacts
    assert (one.name, one.firm) == ("Jörg Groß", "Müller")
    assert [(n.label, n.e164) for n in one.numbers] == [("mobile", "+491701234567")]


def test_lines_of_two_encodings_in_one_file_are_each_read(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(b"name\n" + "Zoë\n".encode() + "Jörg\n".encode("cp1252") + b"\x81\x8d\nBo\n")
    read = read_contacts(path)
    assert [one.name for one in read.contacts] == ["Zoë", "Jörg", "Bo"]
    assert [one.row for one in read.problems] == [4]


@pytest.mark.parametrize("behind", [3, 200])
def test_a_broken_line_in_the_middle_costs_that_line_only(tmp_path: Path, behind: int) -> None:
    path = tmp_path / "c.csv"
    good = [f'"Person {n}","line one\nline two"' for n in range(behind)]
    path.write_text("\n".join(["name,notes", *good, 'Broken,"never closed', *good]), "utf-8")
    read = read_contacts(path)
    assert len(read.contacts) == 2 * behind
    assert [(p.row, p.text) for p in read.problems] == [
        (2 * behind + 2, "A quotation mark is never closed.")
    ]


def test_too_many_cells_and_lines_without_end_are_named(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"name,firm\nAda,One,Two\n{'x' * (LONGEST_LINE + 9)}\nBo,Two\n", "utf-8")
    read = read_contacts(path)
    assert [one.name for one in read.contacts] == ["Ada", "Bo"]
    assert [(one.row, one.whole) for one in read.problems] == [(2, False), (3, True)]


def test_columns_can_be_said_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Who,Calls\nAda,+442079460018\n", "utf-8")
    table = read_table(path)
    assert table.headings == ("Who", "Calls")
    assert table.guess() == {}
    told: list[int] = []
    columns = {Field.NAME: 0, Field.WORK: 1}
    (one,) = table.contacts(columns, source="csv", region=None, told=told.append)
    assert isinstance(one, GivenContact)
    assert (one.contact.name, one.contact.numbers[0].e164) == ("Ada", "+442079460018")
    assert one.said == {"name", "numbers"}
    assert told == [path.stat().st_size]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_under_a_heading_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "c.csv"
    path.write_text("name,phones\n" + text, "utf-8", newline="")
    read = read_contacts(path)
    assert all(contact.name for contact in read.contacts)
    assert all(problem.row > 1 for problem in read.problems)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("csv") / "c.csv"
    path.write_bytes(data)
    with suppress(UserFixable):
        read = read_contacts(path)
        assert all(contact.name for contact in read.contacts)
        assert all(problem.row > 1 for problem in read.problems)
