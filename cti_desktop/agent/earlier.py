"""The last calls with a person, on whatever number: also those a person said were with them."""

from collections.abc import Iterable
from datetime import datetime

from cti_desktop.calls.call import Call
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.log import CallLog


def earlier_of(
    log: CallLog, contact: Contact, region: str | None, *, before: datetime | None, limit: int
) -> tuple[Call, ...]:
    """Return the last calls with a contact that started before a time (None: until now)."""
    found = {call.id: call for call in log.chosen_for(contact.id, before=before, limit=limit)}
    for one in contact.numbers:
        number = parse_number(one.e164 or one.raw, region)
        for call in log.earlier_with(number, before=before, limit=limit):
            if _may_be(call, contact):
                found[call.id] = call
    return newest(found.values(), limit)


def newest(calls: Iterable[Call], limit: int) -> tuple[Call, ...]:
    """Return the newest of some calls, newest first."""
    ordered = sorted(calls, key=lambda call: (str(call.started_at), call.id), reverse=True)
    return tuple(ordered[:limit])


def _may_be(call: Call, contact: Contact) -> bool:
    """Leave out a call of which a person said that it was with somebody else."""
    note = call.note
    if note is None:
        return True
    return note.contact_id in (None, contact.id) and contact.id not in note.not_contact_ids
