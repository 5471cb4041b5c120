"""What the softphone page asks about people, answered from the contacts."""

from typing import Protocol

from cti_desktop.calls.contacts import Contact, Matches
from cti_desktop.calls.numbers import PhoneNumber, parse_number
from cti_desktop.zoom import embed

_SEARCH_HITS = 20
_MOST_MATCHED = 50  # of what the page asks in one message; a call has a few


class PhoneBook(Protocol):
    """What the softphone looks people up in."""

    def search(self, text: str, limit: int = 20) -> tuple[Contact, ...]:
        """Find contacts as typed."""

    def match(self, number: PhoneNumber) -> Matches:
        """Find who is behind a number."""


def search(book: PhoneBook, text: str) -> list[embed.Known]:
    """Return whom a text typed in the page may mean."""
    hits = book.search(text, _SEARCH_HITS)
    return [_known(c, n.e164 or n.raw) for c in hits for n in c.numbers][:_SEARCH_HITS]


def match(book: PhoneBook, numbers: tuple[str, ...], region: str | None) -> dict[str, embed.Known]:
    """Return who is behind numbers, by the number as the page wrote it."""
    found: dict[str, embed.Known] = {}
    for number in numbers[:_MOST_MATCHED]:
        best = book.match(parse_number(number, region)).best
        if best is not None:
            found[number] = _known(best.contact, number)
    return found


def _known(contact: Contact, number: str) -> embed.Known:
    return embed.Known(
        contact_id=contact.id, name=_shown(contact), number=number, email=contact.email
    )


def _shown(contact: Contact) -> str:
    return f"{contact.name} ({contact.firm})" if contact.firm else contact.name
