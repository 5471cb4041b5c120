"""Conversations as rows of a list, as found by what was typed, read page by page."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from cti_desktop.agent.text_views import ConversationLine, ConversationsPage
from cti_desktop.agent.views import Notice
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.row_changes import RowsModel

PAGE = 100
CONVERSATION_ROLE = Qt.ItemDataRole.UserRole + 1


class ConversationsModel(RowsModel):
    """Rows of conversations, the one last written in first; GUI thread only.

    Args:
        spoken: reads a conversation as a sentence for a screen reader.
    """

    def __init__(
        self,
        core: CoreLike,
        spoken: Callable[[ConversationLine], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._core, self._spoken = core, spoken
        self._lines: list[ConversationLine] = []
        self._asking: Asking | None = None
        self._more = self._busy = self._broken = False
        self.text = ""

    # what a view asks

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Count the conversations read so far."""
        return 0 if parent.isValid() else len(self._lines)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Give the name to find a row by, the sentence to read out, or the line itself."""
        line = self.line_at(index)
        if line is None:
            return None
        if role == CONVERSATION_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.name
        return self._spoken(line) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Tell whether there are more and they can be asked for now."""
        return not parent.isValid() and self._more and not (self._busy or self._broken)

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            last = self._lines[-1]
            self._ask((last.last_at, last.key), PAGE)

    def line_at(self, index: QModelIndex | QPersistentModelIndex) -> ConversationLine | None:
        """Return the conversation of a row."""
        inside = index.isValid() and index.row() < len(self._lines)
        return self._lines[index.row()] if inside else None

    def row_of(self, key: str | None) -> int | None:
        """Return the row of a conversation, if it was read."""
        return next((n for n, one in enumerate(self._lines) if one.key == key), None)

    # what the page tells

    def show(self, text: str) -> None:
        """List all, or search; what stands there stays until the answer."""
        self.text = text
        self.read_again(PAGE)

    def read_again(self, least: int | None = None) -> None:
        """Read from the top as many as were read."""
        self._broken = False
        self._ask(None, max(PAGE, len(self._lines)) if least is None else least)

    # inside

    def _ask(self, before: tuple[datetime, str] | None, limit: int) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._busy = True
        text = self.text
        self._asking = self._core.ask(
            lambda office: office.conversations(text=text, before=before, limit=limit),
            partial(self._answered, before is not None),
            self._failed,
            owner=self,
        )

    def _answered(self, on: bool, page: ConversationsPage) -> None:
        self._busy, self._more = False, page.more
        self.about_to_change.emit()
        known = self._lines if on else []
        self.change_rows(self._lines, [*known, *page.lines], _key, self._keep)
        self.changed.emit()

    def _failed(self, notice: Notice) -> None:
        self._busy, self._broken = False, True
        self.failed.emit(notice)

    def _keep(self, lines: Sequence[ConversationLine]) -> None:
        self._lines = list(lines)


def _key(line: ConversationLine) -> str:
    return line.key
