"""What a benchmark prints: a figure, what it is held against, and the ratio."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure of one benchmark.

    Attributes:
        value: in `unit`.
        baseline: the same thing done the bare way in the same run; None when there is none.
        ratio: value against baseline, or as the benchmark says; None without a baseline.
        limit: what the ratio (or the value, without a baseline) may be.
        at_least: the limit is a floor, not a ceiling.
    """

    bench: str
    metric: str
    value: float
    unit: str
    baseline: float | None = None
    limit: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Return value by baseline."""
        return self.value / self.baseline if self.baseline else None

    @property
    def holds(self) -> bool | None:
        """Tell whether the limit is kept; None when there is none."""
        measured = self.value if self.baseline is None else self.ratio
        if self.limit is None or measured is None:
            return None
        return measured >= self.limit if self.at_least else measured <= self.limit

    def as_json(self) -> dict[str, object]:
        """Return the stable JSON form of one figure."""
        return {
            "bench": self.bench,
            "metric": self.metric,
            "value": round(self.value, 4),
            "unit": self.unit,
            "baseline": None if self.baseline is None else round(self.baseline, 4),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "limit": self.limit,
            "holds": self.holds,
        }


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return quantile(values, 0.5)


def resident_mb() -> float:
    """Return how much memory this process has; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    for line in status.read_text("ascii").splitlines() if status.exists() else ():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
