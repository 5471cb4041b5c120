"""Eight hours of an agent's work in as short a time as they go: what they leave in memory.

Five hundred calls, two hundred notes and a hundred searches, through the true desk and the
simulator's softphone page; what counts is what came on top after the first hour.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.desk_memory import pss_along
from benchmarks.measured import Measured
from benchmarks.processes_memory import tells_pss
from benchmarks.settings import import_contacts
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
        hours = (range(calls // _HOURS), range(calls // _HOURS, calls))
        first, whole = pss_along(folder, "shift", hours, lambda n: n % _ROUND < _NOTED)
    yield Measured(
        bench="shift",
        metric=f"growth after hour 1 of {_HOURS}, {calls} calls",
        value=whole / first - 1,
        unit="share",
        limit=_LIMIT,
    )
    yield Measured(bench="shift", metric="PSS at the end", value=whole / _MIB, unit="MiB")
