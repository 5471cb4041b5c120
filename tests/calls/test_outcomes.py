from pathlib import Path

import pytest

from cti_desktop.assets import asset
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.events import Direction
from cti_desktop.calls.outcomes import OutcomeRule, outcome_missing, read_outcomes


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


@pytest.mark.parametrize(
    ("rule", "answered", "direction", "outcome", "missing"),
    [
        (OutcomeRule.ANSWERED, True, Direction.INBOUND, None, True),
        (OutcomeRule.ANSWERED, True, Direction.INTERNAL, None, True),
        (OutcomeRule.ANSWERED, False, Direction.INBOUND, None, False),
        (OutcomeRule.ANSWERED, True, Direction.INBOUND, "resolved", False),
        (OutcomeRule.EXTERNAL, True, Direction.INTERNAL, None, False),
        (OutcomeRule.EXTERNAL, True, Direction.OUTBOUND, None, True),
        (OutcomeRule.EXTERNAL, True, None, None, True),
        (OutcomeRule.NEVER, True, Direction.INBOUND, None, False),
    ],
)
def test_the_rule_says_which_calls_lack_an_outcome(
    rule: OutcomeRule,
    answered: bool,
    direction: Direction | None,
    outcome: str | None,
    missing: bool,
) -> None:
    said = outcome_missing(rule, answered=answered, direction=direction, outcome=outcome)
    assert said is missing


def test_a_file_that_requires_none_stands_over_the_rule(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.toml"
    path.write_text('[[outcome]]\nvalue = "sale"\nlabel = "Sale"', "utf-8")
    assert read_outcomes(path).rule(OutcomeRule.ANSWERED) is OutcomeRule.NEVER
    path.write_text('required = true\n[[outcome]]\nvalue = "sale"\nlabel = "Sale"', "utf-8")
    assert read_outcomes(path).rule(OutcomeRule.EXTERNAL) is OutcomeRule.EXTERNAL
