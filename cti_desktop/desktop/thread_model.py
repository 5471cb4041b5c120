"""The texts of one conversation as rows, oldest first; earlier ones are read when wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from cti_desktop.agent.text_views import ConversationLine, TextLine, TextsPage
from cti_desktop.agent.views import Notice
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.row_changes import RowsModel
from cti_desktop.desktop.text_words import text_sentence
from cti_desktop.desktop.words import Words

PAGE = 60
TEXT_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text as it stands in the thread.

    Attributes:
        heading: the day, when the text is the first of it.
        named: whether to say who wrote it: several people do.
    """

    text: TextLine
    heading: str = ""
    named: bool = False

    @property
    def ours(self) -> bool:
        """Whether it was written from here."""
        return self.text.direction is not Direction.INBOUND


class ThreadModel(RowsModel):
    """The rows; GUI thread only. One question is under way at most.

    Attributes:
        conversation: what is shown, as last told; None before the first answer.
    """

    def __init__(self, core: CoreLike, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core, self._words = core, words
        self._texts: list[TextLine] = []
        self._rows: list[TextRow] = []
        self._asking: Asking | None = None
        self._key = ""
        self._more = False
        self.conversation: ConversationLine | None = None

    # what a view asks

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Count the texts read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Give the text, the sentence to read out, or the row itself."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == TEXT_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text.text
        spoken = role == Qt.ItemDataRole.AccessibleTextRole
        return text_sentence(row.text, self._words) if spoken else None

    def row_at(self, index: QModelIndex | QPersistentModelIndex) -> TextRow | None:
        """Return a row."""
        inside = index.isValid() and index.row() < len(self._rows)
        return self._rows[index.row()] if inside else None

    @property
    def latest(self) -> TextRow | None:
        """The text written last."""
        return self._rows[-1] if self._rows else None

    @property
    def sent(self) -> tuple[tuple[str, str], ...]:
        """Id and words of what was written from here, the latest last."""
        return tuple((one.text.message_id, one.text.text) for one in self._rows if one.ours)

    # what the panel tells

    def show(self, key: str) -> None:
        """Show a conversation; an empty key shows none."""
        if key != self._key:
            self._key, self._more, self.conversation = key, False, None
            self.about_to_change.emit()
            self._take([])
            self.changed.emit()
        if key:
            self.read_again()
        elif self._asking is not None:
            self._asking.cancel()

    def read_again(self) -> None:
        """Read from the latest as many as were read."""
        self._ask(None, max(PAGE, len(self._texts)))

    def read_earlier(self) -> bool:
        """Ask for what was written before; False when there is nothing more."""
        if not self._more or not self._texts:
            return False
        self._more = False  # until the answer
        first = self._texts[0]
        self._ask((first.at, first.message_id), PAGE)
        return True

    # inside

    def _ask(self, before: tuple[datetime, str] | None, limit: int) -> None:
        if self._asking is not None:
            self._asking.cancel()
        key = self._key
        self._asking = self._core.ask(
            lambda office: office.texts(key, before=before, limit=limit),
            partial(self._answered, before is not None),
            self._failed,
            owner=self,
        )

    def _answered(self, earlier: bool, page: TextsPage | None) -> None:
        self.about_to_change.emit()
        if page is not None:
            self.conversation, self._more = page.conversation, page.more
            self._take([*page.texts, *self._texts] if earlier else list(page.texts))
        self.changed.emit()

    def _failed(self, notice: Notice) -> None:
        self.failed.emit(notice)

    def _take(self, texts: list[TextLine]) -> None:
        self._texts = texts
        rows, day = [], ""
        several = self.conversation is not None and self.conversation.e164 is None
        for text in texts:
            heading = self._words.day_heading(text.at)
            rows.append(TextRow(text, heading if heading != day else "", several))
            day = heading
        self.change_rows(self._rows, rows, _key, self._keep)

    def _keep(self, rows: Sequence[TextRow]) -> None:
        self._rows = list(rows)


def _key(row: TextRow) -> str:
    return row.text.message_id
