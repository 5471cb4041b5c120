"""Remembers how fast pops stood on screen, for the log and the diagnostics page."""

import math
from collections import deque

import structlog

from cti_desktop.agent.views import CheckLine

_KEPT = 200
_SLOW_MS = 200.0
"""Above this a person sees that the pop comes after the ring."""

log = structlog.get_logger(__name__)


class PopTimes:
    """The last calls' milliseconds from hearing of the ring to the pop; core thread only."""

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=_KEPT)

    def add(self, ms: float) -> None:
        """Remember one, and log it."""
        self._last.append(ms)
        log.info("pop_painted", ms=round(ms, 1))

    def line(self) -> CheckLine | None:
        """Say how fast the slowest pops were, leaving out one in twenty; None before the first."""
        if not self._last:
            return None
        ordered = sorted(self._last)
        slow = ordered[math.ceil(0.95 * len(ordered)) - 1]
        return CheckLine(
            name="pop", ok=slow <= _SLOW_MS, text=f"On screen within {round(slow)} ms of the ring"
        )
