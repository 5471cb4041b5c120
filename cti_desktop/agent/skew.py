"""How far this computer's clock is from the companion's; for display and hints, never for events.

An event keeps the time it was made with: what a wild clock may do is bounded where the companion
receives it (`calls/clocks.py`).
"""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median_low

from cti_desktop.agent.hints import Hint, clock_off
from cti_desktop.store.cursors import Cursors

SKEW = "companion.skew"
"""Cursor with the seconds that were measured last; `doctor` reads it."""
MUCH = timedelta(seconds=60)
_LITTLE_S = 5.0
_SAMPLES = 5


class ClockSkew:
    """Measures by answers that came at once, and takes the middle of a few; core loop only.

    Frames of a stream are no measure: after a sleep of the computer they may be hours old.

    Args:
        changed: hears that `hints` may be others.
        clock: this computer's, UTC.
    """

    def __init__(
        self,
        cursors: Cursors,
        changed: Callable[[], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._cursors, self._changed, self._clock = cursors, changed, clock
        self._samples: deque[float] = deque(maxlen=_SAMPLES)
        self._kept_s: float | None = None
        self.skew = timedelta()

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What to say of a clock that is far off."""
        if abs(self.skew) <= MUCH:
            return ()
        return (clock_hint(self.skew),)

    def heard(self, now: datetime) -> None:
        """Take the companion's clock out of an answer that has just come."""
        self._samples.append((now - self._clock()).total_seconds())
        seconds = median_low(self._samples)
        before, self.skew = self.hints, timedelta(seconds=seconds)
        if self._kept_s is None or abs(seconds - self._kept_s) > _LITTLE_S:
            self._kept_s = seconds
            self._cursors.set(SKEW, f"{seconds:.0f}")
        if self.hints != before:
            self._changed()

    def corrected(self, at: datetime) -> datetime:
        """Return a stamp of this computer as the companion's clock would have it."""
        return at + self.skew


def clock_hint(skew: timedelta) -> Hint:
    """Say how far this computer's clock is from the companion's, and what to do."""
    minutes = max(1, round(abs(skew) / timedelta(minutes=1)))
    return clock_off(-minutes if skew > timedelta() else minutes)
