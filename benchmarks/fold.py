"""How many events are folded in a second, and what one more costs in a journal that is full."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.filling import fill
from benchmarks.measured import Measured, median
from benchmarks.samples import EVENTS_PER_CALL, events
from cti_desktop.calls.fold import fold
from cti_desktop.store.journal import Journal
from cti_desktop.store.opening import open_store

_CALLS = 5_000
_SMALL = 1_000
_LARGE = 1_000_000
_PROBES = 300


def measure() -> Iterator[Measured]:
    """Fold calls in memory; then append single events to a small and to a large journal."""
    told = list(events(_CALLS))
    groups = [told[i : i + EVENTS_PER_CALL] for i in range(0, len(told), EVENTS_PER_CALL)]
    began = time.perf_counter()
    for group in groups:
        fold(group)
    rate = len(told) / (time.perf_counter() - began)
    yield Measured(bench="fold", metric="events folded", value=rate, unit="1/s")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'fold.db'}")
        try:
            fill(store.journal, 0, _SMALL)
            small = _append_cost(store.journal, 10_000_000)
            fill(store.journal, _SMALL, _LARGE)
            large = _append_cost(store.journal, 20_000_000)
        finally:
            store.close()
    yield Measured(
        bench="fold",
        metric=f"append event {_LARGE + 1:,} vs {_SMALL + 1:,}",
        value=large * 1000,
        unit="ms",
        baseline=small * 1000,
        limit=1.5,
    )


def _append_cost(journal: Journal, first: int) -> float:
    """Median seconds of appending one event durably, each a new call's first."""
    costs = []
    for event in list(events(_PROBES, first))[::EVENTS_PER_CALL]:
        began = time.perf_counter()
        journal.append([event]).result()
        costs.append(time.perf_counter() - began)
    return median(costs)
