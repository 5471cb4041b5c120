"""The directory as rows of a list, by name or as found by what was typed."""

from collections.abc import Callable, Coroutine, Hashable
from typing import TYPE_CHECKING, Any

from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.searched_model import Found, Place, SearchedModel

if TYPE_CHECKING:
    from cti_desktop.agent.ports import Office


class ContactsModel(SearchedModel[Contact]):
    """Rows of the directory.

    Attributes:
        favourites: whether only those are listed; `read_again` follows a change.
    """

    favourites = False

    def _question(
        self, text: str, after: Place | None, limit: int
    ) -> "Callable[[Office], Coroutine[Any, Any, Found[Contact]]]":
        favourites = self.favourites

        async def ask(office: "Office") -> Found[Contact]:
            page = await office.contacts_page(
                text=text, after=after, limit=limit, favourites=favourites
            )
            return Found(page.contacts, page.after, page.total, page.more)

        return ask

    def _name(self, one: Contact) -> str:
        return one.name

    def _id(self, one: Contact) -> str:
        return one.id

    def _key(self, one: Contact) -> Hashable:
        return one.source, one.id
