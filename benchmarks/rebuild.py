"""How fast calls are folded again from a journal of a million events, and in how much memory."""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.filling import fill
from benchmarks.measured import Measured
from cti_desktop.store.opening import open_store, rebuild_store

_SMALL = 100_000
_LARGE = 1_000_000
_MIB = 1024 * 1024


def measure() -> Iterator[Measured]:
    """Rebuild a small and a large journal, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'rebuild.db'}"
        store = open_store(url)
        fill(store.journal, 0, _SMALL)
        store.close()
        _, small = _rebuilt(url)
        store = open_store(url)
        fill(store.journal, _SMALL, _LARGE)
        store.close()
        seconds, large = _rebuilt(url)
    yield Measured(bench="rebuild", metric="events", value=_LARGE / seconds, unit="1/s")
    yield Measured(
        bench="rebuild",
        metric=f"peak memory, {_LARGE:,} vs {_SMALL:,}",
        value=large / _MIB,
        unit="MiB",
        baseline=small / _MIB,
        limit=1.25,
    )


def _rebuilt(url: str) -> tuple[float, int]:
    """Rebuild in a fresh process; returns seconds and peak bytes."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_rebuild, (url,))


def _rebuild(url: str) -> tuple[float, int]:
    began = time.perf_counter()
    rebuild_store(url, None)
    return time.perf_counter() - began, _peak()


def _peak() -> int:
    """Return the most memory this process had; on Linux `ru_maxrss` may be its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
