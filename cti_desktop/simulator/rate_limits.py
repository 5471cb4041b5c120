"""Zoom's rate limits: one bucket per label for the whole account, per second and per day."""

from collections import deque
from datetime import datetime, timedelta
from typing import Literal

from cti_desktop.simulator.clock import Clock, iso
from cti_desktop.simulator.settings import Tuning

Label = Literal["Light", "Medium", "Heavy"]
_SECOND = timedelta(seconds=1)


class OverLimit(Exception):
    """A request came over the limit; the message and `headers` are what Zoom answers."""

    def __init__(self, message: str, headers: dict[str, str]) -> None:
        super().__init__(message)
        self.headers = headers


class RateLimits:
    """Counts requests by label."""

    def __init__(self, tuning: Tuning, clock: Clock) -> None:
        self._tuning = tuning
        self._clock = clock
        self._recent: dict[Label, deque[datetime]] = {}
        self._day = clock.now().date()
        self._heavy_today = 0

    def count(self, label: Label) -> dict[str, str]:
        """Count a request and return the headers that tell what is left.

        Raises:
            OverLimit: the label's limit for this second or this day is used up.
        """
        now = self._clock.now()
        recent = self._recent.setdefault(label, deque())
        while recent and recent[0] <= now - _SECOND:
            recent.popleft()
        limit = self._per_second(label)
        headers = {
            "X-RateLimit-Category": label,
            "X-RateLimit-Type": "QPS",
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, limit - len(recent) - 1)),
        }
        if len(recent) >= limit:
            headers["X-RateLimit-Reset"] = str(int((now + _SECOND).timestamp()))
            raise OverLimit(
                "You have reached the maximum per-second rate limit for this API. Try again later.",
                headers,
            )
        self._count_day(label, now, headers)
        recent.append(now)
        return headers

    def _per_second(self, label: Label) -> int:
        settings = self._tuning.current
        limits: dict[Label, int] = {
            "Light": settings.light_per_second,
            "Medium": settings.medium_per_second,
            "Heavy": settings.heavy_per_second,
        }
        return limits[label]

    def _count_day(self, label: Label, now: datetime, headers: dict[str, str]) -> None:
        if label != "Heavy":
            return
        if now.date() != self._day:
            self._day, self._heavy_today = now.date(), 0
        limit = self._tuning.current.heavy_per_day
        if self._heavy_today >= limit:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            raise OverLimit(
                "You have reached the maximum daily rate limit for this API. "
                "Refer to the response header for details on when you can make another request.",
                headers
                | {
                    "X-RateLimit-Type": "Daily-limit",
                    "X-RateLimit-Limit": str(limit),
                    "X-RateLimit-Remaining": "0",
                    "Retry-After": iso(midnight),
                },
            )
        self._heavy_today += 1
