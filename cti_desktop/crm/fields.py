"""The fields a contact can be given by a file, and how a contact is made of them."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.joining import MOST_NUMBERS
from cti_desktop.calls.numbers import parse_number
from cti_desktop.crm.text_lines import RowProblem

_LONGEST_FIELD = 10_000
_YES = ("1", "yes", "true", "y", "ja", "x")
_EXTENSIONS = len("GB")


class Field(StrEnum):
    """What a column of a file can mean."""

    ID = "id"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FIRM = "firm"
    TITLE = "title"
    EMAIL = "email"
    PHONES = "phones"
    WORK = "work"
    MOBILE = "mobile"
    HOME = "home"
    OTHER = "other"
    COUNTRY = "country"
    CITY = "city"
    NOTES = "notes"
    FAVOURITE = "favourite"


NUMBER_FIELDS = (Field.WORK, Field.MOBILE, Field.HOME, Field.OTHER)


_SAYS = {
    **dict.fromkeys((Field.PHONES, *NUMBER_FIELDS), "numbers"),
    **dict.fromkeys((Field.NAME, Field.FIRST_NAME, Field.LAST_NAME), "name"),
    **{Field(one): one for one in ("firm", "title", "email", "country", "city", "notes")},
    Field.FAVOURITE: "favourite",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenContact:
    """A contact as a file gives it.

    Attributes:
        row: where it stands, counted from 1.
        said: the contact's fields that the file says something about.
        own_id: the file names its id; else it is made of name, firm and e-mail.
    """

    contact: Contact
    row: int
    said: frozenset[str]
    own_id: bool

    @property
    def sure(self) -> bool:
        """Whether an id or an e-mail address says who it is."""
        return self.own_id or bool(self.contact.email)

    def apart(self) -> "GivenContact":
        """Return it with an id that tells it from somebody of the same name."""
        one = self.contact
        made = _made_id(one.name, one.firm, one.email, one.title, one.country, one.city)
        return replace(self, contact=replace(one, id=made))


def make_contact(
    given: Mapping[Field, str],
    *,
    row: int,
    source: str,
    region: str | None,
    problem: Callable[[RowProblem], None],
) -> GivenContact | None:
    """Make a contact; None when there is neither a name nor a firm.

    Args:
        row: where it stands.
        given: `phones` holds `label:number` entries between `|`, each with `;ext=` where needed.
        source: what the contact says it comes from.
        region: ISO country for national numbers where no country is given.
        problem: told what was left out.
    """
    both = " ".join(filter(None, (given.get(Field.FIRST_NAME), given.get(Field.LAST_NAME))))
    firm = given.get(Field.FIRM, "")[:_LONGEST_FIELD]
    name = (given.get(Field.NAME) or both or firm)[:_LONGEST_FIELD]
    if not name:
        problem(RowProblem(row=row, text="The name is empty.", whole=True))
        return None
    country = given.get(Field.COUNTRY, "")
    home = country.upper() if len(country) == _EXTENSIONS and country.isalpha() else region
    contact = Contact(
        id=given.get(Field.ID) or _made_id(name, firm, given.get(Field.EMAIL, "")),
        source=source,
        name=name,
        firm=firm,
        title=given.get(Field.TITLE, "")[:_LONGEST_FIELD],
        email=given.get(Field.EMAIL, "")[:_LONGEST_FIELD],
        country=country[:_LONGEST_FIELD],
        city=given.get(Field.CITY, "")[:_LONGEST_FIELD],
        notes=given.get(Field.NOTES, "")[:_LONGEST_FIELD],
        favourite=given.get(Field.FAVOURITE, "").casefold() in _YES,
        numbers=_numbers(given, home, lambda text: problem(RowProblem(row=row, text=text))),
    )
    said = frozenset(("name", *(_SAYS[one] for one in given if one in _SAYS)))
    return GivenContact(contact=contact, row=row, said=said, own_id=bool(given.get(Field.ID)))


def _numbers(
    given: Mapping[Field, str], region: str | None, problem: Callable[[str], None]
) -> tuple[ContactNumber, ...]:
    entries = [part.partition(":") for part in given.get(Field.PHONES, "").split("|")]
    written = [(label, number) if colon else ("", label) for label, colon, number in entries]
    written += [(str(one), given[one]) for one in NUMBER_FIELDS if one in given]
    found: list[ContactNumber] = []
    for label, number in written:
        raw = number.strip()
        if not raw:
            continue
        parsed = parse_number(raw, region)
        if not parsed.digits:
            problem(f"“{raw[:40]}” is no number.")
        elif len(found) < MOST_NUMBERS:
            found.append(
                ContactNumber(
                    raw=raw, label=label.strip(), e164=parsed.e164, extension=parsed.extension
                )
            )
    return tuple(found)


def _made_id(*words: str) -> str:
    """Give a row without id the same one at every import."""
    text = "\x1f".join(words)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
