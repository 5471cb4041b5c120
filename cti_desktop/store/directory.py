"""The directory of contacts: who is behind a number, and whom a person looks for.

Contacts come from files and other systems (`crm`), from people, and are found here without asking
those systems.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)

from cti_desktop.calls.codec import decode_contact, encode
from cti_desktop.calls.contacts import Contact, ContactMatch, ContactNumber, Matches, MatchKind
from cti_desktop.calls.numbers import PhoneNumber, parse_number
from cti_desktop.store.bulk import Lookup
from cti_desktop.store.engines import Engines
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.looking import found_bodies
from cti_desktop.store.matching import exact_matches, forms_of, matches_in, worth_matching
from cti_desktop.store.schema import CONTACT, CONTACT_CHOICE, CONTACT_NUMBER, CONTACT_WORD
from cti_desktop.store.taking_over import taken_words, taker_bodies, taker_of
from cti_desktop.store.wording import plain_text, typed_number, typed_words, words_of
from cti_desktop.store.writer import Writer

_BODIES = Lookup(CONTACT, ("ref", "body"), "ref")
_CHOSEN = Lookup(CONTACT_CHOICE, ("number",), "number")
_NO_NUMBER = ";"
"""The key of all callers who withhold theirs: who one of them was says nothing of the next."""


class Directory:
    """Finds contacts from any thread; changes go through the writer."""

    def __init__(self, engines: Engines, writer: Writer, *, region: str | None) -> None:
        self._engines = engines
        self._writer = writer
        self._region = region

    def match(self, number: PhoneNumber) -> Matches:
        """Return everybody who may be behind a number: a remembered choice, else the best kind."""
        with self._engines.reading() as connection:
            return self._match(connection, number)

    def match_all(self, numbers: Sequence[PhoneNumber]) -> tuple[Matches, ...]:
        """Match many numbers; those that nobody can have cost next to nothing."""
        with self._engines.reading() as connection:
            chosen = self._ever_chosen(connection, numbers)
            worth = [n for n in worth_matching(connection, numbers) if n not in chosen]
            found = exact_matches(connection, worth)
            for number in worth:
                if number not in found:
                    found[number] = matches_in(connection, number, self._region)
            return tuple(
                self._match(connection, number)
                if number in chosen
                else self._matches(number, found.get(number, ()))
                for number in numbers
            )

    def search(self, text: str, limit: int = 20) -> tuple[Contact, ...]:
        """Find contacts as somebody types: favourites first, then by name.

        Each word has to begin a word of the name or firm; a number has to begin or end one. Of very
        many, those whose name begins so are preferred.
        """
        digits = typed_number(text)
        begins = typed_words(text) if digits is None else [digits]
        if not begins:
            return ()
        with self._engines.reading() as connection:
            bodies = found_bodies(connection, begins, number=digits is not None, limit=limit)
            return tuple(decode_contact(body) for body in bodies)

    def get(self, contact_id: str) -> Contact | None:
        """Return a contact, or the one that took it over.

        Of several sources that use the id, it is the first by source's name.
        """
        with self._engines.reading() as connection:
            return _contact(connection, contact_id)

    def page(
        self,
        *,
        after: tuple[str, str] | None = None,
        limit: int = 100,
        favourites: bool = False,
    ) -> tuple[Contact, ...]:
        """Return contacts by name.

        Args:
            favourites: only those.
            after: (name, id) of the last contact of the page before.
            limit: contacts at most.
        """
        wanted = select(CONTACT.c.body).order_by(CONTACT.c.sort_name, CONTACT.c.id)
        if favourites:
            wanted = wanted.where(CONTACT.c.favourite)
        if after is not None:
            wanted = wanted.where(_sorts_after(plain_text(after[0]), after[1]))
        with self._engines.reading() as connection:
            return tuple(decode_contact(body) for body in connection.scalars(wanted.limit(limit)))

    def count(self, *, favourites: bool = False) -> int:
        """Count the contacts, or the favourites among them."""
        wanted = select(func.count()).select_from(CONTACT)
        if favourites:
            wanted = wanted.where(CONTACT.c.favourite)
        with self._engines.reading() as connection:
            return connection.scalar(wanted) or 0

    def put(self, contacts: Sequence[Contact]) -> Future[int]:
        """Keep contacts in place of those with the same source and id; gives how many.

        Of several with the same source and id the last counts.
        """
        by_ref = {contact.ref: contact for contact in contacts}

        def work(connection: Connection) -> int:
            for chunk in in_chunks(by_ref.items()):
                _replace(connection, dict(chunk), self._region)
            return len(by_ref)

        return self._writer.submit(work)

    def kept(self, refs: Sequence[str]) -> dict[str, Contact]:
        """Return the contacts that there are by `Contact.ref`."""
        with self._engines.reading() as connection:
            rows = _BODIES.rows(connection, refs)
            return {row.ref: decode_contact(row.body) for row in rows}

    def remove(self, refs: Sequence[str]) -> Future[int]:
        """Remove contacts by `Contact.ref`; gives how many there were."""

        def work(connection: Connection) -> int:
            gone = (delete(CONTACT).where(CONTACT.c.ref.in_(chunk)) for chunk in in_chunks(refs))
            return sum(connection.execute(one).rowcount for one in gone)

        return self._writer.submit(work)

    def takers(self) -> dict[str, Contact]:
        """Return who took over whom: by the `ref` of the one that went; merged by hand, so few."""
        with self._engines.reading() as connection:
            takers = [decode_contact(body) for body in taker_bodies(connection)]
        return {ref: taker for taker in takers for ref in taker.took_over}

    def sharing(self, contact: Contact, limit: int = 20) -> tuple[Contact, ...]:
        """Return others that have one of a contact's numbers or its name."""
        e164s = [one.e164 for one in contact.numbers if one.e164]
        same_number = select(CONTACT_NUMBER.c.ref).where(CONTACT_NUMBER.c.e164.in_(e164s))
        same_name = CONTACT.c.sort_name == plain_text(contact.name)
        wanted = (
            select(CONTACT.c.body)
            .where(or_(CONTACT.c.ref.in_(same_number), same_name), CONTACT.c.ref != contact.ref)
            .order_by(CONTACT.c.sort_name, CONTACT.c.id)
            .limit(limit)
        )
        with self._engines.reading() as connection:
            return tuple(decode_contact(body) for body in connection.scalars(wanted))

    def choose(self, number: PhoneNumber, contact_id: str) -> Future[None]:
        """Remember that a person said who is behind a number; nothing where there is none."""

        def work(connection: Connection) -> None:
            _forget(connection, number)
            if (key := _choice_key(number)) != _NO_NUMBER:
                row = {"number": key, "contact_id": contact_id}
                connection.execute(insert(CONTACT_CHOICE).values(row))

        return self._writer.submit(work)

    def forget_choice(self, number: PhoneNumber) -> Future[None]:
        """Forget what was chosen for a number."""
        return self._writer.submit(lambda connection: _forget(connection, number))

    def _match(self, connection: Connection, number: PhoneNumber) -> Matches:
        chosen = self._chosen(connection, number)
        found = (chosen,) if chosen else matches_in(connection, number, self._region)
        return self._matches(number, found)

    def _matches(self, number: PhoneNumber, found: Iterable[ContactMatch]) -> Matches:
        ordered = tuple(sorted(found, key=_match_order))
        return Matches(number=number.raw, region=self._region, found=ordered)

    def _ever_chosen(
        self, connection: Connection, numbers: Sequence[PhoneNumber]
    ) -> set[PhoneNumber]:
        """Return those that somebody was chosen for; several may mean one number."""
        asked = set(map(_choice_key, numbers)) - {_NO_NUMBER}
        keys = {row.number for row in _CHOSEN.rows(connection, asked)}
        return {number for number in numbers if _choice_key(number) in keys}

    def _chosen(self, connection: Connection, number: PhoneNumber) -> ContactMatch | None:
        if (key := _choice_key(number)) == _NO_NUMBER:  # an older version may have kept somebody
            return None
        wanted = select(CONTACT_CHOICE.c.contact_id).where(CONTACT_CHOICE.c.number == key)
        contact_id = connection.scalar(wanted)
        contact = _contact(connection, contact_id) if contact_id else None
        if contact is None:
            return None
        asked = ContactNumber(raw=number.raw, e164=number.e164, extension=number.extension)
        same = (one for one in contact.numbers if one.e164 and one.e164 == number.e164)
        return ContactMatch(contact=contact, number=next(same, asked), kind=MatchKind.CHOSEN)


def _contact(connection: Connection, contact_id: str) -> Contact | None:
    wanted = (
        select(CONTACT.c.body).where(CONTACT.c.id == contact_id).order_by(CONTACT.c.source).limit(1)
    )
    body = connection.scalar(wanted)
    body = body or taker_of(connection, contact_id)
    return None if body is None else decode_contact(body)


def _replace(connection: Connection, contacts: dict[str, Contact], region: str | None) -> None:
    connection.execute(delete(CONTACT).where(CONTACT.c.ref.in_(list(contacts))))
    _insert(connection, CONTACT, [_row(ref, one) for ref, one in contacts.items()])
    numbers = [
        {"ref": ref, "place": place, **asdict(forms_of(number))}
        for ref, contact in contacts.items()
        for place, number in enumerate(contact.numbers)
    ]
    _insert(connection, CONTACT_NUMBER, numbers)
    words = [
        {"ref": ref, "word": word}
        for ref, contact in contacts.items()
        for word in sorted(_words(contact, region))
    ]
    _insert(connection, CONTACT_WORD, words)


def _insert(
    connection: Connection, table: Table[Any], rows: Sequence[Mapping[str, object]]
) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _row(ref: str, contact: Contact) -> dict[str, object]:
    return {
        "ref": ref,
        "id": contact.id,
        "source": contact.source,
        "favourite": contact.favourite,
        "sort_name": plain_text(contact.name),
        "body": encode(contact),
    }


def _words(contact: Contact, region: str | None) -> set[str]:
    """Return what a contact is found by; a number in each form that people begin to type."""
    words = words_of(contact.name) | words_of(contact.firm)
    for number in contact.numbers:
        as_written = parse_number(number.e164 or number.raw)
        words.update((as_written.digits, number.extension or ""))
        read = as_written if as_written.e164 else parse_number(number.raw, region)
        if read.country is not None and read.national is not None:
            words.update((read.digits, read.national, f"0{read.national}"))
    return words - {""} | taken_words(contact.taken_ids)


def _sorts_after(sort_name: str, contact_id: str) -> ColumnElement[bool]:
    return and_(
        CONTACT.c.sort_name >= sort_name,
        or_(CONTACT.c.sort_name > sort_name, CONTACT.c.id > contact_id),
    )


def _forget(connection: Connection, number: PhoneNumber) -> None:
    connection.execute(delete(CONTACT_CHOICE).where(CONTACT_CHOICE.c.number == _choice_key(number)))


def _choice_key(number: PhoneNumber) -> str:
    return f"{number.e164 or number.digits};{number.extension or ''}"


def number_of_choice(key: str) -> PhoneNumber:
    """Read a number as the table of choices keeps it, so that it can be chosen for again."""
    main, _, extension = key.partition(";")
    return PhoneNumber(
        raw=main,
        e164=main if main.startswith("+") else None,
        national=None,
        extension=extension or None,
        digits=main.removeprefix("+"),
    )


def _match_order(match: ContactMatch) -> tuple[bool, str, str]:
    return (not match.contact.favourite, plain_text(match.contact.name), match.contact.id)
