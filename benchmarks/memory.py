"""Memory of all processes after two hundred calls, against a bare program that shows the same page.

Measured as PSS (a page shared by n processes counts as an n-th), which Linux alone tells.
"""

import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measured import Measured
from benchmarks.programs import Program, running
from benchmarks.settings import (
    EXTENSION,
    desk_environment,
    import_contacts,
    same_flags,
    simulated_zoom,
)
from cti_desktop.assets import asset

_HALF = 100
_LIMIT = 1.5
_GROWTH_LIMIT = 0.05
_SAMPLE_S = 0.5
_SETTLED = 6  # samples in a row that differ by less than this share
_SETTLED_SHARE = 0.005
_SETTLING_S = 40.0
_POLL_S = 0.01
_PATIENCE_S = 30.0
_MIB = 1024.0


def measure() -> Iterator[Measured]:
    """Play the same calls to both programs, one after the other."""
    if not Path("/proc/self/smaps_rollup").exists():
        print("memory: this system does not tell PSS; nothing measured", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="cti-bench-") as name:
        folder = Path(name)
        import_contacts(folder / "data", folder, asset("demo", "contacts.csv"))
        bare = _of_bare_program(folder)
        half, whole = _of_desk(folder)
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
            _Call(origin, number).go_through()
        return _settled_pss(program.pid)


def _of_desk(folder: Path) -> tuple[float, float]:
    """Return the desk's PSS in KiB after half of the calls and after all."""
    with (
        simulated_zoom(folder) as (origin, page),
        running(
            "benchmarks.desk_program",
            "calls",
            log=folder / "desk.log",
            environment=desk_environment(folder / "data", page, origin),
        ) as program,
    ):
        while program.expect("mark")["mark"] != "ready":
            pass
        found = []
        for start in (0, _HALF):
            for number in range(start, start + _HALF):
                _Call(origin, number, program).go_through()
            found.append(_settled_pss(program.pid))
        return found[0], found[1]


class _Call:
    """One call from ring to record; every other is answered."""

    def __init__(self, zoom: str, number: int, desk: Program | None = None) -> None:
        self._control = f"{zoom}/control"
        self._number = number
        self._desk = desk

    def go_through(self) -> None:
        """Ring, answer or not, hang up, and wait for everything that follows."""
        caller = {"agent": EXTENSION, "caller_number": f"+4420794600{self._number % 100:02d}"}
        caller["caller_name"] = f"Caller {self._number}"
        call_id = str(self._ask("/ring", caller)["call_id"])
        self._until(call_id, "phase", "ringing")
        self._hear("rings")
        if self._number % 2:
            self._ask(f"/calls/{call_id}/answer", {})
            self._until(call_id, "phase", "talking")
            self._hear("noted")
        self._ask(f"/calls/{call_id}/hangup", {})
        self._until(call_id, "finished", True)
        self._hear("gone")

    def _hear(self, what: str) -> None:
        if self._desk is not None:
            self._desk.expect(what, _PATIENCE_S)

    def _until(self, call_id: str, field: str, wanted: object) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while self._ask(f"/truth/{call_id}")[field] != wanted:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the call's {field} never was {wanted}")
            time.sleep(_POLL_S)

    def _ask(self, path: str, body: dict[str, str] | None = None) -> dict[str, object]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self._control + path, data, headers)  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:  # noqa: S310 - ours
            found: dict[str, object] = json.load(answer)
            return found


def _settled_pss(pid: int) -> float:
    """Return the PSS of a process and all below it, once it no longer changes."""
    deadline = time.monotonic() + _SETTLING_S
    samples = [_pss(pid)]
    while time.monotonic() < deadline:
        time.sleep(_SAMPLE_S)
        samples.append(_pss(pid))
        last = samples[-_SETTLED:]
        if len(last) == _SETTLED and max(last) - min(last) < _SETTLED_SHARE * last[-1]:
            break
    return min(samples[-_SETTLED:])


def _pss(pid: int) -> float:
    return sum(_pss_of(one) for one in _family(pid))


def _pss_of(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it ended since it was listed
    return next((float(line.split()[1]) for line in lines if line.startswith("Pss:")), 0.0)


def _family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text("utf-8", "replace")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended since it was listed
            parent = int(stat.rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    family, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        family.append(one)
        waiting += children.get(one, [])
    return family
