"""The list of numbers to ask about: read as it is written, and not empty because it is away."""

from pathlib import Path

from cti_desktop.agent.do_not_call import DoNotCallList


def test_the_do_not_call_list_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    listed = DoNotCallList(path, "GB")
    assert listed.numbers() == frozenset()
    path.write_text("+442079460018\n\n# nobody\n")
    assert listed.numbers() == frozenset({"+442079460018"})
    path.write_bytes(b"\xff\xfe\x00 not text")
    assert listed.numbers() == frozenset({"+442079460018"})  # what was in force stays
    path.unlink()
    assert listed.numbers() == frozenset()


def test_a_list_that_was_set_and_is_away_is_not_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "share" / "list.txt"
    listed = DoNotCallList(path, "GB", given=True)
    assert listed.numbers() is None
    path.parent.mkdir()
    path.write_bytes("+442079460018 # Müller\n".encode("cp1252"))
    assert listed.numbers() == frozenset({"+442079460018"})
    path.write_bytes("020 7946 0019\n".encode("utf-16"))
    assert listed.numbers() == frozenset({"+442079460019"})
    path.unlink()
    assert listed.numbers() == frozenset({"+442079460019"})
    path.write_text("")
    assert listed.numbers() == frozenset()
