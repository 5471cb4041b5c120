"""Lists calls by the name people see: the contact's, else the one Zoom told, else the number.

`log.py` calls it. Contacts change without their calls, so no call keeps a contact's name; instead
the calls of contacts, in the order of the contacts, meet those nobody is known of, in their own
order: each goes along an index, and a page of a million calls looks at little more than a page.

Told by equal numbers only: somebody found by the last digits of a number stands where Zoom's name
for them does, and so does somebody a person said it was not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from cti_desktop.calls.events import Direction
from cti_desktop.calls.log_filter import Place
from cti_desktop.store.bulk import Lookup
from cti_desktop.store.schema import CALL, CONTACT, CONTACT_CHOICE, CONTACT_NUMBER
from cti_desktop.store.searching import few
from cti_desktop.store.taking_over import nobody_chosen

Conditions = Sequence[ColumnElement[bool]]
_PERSON, _TWIN = CONTACT.alias("person"), CONTACT.alias("twin")
_NUMBER, _OTHER = CONTACT_NUMBER.alias("theirs"), CONTACT_NUMBER.alias("others")
_BODIES = Lookup(CALL, ("id", "body"), "id")
_Asked = Select[*tuple[Any, ...]]
_Named = tuple[_Asked, ColumnElement[Any]]
_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the list.

    Attributes:
        before: it begins behind this place.
        down: from the last name to the first.
    """

    before: Place | None
    down: bool
    limit: int
    offset: int = 0


def calls_by_name(
    connection: Connection, conditions: Conditions, wanted: Stretch
) -> list[tuple[bytes, str, str]]:
    """Return the calls of a stretch in its order: body, name and id."""
    if connection.dialect.name != "sqlite" or _are_few(connection, conditions):
        name = _name()
        asked = select(name, CALL.c.id).where(*conditions)
        found = _taken(connection, asked, name, wanted)
    else:
        found = _met(connection, conditions, wanted)
    page = found[wanted.offset : wanted.offset + wanted.limit]
    bodies = {row.id: row.body for row in _BODIES.rows(connection, [one for _, one in page])}
    return [(bodies[call_id], name, call_id) for name, call_id in page]


def behind(of: ColumnElement[Any], place: Place, *, down: bool) -> ColumnElement[bool]:
    """Let through what stands behind a place in a list sorted by a value and the call's id."""
    value, call_id = place
    if down:
        return and_(of <= value, or_(of < value, CALL.c.id < call_id))
    return and_(of >= value, or_(of > value, CALL.c.id > call_id))


def _met(connection: Connection, conditions: Conditions, wanted: Stretch) -> list[tuple[str, str]]:
    """Merge the calls of contacts with the others, which are read as far as the page goes.

    On the way to those others each call that a contact has is passed over: it takes seconds only
    where hundreds of thousands in a row are of contacts, all with Zoom's names before the page's.
    """
    found: list[tuple[str, str]] = []
    enough = wanted.offset + wanted.limit
    for asked, name in (_chosen(connection, conditions), _matched(conditions)):
        found += _taken(connection, asked, name, wanted)
    found.sort(reverse=wanted.down)
    own = CALL.c.party_name
    asked = select(own, CALL.c.id).where(*conditions, _known().is_(None))
    if len(found) >= enough:
        last = found[enough - 1][0]
        asked = asked.where(own >= last if wanted.down else own <= last)
    return sorted(found + _taken(connection, asked, own, wanted), reverse=wanted.down)


def _taken(
    connection: Connection, asked: _Asked, name: ColumnElement[Any], wanted: Stretch
) -> list[tuple[str, str]]:
    if wanted.before is not None:
        asked = asked.where(behind(name, wanted.before, down=wanted.down))
    order = (name.desc(), CALL.c.id.desc()) if wanted.down else (name, CALL.c.id)
    rows = connection.execute(asked.order_by(*order).limit(wanted.offset + wanted.limit))
    return [(told or "", call_id) for told, call_id in rows]


def _chosen(connection: Connection, conditions: Conditions) -> _Named:
    """Ask for calls a person said were with a contact; where those are few, beginning with them."""
    asked = (
        select(_PERSON.c.sort_name, CALL.c.id)
        .join_from(_PERSON, CALL, CALL.c.contact_id == _PERSON.c.id)
        .where(_is_first())
    )
    of = CALL.alias("chosen")
    some = select(of.c.id).where(of.c.contact_id > "")
    if few(connection, some):
        # No index is in the order of an expression, so it does not begin with the names.
        name = func.coalesce(_PERSON.c.sort_name, "")
        return asked.where(CALL.c.id.in_(some), _hidden(conditions)), name
    return _by_their_names(asked, conditions), _PERSON.c.sort_name


def _matched(conditions: Conditions) -> _Named:
    """Ask for calls with a contact's number."""
    theirs = func.coalesce(_NUMBER.c.e164, _NUMBER.c.written)
    asked = (
        select(_PERSON.c.sort_name, CALL.c.id)
        .join_from(_PERSON, _NUMBER, _NUMBER.c.ref == _PERSON.c.ref)
        .join(CALL, CALL.c.party_number == theirs)
        .where(_is_theirs())
    )
    return _by_their_names(asked, [_by_number(), *conditions]), _PERSON.c.sort_name


def _by_their_names(asked: _Asked, conditions: Conditions) -> _Asked:
    """Go along the names: a range that holds every one makes the planner begin there."""
    every = and_(_PERSON.c.sort_name >= "", _PERSON.c.sort_name <= _LAST_CHARACTER)
    return asked.where(every, _hidden(conditions))


def _hidden(conditions: Conditions) -> ColumnElement[bool]:
    """Hide from the planner what is asked of calls, or it would begin with all that have it."""
    return func.coalesce(and_(true(), *conditions), false())


def _name() -> ColumnElement[Any]:
    return func.coalesce(_known(), CALL.c.party_name)


def _known() -> ColumnElement[Any]:
    """Return the contact's name of a call; NULL where nobody is known."""
    chosen = (
        select(_PERSON.c.sort_name).where(_PERSON.c.id == CALL.c.contact_id, _is_first())
    ).scalar_subquery()
    same = or_(_NUMBER.c.e164 == CALL.c.party_number, _NUMBER.c.written == CALL.c.party_number)
    matched = (
        select(_PERSON.c.sort_name)
        .join_from(_NUMBER, _PERSON, _NUMBER.c.ref == _PERSON.c.ref)
        .where(same, _is_theirs())
        .limit(1)
    ).scalar_subquery()
    return func.coalesce(chosen, case((_by_number(), matched)))


def _by_number() -> ColumnElement[bool]:
    """Let through calls whose number says who it is: colleagues are named by Zoom."""
    inside = CALL.c.direction == Direction.INTERNAL.value
    return and_(nobody_chosen(), not_(func.coalesce(inside, false())))


def _is_first() -> ColumnElement[bool]:
    """Of contacts with one id, the first by source counts."""
    same = exists().where(_TWIN.c.id == _PERSON.c.id, _TWIN.c.source < _PERSON.c.source)
    return not_(same.correlate(_PERSON))


def _is_theirs() -> ColumnElement[bool]:
    """Let through a number of one contact alone, or of the one a person chose for it."""
    key = func.coalesce(_NUMBER.c.e164, _NUMBER.c.written) + ";"
    choice = CONTACT_CHOICE.c.number == key
    chosen = exists().where(choice, CONTACT_CHOICE.c.contact_id == _PERSON.c.id)
    some = exists().where(choice)
    same = or_(_OTHER.c.e164 == _NUMBER.c.e164, _OTHER.c.written == _NUMBER.c.written)
    again = exists().where(same, _OTHER.c.ref == _NUMBER.c.ref, _OTHER.c.place < _NUMBER.c.place)
    shared = exists().where(same, _OTHER.c.ref != _NUMBER.c.ref)
    return and_(
        not_(again.correlate(_NUMBER)),
        or_(
            chosen.correlate(_NUMBER, _PERSON),
            and_(not_(some.correlate(_NUMBER)), not_(shared.correlate(_NUMBER))),
        ),
    )


def _are_few(connection: Connection, conditions: Conditions) -> bool:
    """Tell whether so few calls fulfil the conditions that sorting them is quickest."""
    return bool(conditions) and few(connection, select(CALL.c.id).where(*conditions))
