"""Rows of the exported log, and how each kind of file takes them, one by one.

Nothing is kept but the row at hand. A file can be opened by a program that runs what looks like a
formula, so no cell may begin one: see `harmless`.
"""

import csv
import importlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TextIO

from cti_desktop.agent.lines import AnyCall, CallReader
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
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")
_BLANK = " \u00a0\ufeff\u200b"
_SUSPICIOUS = frozenset((*_BEGINS_FORMULA, *_BLANK))


class Format(StrEnum):
    """What kind of file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class RowSink(Protocol):
    """Takes rows."""

    def write(self, rows: Iterable[Row]) -> None:
        """Take some more."""


def row_of(call: AnyCall, reader: CallReader) -> Row:
    """Return the cells of a call, as `COLUMNS` names them; times in UTC, lengths in seconds."""
    mine = reader.seen(call)
    party = reader.party(mine)
    lengths = mine.durations
    return (
        call.started_at,
        call.direction,
        mine.state,
        mine.result,
        party.name,
        party.firm,
        party.e164 or party.number,
        (mine.agent.name if mine.agent else None) or "",
        (call.via.name if call.via else None) or "",
        lengths.ring_s,
        lengths.talk_s,
        lengths.hold_s,
        reader.outcome(call),
        "\n".join([note.text for note in call.notes if note.text]),
        ", ".join(call.tags),
        bool(call.recordings),
        bool(call.voicemails),
        call.id,
    )


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with an apostrophe where it might."""
    bare = text.lstrip(_BLANK)
    return f"'{text}" if bare.startswith(_BEGINS_FORMULA) else text


@contextmanager
def open_sink(file: Path, kind: Format) -> Iterator[RowSink]:
    """Open a file for rows; whole once this is left without an error.

    Raises:
        OSError: the file cannot be written.
    """
    if kind is Format.XLSX:
        # Here and not above: the library takes a tenth of a second that no start should wait for.
        sink = importlib.import_module("cti_desktop.agent.export_sheet").SheetSink()
        yield sink
        sink.save(file)
        return
    with file.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        if kind is Format.CSV:
            yield _CsvSink(stream)
        else:
            listed = _JsonSink(stream)
            yield listed
            listed.end()


class _CsvSink:
    def __init__(self, stream: TextIO) -> None:
        stream.write("\ufeff")  # by which spreadsheets know the encoding
        self._writer = csv.writer(stream)
        self._writer.writerow(COLUMNS)

    def write(self, rows: Iterable[Row]) -> None:
        self._writer.writerows(map(_csv_row, rows))


class _JsonSink:
    def __init__(self, stream: TextIO) -> None:
        self._stream, self._between = stream, "[\n"

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            told = {name: _json_value(value) for name, value in zip(COLUMNS, row, strict=True)}
            self._stream.write(f"{self._between}{json.dumps(told, ensure_ascii=False)}")
            self._between = ",\n"

    def end(self) -> None:
        self._stream.write("[]\n" if self._between == "[\n" else "\n]\n")


def _csv_text(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "")
    return harmless(text) if text[:1] in _SUSPICIOUS else text


def _in_utc(at: datetime) -> str:
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="seconds")


def _csv_row(row: Row) -> tuple[str | int | None, ...]:
    """Write the cells as CSV has them.

    Column by column and with nothing asked twice: a million calls have seventeen million cells.
    Words of our own and numbers are harmless as they are.
    """
    text = _csv_text
    (
        started_at,
        direction,
        state,
        result,
        name,
        firm,
        number,
        agent,
        via,
        ring_s,
        talk_s,
        hold_s,
        outcome,
        note,
        tags,
        recording,
        voicemail,
        call_id,
    ) = row
    return (
        None if started_at is None else _in_utc(started_at),
        direction,
        state,
        result,
        text(name),
        firm and text(firm),
        number and text(number),
        agent and text(agent),
        via and text(via),
        ring_s,
        talk_s,
        hold_s,
        outcome and text(outcome),
        note and text(note),
        tags and text(tags),
        "yes" if recording else "",
        "yes" if voicemail else "",
        text(call_id),
    )


def _json_value(value: Value) -> str | int | bool | None:
    return _in_utc(value) if isinstance(value, datetime) else value
