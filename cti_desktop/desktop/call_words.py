"""Says in words what a line of the call log says: to screen readers, in tool tips and columns."""

from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.views import CallLine
from cti_desktop.calls.events import Source
from cti_desktop.desktop.call_icons import call_tone
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.words import Words


def _tr(text: str) -> str:
    return QCoreApplication.translate("CallWords", text)


def marks_of(line: CallLine) -> list[tuple[str, str]]:
    """Return icon and words of everything that hangs on a call."""
    marks = (
        (bool(line.note), "note", _tr("Has a note")),
        (line.has_recording, "recording", _tr("Has a recording")),
        (line.has_voicemail, "voicemail", _tr("Has a voicemail")),
        (line.has_summary, "summary", _tr("Has a summary")),
        (line.deleted_at is not None, "trash", _tr("Deleted in Zoom")),
    )
    return [(icon, text) for there, icon, text in marks if there]


def length_of(words: Words, line: CallLine) -> tuple[str, str]:
    """Return how long it was or, where nobody talked, how it came out, and the tone of that."""
    if line.talk_s:
        return words.duration(line.talk_s), "muted"
    return words.state(line.state, line.result), call_tone(line.state)


def start_of(words: Words, line: CallLine, *, by_day: bool = True) -> str:
    """Say when it began, below the heading of its day or, without one, with its day."""
    if line.started_at is None:
        return ""
    if not by_day:
        return words.when(line.started_at)
    today = words.day_heading(line.started_at) == words.day_heading(words.now())
    return words.ago(line.started_at) if today else words.clock(line.started_at)


def sentence_of(words: Words, line: CallLine) -> str:
    """Read a call as a sentence."""
    via = _tr("via %1").replace("%1", one_line(line.via)) if line.via else ""
    agent = _tr("taken by %1").replace("%1", one_line(line.agent)) if line.agent else ""
    outcome = _tr("outcome %1").replace("%1", line.outcome) if line.outcome else ""
    number = "" if line.number == line.name else line.number
    who = f"{words.direction(line.direction)}: {one_line(line.name)}"
    parts = (
        who,
        one_line(line.firm),
        number,
        words.state(line.state, line.result),
        words.exact(line.started_at),
        words.spoken_duration(line.talk_s) if line.talk_s else "",
        via,
        agent,
        outcome,
        *(text for _, text in marks_of(line)),
    )
    return ", ".join(part for part in parts if part)


def source_words(source: Source) -> str:
    """Name who told a fact."""
    return {
        Source.PROGRAM: _tr("this program"),
        Source.EMBED: _tr("softphone"),
        Source.WEBHOOK: _tr("Zoom"),
        Source.REST: _tr("Zoom’s record"),
        Source.PERSON: _tr("by hand"),
    }[source]
