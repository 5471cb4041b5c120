"""Starts again after a damaged SQLite file: saves what nobody else has, then moves the file aside.

What the companion has comes back from it; what it lacks are the events in the outbox, what people
wrote that never leaves this computer, and contacts and choices made here. Those are read as far as
the file can be read and kept in the new one.
"""

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import make_url

from cti_desktop.calls.codec import decode_call, decode_contact, decode_event, decode_text
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import Denied, UserFixable
from cti_desktop.calls.events import CallEvent, Source
from cti_desktop.store.damage import CORRUPT, mark_of
from cti_desktop.store.directory import number_of_choice
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store
from cti_desktop.store.rebuilding import Progress
from cti_desktop.store.texts import TextQuery

T = TypeVar("T")
_BESIDE = ("-wal", "-shm")
_AT_ONCE = 500
_FIRST_SEEN_HERE = (Source.EMBED, Source.PROGRAM, Source.PERSON)
_UNSENT = "SELECT position FROM outbox ORDER BY position"
_REFUSED = (  # only their ids are put aside; see `agent/not_taken.py`
    "SELECT position FROM event WHERE id IN "
    "(SELECT CAST(raw AS TEXT) FROM quarantine WHERE source = 'refused')"
)
_WRITTEN = "SELECT position FROM event WHERE source = 'person' ORDER BY position"
_CHOICES = "SELECT number, contact_id FROM contact_choice"
_ALL = "SELECT max(position) FROM event"
_BODIES: tuple[tuple[str, Callable[[bytes], object]], ...] = (
    ("event", decode_event),
    ("folded_call", decode_call),
    ("contact", decode_contact),
    ("text_message", decode_text),
)
_EVENT = "SELECT body FROM event WHERE position = ?"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What became of a damaged file.

    Attributes:
        moved_to: where it is now, for whoever wants to look into it.
        saved_events: unsent events that wait in the new file's outbox.
        saved_contacts: contacts that were readable.
        whole: the list of unsent events was readable to its end, and so was each of them.
    """

    moved_to: Path
    saved_events: int
    saved_contacts: int
    whole: bool


def open_or_recover(
    url: str, *, region: str | None = None, progress: Progress | None = None
) -> tuple[Store, Recovered | None]:
    """Open the store; when its file is damaged, put a new one in its place first.

    A file that an earlier run found damaged is examined whole, which takes a while.

    Args:
        url: as for `open_store`.
        region: as for `open_store`.
        progress: as for `open_store`.

    Raises:
        CtiError: as for `open_store` and `recover_store`.
    """
    if not _is_damaged(url):
        try:
            return _open_and_look(url, region, progress), None
        except UserFixable as error:
            if error.code != CORRUPT:
                raise
    recovered = recover_store(url, region=region)
    return open_store(url, region=region), recovered


def _open_and_look(url: str, region: str | None, progress: Progress | None) -> Store:
    """Open a store and read of each table what a program asks for first."""
    store = open_store(url, region=region, progress=progress)
    try:
        store.outbox.by_author()
        store.outbox.pending(_AT_ONCE)
        store.journal.after(0, 1)
        store.log.page(LogQuery(limit=1))
        store.directory.page(limit=1)
        store.texts.page(TextQuery(limit=1))
    except BaseException:
        store.close()
        raise
    return store


def _is_damaged(url: str) -> bool:
    """Tell whether a file with the mark of damage really is; a mark without reason goes."""
    parsed = make_url(url)
    path = Path(parsed.database or "")
    if parsed.get_backend_name() != "sqlite" or not mark_of(path).exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if answer != "ok" or not _rows_are_whole(connection):
                return True
    except sqlite3.Error:
        return True
    mark_of(path).unlink()
    return False


def _rows_are_whole(connection: sqlite3.Connection) -> bool:
    """Tell whether every row can be read: SQLite itself looks at no more than how they lie."""
    connection.text_factory = bytes
    for table, decode in _BODIES:
        for (body,) in connection.execute(f"SELECT body FROM {table}"):  # noqa: S608  # our names
            if _decoded(decode, body) is None:
                return False
    return True


def recover_store(url: str, *, region: str | None = None) -> Recovered:
    """Put a new file in the place of a damaged one; nobody may have the store open.

    Call it when `open_store` or a read refused with the code `store_corrupt`. A crash in between
    leaves the damaged file in its place, and this may be called again.

    Args:
        url: as for `open_store`.
        region: as for `open_store`.

    Raises:
        UserFixable: it is no SQLite file, there is none, or the folder cannot be written.
    """
    path = _file_of(url)
    salvage = _read(path)
    fresh = path.with_name(f"{path.name}.new")
    _remove(fresh)
    with closing(open_store(f"sqlite:///{fresh}", region=region)) as store:
        _keep(store, salvage)
    moved_to = _aside(path)
    with _sentence(path):
        _exchange(path, fresh, moved_to)
        mark_of(path).unlink(missing_ok=True)
    _log.warning("store_recovered", events=len(salvage.events), whole=salvage.whole)
    return Recovered(
        moved_to=moved_to,
        saved_events=len(salvage.events),
        saved_contacts=len(salvage.contacts),
        whole=salvage.whole,
    )


@dataclass(slots=True, kw_only=True)
class _Salvage:
    """What could be read.

    Attributes:
        events: not sent yet.
        written: by people, such as private notes, and sent if it was to be.
        choices: contact ids by the number they were chosen for.
    """

    events: list[CallEvent] = field(default_factory=list)
    written: list[CallEvent] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    whole: bool = False


def _file_of(url: str) -> Path:
    parsed = make_url(url)
    path = Path(parsed.database or "")
    if parsed.get_backend_name() != "sqlite" or not path.is_file():
        raise UserFixable(
            "Only a database file of this program can be put aside; restore a server's database "
            "from its backup.",
            code="store_unrecoverable",
        )
    return path


def _read(path: Path) -> _Salvage:
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = bytes
            events, whole = _unsent(connection)
            return _Salvage(
                events=events,
                written=_written(connection),
                contacts=_contacts(connection),
                choices=_choices(connection),
                whole=whole,
            )
    except sqlite3.Error:
        return _Salvage()


def _unsent(connection: sqlite3.Connection) -> tuple[list[CallEvent], bool]:
    """Return the outbox's events and whether all were readable.

    Where the outbox itself is not, every event that began on this desk may be unsent; the companion
    keeps each once.
    """
    positions, whole = _numbers(connection, _UNSENT)
    refused, _ = _numbers(connection, _REFUSED)  # what the companion has not, and may take yet
    positions += [one for one in refused if one not in positions]
    events = [_event(connection, position) for position in positions]
    found = [event for event in events if event is not None]
    if whole:
        return found, len(found) == len(positions)
    known = {event.id for event in found}
    for event in _each(connection, max(positions, default=0)):
        if event.source in _FIRST_SEEN_HERE and event.id not in known:
            found.append(event)
    return found, False


def _written(connection: sqlite3.Connection) -> list[CallEvent]:
    """Return what people wrote: some of it is nowhere but here, and never was in the outbox."""
    positions, whole = _numbers(connection, _WRITTEN)
    if whole:
        events = (_event(connection, position) for position in positions)
        return [event for event in events if event is not None]
    told = _each(connection, max(positions, default=0))
    return [event for event in told if event.source is Source.PERSON]


def _each(connection: sqlite3.Connection, at_least: int) -> Iterator[CallEvent]:
    """Yield every readable event, one by one, past the pages that are not."""
    newest, _ = _numbers(connection, _ALL)
    for position in range(1, (newest[0] if newest else at_least) + 1):
        event = _event(connection, position)
        if event is not None:
            yield event


def _numbers(connection: sqlite3.Connection, query: str) -> tuple[list[int], bool]:
    numbers: list[int] = []
    try:
        numbers.extend(row[0] for row in connection.execute(query) if isinstance(row[0], int))
    except sqlite3.Error:
        return numbers, False
    return numbers, True


def _event(connection: sqlite3.Connection, position: int) -> CallEvent | None:
    with suppress(sqlite3.Error, Denied):
        for (body,) in connection.execute(_EVENT, (position,)):
            return _decoded(decode_event, body)
    return None


def _contacts(connection: sqlite3.Connection) -> list[Contact]:
    contacts: list[Contact] = []
    with suppress(sqlite3.Error):
        for (body,) in connection.execute("SELECT body FROM contact"):
            contact = _decoded(decode_contact, body)
            contacts.extend([contact] if contact else [])
    return contacts


def _choices(connection: sqlite3.Connection) -> dict[str, str]:
    choices: dict[str, str] = {}
    with suppress(sqlite3.Error, UnicodeDecodeError):
        for number, contact_id in connection.execute(_CHOICES):
            if isinstance(number, bytes) and isinstance(contact_id, bytes):
                choices[number.decode()] = contact_id.decode()
    return choices


def _decoded(decode: Callable[[bytes], T], body: object) -> T | None:
    with suppress(Denied):
        return decode(body) if isinstance(body, bytes) else None
    return None


def _keep(store: Store, salvage: _Salvage) -> None:
    for events, outgoing in ((salvage.events, True), (salvage.written, False)):
        for start in range(0, len(events), _AT_ONCE):
            part = events[start : start + _AT_ONCE]
            store.journal.append(part, outgoing=outgoing).result()
    store.directory.put(salvage.contacts).result()
    for number, contact_id in salvage.choices.items():
        store.directory.choose(number_of_choice(number), contact_id).result()


def _aside(path: Path) -> Path:
    """Return a free name beside the file that says when it was put aside."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    names = (path.with_name(f"{path.name}.damaged-{stamp}-{n}") for n in itertools.count(1))
    return next(one for one in names if not one.exists())


def _exchange(path: Path, fresh: Path, moved_to: Path) -> None:
    for ending in _BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{path}{ending}").replace(f"{moved_to}{ending}")
    os.link(path, moved_to)  # so that there is a file in its place all the time
    fresh.replace(path)


def _remove(path: Path) -> None:
    for ending in ("", *_BESIDE):
        Path(f"{path}{ending}").unlink(missing_ok=True)


@contextmanager
def _sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserFixable(
            f"The damaged call journal cannot be moved at {path}: {error.strerror}. Close other "
            "programs that use it, or move it by hand.",
            code="store_unwritable",
        ) from error
