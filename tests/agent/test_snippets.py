"""Text templates: those the program comes with and a person's own, kept in a file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.agent.snippets import FILE, Snippets, name_of
from cti_desktop.agent.views import Notice, OwnSnippet
from cti_desktop.assets import asset

SHIPPED = asset("snippets.toml")


def open_at(folder: Path, said: list[str] | None = None) -> Snippets:
    def tell(notice: Notice) -> None:
        if said is not None:
            said.append(notice.text)

    return Snippets(SHIPPED, folder / FILE, tell)


def own(snippets: Snippets) -> list[tuple[str, str]]:
    return [(one.name, one.text) for one in snippets.all if isinstance(one, OwnSnippet)]


def test_the_program_comes_with_some(tmp_path: Path) -> None:
    names = [one.name for one in open_at(tmp_path).all]
    assert "Left a message" in names
    assert len(names) == len(set(names))
    assert not (tmp_path / FILE).exists()


def test_ones_own_come_first_and_outlive_the_program(tmp_path: Path) -> None:
    snippets = open_at(tmp_path)
    snippets.keep("  Asks for the price list\nand when it is valid ")
    again = open_at(tmp_path)
    assert again.all[0] == OwnSnippet(
        name="Asks for the price list", text="Asks for the price list\nand when it is valid"
    )
    again.keep("Asks for the price list")
    assert own(again) == [("Asks for the price list", "Asks for the price list")]
    again.forget("Asks for the price list")
    assert own(open_at(tmp_path)) == []


def test_nothing_and_what_was_shipped_are_left_alone(tmp_path: Path) -> None:
    snippets = open_at(tmp_path)
    before = snippets.all
    snippets.keep(" \n ")
    snippets.forget("Left a message")
    assert snippets.all == before


@pytest.mark.parametrize("text", ["[[snippet", "snippet = 3", "\x00"])
def test_a_broken_file_is_said_and_never_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    said: list[str] = []
    snippets = open_at(tmp_path, said)
    assert own(snippets) == []
    snippets.keep("something new")
    assert said == [f"{FILE} in the data folder cannot be read. Mend or remove it first."]
    assert (tmp_path / FILE).read_text("utf-8") == text


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    said: list[str] = []
    open_at(blocked, said).keep("something")
    assert said == ["The text could not be kept as a template."]


@given(st.text(alphabet=st.characters()))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("snippets")
    open_at(folder).keep(text)
    kept = text.encode("utf-8", "ignore").decode().strip()[:4000]
    assert [one for _, one in own(open_at(folder))] == ([kept] if kept else [])


@given(st.text(min_size=1).filter(str.strip))
def test_names_are_short_and_of_one_line(text: str) -> None:
    name = name_of(text)
    assert len(name.splitlines()) <= 1
    assert len(name) <= 61
