"""What a filter of the call log is called, part by part; for its chips and its menu."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from cti_desktop.agent.answers import LogChoices
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.calls.log_filter import LogFilter, Period, Sort
from cti_desktop.desktop.words import Words

_Part = tuple[str, dict[str, Any]]
"""A condition in words, and what has to be set to be without it."""

QUICK = {
    "all": LogFilter(),
    "missed": LogFilter(states=(State.MISSED,)),
    "inbound": LogFilter(direction=Direction.INBOUND),
    "outbound": LogFilter(direction=Direction.OUTBOUND),
}
"""What the chips that always stand there ask for; they set direction and states."""


_WITH: dict[str, dict[str, Any]] = {"agent": {"whose": ()}}
"""What goes with a field that is taken away."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("LogFilter", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing a log is narrowed by, in words, and the filter without it."""

    text: str
    without: LogFilter


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a call has or has not: the filter's field and its words."""

    field: str
    title: str
    having: str
    lacking: str


def periods() -> dict[Period, str]:
    """Name the periods that need no dates."""
    return {
        Period.TODAY: _tr("Today"),
        Period.YESTERDAY: _tr("Yesterday"),
        Period.THIS_WEEK: _tr("This week"),
        Period.LAST_WEEK: _tr("Last week"),
        Period.THIS_MONTH: _tr("This month"),
        Period.LAST_MONTH: _tr("Last month"),
    }


def sorts() -> dict[Sort, str]:
    """Name the orders."""
    return {
        Sort.NEWEST: _tr("Newest first"),
        Sort.OLDEST: _tr("Oldest first"),
        Sort.LONGEST: _tr("Longest first"),
        Sort.SHORTEST: _tr("Shortest first"),
        Sort.PARTY: _tr("By the caller's name"),
    }


def marks() -> tuple[Mark, ...]:
    """Name what a call has or has not."""
    return (
        Mark("has_note", _tr("Note"), _tr("With a note"), _tr("Without a note")),
        Mark(
            "has_recording", _tr("Recording"), _tr("With a recording"), _tr("Without a recording")
        ),
        Mark(
            "has_voicemail", _tr("Voicemail"), _tr("With a voicemail"), _tr("Without a voicemail")
        ),
    )


def conditions(shown: LogFilter, words: Words, choices: LogChoices) -> tuple[Condition, ...]:
    """List what narrows or orders a log, but for its text and what the first chips say."""
    found = [*_ways(shown, words), *_days(shown), *_names(shown, choices), *_having(shown)]
    if shown.sort is not Sort.NEWEST:
        found.append((sorts().get(shown.sort, shown.sort), {"sort": Sort.NEWEST}))
    return tuple(Condition(text=text, without=replace(shown, **without)) for text, without in found)


def is_quick(shown: LogFilter) -> bool:
    """Tell whether direction and states are what one of the first chips asks for."""
    from_chip = (shown.direction, shown.states)
    return from_chip in [(one.direction, one.states) for one in QUICK.values()]


def _ways(shown: LogFilter, words: Words) -> Iterator[_Part]:
    if is_quick(shown):
        return
    if shown.states:
        yield ", ".join(words.state(one) for one in shown.states), {"states": ()}
    if shown.direction is not None:
        yield words.direction(shown.direction), {"direction": None}


def _days(shown: LogFilter) -> Iterator[_Part]:
    if shown.period is Period.ANY:
        return
    text = periods().get(shown.period) or _span(shown.first_day, shown.last_day)
    yield text, {"period": Period.ANY, "first_day": None, "last_day": None}


def _names(shown: LogFilter, choices: LogChoices) -> Iterator[_Part]:
    if shown.without_outcome:
        yield _tr("Without an outcome"), {"without_outcome": False}
    labels = {one.value: one.label for one in choices.outcomes}
    outcome = labels.get(shown.outcome or "", shown.outcome)
    named = (
        ("number", _tr("Number %1"), shown.number),
        ("outcome", _tr("Outcome %1"), outcome),
        ("via", _tr("via %1"), shown.via),
        ("agent", _tr("Agent %1"), shown.agent),
        ("tag", _tr("Tag %1"), shown.tag),
    )
    for field, text, name in named:
        if name:
            yield text.replace("%1", name), {field: None, **_WITH.get(field, {})}


def _having(shown: LogFilter) -> Iterator[_Part]:
    for mark in marks():
        wanted = getattr(shown, mark.field)
        if wanted is not None:
            yield mark.having if wanted else mark.lacking, {mark.field: None}


def _span(first: date | None, last: date | None) -> str:
    shown = [_day(one) for one in (first, last)]
    if first is None:
        return _tr("until %1").replace("%1", shown[1])
    if last is None:
        return _tr("since %1").replace("%1", shown[0])
    return shown[0] if first == last else f"{shown[0]} – {shown[1]}"


def _day(day: date | None) -> str:
    if day is None:
        return ""
    short = QLocale.FormatType.ShortFormat
    return QLocale().toString(QDate(day.year, day.month, day.day), short)
