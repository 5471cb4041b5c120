"""How exported calls are written for this reader: their words and clock, their spreadsheet's signs.

A spreadsheet parts cells and reads days by the settings of the system, whatever language this
program speaks.
"""

from PySide6.QtCore import QCoreApplication, QLocale

from cti_desktop.agent.export_manner import Manner
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction, Result
from cti_desktop.desktop.date_formats import for_strftime
from cti_desktop.desktop.words import Words

_EXTENSION = "ext. "
_ISO_DAY = "%Y-%m-%d"
_SEMICOLON_ALL_THE_SAME = (QLocale.Country.Switzerland, QLocale.Country.Liechtenstein)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SheetWords", text)


def manner_of(words: Words, system: QLocale) -> Manner:
    """Return how a sheet is written for a reader.

    Args:
        system: what spreadsheets go by; says how cells are parted and days written.
    """
    return Manner(
        separator=_separator(system),
        sheet=_tr("Calls"),
        headings=_headings(),
        words={
            **{one.value: words.direction(one) for one in Direction},
            **_results(),
            **{one.value: words.state(one) for one in State},
            "yes": _tr("yes"),
        },
        say=_say,
        zone=words.zone,
        day=for_strftime(system.dateFormat(QLocale.FormatType.ShortFormat)) or _ISO_DAY,
    )


def _separator(system: QLocale) -> str:
    """Return what parts cells: no comma where that stands in numbers, nor in some other places."""
    by_comma = system.decimalPoint() == "." and system.territory() not in _SEMICOLON_ALL_THE_SAME
    return "," if by_comma else ";"


def _headings() -> tuple[str, ...]:
    return (
        _tr("Started"),
        _tr("Direction"),
        _tr("State"),
        _tr("Result"),
        _tr("Name"),
        _tr("Firm"),
        _tr("Number"),
        _tr("Agent"),
        _tr("Via"),
        _tr("Rang (s)"),
        _tr("Talked (s)"),
        _tr("On hold (s)"),
        _tr("Outcome"),
        _tr("Note"),
        _tr("Tags"),
        _tr("Recording"),
        _tr("Voicemail"),
        _tr("Call ID"),
    )


def _results() -> dict[str, str]:
    return {
        Result.ANSWERED: _tr("Answered"),
        Result.ANSWERED_ELSEWHERE: _tr("Answered elsewhere"),
        Result.MISSED: _tr("Missed"),
        Result.NO_ANSWER: _tr("No answer"),
        Result.BUSY: _tr("Busy"),
        Result.CANCELED: _tr("Cancelled"),
        Result.REJECTED: _tr("Declined"),
        Result.VOICEMAIL: _tr("Voicemail"),
        Result.BLOCKED: _tr("Blocked"),
        Result.FAILED: _tr("Failed"),
        Result.ABANDONED: _tr("Caller hung up"),
        Result.OVERFLOWED: _tr("Overflowed"),
        Result.PARKED: _tr("Parked"),
        Result.TRANSFERRED: _tr("Transferred"),
        Result.ENDED: _tr("Ended"),
        Result.UNKNOWN: _tr("Unknown"),
    }


def _say(text: str) -> str:
    number = text.removeprefix(_EXTENSION)
    if number != text:
        return QCoreApplication.translate("Desk", "ext. %1").replace("%1", number)
    return QCoreApplication.translate("Outcomes", text)
