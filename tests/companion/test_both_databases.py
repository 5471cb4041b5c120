"""The suite's own rule: a companion under test works on SQLite and, once more, on PostgreSQL.

A test has it by using `bench`, or by giving `address` to what it opens; the rest is named here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ON_SQLITE_ALONE = {
    "test_doctor": "examines answers that are made up; its store's step is tried on both",
    "test_doctor_proxy": "is about the way to Zoom, and only needs that there is a database",
    "test_settings": "is about what the environment says; nothing is stored",
    "test_a_database_put_back_from_an_older_copy_is_noticed": "copies the file",
    "test_a_stream_of_a_new_database_says_that_it_began_again": "its second database is any other",
    "told_in": "opens a database for every order of events; who marks them asks no database",
    "test_a_leg_known_by_its_extension_alone_is_marked_whatever_comes_first": "likewise",
}
_OPENS = ("make_bench", "Running")
_OPENS_WHAT_IS_SET = ("make_settings", "open_store")
_A_FILE = re.compile(r"sqlite://(?!.*desk\.db)")  # a desk has nothing else


def opens_its_own(function: ast.AST) -> bool:
    """Tell whether a function opens a companion's database that it was not given."""
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
    called = {ast.unparse(one.func) for one in calls}
    unsaid = {
        ast.unparse(one.func)
        for one in calls
        if not any(given.arg == "database_url" for given in one.keywords)
    }
    set_here = called.issuperset(_OPENS_WHAT_IS_SET) and _OPENS_WHAT_IS_SET[0] in unsaid
    written = _A_FILE.search(ast.unparse(function)) is not None
    return written or set_here or not unsaid.isdisjoint(_OPENS)


def those_that_do() -> Iterator[tuple[str, str]]:
    for file in Path(__file__).parent.glob("test_*.py"):
        if file == Path(__file__):
            continue
        for one in ast.parse(file.read_text("utf-8")).body:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and opens_its_own(one):
                yield file.stem, one.name


def test_what_is_tried_on_sqlite_alone_has_its_reason() -> None:
    found = list(those_that_do())
    assert [names for names in found if ON_SQLITE_ALONE.keys().isdisjoint(names)] == []
    assert ON_SQLITE_ALONE.keys() <= {name for names in found for name in names}
