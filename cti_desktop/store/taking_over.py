"""Finds the contact that took another one over, and the calls a person had chosen that one for.

The ids a contact took over stand among its words, behind a sign that no typed word begins with: so
they come and go with the contact, and one index finds both.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)

from cti_desktop.store.matching import in_range
from cti_desktop.store.schema import CALL, CONTACT, CONTACT_WORD

_SIGN = "="
_BEHIND_SIGN = ">"
_TAKEN: ColumnElement[str] = func.substr(CONTACT_WORD.c.word, len(_SIGN) + 1)


def taken_words(contact_ids: Iterable[str]) -> set[str]:
    """Return the words that say a contact took these over."""
    return {f"{_SIGN}{one}" for one in contact_ids}


def taker_of(connection: Connection, contact_id: str) -> bytes | None:
    """Return the contact that took one over, the first by source's name."""
    wanted = (
        select(CONTACT.c.body)
        .join_from(CONTACT_WORD, CONTACT, CONTACT_WORD.c.ref == CONTACT.c.ref)
        .where(CONTACT_WORD.c.word == f"{_SIGN}{contact_id}")
        .order_by(CONTACT.c.source, CONTACT.c.id)
        .limit(1)
    )
    return connection.scalar(wanted)


def taker_bodies(connection: Connection) -> list[bytes]:
    """Return all contacts that took others over."""
    refs = select(CONTACT_WORD.c.ref).where(_says_so())
    return list(connection.scalars(select(CONTACT.c.body).where(CONTACT.c.ref.in_(refs))))


def taken_by(contact_ids: Sequence[str]) -> Select[str]:
    """Select the ids that contacts took over, without those that came back as their own."""
    join = CONTACT_WORD.c.ref == CONTACT.c.ref
    wanted = select(_TAKEN).join_from(CONTACT_WORD, CONTACT, join).where(*_for_good())
    return wanted.where(CONTACT.c.id.in_(contact_ids))


def taken_over() -> Select[str, str]:
    """Select all such ids, each with the `ref` of the contact; there are few."""
    return select(CONTACT_WORD.c.ref, _TAKEN).where(*_for_good())


def chosen_is(contact_id: str) -> ColumnElement[bool]:
    """Let calls through that a person said were with a contact, or with one it took over."""
    also = CALL.c.contact_id.in_(taken_by((contact_id,)))
    return or_(CALL.c.contact_id == contact_id, also)


def nobody_chosen() -> ColumnElement[bool]:
    """Let calls through of which no person said whom they were with, or somebody who is gone."""
    there = exists().where(CONTACT.c.id == CALL.c.contact_id)
    taken = exists().where(CONTACT_WORD.c.word == literal(_SIGN) + CALL.c.contact_id)
    return or_(CALL.c.contact_id.is_(None), and_(not_(there), not_(taken)))


def _for_good() -> tuple[ColumnElement[bool], ...]:
    own = exists().where(CONTACT.alias().c.id == _TAKEN)
    return _says_so(), not_(own)


def _says_so() -> ColumnElement[bool]:
    return in_range(CONTACT_WORD.c.word, _SIGN, _BEHIND_SIGN)
