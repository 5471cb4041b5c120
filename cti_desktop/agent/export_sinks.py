"""How each kind of file takes exported rows, one by one; nothing is kept but the row at hand."""

import importlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TextIO

from cti_desktop.agent.export_csv import CsvSink
from cti_desktop.agent.export_manner import Manner
from cti_desktop.agent.export_rows import COLUMNS, Row, Value


class Format(StrEnum):
    """What kind of file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class RowSink(Protocol):
    """Takes rows."""

    def write(self, rows: Iterable[Row]) -> None:
        """Take some more."""


@contextmanager
def open_sink(
    file: Path,
    kind: Format,
    manner: Manner,
    go_on: Callable[[], None],
    made: Callable[[Path], None] = lambda _file: None,
) -> Iterator[RowSink]:
    """Open a file for rows; whole once this is left without an error.

    Args:
        go_on: asked while a workbook is put together after its last row; raises to give up.
        made: told of each temporary file beside it.

    Raises:
        OSError: the file cannot be written.
    """
    if kind is Format.XLSX:
        # Here and not above: the library takes a tenth of a second that no start should wait for.
        module = importlib.import_module("cti_desktop.agent.export_sheet")
        with closing(module.SheetSink(manner, made=made)) as sink:
            yield sink
            sink.save(file, go_on)
        return
    with file.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        if kind is Format.CSV:
            yield CsvSink(stream, manner)
        else:
            listed = _JsonSink(stream)
            yield listed
            listed.end()


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


def _json_value(value: Value) -> str | int | bool | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value
