"""Contacts from vCards: every line gives a field, is known to say nothing, or is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.contacts import Contact
from cti_desktop.crm.fields import GivenContact
from cti_desktop.crm.text_lines import RowProblem
from cti_desktop.crm.vcard import read_vcards

FOUR = """BEGIN:VCARD
VERSION:4.0
UID:urn:uuid:1
FN:Ada Lovelace
N:Lovelace;Ada;;;
ORG:Analytical Engines\\, Ltd;Programmes
TITLE:Head of programmes
TEL;VALUE=uri;TYPE="voice,work":tel:+44-20-7946-0018;ext=12
item1.TEL;TYPE=cell:+44 7700 900118
EMAIL;TYPE=work:ada@example.org
ADR;TYPE=work:;;1 Byron Street;London;;W1;United Kingdom
NOTE:Asks precise questions\\;\\nhas
  the order number.
PHOTO;ENCODING=b:AAAA
 BBBB
X-ANY:thing
END:VCARD
"""
TWO = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCl=\r\nler;"
    "J=C3=B6rg\r\nTEL;CELL:0170 1234567\r\nTEL;HOME;VOICE:030 901820\r\nEND:VCARD\r\n"
)


def read(path: Path, text: str | bytes) -> tuple[list[Contact], list[RowProblem]]:
    file = path / "c.vcf"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    found = list(read_vcards(file, region="DE"))
    contacts = [one.contact for one in found if isinstance(one, GivenContact)]
    return contacts, [one for one in found if isinstance(one, RowProblem)]


def test_a_card_of_the_newest_version_is_read_whole(tmp_path: Path) -> None:
    (ada,), problems = read(tmp_path, FOUR)
    assert problems == []
    assert (ada.id, ada.name, ada.title) == ("urn:uuid:1", "Ada Lovelace", "Head of programmes")
    assert ada.firm == "Analytical Engines, Ltd · Programmes"
    assert (ada.city, ada.country, ada.email) == ("London", "United Kingdom", "ada@example.org")
    assert ada.notes == "Asks precise questions;\nhas the order number."
    assert [(n.label, n.e164, n.extension) for n in ada.numbers] == [
        ("work", "+442079460018", "12"),
        ("mobile", "+447700900118", None),
    ]


def test_an_old_phones_card_is_read_whole(tmp_path: Path) -> None:
    (one,), problems = read(tmp_path, TWO)
    assert problems == []
    assert one.name == "Jörg Müller"
    assert [(n.label, n.e164) for n in one.numbers] == [
        ("mobile", "+491701234567"),
        ("home", "+4930901820"),
    ]


@pytest.mark.parametrize(
    ("text", "names", "problems"),
    [
        ("BEGIN:VCARD\nFN:Bo\n", ["Bo"], [(1, "The card is never ended.")]),
        ("BEGIN:VCARD\nFN:Bo\nBEGIN:VCARD\nFN:Cy\nEND:VCARD\n", ["Bo", "Cy"], []),
        ("FN:Bo\n", [], [(1, "The line stands outside of a card.")]),
        ("END:VCARD\n", [], [(1, "The line stands outside of a card.")]),
        ("BEGIN:VCARD\nEND:VCARD\n", [], [(1, "The name is empty.")]),
        (
            "BEGIN:VCARD\nFN:Bo\nbroken\nNEWS:x\nTEL:none\nEND:VCARD\n",
            ["Bo"],
            [
                (3, "The line is no field of a card."),
                (4, "The field NEWS is not known."),
                (1, "“none” is no number."),
            ],
        ),
    ],
)
def test_what_is_wrong_costs_its_line_and_is_named(
    tmp_path: Path, text: str, names: list[str], problems: list[tuple[int, str]]
) -> None:
    contacts, found = read(tmp_path, text)
    assert [one.name for one in contacts] == names
    assert [(one.row, one.text) for one in found] == problems


LINES = st.sampled_from(
    [*FOUR.splitlines(), *TWO.splitlines(), "", " folded", "=", "TEL:1|2:3", 'FN;A=":;":x']
) | st.text(max_size=30)


@given(st.lists(LINES, max_size=20))
def test_any_lines_give_contacts_with_names_or_problems_with_rows(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    contacts, problems = read(tmp_path_factory.mktemp("vcf"), "\n".join(lines))
    assert all(one.name for one in contacts)
    assert all(one.row > 0 and one.text for one in problems)
    if any(line.strip() for line in "\n".join(lines).splitlines()):
        assert contacts or problems


@given(st.binary(max_size=300))
def test_any_bytes_are_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    contacts, problems = read(tmp_path_factory.mktemp("vcf"), b"BEGIN:VCARD\nFN:Bo\n" + data)
    assert contacts or problems
