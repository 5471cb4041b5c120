"""Writes exported rows as CSV.

The file can be opened by a program that runs what looks like a formula, and that parts cells at
another sign than the one they were written with. So nothing that could be read as a cell may begin
as a formula does: see `harmless`.
"""

import csv
import re
from collections.abc import Iterable
from typing import TextIO

from cti_desktop.agent.export_manner import Clock, Manner
from cti_desktop.agent.export_rows import Row

_SIGNS = "=+@\uff1d\uff0b\uff0d\uff20-"
_ENDS_CELL = ",;|\t\r\n\v\f\x85\u2028\u2029"
_LEFT_OUT = ' "\u00a0\ufeff\u200b'  # by a reader, before what a cell begins with
_FORMULA = re.compile(rf"(?:\A|[{_ENDS_CELL}])(?=[{_LEFT_OUT}]*[{_SIGNS}])")
_LEADING = re.compile(rf"\A(?=[{_LEFT_OUT}]*[\t\r\n])")
_JOINED = "\x1f"
_ANY_FORMULA = re.compile(
    rf"[{_ENDS_CELL}{_JOINED}](?:[{_LEFT_OUT}]*[{_SIGNS}]|(?<={_JOINED})[{_LEFT_OUT}]*[\t\r\n])"
)
"""Whether one of several cells needs a look, each after `_JOINED`: one search for a whole row."""


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with an apostrophe where one might be.

    That is at its beginning, and wherever another reader could take a cell to end.
    """
    return _LEADING.sub("'", _FORMULA.sub(r"\g<0>'", text))


class CsvSink:
    """Takes rows and writes them in the manner that was asked for."""

    def __init__(self, stream: TextIO, manner: Manner) -> None:
        self._clock, self._words = Clock(manner), dict(manner.words)
        self._yes = self._words.get("yes", "yes")
        self._writer = csv.writer(stream, delimiter=manner.separator)
        stream.write("\ufeff")  # by which spreadsheets know the encoding
        self._writer.writerow(manner.headings)

    def write(self, rows: Iterable[Row]) -> None:
        """Take some more."""
        self._writer.writerows(map(self._cells, rows))

    def _cells(self, row: Row) -> tuple[str | int | None, ...]:
        """Write the cells of a row.

        Column by column and with nothing asked twice: a million calls have eighteen million cells.
        Numbers and words of our own are harmless as they are.
        """
        started_at, direction, state, result, name, firm = row[:6]
        number, agent, via, ring_s, talk_s, hold_s = row[6:12]
        outcome, note, tags, recording, voicemail, call_id = row[12:]
        words = self._words
        written = (
            f"\x1f{name}\x1f{firm}\x1f{agent}\x1f{via}"
            f"\x1f{outcome}\x1f{note}\x1f{tags}\x1f{call_id}"
        )
        if _ANY_FORMULA.search(written) or "\0" in written:
            name, firm, agent, via, note, tags, call_id = map(
                _text, (name, firm, agent, via, note, tags, call_id)
            )
            outcome = outcome and _text(outcome)
        return (
            None if started_at is None else self._clock.write(started_at),
            direction and words.get(direction, direction),
            words.get(state, state),
            result and words.get(result, result),
            name,
            firm,
            number and _number(number),
            agent,
            via,
            ring_s,
            talk_s,
            hold_s,
            outcome,
            note,
            tags,
            self._yes if recording else "",
            self._yes if voicemail else "",
            call_id,
        )


def _text(text: str) -> str:
    return harmless(text.replace("\0", ""))


def _number(number: str) -> str:
    if number[0] == "+" and number[1:].isdecimal():  # as nearly all are
        return f"'{number}"
    return _text(number)
