"""Everything that is written for people: times, durations, states, places, in their language.

The composition root makes one `Words`; widgets ask it and never format by themselves.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime

from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction, Result
from cti_desktop.desktop.country_names import country_name
from cti_desktop.desktop.date_formats import abbreviated, without

_HOUR, _MINUTE = 3600, 60
_RECENT_H = 6
_WEEK_DAYS = 7
_MINUTES = re.compile(r"(\W)mm")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Words", text)


class Words:
    """Writes for one reader.

    Args:
        locale: their language and ways to write times; the system's by default.
        zone: their time zone; the system's by default.
        now: the time now in UTC.
        region: ISO country whose numbers are at home for the reader; None when none is set.
    """

    def __init__(
        self,
        locale: QLocale | None = None,
        zone: tzinfo | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        region: str | None = None,
    ) -> None:
        self._region = region
        self._locale = locale or QLocale()
        self._zone = zone
        self._now = now

    def now(self) -> datetime:
        """Return the time now in UTC."""
        return self._now()

    @property
    def zone(self) -> tzinfo | None:
        """The reader's time zone; None is the system's."""
        return self._zone

    def count(self, number: int) -> str:
        """Write how many, as the reader's locale groups digits: `1,200`."""
        return self._locale.toString(number)

    def factor(self, number: float) -> str:
        """Write how many times: `1.5×`."""
        return f"{self._locale.toString(number, 'g', 3)}×"

    # durations

    def duration(self, seconds: int | None) -> str:
        """Write a length: `2:41`, `1:02:03`; nothing for None."""
        if seconds is None:
            return ""
        hours, rest = divmod(max(0, seconds), _HOUR)
        minutes, left = divmod(rest, _MINUTE)
        return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"

    def timer(self, since: datetime | None, until: datetime | None = None) -> str:
        """Write a running time as `02:41` or `1:02:03`."""
        if since is None:
            return "00:00"
        seconds = int(((until or self._now()) - since).total_seconds())
        return self.duration(seconds).rjust(5, "0")

    def spoken_duration(self, seconds: int | None) -> str:
        """Say a length in words: `2 minutes 41 seconds`, for screen readers."""
        if seconds is None:
            return ""
        minutes, left = divmod(max(0, seconds), _MINUTE)
        said = []
        if minutes:
            text = _tr("1 minute") if minutes == 1 else _tr("%1 minutes")
            said.append(text.replace("%1", str(minutes)))
        if left or not minutes:
            text = _tr("1 second") if left == 1 else _tr("%1 seconds")
            said.append(text.replace("%1", str(left)))
        return " ".join(said)

    # times

    def ago(self, at: datetime | None) -> str:
        """Say how long ago: `just now`, `12 min ago`, `3 h ago`, `Yesterday 15:20`, `Fri 15:20`."""
        if at is None:
            return ""
        seconds = int((self._now() - at).total_seconds())
        if abs(seconds) < _MINUTE:
            return _tr("just now")
        if 0 < seconds < _HOUR:
            return _tr("%1 min ago").replace("%1", str(seconds // _MINUTE))
        same_day = self._local(at).date() == self._local(self._now()).date()
        if same_day and 0 < seconds < _RECENT_H * _HOUR:
            return _tr("%1 h ago").replace("%1", str(seconds // _HOUR))
        return self.when(at)

    def when(self, at: datetime | None) -> str:
        """Name a point in time, as short as the day allows: `15:20`, `Tomorrow 10:00`, `24 Nov`."""
        if at is None:
            return ""
        day = self._day_word(at)
        if day is not None:
            return f"{day} {self.clock(at)}".strip()
        return self._short_date(at)

    def clock(self, at: datetime) -> str:
        """Write the time of day as the reader's locale does: `15:20`, `3:20 PM`."""
        return self._locale.toString(self._time(at), QLocale.FormatType.ShortFormat)

    def clock_seconds(self, at: datetime) -> str:
        """Write the time of day with seconds: `15:20:04`."""
        short = self._locale.timeFormat(QLocale.FormatType.ShortFormat)
        return self._locale.toString(self._time(at), _MINUTES.sub(r"\1mm\1ss", short))

    def exact(self, at: datetime | None) -> str:
        """Write date and time in full: `Friday, 20 November 2026 15:20:04`."""
        if at is None:
            return ""
        day = self._locale.toString(self._date(at), QLocale.FormatType.LongFormat)
        return f"{day} {self.clock_seconds(at)}"

    def day_heading(self, at: datetime | None) -> str:
        """Name a day above its calls: `Today`, `Yesterday`, `Friday, 20 November`."""
        if at is None:
            return _tr("Date unknown")
        away = (self._local(at).date() - self._local(self._now()).date()).days
        if away in (0, -1):
            return _tr("Today") if away == 0 else _tr("Yesterday")
        left_out = "yyyy" if self._this_year(at) else "dddd"
        return self._locale.toString(self._date(at), without(self._long_date, left_out))

    def country(self, code: str | None) -> str:
        """Name a country by its ISO code; nothing for what is none."""
        return country_name(code, QLocale.languageToCode(self._locale.language()))

    def place_and_time(self, city: str, country: str | None, time_zone: str | None) -> str:
        """Say where a number is and what time it is there: `London 15:20`, `Berlin, Germany 16:20`.

        The country stands there when it is not the reader's own, or when no city is sure.
        """
        abroad = country != self._region or not city
        where = ", ".join(part for part in (city, self.country(country) if abroad else "") if part)
        return self.local_time(where, time_zone)

    def local_time(self, place: str, time_zone: str | None) -> str:
        """Say what time it is at the caller: `London 15:20`; just the place without a zone."""
        if time_zone is None:
            return place
        try:
            there = self._now().astimezone(ZoneInfo(time_zone))
        except (ZoneInfoNotFoundError, ValueError):
            return place
        time = QTime(there.hour, there.minute)
        return f"{place} {self._locale.toString(time, QLocale.FormatType.ShortFormat)}".strip()

    @property
    def field_format(self) -> str:
        """How a field shows day and time, as in `Tue, 24 Nov 2026  10:00`."""
        clock = self._locale.timeFormat(QLocale.FormatType.ShortFormat)
        return f"{abbreviated(self._long_date)}  {clock}"

    def to_field(self, at: datetime) -> QDateTime:
        """Turn a time into what a date field of the reader shows."""
        return QDateTime(self._date(at), self._time(at))

    def from_field(self, shown: QDateTime) -> datetime:
        """Turn what a date field shows into a time in UTC."""
        date, time = shown.date(), shown.time()
        local = datetime(  # noqa: DTZ001 - the reader's wall clock; the zone is added below
            date.year(), date.month(), date.day(), time.hour(), time.minute()
        )
        aware = local.replace(tzinfo=self._zone) if self._zone else local.astimezone()
        return aware.astimezone(UTC)

    def next_working_morning(self) -> datetime:
        """Return ten o'clock on the next day from Monday to Friday, in UTC."""
        day = self._local(self._now()) + timedelta(days=1)
        while day.isoweekday() > 5:  # noqa: PLR2004 - Friday
            day += timedelta(days=1)
        return day.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(UTC)

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone)

    def _date(self, at: datetime) -> QDate:
        local = self._local(at)
        return QDate(local.year, local.month, local.day)

    def _time(self, at: datetime) -> QTime:
        local = self._local(at)
        return QTime(local.hour, local.minute, local.second)

    def _day_word(self, at: datetime) -> str | None:
        away = (self._local(at).date() - self._local(self._now()).date()).days
        if away == 0:
            return ""
        if away in (-1, 1):
            return _tr("Yesterday") if away < 0 else _tr("Tomorrow")
        if abs(away) < _WEEK_DAYS:
            return self._locale.toString(self._date(at), "ddd")
        return None

    def _short_date(self, at: datetime) -> str:
        left_out = ("dddd", "yyyy") if self._this_year(at) else ("dddd",)
        return self._locale.toString(
            self._date(at), abbreviated(without(self._long_date, *left_out))
        )

    def _this_year(self, at: datetime) -> bool:
        return self._local(at).year == self._local(self._now()).year

    @property
    def _long_date(self) -> str:
        return self._locale.dateFormat(QLocale.FormatType.LongFormat)

    # calls

    def state(self, state: State, result: Result | None = None) -> str:
        """Name what a call is doing or how it came out."""
        by_result = {
            Result.BUSY: _tr("Busy"),
            Result.NO_ANSWER: _tr("No answer"),
            Result.CANCELED: _tr("Cancelled"),
            Result.FAILED: _tr("Failed"),
            Result.BLOCKED: _tr("Blocked"),
            Result.ABANDONED: _tr("Caller hung up"),
        }
        if state is State.ENDED and result in by_result:
            return by_result[result]
        return {
            State.RINGING: _tr("Ringing"),
            State.CONNECTED: _tr("Connected"),
            State.ON_HOLD: _tr("On hold"),
            State.ENDED: _tr("Ended"),
            State.MISSED: _tr("Missed"),
            State.REJECTED: _tr("Declined"),
            State.VOICEMAIL: _tr("Voicemail"),
            State.ANSWERED_ELSEWHERE: _tr("Answered elsewhere"),
        }[state]

    def calling(self) -> str:
        """Name what an outgoing call does before somebody answers."""
        return _tr("Calling")

    def direction(self, direction: Direction | None) -> str:
        """Name which way a call goes."""
        if direction is None:
            return _tr("Call")
        return {
            Direction.INBOUND: _tr("Incoming call"),
            Direction.OUTBOUND: _tr("Outgoing call"),
            Direction.INTERNAL: _tr("Internal call"),
        }[direction]

    def first_name(self, name: str) -> str:
        """Return the name a heading uses: `Ada` of `Ada Lovelace`; a number stays whole."""
        first = name.split(maxsplit=1)[0] if name.split() else name
        return first if first.isalpha() else name

    def initials(self, name: str) -> str:
        """Return one or two letters that stand for a name; nothing for a number."""
        parts = [part for part in name.split() if part[0].isalpha()]
        letters = [parts[0][0], parts[-1][0]] if len(parts) > 1 else [p[0] for p in parts]
        return "".join(letters).upper()
