"""Erases a person from the tables beside the journal; only `erasing.py` calls it."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, delete, select, update

from cti_desktop.calls.codec import decode_contact
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.numbers import parse_number
from cti_desktop.calls.persons import Sought, SoughtNumber, SoughtUser
from cti_desktop.store.cursors import USER_LIST, USERS_SEEN
from cti_desktop.store.grouping import in_chunks
from cti_desktop.store.schema import (
    CONTACT,
    CONTACT_CHOICE,
    GRANT,
    NAMED_CURSOR,
    OPT,
    QUARANTINE,
    SESSION,
)

_USER = "user:"


def erase_beside_journal(
    connection: Connection, sought: Sought, region: str | None, *, sign_ins: bool
) -> int:
    """Erase in a transaction, sessions and grants only where told; returns how many rows went."""
    gone = _unread(connection, sought) + _contacts(connection, sought, region)
    if isinstance(sought, SoughtNumber):
        gone += _opts(connection, sought, region)
    if isinstance(sought, SoughtUser):
        gone += _places(connection, sought) + _listed(connection, sought)
        gone += _sign_ins(connection, sought) if sign_ins else 0
    return gone


def _unread(connection: Connection, sought: Sought) -> int:
    """Erase input that could not be read. What is not read yet meets the marks in a moment."""
    wanted = select(QUARANTINE.c.id, QUARANTINE.c.raw, QUARANTINE.c.source)
    hit = [
        row.id
        for row in connection.execute(wanted)
        if sought.mentioned(row.raw) or sought.mentioned(row.source.encode())
    ]
    return _delete(connection, QUARANTINE, QUARANTINE.c.id, hit)


def _contacts(connection: Connection, sought: Sought, region: str | None) -> int:
    rows = connection.execute(select(CONTACT.c.ref, CONTACT.c.body)).all()
    read = {row.ref: decode_contact(row.body) for row in rows}
    hit = {ref: one for ref, one in read.items() if _is_contact(one, sought, region)}
    ids = frozenset().union(*(one.ids for one in hit.values()))
    gone = _delete(connection, CONTACT, CONTACT.c.ref, hit)
    choices = connection.execute(select(CONTACT_CHOICE)).all()
    chosen = [
        row.number
        for row in choices
        if row.contact_id in ids or sought.mentioned(row.number.encode())
    ]
    return gone + _delete(connection, CONTACT_CHOICE, CONTACT_CHOICE.c.number, chosen)


def _is_contact(contact: Contact, sought: Sought, region: str | None) -> bool:
    if isinstance(sought, SoughtUser):
        return bool(contact.email) and contact.email in sought.ids
    digits = (parse_number(one.e164 or one.raw, region).digits for one in contact.numbers)
    return any(f"number:{one}" in sought.names for one in digits)


def _opts(connection: Connection, sought: SoughtNumber, region: str | None) -> int:
    theirs = connection.scalars(select(OPT.c.theirs).distinct()).all()
    hit = [one for one in theirs if parse_number(one, region).digits == sought.digits]
    return _delete(connection, OPT, OPT.c.theirs, hit)


def _keys(sought: SoughtUser) -> list[str]:
    return [one for one in sought.leg_ids if one.startswith(_USER)]


def _sign_ins(connection: Connection, sought: SoughtUser) -> int:
    keys = _keys(sought)
    users = [one.removeprefix(_USER) for one in keys]
    sessions = _delete(connection, SESSION, SESSION.c.user_id, users)
    return sessions + _delete(connection, GRANT, GRANT.c.key, keys)


def _places(connection: Connection, sought: SoughtUser) -> int:
    begins = ("zoom.sync.", "zoom.sync.account.")
    places = [f"{begin}{key}" for key in _keys(sought) for begin in begins]
    return _delete(connection, NAMED_CURSOR, NAMED_CURSOR.c.name, places)


def _listed(connection: Connection, sought: SoughtUser) -> int:
    """Take them off the kept lists of users; the others stay, so that no team is lost."""
    return sum(_take_off(connection, sought, name) for name in (USER_LIST, USERS_SEEN))


def _take_off(connection: Connection, sought: SoughtUser, name: str) -> int:
    its_row = NAMED_CURSOR.c.name == name
    kept = connection.scalar(select(NAMED_CURSOR.c.value).where(its_row))
    users = msgspec.json.decode(kept, type=list[msgspec.Raw]) if kept else []
    others = [one for one in users if not sought.mentioned(bytes(one))]
    if len(others) < len(users):
        left = msgspec.json.encode(others).decode()
        connection.execute(update(NAMED_CURSOR).where(its_row).values(value=left))
    return len(users) - len(others)


def _delete(
    connection: Connection, table: Table[Any], column: Column[Any], values: Iterable[object]
) -> int:
    gone = 0
    for chunk in in_chunks(values):
        gone += connection.execute(delete(table).where(column.in_(chunk))).rowcount
    return gone
