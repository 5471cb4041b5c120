"""No pattern of the package takes out of proportion long over a text made to hurt it.

Counted in steps, not seconds: see `pattern_steps`.
"""

import ast
import importlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.pattern_steps import Steps, TooManyStepsError, pieces
from tests.architecture.source import package_python, text_of

TRIED, SHORT, LONG = 60, 200, 800
EASY = 15
"""Steps for a letter that nobody needs to look at twice; what grows with the text has more."""
HOPELESS = 2_000
MOST_PIECES = 7
CUT_FIRST = {"cti_desktop/agent/redaction.py:_QUOTED"}
"""Any opening quotation mark may look for its closing one, in a text cut to 1,200 letters."""


def patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Yield each constant pattern with its place, and whether it is only asked of whole texts."""
    for path in package_python():
        source = text_of(path)
        if "re.compile(" in source:
            tree, module = ast.parse(source), importlib.import_module(dotted(path))
            for name, value in vars(module).items():
                known = isinstance(value, re.Pattern) and isinstance(value.pattern, str)
                if known and name in assigned(tree):
                    yield f"{path}:{name}", value, uses(tree, name) <= {"match", "fullmatch"}


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


def assigned(tree: ast.Module) -> set[str]:
    targets = [node.targets for node in tree.body if isinstance(node, ast.Assign)]
    return {
        inner.id
        for target in itertools.chain(*targets)
        for inner in ast.walk(target)
        if isinstance(inner, ast.Name)
    }


def uses(tree: ast.Module, name: str) -> set[str]:
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        and node.attr != "pattern"
    } or {"search"}


def hostile(units: list[str], length: int) -> Iterator[str]:
    """Yield texts of about this length, in the same order for each length."""
    for unit in units:
        yield unit * (length // len(unit))
    for one, other in itertools.permutations(units, 2):
        yield (one + other) * (length // len(one + other))
        yield one + other * (length // len(other)) + "\0"
        yield one * (length // 2 // len(one)) + other * (length // 2 // len(other)) + "\0"


def out_of_proportion(pattern: str, flags: int = 0, *, anchored: bool = False) -> str:
    """Return a text over which the steps grow faster than its length; nothing when none does."""
    steps = Steps(pattern, flags)
    found = dict.fromkeys(piece for piece in (*pieces(list(steps.parsed)), "!") if piece)
    units = list(found)[:MOST_PIECES]
    all_tried, all_short, all_long = (hostile(units, one) for one in (TRIED, SHORT, LONG))
    for tried, short, long in zip(all_tried, all_short, all_long, strict=True):
        try:
            if steps.scan(tried, most=HOPELESS * TRIED, anchored=anchored) > EASY * len(tried):
                few = steps.scan(short, most=HOPELESS * SHORT, anchored=anchored)
                steps.scan(long, most=2 * few * LONG // SHORT, anchored=anchored)
        except TooManyStepsError:
            return tried
    return ""


@pytest.mark.parametrize(
    "quadratic",
    [
        r"[\w.+-]+@[\w-]+",
        r"[\d\s]*\d[\d\s]*x",
        r"<\s*br\b[^>]*>",
        r"x[\s:]*\s*\d",
        r"(?:a+)+b",
        "[\u201c'].*?['\u201d]",
    ],
)
def test_what_is_out_of_proportion_is_found(quadratic: str) -> None:
    assert out_of_proportion(quadratic)


def test_every_pattern_keeps_proportion() -> None:
    checked = list(patterns())
    assert len(checked) > 40
    hurt = {
        place: text
        for place, pattern, anchored in checked
        if place not in CUT_FIRST
        and (text := out_of_proportion(pattern.pattern, pattern.flags, anchored=anchored))
    }
    assert not hurt, f"a long text of this kind holds whoever reads it: {hurt}"
