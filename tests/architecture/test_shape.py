"""Size and naming of the code; each message says what to do instead."""

import ast
from pathlib import Path

from tests.architecture.source import (
    functions_in,
    package_python,
    text_of,
    tracked_files,
    tracked_python,
)

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
DRAWERS = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
# The command line imports a program's room when asked for it: a link is handed over in a blink.
LAZY_ON_PURPOSE = Path("cti_desktop/cli")


def function_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def imports_inside(node: ast.AST) -> list[int]:
    return [
        inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def test_files_are_short() -> None:
    lengths = {path: len(text_of(path).splitlines()) for path in tracked_python()}
    long = {str(path): length for path, length in lengths.items() if length > MAX_FILE_LINES}
    assert not long, f"split by subject: {long}"


def test_functions_are_short() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": function_length(node)
        for path in tracked_python()
        for node in functions_in(path)
        if function_length(node) > MAX_FUNCTION_LINES
    }
    assert not long, f"name the steps as functions of their own: {long}"


def test_imports_stand_at_the_top() -> None:
    inside = [
        f"{path}:{line}"
        for path in tracked_python()
        if LAZY_ON_PURPOSE not in path.parents
        for node in functions_in(path)
        for line in imports_inside(node)
    ]
    assert not inside, f"a cycle? cut it instead of hiding it: {inside}"


def test_no_module_is_a_drawer() -> None:
    drawers = [str(path) for path in package_python() if {path.stem, *path.parts} & DRAWERS]
    assert not drawers, f"name the module after what it knows: {drawers}"


def test_no_loose_ends_are_left_in_the_sources() -> None:
    marks = ("TO" + "DO", "FIX" + "ME")
    found = [
        f"{path}:{number}"
        for path in tracked_files()
        if path.suffix in {".py", ".js", ".html", ".css", ".toml", ".sh"} or path.name == "run"
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert not found, f"do it or write an issue: {found}"


def test_the_measures_see_what_they_measure() -> None:
    source = "def long():\n" + "    x = 1\n" * 60 + "def lazy():\n    import os\n"
    long, lazy = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    assert function_length(long) == 61
    assert imports_inside(lazy) == [63]
    assert imports_inside(long) == []


def test_zooms_names_stand_in_the_modules_of_its_contract_only() -> None:
    contract = Path("cti_desktop/zoom/contract")
    readers = [
        path
        for path in package_python()
        if {"zoom", "companion", "agent"} & set(path.parts) and contract not in path.parents
    ]
    scattered = [
        f"{path}:{node.lineno} {node.value}"
        for path in readers
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(("phone.", "/phone/", "GET /phone/", "zp-"))
    ]
    assert len(readers) > 50
    assert not scattered, f"put the name beside its like in {contract}: {scattered}"


def test_fields_leave_the_wheel_to_the_page() -> None:
    bare = {"QComboBox", "QDateEdit", "QDateTimeEdit", "QDoubleSpinBox", "QSpinBox", "QTimeEdit"}
    found = [
        f"{path}:{node.lineno}"
        for path in package_python()
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in bare
    ]
    assert not found, f"take the calm one of desktop/calm_fields.py: {found}"
