"""The directory as rows of a list, by name or as found by what was typed, read page by page."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from cti_desktop.agent.answers import ContactsPage
from cti_desktop.agent.views import Notice
from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.row_changes import RowsModel

PAGE = 100
CONTACT_ROLE = Qt.ItemDataRole.UserRole + 1


class ContactsModel(RowsModel):
    """Rows of the directory; GUI thread only. One question to the desk is under way at most.

    Args:
        spoken: reads a contact as a sentence for a screen reader.
    """

    def __init__(
        self,
        core: CoreLike,
        spoken: Callable[[Contact], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._core, self._spoken = core, spoken
        self._contacts: list[Contact] = []
        self._after: tuple[str, str] | None = None
        self._asking: Asking | None = None
        self._busy = False
        self._broken = False
        self.text = ""
        self.total = 0

    # what a view asks

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Count the contacts read so far."""
        return 0 if parent.isValid() else len(self._contacts)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Give the name to find a row by, the sentence to read out, or the contact itself."""
        contact = self.contact_at(index)
        if contact is None:
            return None
        if role == CONTACT_ROLE:
            return contact
        if role == Qt.ItemDataRole.DisplayRole:
            return contact.name
        return self._spoken(contact) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Tell whether there are more and they can be asked for now."""
        free = not self._busy and not self._broken
        return not parent.isValid() and free and self._after is not None

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._ask(self._after, PAGE)

    def contact_at(self, index: QModelIndex | QPersistentModelIndex) -> Contact | None:
        """Return the contact of a row."""
        inside = index.isValid() and index.row() < len(self._contacts)
        return self._contacts[index.row()] if inside else None

    def row_of(self, contact_id: str | None) -> int | None:
        """Return the row of a contact, if it was read."""
        return next((n for n, one in enumerate(self._contacts) if one.id == contact_id), None)

    @property
    def unread(self) -> bool:
        """Whether the last question from the top has no answer."""
        return self._broken and self._after is None

    # what the page tells

    def show(self, text: str) -> None:
        """List by name, or search; what stands there stays until the answer."""
        self.text = text
        self.read_again(PAGE)

    def read_again(self, least: int | None = None) -> None:
        """Read from the top as many as were read."""
        self._after, self._broken = None, False
        self._ask(None, max(PAGE, len(self._contacts)) if least is None else least)

    # inside

    def _ask(self, after: tuple[str, str] | None, limit: int) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._busy = True
        text = self.text
        self._asking = self._core.ask(
            lambda office: office.contacts_page(text=text, after=after, limit=limit),
            partial(self._answered, after is not None),
            self._failed,
            owner=self,
        )

    def _answered(self, more: bool, page: ContactsPage) -> None:
        self._busy = False
        self.about_to_change.emit()
        known = self._contacts if more else []
        self._after, self.total = page.after, page.total
        self.change_rows(self._contacts, [*known, *page.contacts], _key, self._keep)
        self.changed.emit()

    def _failed(self, notice: Notice) -> None:
        self._busy, self._broken = False, True
        self.failed.emit(notice)

    def _keep(self, contacts: Sequence[Contact]) -> None:
        self._contacts = list(contacts)


def _key(contact: Contact) -> tuple[str, str]:
    return contact.source, contact.id
