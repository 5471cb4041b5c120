"""From postMessage in the frame to the pop on screen, against a bare round trip of a message."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measured import Measured, median, quantile
from benchmarks.programs import running
from benchmarks.settings import desk_environment, import_contacts, same_flags
from benchmarks.softphone_site import softphone_site
from cti_desktop.assets import asset

_TRIPS = 100  # before and again after the calls, so that both see the same machine
_MEDIAN_LIMIT = 8.0
_P99_LIMIT = 20.0


def measure() -> Iterator[Measured]:
    """Ring a desk that has contacts and a journal on disk."""
    with tempfile.TemporaryDirectory(prefix="cti-bench-") as name, softphone_site() as origin:
        folder = Path(name)
        import_contacts(folder / "data", folder, asset("demo", "contacts.csv"))
        trips = _round_trips(origin, folder)
        pops = _pops(origin, folder)
        trips += _round_trips(origin, folder)
    for share, metric, limit in (
        (0.5, "ring to painted pop, median", _MEDIAN_LIMIT),
        (0.99, "ring to painted pop, p99", _P99_LIMIT),
    ):
        yield Measured(
            bench="pop",
            metric=metric,
            value=quantile(pops, share),
            unit="ms",
            baseline=median(trips),
            limit=limit,
        )


def _round_trips(origin: str, folder: Path) -> list[float]:
    with running(
        "benchmarks.bare_bridge",
        *(origin, str(_TRIPS)),
        log=folder / "bare.log",
        environment=same_flags(),
    ) as program:
        trips: list[float] = program.expect("trips")["trips"]
        return trips


def _pops(origin: str, folder: Path) -> list[float]:
    with running(
        "benchmarks.desk_program",
        "pops",
        log=folder / "desk.log",
        environment=desk_environment(folder / "data", f"{origin}/", origin),
    ) as program:
        said = program.expect("pops")
    if said["error"]:
        raise RuntimeError(said["error"])
    pops: list[float] = said["pops"]
    return pops
