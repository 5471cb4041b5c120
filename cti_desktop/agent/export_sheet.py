"""Writes exported rows into a workbook; loaded only when somebody wants one."""

import io
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.writer.excel import ExcelWriter

from cti_desktop.agent.export_manner import Manner
from cti_desktop.agent.export_rows import Row, Value

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SHEET_ROWS = 1_048_576
_LONGEST_CELL = 32_767
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class SheetSink:
    """Writes through openpyxl's streaming mode; a full sheet is followed by another.

    Args:
        sheet_rows: rows a sheet has, its heading included.
        made: told of each temporary file.
    """

    def __init__(
        self,
        manner: Manner,
        sheet_rows: int = SHEET_ROWS,
        made: Callable[[Path], None] = lambda _file: None,
    ) -> None:
        self._manner, self._sheet_rows, self._made = manner, sheet_rows, made
        self._book = Workbook(write_only=True)
        self._sheets: list[Any] = []  # the library's types know no sheet's writer
        self._left = 0

    def write(self, rows: Iterable[Row]) -> None:
        """Take some more; they wait in temporary files until `save` or `close`."""
        for row in rows:
            if not self._left:
                self._next_sheet()
            self._sheet.append([self._cell(value) for value in row])
            self._left -= 1

    def save(self, file: Path, go_on: Callable[[], None]) -> None:
        """Write the book.

        Args:
            go_on: asked again and again; whatever it raises ends the work.
        """
        if not self._sheets:
            self._next_sheet()
        with (
            _AskingFile(file, go_on) as stream,
            ZipFile(stream, "w", ZIP_DEFLATED, allowZip64=True) as archive,
        ):
            ExcelWriter(self._book, archive).write_data()

    def close(self) -> None:
        """Delete the temporary files there still are."""
        for sheet in self._sheets:
            with suppress(OSError):  # a full disk takes no end of a sheet either
                if not sheet.closed:
                    sheet.close()
            with suppress(OSError):  # `save` deletes them one by one
                sheet._writer.cleanup()

    def _next_sheet(self) -> None:
        title = f"{self._manner.sheet} {len(self._sheets) + 1}"
        self._sheet = self._book.create_sheet(title)
        self._sheets.append(self._sheet)
        self._sheet.append([*self._manner.headings])
        self._made(Path(self._sheet._writer.out))
        self._left = self._sheet_rows - 1

    def _cell(self, value: Value) -> object:
        if isinstance(value, datetime):
            return self._manner.local(value).replace(tzinfo=None)  # sheets know no time zones
        if not isinstance(value, str):
            return value
        if isinstance(value, StrEnum):
            value = self._manner.words.get(value, value)
        cell = WriteOnlyCell(self._sheet, _NO_XML.sub("\ufffd", str(value))[:_LONGEST_CELL])
        cell.data_type = "s"  # text, also when it looks like a formula
        return cell


class _AskingFile(io.BufferedWriter):
    """A file that asks before it grows whether it still should."""

    def __init__(self, file: Path, go_on: Callable[[], None]) -> None:
        super().__init__(io.FileIO(file, "w"))
        self._go_on = go_on

    def write(self, data: "ReadableBuffer", /) -> int:
        self._go_on()
        return super().write(data)
