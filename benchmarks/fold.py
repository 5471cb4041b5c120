"""How many events are folded in a second, and what one more costs in a journal that is full."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
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
_FIRST_PROBE = 10_000_000


def measure() -> Iterator[Measured]:
    """Fold calls in memory; then append single events to a small and to a large journal."""
    told = list(events(_CALLS))
    groups = [told[i : i + EVENTS_PER_CALL] for i in range(0, len(told), EVENTS_PER_CALL)]
    began = time.perf_counter()
    for group in groups:
        fold(group)
    rate = len(told) / (time.perf_counter() - began)
    yield Measured(bench="fold", metric="events folded", value=rate, unit="1/s")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_stores:
        stores = []
        for size in (_SMALL, _LARGE):
            store = open_store(f"sqlite:///{Path(folder) / f'{size}.db'}")
            open_stores.callback(store.close)
            fill(store.journal, 0, size)
            stores.append(store.journal)
        small, large = _append_costs(stores)
    yield Measured(
        bench="fold",
        metric=f"append event {_LARGE + 1:,} vs {_SMALL + 1:,}",
        value=large * 1000,
        unit="ms",
        baseline=small * 1000,
        limit=1.5,
    )


def _append_costs(journals: Sequence[Journal]) -> list[float]:
    """Median seconds of appending one event durably, each a new call's first.

    In turns, so that a busy moment of the machine hits all journals.
    """
    costs: list[list[float]] = [[] for _ in journals]
    for event in list(events(_PROBES, _FIRST_PROBE))[::EVENTS_PER_CALL]:
        for journal, cost in zip(journals, costs, strict=True):
            began = time.perf_counter()
            journal.append([event]).result()
            cost.append(time.perf_counter() - began)
    return [median(cost) for cost in costs]
