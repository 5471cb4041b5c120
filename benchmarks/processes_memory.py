"""How much memory a process and all below it hold, as PSS: a page that n share counts an n-th."""

import time
from pathlib import Path

_SAMPLE_S = 0.5
_SETTLED = 6  # samples in a row that differ by less than this share
_SETTLED_SHARE = 0.005
_SETTLING_S = 40.0


def tells_pss() -> bool:
    """Tell whether this system does; Linux alone."""
    return Path("/proc/self/smaps_rollup").exists()


def settled_pss(pid: int) -> float:
    """Return the PSS in KiB of a process and all below it, once it no longer changes."""
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
