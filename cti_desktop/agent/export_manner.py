"""How an export is written: plainly for programs, or for a person as their spreadsheet reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from cti_desktop.agent.export_rows import COLUMNS
from cti_desktop.calls.outcomes import OutcomeSet

_DAY = slice(0, len("2026-11-20"))
_TIME = slice(len("2026-11-20 "), len("2026-11-20 09:00:00"))


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How CSV and workbook are written; JSON is for programs and always the same.

    The default is plain: words of our own, times in UTC.

    Attributes:
        separator: what stands between two cells of a CSV.
        sheet: names the sheets of a workbook.
        headings: of the columns, in their order.
        words: for a direction, state or result and for `yes`; what is not there is left as it is.
        say: puts the label of an outcome, "Withheld number" and the like into the reader's
            language; asked from any thread.
        zone: the reader's; None is the system's.
        day: how `strftime` is to write a day; with none, times are ISO 8601 with their offset.
    """

    separator: str = ","
    sheet: str = "Calls"
    headings: tuple[str, ...] = COLUMNS
    words: Mapping[str, str] = field(default_factory=dict)
    say: Callable[[str], str] = _as_it_is
    zone: tzinfo | None = UTC
    day: str | None = None

    def local(self, at: datetime) -> datetime:
        """Return a time as the reader's clock shows it."""
        return at if at.tzinfo is self.zone else at.astimezone(self.zone)

    def said(self, outcomes: OutcomeSet) -> OutcomeSet:
        """Return the outcomes with their labels in the reader's language."""
        told = (replace(one, label=self.say(one.label)) for one in outcomes.outcomes)
        return replace(outcomes, outcomes=tuple(told))


class Clock:
    """Writes times into a CSV; remembers the days, of which a log has few."""

    def __init__(self, manner: Manner) -> None:
        self._zone, self._day = manner.zone, manner.day
        self._days: dict[str, str] = {}

    def write(self, at: datetime) -> str:
        """Write a time."""
        local = at if at.tzinfo is self._zone else at.astimezone(self._zone)
        if self._day is None:
            return local.isoformat(timespec="seconds") if local.microsecond else local.isoformat()
        text = local.isoformat(" ")
        day = self._days.get(text[_DAY])
        if day is None:
            day = self._days[text[_DAY]] = local.strftime(self._day)
        return f"{day} {text[_TIME]}"
