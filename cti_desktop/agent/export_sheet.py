"""Writes exported rows into a workbook; loaded only when somebody wants one."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from cti_desktop.agent.export_rows import COLUMNS, Value

SHEET_ROWS = 1_048_576
_LONGEST_CELL = 32_767
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class SheetSink:
    """Writes through openpyxl's streaming mode; a full sheet is followed by another.

    Args:
        sheet_rows: rows a sheet has, its heading included.
    """

    def __init__(self, sheet_rows: int = SHEET_ROWS) -> None:
        self._sheet_rows = sheet_rows
        self._book = Workbook(write_only=True)
        self._left = 0

    def write(self, rows: Iterable[Sequence[Value]]) -> None:
        """Take some more."""
        for row in rows:
            if not self._left:
                self._next_sheet()
            self._sheet.append([self._cell(value) for value in row])
            self._left -= 1

    def save(self, file: Path) -> None:
        """Write the book; the rows wait in a temporary file until then."""
        if not self._book.worksheets:
            self._next_sheet()
        self._book.save(file)

    def _next_sheet(self) -> None:
        self._sheet = self._book.create_sheet(f"Calls {len(self._book.worksheets) + 1}")
        self._sheet.append([*COLUMNS])
        self._left = self._sheet_rows - 1

    def _cell(self, value: Value) -> object:
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None)  # sheets know no time zones
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, _NO_XML.sub("\ufffd", str(value))[:_LONGEST_CELL])
        cell.data_type = "s"  # text, also when it looks like a formula
        return cell
