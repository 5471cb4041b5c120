"""Memory of all processes after two hundred calls, against a bare program that shows the same page.

Measured as PSS (a page shared by n processes counts as an n-th), which Linux alone tells.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.desk_memory import pss_along
from benchmarks.measured import Measured
from benchmarks.processes_memory import settled_pss, tells_pss
from benchmarks.programs import running
from benchmarks.settings import import_contacts, same_flags, simulated_zoom
from benchmarks.zoom_call import ZoomCall
from cti_desktop.assets import asset

_HALF = 100
_LIMIT = 1.5
_GROWTH_LIMIT = 0.05
_MIB = 1024.0


def measure() -> Iterator[Measured]:
    """Play the same calls to both programs, one after the other."""
    if not tells_pss():
        print("memory: this system does not tell PSS; nothing measured", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="cti-bench-") as name:
        folder = Path(name)
        import_contacts(folder / "data", folder, asset("demo", "contacts.csv"))
        bare = _of_bare_program(folder)
        half, whole = pss_along(folder, "calls", (range(_HALF), range(_HALF, 2 * _HALF)))
    yield Measured(
        bench="memory",
        metric=f"PSS after {2 * _HALF} calls",
        value=whole / _MIB,
        unit="MiB",
        baseline=bare / _MIB,
        limit=_LIMIT,
    )
    yield Measured(
        bench="memory",
        metric=f"growth over the last {_HALF} calls",
        value=whole / half - 1,
        unit="share",
        limit=_GROWTH_LIMIT,
    )


def _of_bare_program(folder: Path) -> float:
    """Return the bare program's PSS in KiB after the calls its page went through."""
    with (
        simulated_zoom(folder) as (origin, page),
        running(
            "benchmarks.bare_program",
            page,
            log=folder / "bare.log",
            environment=same_flags(),
        ) as program,
    ):
        program.expect("mark")
        for number in range(2 * _HALF):
            ZoomCall(origin, number).go_through()
        return settled_pss(program.pid)
