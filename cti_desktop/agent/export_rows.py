"""Rows of the exported log: what is told of a call, whatever kind of file it goes into."""

from collections.abc import Callable
from datetime import datetime

from cti_desktop.agent.lines import AnyCall, CallReader
from cti_desktop.agent.views import OUR_WORDS
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction, Result

Value = str | int | bool | datetime | None
Row = tuple[
    datetime | None,  # started_at
    Direction | None,
    State,
    Result | None,
    str,  # name
    str,  # firm
    str,  # number
    str,  # agent
    str,  # via
    int | None,  # ring_s
    int | None,  # talk_s
    int | None,  # hold_s
    str | None,  # outcome
    str,  # note
    str,  # tags
    bool,  # recording
    bool,  # voicemail
    str,  # call_id
]
"""The cells of a call in the order of `COLUMNS`."""
COLUMNS = (
    "started_at",
    "direction",
    "state",
    "result",
    "name",
    "firm",
    "number",
    "agent",
    "via",
    "ring_s",
    "talk_s",
    "hold_s",
    "outcome",
    "note",
    "tags",
    "recording",
    "voicemail",
    "call_id",
)


def row_of(call: AnyCall, reader: CallReader, say: Callable[[str], str]) -> Row:
    """Return the cells of a call, as `COLUMNS` names them; times in UTC, lengths in seconds.

    Args:
        say: puts our own words for a party without name or number into the reader's language.
    """
    mine = reader.seen(call)
    party = reader.party(mine)
    lengths, notes = mine.durations, call.notes
    name, number = party.name, party.e164 or party.number
    if name.startswith(OUR_WORDS):
        name = say(name)
    if number.startswith(OUR_WORDS):
        number = say(number)
    return (
        call.started_at,
        call.direction,
        mine.state,
        mine.result,
        name,
        party.firm,
        number,
        (mine.agent.name if mine.agent else None) or "",
        (call.via.name if call.via else None) or "",
        lengths.ring_s,
        lengths.talk_s,
        lengths.hold_s,
        reader.outcome(call) if notes else None,
        "\n".join([note.text for note in notes if note.text]) if notes else "",
        ", ".join(call.tags) if notes else "",
        bool(call.recordings),
        bool(call.voicemails),
        call.id,
    )
