"""What the command line reads from and writes to the local store without a desk around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from cti_desktop.agent.contact_changes import UNDO_FILE, ContactChanges
from cti_desktop.agent.importing import import_rows, open_file
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.membership import reader_ids_here
from cti_desktop.agent.own_outcomes import outcomes_here
from cti_desktop.agent.records import opened
from cti_desktop.agent.setting_table import MASK_OTHERS
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import as_json
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.masking import mask_number, mask_text
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store

_NUMBERS = frozenset({"number", "did", "to_number"})
_NAMES = frozenset({"name", "to_name", "intent"})


@contextmanager
def _store(settings: DeskSettings) -> Iterator[Store]:
    store = open_store(settings.database_url, region=settings.region)
    try:
        yield store
    finally:
        store.close()


def _reader(settings: DeskSettings, store: Store) -> CallReader:
    """Read as the window does for who signed in here last."""
    outcomes = outcomes_here(settings.store)
    masks = partial(settings.store.get, MASK_OTHERS)
    reader = CallReader(store.directory, outcomes, settings.region, masks)
    reader.reader_ids = reader_ids_here(store.cursors)
    return reader


def _masked(value: Any, name: str = "") -> Any:
    """Mask the numbers in what a call and its events say, whatever part of them says it."""
    if isinstance(value, dict):
        return {key: {} if key == "raw" else _masked(one, key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(one, name) for one in value]
    if isinstance(value, str) and name in _NUMBERS:
        return mask_number(value)
    return mask_text(value) if isinstance(value, str) and name in _NAMES else value


def list_calls(settings: DeskSettings, *, text: str, limit: int) -> list[dict[str, Any]]:
    """List the newest calls as the window's log does.

    Each has its id, start, direction, state, result, name, number, outcome and note.
    """
    with _store(settings) as store:
        reader = _reader(settings, store)
        query = LogQuery(text=text, limit=limit, seen_by=reader.reader_ids)
        return [_listed(call, reader) for call in store.log.page(query)]


def _listed(call: Call, reader: CallReader) -> dict[str, Any]:
    mine, party = reader.seen(call), reader.party(call)
    return {
        "id": call.id,
        "started_at": call.started_at.isoformat() if call.started_at else None,
        "direction": call.direction,
        "state": mine.state,
        "result": mine.result,
        "name": party.name,
        "number": party.e164 or party.number,
        "talk_s": mine.durations.talk_s,
        "outcome": call.outcome,
        "note": call.note.text if call.note else "",
    }


def show_call(settings: DeskSettings, wanted: str) -> dict[str, Any]:
    """Show a call and its events by our id or Zoom's call id; that of another agent is told.

    Where numbers of others are masked, they are here as well, and what arrived raw is left out.

    Raises:
        UserFixable: there is no such call.
    """
    with _store(settings) as store:
        named = (store.log.by_key(f"{kind}:{wanted}") for kind in ("call", "engagement"))
        call = store.log.get(wanted) or next(filter(None, named), None)
        if call is None:
            raise UserFixable(f"There is no call {wanted} in the local log.", code="no_such_call")
        others = _reader(settings, store).of_others(call)
        if others:
            store.audit.add([opened(call.id)]).result()
        events = store.journal.events_of(call.id)
    shown = {"call": as_json(call), "events": [as_json(event) for event in events]}
    return _masked(shown) if others and settings.store.get(MASK_OTHERS) else shown


def import_contacts(settings: DeskSettings, file: Path) -> dict[str, Any]:
    """Import a CSV or vCard file as the window does; rows that cannot be meant are named.

    Raises:
        UserFixable: the file as a whole cannot be read.
    """
    opened = open_file(file, None, settings.region)
    opened.expect_names(file)
    with _store(settings) as store:
        changes = ContactChanges(store.directory, settings.data_dir / UNDO_FILE)
        with changes.begin("import", file.name) as change:
            done = import_rows(opened.found, store.directory, change)
    return {
        "imported": done.new + done.changed + done.same,
        "new": done.new,
        "changed": done.changed,
        "left_out": done.left_out,
        "problems": [{"row": p.row, "text": p.text} for p in done.problems],
    }


def search_contacts(settings: DeskSettings, text: str, limit: int) -> list[dict[str, Any]]:
    """Search contacts as the window does."""
    with _store(settings) as store:
        return [as_json(contact) for contact in store.directory.search(text, limit)]
