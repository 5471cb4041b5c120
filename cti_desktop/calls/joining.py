"""Puts contacts together: two by hand, and what a source says anew with what people changed."""

from collections.abc import Iterable
from dataclasses import replace

from cti_desktop.calls.contacts import LOCAL, Contact, ContactNumber

MOST_NUMBERS = 50
"""Numbers that files may give one contact."""

_WORDS = ("name", "firm", "title", "email", "country", "city", "notes", "favourite")
_TELLING = ("name", "firm", "title", "email", "country", "city")
_Key = tuple[str, str | None]


def merged(keep: Contact, other: Contact) -> Contact:
    """Put two contacts together: the first one's words, everything the second adds."""
    taken = dict.fromkeys((*keep.took_over, other.ref, *other.took_over))
    made = replace(
        joined(keep, other),
        took_over=tuple(one for one in taken if one != keep.ref),
    )
    return edited(keep, made)


def joined(one: Contact, more: Contact) -> Contact:
    """Add to a contact what another one says beyond it."""
    notes = [one.notes, *([more.notes] if more.notes not in one.notes else [])]
    return replace(
        one,
        firm=one.firm or more.firm,
        title=one.title or more.title,
        email=one.email or more.email,
        country=one.country or more.country,
        city=one.city or more.city,
        favourite=one.favourite or more.favourite,
        notes="\n".join(filter(None, notes)),
        numbers=_with(one.numbers, more.numbers),
    )


def told_more(one: Contact, more: Contact) -> Contact:
    """Add what its source says in a further row, but for what people changed at the desk."""
    before = _plain(one.given or one)
    numbers = _with(one.numbers, _without(more.numbers, _removed(one)))
    return _standing(one, before, joined(before, more), numbers)


def contradict(one: Contact, other: Contact) -> bool:
    """Tell whether two contacts say different things where both say something."""
    pairs = ((getattr(one, field), getattr(other, field)) for field in _TELLING)
    return any(a and b and a != b for a, b in pairs)


def edited(was: Contact, now: Contact) -> Contact:
    """Return what a person made of a contact, with what its source had given."""
    if was.source == LOCAL:
        return now
    given = _plain(was.given or was)
    return replace(now, given=None if _plain(now) == given else given)


def renewed(was: Contact, new: Contact, said: Iterable[str]) -> Contact:
    """Return a contact as its source gives it now, but for what people changed at the desk.

    Args:
        was: what stands there.
        new: as given now.
        said: the fields the source says something about; of others it says nothing.
    """
    before = _plain(was.given or was)
    heard = {field: getattr(new, field) for field in said}
    given = replace(before, **heard)
    given = replace(given, numbers=_with(given.numbers, _removed(was)))
    return _standing(was, before, given, _numbers(was, before, given))


def _standing(
    was: Contact, before: Contact, given: Contact, numbers: tuple[ContactNumber, ...]
) -> Contact:
    """Return what is given now with the words that people had changed of what was given before."""
    own = {one: getattr(was, one) for one in _WORDS if getattr(was, one) != getattr(before, one)}
    now = replace(given, **own, numbers=numbers, took_over=was.took_over)
    return replace(now, given=None if _plain(now) == given else given)


def _numbers(was: Contact, before: Contact, given: Contact) -> tuple[ContactNumber, ...]:
    """Take the numbers given, without those removed by hand, with those added or changed so."""
    here, once = _by_key(was.numbers), _by_key(before.numbers)
    if here == once:
        return given.numbers
    by_hand = {key: one for key, one in here.items() if once.get(key) != one}
    return tuple({**_by_key(_without(given.numbers, _removed(was))), **by_hand}.values())


def _removed(contact: Contact) -> tuple[ContactNumber, ...]:
    """Return the numbers its source had given that people removed."""
    return () if contact.given is None else _without(contact.given.numbers, contact.numbers)


def _with(
    numbers: tuple[ContactNumber, ...], more: Iterable[ContactNumber]
) -> tuple[ContactNumber, ...]:
    return numbers + _without(more, numbers)


def _without(
    numbers: Iterable[ContactNumber], others: Iterable[ContactNumber]
) -> tuple[ContactNumber, ...]:
    left_out = _by_key(others)
    return tuple(one for key, one in _by_key(numbers).items() if key not in left_out)


def _plain(contact: Contact) -> Contact:
    return replace(contact, given=None, took_over=())


def _by_key(numbers: Iterable[ContactNumber]) -> dict[_Key, ContactNumber]:
    by_key: dict[_Key, ContactNumber] = {}
    for one in numbers:
        by_key.setdefault((one.e164 or one.raw, one.extension), one)
    return by_key
