"""The last calls with a person, on whatever number: also those a person said were with them."""

from collections.abc import Iterable
from datetime import datetime

from cti_desktop.agent.lines import CallReader
from cti_desktop.calls.call import Call
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.log import CallLog


def earlier_of(
    log: CallLog, reader: CallReader, contact: Contact, *, before: datetime | None, limit: int
) -> tuple[Call, ...]:
    """Return the last calls with a contact that started before a time (None: until now)."""
    found = {call.id: call for call in log.chosen_for(contact.id, before=before, limit=limit)}
    for one in contact.numbers:
        number = parse_number(one.e164 or one.raw, reader.region)
        for call in log.earlier_with(number, before=before, limit=limit):
            if _may_be(call, contact, reader):
                found[call.id] = call
    return newest(found.values(), limit)


def newest(calls: Iterable[Call], limit: int) -> tuple[Call, ...]:
    """Return the newest of some calls, newest first."""
    ordered = sorted(calls, key=lambda call: (str(call.started_at), call.id), reverse=True)
    return tuple(ordered[:limit])


def _may_be(call: Call, contact: Contact, reader: CallReader) -> bool:
    """Leave out a call of which a person said that it was with somebody else still there."""
    note = call.note
    if note is None:
        return True
    chosen = reader.contact(note.contact_id) if note.contact_id is not None else None
    if chosen is not None:
        return chosen.id == contact.id
    return contact.ids.isdisjoint(note.not_contact_ids)
