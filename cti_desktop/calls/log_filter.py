"""Which calls a log shows and in what order: what the window asks and the store answers by.

Times are given as a period that means the same tomorrow ("last week"), so that a filter can be
kept under a name; `at` turns it into instants for one moment.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

import msgspec

from cti_desktop.calls.call import State
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import Direction

Place = tuple[datetime | int | str, str]
"""Where a call stands in a sorted log: the value it is sorted by, and its id."""

_WEEK = 7


class Sort(StrEnum):
    """In what order calls are listed; by party is by the name people see."""

    NEWEST = "newest"
    OLDEST = "oldest"
    PARTY = "party"
    PARTY_DOWN = "party_down"
    SHORTEST = "shortest"
    LONGEST = "longest"

    @property
    def by_day(self) -> bool:
        """Whether calls of one day stand together."""
        return self in (Sort.NEWEST, Sort.OLDEST)


class Period(StrEnum):
    """Which days; weeks begin on Monday."""

    ANY = "any"
    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What narrows a log; what is left out does not.

    Attributes:
        text: every word has to be in the party's name or number, a note, a tag or an outcome,
            or to begin a word of the name or firm of a contact the call is with.
        since: started at or after this time.
        until: started before this time.
        agent_ids: any of these had part, such as `user:…`, `ext:…`; see `Leg.ids`.
        number: the other side's, E.164 or as Zoom gives it.
        outcome: a stored value; `without_outcome` asks for calls that have none.
        via: the queue or group it came through, by name.
        agent: the name of somebody who had part.
        whose: the ids of one with that name; without, everybody of that name is meant.
        tag: a word people put on it.
        period: days to turn into `since` and `until`; `DAYS` are `first_day` to `last_day`.
    """

    text: str = ""
    direction: Direction | None = None
    states: tuple[State, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    agent_ids: tuple[str, ...] = ()
    number: str | None = None
    outcome: str | None = None
    without_outcome: bool = False
    via: str | None = None
    agent: str | None = None
    whose: tuple[str, ...] = ()
    tag: str | None = None
    has_note: bool | None = None
    has_recording: bool | None = None
    has_voicemail: bool | None = None
    period: Period = Period.ANY
    first_day: date | None = None
    last_day: date | None = None
    sort: Sort = Sort.NEWEST

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return replace(self, sort=Sort.NEWEST) != LogFilter()

    def at(self, now: datetime, zone: tzinfo | None) -> "LogFilter":
        """Return it with its period as instants.

        Args:
            now: the moment that `today` is at.
            zone: whose days are meant; the system's by default.
        """
        first, last = self._days(now.astimezone(zone).date())
        since = _midnight(first, zone) if first else self.since
        until = _midnight(last + timedelta(days=1), zone) if last else self.until
        return replace(self, since=since, until=until)

    def _days(self, today: date) -> tuple[date | None, date | None]:
        monday = today - timedelta(days=today.weekday())
        first = today.replace(day=1)
        before = first - timedelta(days=1)
        return {
            Period.ANY: (None, None),
            Period.TODAY: (today, today),
            Period.YESTERDAY: (today - timedelta(days=1), today - timedelta(days=1)),
            Period.THIS_WEEK: (monday, today),
            Period.LAST_WEEK: (monday - timedelta(days=_WEEK), monday - timedelta(days=1)),
            Period.THIS_MONTH: (first, today),
            Period.LAST_MONTH: (before.replace(day=1), before),
            Period.DAYS: (self.first_day, self.last_day),
        }[self.period]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A filter a person gave a name."""

    name: str
    shows: LogFilter


def encode_filters(filters: tuple[SavedFilter, ...]) -> str:
    """Write named filters as JSON."""
    return msgspec.json.encode(filters).decode()


def decode_filters(text: str) -> tuple[SavedFilter, ...]:
    """Read what `encode_filters` wrote.

    Raises:
        Denied: it is something else.
    """
    try:
        return msgspec.json.decode(text, type=tuple[SavedFilter, ...])
    except msgspec.MsgspecError as error:
        raise Denied(f"These are no filters: {error}", code="malformed_filters") from error


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    """Return the beginning of a day; its offset is the one of that day."""
    wall = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone is added below
    return wall.replace(tzinfo=zone) if zone else wall.astimezone()
