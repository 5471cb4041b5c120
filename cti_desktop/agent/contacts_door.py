"""The part of the office that lists, shows and saves contacts."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from cti_desktop.agent.answers import ContactDetail, ContactsPage
from cti_desktop.agent.earlier import earlier_of
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.views import ContactsChanged, View
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.joining import edited
from cti_desktop.store.opening import Store

_EARLIER = 10


class ContactsDoor:
    """A base of the office; core loop only."""

    _contact_store: Store
    _contact_reader: CallReader
    _contact_tell: Callable[[View], None]
    _contact_region: str | None
    _look_up_again: Callable[[], None]

    async def contacts_page(
        self,
        *,
        text: str = "",
        after: tuple[str, str] | None = None,
        limit: int = 100,
        favourites: bool = False,
    ) -> ContactsPage:
        """List contacts by name, or search; only favourites when asked so."""
        directory = self._contact_store.directory
        if text.strip():
            found = directory.search(text, limit + 1)  # favourites first
            if favourites:
                found = tuple(one for one in found if one.favourite)
            shown = found[:limit]
            return ContactsPage(contacts=shown, total=len(shown), more=len(found) > limit)
        page = directory.page(after=after, limit=limit, favourites=favourites)
        last = (page[-1].name, page[-1].id) if len(page) == limit else None
        total = directory.count(favourites=favourites)
        return ContactsPage(contacts=page, total=total, after=last)

    async def contact_detail(self, contact_id: str) -> ContactDetail | None:
        """Read one contact with the last calls."""
        contact = self._contact_store.directory.get(contact_id)
        if contact is None:
            return None
        log, reader = self._contact_store.log, self._contact_reader
        earlier = earlier_of(log, reader, contact, before=None, limit=_EARLIER)
        lines = tuple(reader.line(call) for call in earlier)
        return ContactDetail(contact=contact, earlier=lines)

    async def save_contact(self, contact: Contact) -> None:
        """Create or change a contact."""
        directory = self._contact_store.directory
        was = directory.kept([contact.ref]).get(contact.ref)
        if was is not None:
            contact = replace(edited(was, contact), took_over=was.took_over)
        await asyncio.wrap_future(directory.put([contact]))
        self._look_up_again()
        self._contact_tell(ContactsChanged(count=directory.count()))

    # its life

    def _open_contacts(
        self, store: Store, reader: CallReader, tell: Callable[[View], None], region: str | None
    ) -> None:
        self._contact_store, self._contact_reader = store, reader
        self._contact_tell, self._contact_region = tell, region
