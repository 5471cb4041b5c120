"""What may stand in the repository: pinned packages, no index address, no machine's path."""

import csv
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import phonenumbers
import pytest

import cti_desktop
from tests.architecture.source import ROOT, text_of, tracked_files

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==[^ ;\\]+( ;[^\\]*)?( \\)?$")
# Places on the disk of whoever wrote a file; in pieces, so that this file passes its own test.
MACHINE_PATH = re.compile(
    "|".join(["/" + "work/", "/ro" + "ot/", r"/Us" + r"ers/\w", r"C:\\Us" + "ers"])
)
HOME_PATH = re.compile("/ho" + r"me/(?!runner|user\b)\w")
INDEX_OPTION = re.compile("--(extra-)?ind" + "ex-url|--find-li" + "nks")


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_are_pinned_with_hashes_and_name_no_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert not INDEX_OPTION.search(text)
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    entries = [entry for entry in entries if not entry.startswith("#")]
    assert entries
    for entry in entries:
        first = entry.splitlines()[0]
        assert PINNED.match(first), first
        assert "--hash=sha256:" in entry, first


def test_there_are_requirements_for_each_program() -> None:
    assert [path.name for path in REQUIREMENTS] == ["companion.txt", "desktop.txt", "dev.txt"]


def test_the_companion_is_pinned_without_qt() -> None:
    text = (ROOT / "requirements" / "companion.txt").read_text(encoding="utf-8").lower()
    assert "fastapi==" in text
    assert "pyside6" not in text


def test_no_tracked_file_names_a_machine() -> None:
    found = [
        f"{path}:{number}"
        for path in tracked_files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if MACHINE_PATH.search(line) or HOME_PATH.search(line) or INDEX_OPTION.search(line)
    ]
    assert not found


def test_the_version_is_said_once_and_the_changelog_is_open() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert built.stdout.strip() == cti_desktop.__version__
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_documents_link_to_files_that_exist() -> None:
    documents = [path for path in tracked_files() if path.suffix == ".md"]
    dangling = [
        f"{path}: {target}"
        for path in documents
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text_of(path))
        if not (ROOT / path.parent / target).exists()
    ]
    assert documents
    assert not dangling


def test_the_demo_contacts_hold_what_the_demo_needs() -> None:
    with (ROOT / "resources/demo/contacts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 260
    assert len({row["id"] for row in rows}) == len(rows)
    by_name = {row["name"]: row for row in rows}
    assert by_name["Ada Lovelace"]["firm"] == "Analytical Engines Ltd"
    assert "work:+44 20 7946 0018" in by_name["Ada Lovelace"]["phones"]
    assert "work:+1 212 555 0147" in by_name["Grace Hopper"]["phones"]
    users: dict[str, int] = {}
    for row in rows:
        for phone in row["phones"].split("|"):
            number = phone.partition(":")[2].partition(";ext=")[0]
            parsed = phonenumbers.parse(number, row["country"])
            assert phonenumbers.is_possible_number(parsed), (row["name"], phone)
            e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            users[e164] = users.get(e164, 0) + 1
    assert users["+442079460018"] == users["+12125550147"] == 1
    assert max(users.values()) > 4, "firms whose people share a main number"
