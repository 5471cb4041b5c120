"""The desk's memory while it goes through calls, in parts."""

from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.processes_memory import settled_pss
from benchmarks.programs import running
from benchmarks.settings import desk_environment, simulated_zoom
from benchmarks.zoom_call import ZoomCall


def pss_along(
    folder: Path,
    watcher: str,
    parts: Iterable[range],
    answered: Callable[[int], bool] = lambda number: bool(number % 2),
) -> list[float]:
    """Return the desk's PSS in KiB after each part of the calls.

    Args:
        folder: holds the desk's data below `data`.
        watcher: who acts for the person, by its name in `desk_watchers`.
        parts: the calls' numbers.
        answered: which of them are answered.
    """
    with (
        simulated_zoom(folder) as (origin, page),
        running(
            "benchmarks.desk_program",
            watcher,
            log=folder / "desk.log",
            environment=desk_environment(folder / "data", page, origin),
        ) as program,
    ):
        while program.expect("mark")["mark"] != "ready":
            pass
        found = []
        for part in parts:
            for number in part:
                ZoomCall(origin, number, program, answered=answered(number)).go_through()
            found.append(settled_pss(program.pid))
        return found
