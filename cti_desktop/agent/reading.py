"""What the command line reads from and writes to the local store without a desk around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.codec import as_json
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import UserFixable
from cti_desktop.crm.csv_file import read_contacts
from cti_desktop.crm.text_lines import RowProblem
from cti_desktop.crm.vcard import CARDS, read_vcards
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store


@contextmanager
def _store(settings: DeskSettings) -> Iterator[Store]:
    store = open_store(settings.database_url, region=settings.region)
    try:
        yield store
    finally:
        store.close()


def list_calls(settings: DeskSettings, *, text: str, limit: int) -> list[dict[str, Any]]:
    """List the newest calls: id, start, direction, state, result, name, number, outcome, note."""
    with _store(settings) as store:
        found = store.log.page(LogQuery(text=text, limit=limit))
    return [
        {
            "id": call.id,
            "started_at": call.started_at.isoformat() if call.started_at else None,
            "direction": call.direction,
            "state": call.state,
            "result": call.result,
            "name": call.party.name or call.party.number or "",
            "number": call.party.number,
            "talk_s": call.durations.talk_s,
            "outcome": call.outcome,
            "note": call.note.text if call.note else "",
        }
        for call in found
    ]


def show_call(settings: DeskSettings, wanted: str) -> dict[str, Any]:
    """Show a call and its events by our id or Zoom's call id.

    Raises:
        UserFixable: there is no such call.
    """
    with _store(settings) as store:
        named = (store.log.by_key(f"{kind}:{wanted}") for kind in ("call", "engagement"))
        call = store.log.get(wanted) or next(filter(None, named), None)
        if call is None:
            raise UserFixable(f"There is no call {wanted} in the local log.", code="no_such_call")
        events = store.journal.events_of(call.id)
    return {"call": as_json(call), "events": [as_json(event) for event in events]}


def import_contacts(settings: DeskSettings, file: Path) -> dict[str, Any]:
    """Import a CSV or vCard file; rows that cannot be meant are left out and named.

    Raises:
        UserFixable: the file as a whole cannot be read.
    """
    if file.suffix.casefold() in CARDS:
        found = list(read_vcards(file, region=settings.region))
        contacts = tuple(one for one in found if isinstance(one, Contact))
        problems = tuple(one for one in found if isinstance(one, RowProblem))
    else:
        read = read_contacts(file, settings.region)
        contacts, problems = read.contacts, read.problems
    with _store(settings) as store:
        store.directory.put(contacts).result()
    return {
        "imported": len(contacts),
        "problems": [{"row": p.row, "text": p.text} for p in problems],
    }


def search_contacts(settings: DeskSettings, text: str, limit: int) -> list[dict[str, Any]]:
    """Search contacts as the window does."""
    with _store(settings) as store:
        return [as_json(contact) for contact in store.directory.search(text, limit)]
