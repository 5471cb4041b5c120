"""Contacts and why one matched a number."""

from dataclasses import dataclass
from enum import StrEnum

LOCAL = "local"
"""Source of contacts that people made at the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactNumber:
    """One number of a contact.

    Attributes:
        raw: as the source wrote it.
        label: `work`, `mobile`, `main` …; empty when the source has none.
        e164: `+442079460018`, None when the number is not public (an extension alone).
        extension: digits behind the number, None when there are none.
    """

    raw: str
    label: str = ""
    e164: str | None = None
    extension: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person or firm that may call or be called.

    Attributes:
        id: unique within `source`, stable over imports.
        source: where it came from, such as `csv` or `hubspot`.
        took_over: `ref` of the contacts that were put into this one.
        given: as the source gave it the last time, where people changed it since.
    """

    id: str
    name: str
    source: str = LOCAL
    firm: str = ""
    title: str = ""
    email: str = ""
    country: str = ""
    city: str = ""
    notes: str = ""
    favourite: bool = False
    numbers: tuple[ContactNumber, ...] = ()
    took_over: tuple[str, ...] = ()
    given: "Contact | None" = None

    @property
    def ref(self) -> str:
        """Source and id as one word; a source has no colon, so the first one parts them."""
        return f"{self.source}:{self.id}"

    @property
    def taken_ids(self) -> frozenset[str]:
        """The ids of the contacts that were put into this one."""
        return frozenset(one.partition(":")[2] for one in self.took_over)

    @property
    def ids(self) -> frozenset[str]:
        """The id, and those of the contacts that were put into this one."""
        return self.taken_ids | {self.id}


class MatchKind(StrEnum):
    """Why a contact belongs to a number, best reason first."""

    CHOSEN = "chosen"
    EXTENSION = "extension"
    EXACT = "exact"
    NATIONAL = "national"
    LAST_DIGITS = "last_digits"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMatch:
    """A contact and the number and reason it matched by."""

    contact: Contact
    number: ContactNumber
    kind: MatchKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Everybody who may be behind a number; all share the best kind found.

    Attributes:
        number: the number asked for, as asked.
        region: ISO country used for national numbers.
        found: best first; favourites, then by name.
    """

    number: str
    region: str | None = None
    found: tuple[ContactMatch, ...] = ()

    @property
    def best(self) -> ContactMatch | None:
        """The one match, or None when nobody or several match."""
        return self.found[0] if len(self.found) == 1 else None


def explain_match(match: ContactMatch, others: int = 0) -> str:
    """Say in English why a contact matched, such as `matched by number; 2 others share it`."""
    reason = {
        MatchKind.CHOSEN: "chosen by you",
        MatchKind.EXTENSION: "matched by number and extension",
        MatchKind.EXACT: "matched by number",
        MatchKind.NATIONAL: "matched by national number",
        MatchKind.LAST_DIGITS: "matched by the last digits",
    }[match.kind]
    if not others:
        return reason
    return (
        f"{reason}; {others} other{'s' if others > 1 else ''} share{'' if others > 1 else 's'} it"
    )
