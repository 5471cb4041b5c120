"""Zoom's way of handing out long lists: pages, opaque tokens that live 15 minutes, date windows."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

from cti_desktop.simulator.clock import Clock

_TOKEN_LIFE = timedelta(minutes=15)
_LONGEST_WINDOW = timedelta(days=31)
_DEFAULT_WINDOW = timedelta(hours=24)
_DATE_LENGTH = len("2026-01-31")

Row = TypeVar("Row")


class PageRefused(ValueError):
    """A paging or date parameter is wrong; `code` is Zoom's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list and the token of the next."""

    rows: Sequence[Row]
    size: int
    total: int
    next_token: str

    @property
    def count(self) -> int:
        """Return how many pages the list has."""
        return -(-self.total // self.size)


@dataclass(frozen=True)
class _Rest(Generic[Row]):
    rows: Sequence[Row]
    size: int
    total: int
    expires: datetime


class Pager(Generic[Row]):
    """Cuts lists into pages; a list stays as it was when its first page was asked for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rests: dict[str, _Rest[Row]] = {}

    def page(
        self, token: str, page_size: str, largest: int, read: Callable[[], Sequence[Row]]
    ) -> Page[Row]:
        """Return the page a token names, or the first page of what `read` returns.

        Raises:
            PageRefused: wrong size, or an unknown or expired token.
        """
        if token:
            rest = self._rests.get(token)
            if rest is None or rest.expires <= self._clock.now():
                raise PageRefused(400, "The next page token is invalid or expired.")
            return self._cut(rest.rows, rest.size, rest.total)
        size = _size(page_size, largest)
        rows = read()
        return self._cut(rows, size, len(rows))

    def _cut(self, rows: Sequence[Row], size: int, total: int) -> Page[Row]:
        following = rows[size:]
        token = ""
        if following:
            token = secrets.token_urlsafe(24)
            self._rests[token] = _Rest(following, size, total, self._clock.now() + _TOKEN_LIFE)
        return Page(rows[:size], size, total, token)


@dataclass(frozen=True)
class Window:
    """The span of time a query asks for, both ends included."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment lies in the window."""
        return self.start <= moment <= self.end


def window(first: str, last: str, now: datetime) -> Window:
    """Read `from` and `to`; without them the last 24 hours are meant.

    Raises:
        PageRefused: one is missing or malformed, or the span is longer than a month.
    """
    if not first and not last:
        return Window(now - _DEFAULT_WINDOW, now)
    if not first or not last:
        raise PageRefused(300, "Validation Failed: from and to go together.")
    start, end = _moment(first, end_of_day=False), _moment(last, end_of_day=True)
    if end < start or end - start > _LONGEST_WINDOW + timedelta(days=1):
        raise PageRefused(300, "Validation Failed: the range must not exceed a month.")
    return Window(start, end)


def _moment(text: str, *, end_of_day: bool) -> datetime:
    try:
        if len(text) == _DATE_LENGTH:
            day = date.fromisoformat(text)
            start = datetime(day.year, day.month, day.day, tzinfo=UTC)
            return start + timedelta(days=1, microseconds=-1) if end_of_day else start
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise PageRefused(300, "Validation Failed: a date is malformed.") from wrong
    if moment.tzinfo is None:
        raise PageRefused(300, "Validation Failed: a time needs its zone.")
    return moment + timedelta(microseconds=999_999) if end_of_day else moment


def _size(text: str, largest: int) -> int:
    if not text:
        return 30
    if not text.isdecimal() or not 1 <= int(text) <= largest:
        raise PageRefused(300, f"Validation Failed: page_size must be 1 to {largest}.")
    return int(text)
