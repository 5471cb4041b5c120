"""What the desk tells its face is heard there: a snapshot nobody takes is a feature nobody has."""

import ast
from collections.abc import Iterator
from typing import get_args

from cti_desktop.agent.views import View
from tests.architecture.source import package_python, text_of

# Told for the demo, and for whoever looks at the log.
FOR_MEASURING = {"PopTimed"}


def names_in(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.Attribute):
            yield inner.attr


def test_every_snapshot_of_the_desk_is_taken_by_the_face() -> None:
    taken = {
        name
        for path in package_python()
        if path.parts[1] == "desktop" and path.stem not in {"demo_run", "driver"}
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "isinstance"
        for name in names_in(node.args[1])
    }
    told = {view.__name__ for view in get_args(View)}
    assert told - taken - FOR_MEASURING == set()
