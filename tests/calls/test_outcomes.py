from pathlib import Path

import pytest

from cti_desktop.assets import asset
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.outcomes import read_outcomes


def test_the_shipped_outcomes_are_read() -> None:
    outcomes = read_outcomes(asset("outcomes.toml"))
    assert outcomes.required
    assert outcomes.label_of("call_back") == "Call back"
    found = outcomes.find(" call BACK ")
    assert found is not None
    assert found.call_back
    assert outcomes.find("nonsense") is None
    assert outcomes.label_of("kept from last year") == "kept from last year"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("outcome = ", "cannot be read"),
        ("", "names no outcome"),
        ('[[outcome]]\nlabel = "x"', "`value`"),
        ("outcome = [3]", "`value`"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "outcomes.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UserFixable, match=word):
        read_outcomes(path)
