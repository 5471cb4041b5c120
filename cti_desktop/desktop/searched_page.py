"""What contacts and messages have in common as pages: rows found by one field, read when seen.

Subclasses say what is read and what stands there when nothing was found.
"""

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent

from cti_desktop.agent.views import Notice
from cti_desktop.desktop.list_page import ListPage
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.search_field import SearchField
from cti_desktop.desktop.searched_model import SearchedModel
from cti_desktop.desktop.spoken import SpokenResult
from cti_desktop.desktop.theme import Theme

T = TypeVar("T")


def _tr(text: str) -> str:
    return QCoreApplication.translate("SearchedPage", text)


class SearchedPage(ListPage, Generic[T]):
    """The page without what it lists.

    Args:
        model: what the rows show.
        search: what narrows them.
        rows: the list.
    """

    def __init__(
        self, theme: Theme, model: SearchedModel[T], search: SearchField, rows: RowList
    ) -> None:
        super().__init__(theme, model, search, rows)
        self.model = model
        self._shown_text = ""
        self._outdated = True
        self._spoken = SpokenResult(self)
        model.changed.connect(self._changed)
        model.failed.connect(self._failed)
        search.searched.connect(self._search)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the rows when they were not read yet or changed meanwhile."""
        super().showEvent(event)
        if self._outdated:
            self._outdated = False
            self._try_again()

    # for subclasses

    @abstractmethod
    def _say_empty(self) -> None:
        """Say in the list's place that there is nothing, and what to do."""

    @abstractmethod
    def _failure(self) -> str:
        """Say that the rows could not be read."""

    def _known(self, name: str) -> T | None:
        """Return what was read already, by its id."""
        place = self.model.row_of(name)
        return None if place is None else self.model.one_at(self.model.index(place))

    def _read_soon(self) -> None:
        """Read again what changed, now or when it is seen."""
        self._outdated = not self.isVisible()
        if not self._outdated:
            self.model.read_again()

    # inside

    def _search(self, text: str) -> None:
        self._spoken.ask()
        self.body.wait()
        self.model.show(text)

    def _changed(self) -> None:
        self.rows.choose_row(self.model.row_of(self._current))
        self.rows.release()
        if self.model.text != self._shown_text:
            self._shown_text = self.model.text
            self.rows.scrollToTop()
        if self.model.rowCount():
            self.body.show_rows()
            self._spoken.found(self._found_words())
        else:
            self._say_empty()
            self.body.show_message()
            self._spoken.found(self.body.message.accessibleName())

    def _failed(self, notice: Notice) -> None:
        self.body.message.say_failed(self._failure(), notice, self._try_again)
        self.body.show_message()
        self._spoken.found(self.body.message.accessibleName())

    def _found_words(self) -> str:
        count = self.model.rowCount()
        one, many = _tr("1 found"), _tr("%1 or more found") if self.model.more else _tr("%1 found")
        return one if count == 1 else many.replace("%1", self.locale().toString(count))

    def _try_again(self) -> None:
        self.body.wait()
        self.model.read_again()
