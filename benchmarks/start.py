"""Process start to window and to softphone, against a bare program that shows the same page."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from benchmarks.measured import Measured, median
from benchmarks.programs import Program, running
from benchmarks.settings import desk_environment, same_flags, simulated_zoom

_PAIRS = 9
_FIRST_STARTS = 3
_LIMIT = 1.6
_WINDOW, _OFFICE, _SOFTPHONE = "window", "office", "softphone"

Start = Callable[[], AbstractContextManager[Program]]
Marks = Mapping[str, float]


def measure() -> Iterator[Measured]:
    """Start both programs in turn; the desk's data are there from an earlier start."""
    with tempfile.TemporaryDirectory(prefix="cti-bench-") as name:
        folder = Path(name)
        with simulated_zoom(folder) as (origin, page):
            bare = partial(
                running,
                "benchmarks.bare_program",
                page,
                log=folder / "bare.log",
                environment=same_flags(),
            )

            def desk(data: str) -> AbstractContextManager[Program]:
                return running(
                    "benchmarks.desk_program",
                    "start",
                    log=folder / "desk.log",
                    environment=desk_environment(folder / data, page, origin),
                )

            _marks_of(bare, _WINDOW, _SOFTPHONE)  # brings the engine into the machine's memory
            first = [_desk_marks(partial(desk, f"first-{n}")) for n in range(_FIRST_STARTS)]
            pairs = [
                (_marks_of(bare, _WINDOW, _SOFTPHONE), _desk_marks(partial(desk, "first-0")))
                for _ in range(_PAIRS)
            ]
    yield from _figures([b for b, _ in pairs], [d for _, d in pairs], first)


def _figures(bare: list[Marks], desk: list[Marks], first: list[Marks]) -> Iterator[Measured]:
    rows = (
        ("to window painted", desk, _WINDOW, _WINDOW, _LIMIT),
        ("to softphone ready", desk, _SOFTPHONE, _SOFTPHONE, _LIMIT),
        ("to journal open", desk, _OFFICE, _WINDOW, None),
        ("first start, to window", first, _WINDOW, _WINDOW, None),
        ("first start, to softphone", first, _SOFTPHONE, _SOFTPHONE, None),
    )
    for metric, runs, ours, theirs, limit in rows:
        yield Measured(
            bench="start",
            metric=metric,
            value=median([run[ours] for run in runs]),
            unit="ms",
            baseline=median([run[theirs] for run in bare]),
            limit=limit,
        )


def _desk_marks(start: Start) -> Marks:
    return _marks_of(start, _WINDOW, _OFFICE, _SOFTPHONE)


def _marks_of(start: Start, *marks: str) -> Marks:
    """Start a program, wait for its marks, end it; milliseconds since just before the start."""
    found: dict[str, float] = {}
    with start() as program:
        while not found.keys() >= set(marks):
            line = program.expect("mark")
            found[line["mark"]] = (line["at_ns"] - program.began_ns) / 1e6
    return found
