"""Eight hours of an agent's work in as short a time as they go: what they leave in memory.

Five hundred calls, two hundred notes and a hundred searches, through the true desk and the
simulator's softphone page; what counts is what came on top after the first hour.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measured import Measured
from benchmarks.processes_memory import settled_pss, tells_pss
from benchmarks.programs import running
from benchmarks.settings import desk_environment, import_contacts, simulated_zoom
from benchmarks.zoom_call import ZoomCall
from cti_desktop.assets import asset

_CALLS = 500
_HOURS = 8
_ROUND, _NOTED = 5, 2  # of so many calls this many are answered and noted
_LIMIT = 0.10
_MIB = 1024.0


def measure(calls: int = _CALLS) -> Iterator[Measured]:
    """Play the calls one after the other."""
    if not tells_pss():
        print("shift: this system does not tell PSS; nothing measured", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="cti-bench-") as name:
        folder = Path(name)
        import_contacts(folder / "data", folder, asset("demo", "contacts.csv"))
        first, whole = _worked(folder, calls)
    yield Measured(
        bench="shift",
        metric=f"growth after hour 1 of {_HOURS}, {calls} calls",
        value=whole / first - 1,
        unit="share",
        limit=_LIMIT,
    )
    yield Measured(bench="shift", metric="PSS at the end", value=whole / _MIB, unit="MiB")


def _worked(folder: Path, calls: int) -> tuple[float, float]:
    """Return the desk's PSS in KiB after the first hour and after the last."""
    with (
        simulated_zoom(folder) as (origin, page),
        running(
            "benchmarks.desk_program",
            "shift",
            log=folder / "desk.log",
            environment=desk_environment(folder / "data", page, origin),
        ) as program,
    ):
        while program.expect("mark")["mark"] != "ready":
            pass
        found = []
        hour = calls // _HOURS
        for part in (range(hour), range(hour, calls)):
            for number in part:
                ZoomCall(origin, number, program, answered=number % _ROUND < _NOTED).go_through()
            found.append(settled_pss(program.pid))
        return found[0], found[1]
