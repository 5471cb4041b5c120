"""Keeps requests under Zoom's rate limits, which count per account and label, per second and day.

One `RateLimits` is shared by all clients of an account; `rest_transport.py` and `media.py` ask it
before each request and tell it what Zoom's headers said. Used on one event loop.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cti_desktop.calls.errors import Temporary

LABELS = ("light", "medium", "heavy")
_MARGIN = 1.03  # requests sent evenly may still arrive a little closer together
_LARGE_ACCOUNT = 10  # heavy requests a second from which Zoom doubles the day's quota, too
_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What Zoom allows an account, until its answers say otherwise.

    Attributes:
        per_second: requests by label.
        per_day: requests by label; labels without a daily quota are left out.
    """

    per_second: Mapping[str, float]
    per_day: Mapping[str, int]


PRO = Plan(per_second={"light": 20, "medium": 10, "heavy": 5}, per_day={"heavy": 15_000})
BUSINESS = Plan(per_second={"light": 40, "medium": 20, "heavy": 10}, per_day={"heavy": 30_000})


@dataclass(frozen=True, slots=True, kw_only=True)
class Headroom:
    """How much of one label's quota is left.

    Attributes:
        per_second: what is asked for at most; None when requests are not paced.
        remaining: of this second's quota, as Zoom told last.
        left_today: by this program's own count; None without a daily quota.
        stopped_until: when Zoom takes requests again, UTC; None when it does now.
    """

    label: str
    per_second: float | None
    remaining: int | None
    left_today: int | None
    stopped_until: datetime | None


@dataclass(slots=True, kw_only=True)
class _Bucket:
    per_second: float | None
    per_day: int | None
    next_slot_s: float = 0.0
    remaining: int | None = None
    day: date = date.min
    today: int = 0
    stopped_until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class RateLimits:
    """Gives every request its turn; a day used up stops its own label only.

    Args:
        now: UTC; decides which day it is.
        plan: to pace by; None leaves the second's limits to Zoom's refusals.
        sleep: how to wait.
        elapsed_s: a clock that never jumps.
    """

    now: Callable[[], datetime]
    plan: Plan | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    elapsed_s: Callable[[], float] = time.monotonic
    _buckets: dict[str, _Bucket] = field(default_factory=dict, init=False)

    async def enter(self, label: str) -> None:
        """Wait for a request's turn.

        Raises:
            Temporary: the day's quota is used up (`zoom_rate_limited`), with the time it lasts.
        """
        bucket = self._bucket(label)
        self._refuse_while_stopped(bucket)
        self._count_day(bucket)
        if not bucket.per_second:
            return
        now_s = self.elapsed_s()
        slot_s = max(now_s, bucket.next_slot_s)
        bucket.next_slot_s = slot_s + _MARGIN / bucket.per_second
        if slot_s > now_s:
            await self.sleep(slot_s - now_s)

    def heard(self, label: str, headers: Mapping[str, str]) -> None:
        """Learn from the headers of an answer: the true limit, and what is left of it."""
        bucket = self._bucket(label)
        limit = _number(headers.get("x-ratelimit-limit"))
        if "daily" in headers.get("x-ratelimit-type", "").casefold():
            bucket.per_day = limit or bucket.per_day
            return
        bucket.remaining = _number(headers.get("x-ratelimit-remaining"))
        if limit and bucket.per_second:
            bucket.per_second = limit
            if label in BUSINESS.per_day and limit >= _LARGE_ACCOUNT:
                bucket.per_day = max(bucket.per_day or 0, BUSINESS.per_day[label])

    def pause(self, label: str, seconds: float) -> None:
        """Let the label's next request wait at least so long, after the second's limit was hit."""
        bucket = self._bucket(label)
        if bucket.per_second:
            bucket.next_slot_s = max(bucket.next_slot_s, self.elapsed_s() + seconds)

    def stop(self, label: str, seconds: float) -> None:
        """Ask nothing of this label for a while: Zoom says the day's quota is used up."""
        self._bucket(label).stopped_until = self.now() + timedelta(seconds=seconds)

    def spent(self) -> dict[str, tuple[date, int]]:
        """Return today's requests of each label that has a daily quota, by label."""
        today = self.now().date()
        counted = ((label, self._bucket(label)) for label in LABELS)
        return {
            label: (today, bucket.today if bucket.day == today else 0)
            for label, bucket in counted
            if bucket.per_day is not None
        }

    def spend(self, label: str, day: date, count: int) -> None:
        """Count requests of a day that were not asked through here."""
        bucket = self._bucket(label)
        if bucket.day != day:
            bucket.day, bucket.today = day, 0
        bucket.today += count

    def headroom(self) -> tuple[Headroom, ...]:
        """Tell how every label stands."""
        return tuple(self._headroom(label) for label in LABELS)

    def _headroom(self, label: str) -> Headroom:
        bucket = self._bucket(label)
        used = bucket.today if bucket.day == self.now().date() else 0
        stopped = bucket.stopped_until
        return Headroom(
            label=label,
            per_second=bucket.per_second,
            remaining=bucket.remaining,
            left_today=None if bucket.per_day is None else max(0, bucket.per_day - used),
            stopped_until=stopped if stopped and stopped > self.now() else None,
        )

    def _bucket(self, label: str) -> _Bucket:
        if label not in self._buckets:
            plan = self.plan or Plan(per_second={}, per_day={})
            self._buckets[label] = _Bucket(
                per_second=plan.per_second.get(label), per_day=plan.per_day.get(label)
            )
        return self._buckets[label]

    def _count_day(self, bucket: _Bucket) -> None:
        now = self.now()
        if bucket.day != now.date():
            bucket.day, bucket.today = now.date(), 0
        if bucket.per_day is not None and bucket.today >= bucket.per_day:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            bucket.stopped_until = midnight
            self._refuse_while_stopped(bucket)
        bucket.today += 1

    def _refuse_while_stopped(self, bucket: _Bucket) -> None:
        until = bucket.stopped_until
        left = (until - self.now()).total_seconds() if until else 0.0
        if left > 0:
            message = "Zoom's daily quota for this is used up."
            raise Temporary(message, code="zoom_rate_limited", retry_after_s=left)


def _number(told: str | None) -> int | None:
    text = (told or "").strip()
    usable = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
    return int(text) if usable else None
