from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.assets import asset
from cti_desktop.calls.errors import UserFixable
from cti_desktop.crm.csv_file import read_contacts


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
    assert [(p.row, p.text[:11]) for p in read.problems] == [(2, "The name is"), (3, "“none” is n")]
    assert read.contacts[0].numbers[0].e164 == "+442079460018"
    assert read_contacts(path).contacts == read.contacts


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"name\n\xff\xfe", "not UTF-8"), (b"a,b\n1,2\n", "no column `name`"), (b"", "no column")],
)
def test_unreadable_files_are_refused_with_what_to_do(
    tmp_path: Path, data: bytes, word: str
) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    with pytest.raises(UserFixable, match=word):
        read_contacts(path)
    with pytest.raises(UserFixable, match="cannot be read"):
        read_contacts(tmp_path / "missing.csv")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_under_a_heading_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "c.csv"
    path.write_text("name,phones\n" + text, "utf-8", newline="")
    try:
        read = read_contacts(path)
    except UserFixable:
        return
    assert all(contact.name for contact in read.contacts)
