"""The part of the office that imports contacts, merges them, and takes either back."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import structlog

from cti_desktop.agent.answers import Imported, ImportPreview, RowNote
from cti_desktop.agent.beside import beside
from cti_desktop.agent.contact_changes import ContactChanges, merged
from cti_desktop.agent.contacts_door import ContactsDoor
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.views import ContactsChanged, ContactsUndo, ImportProgress, View
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import Cancelled
from cti_desktop.crm.csv_file import read_table
from cti_desktop.crm.fields import Field
from cti_desktop.crm.text_lines import RowProblem, Told
from cti_desktop.crm.vcard import CARDS, read_vcards
from cti_desktop.store.opening import Store

SHOWN_PROBLEMS = 200
_SAMPLES = 5
_LOOKED_AT = 200
_BATCH = 500

_TELL_EVERY = 1 << 16
log = structlog.get_logger(__name__)

Columns = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Work:
    """An import under way in its thread."""

    file: Path
    columns: Columns | None
    stopped: Callable[[], bool]
    told: Callable[[int, int], None]


class ImportDoor(ContactsDoor):
    """A base of the office; core loop only."""

    _changes: ContactChanges

    async def preview_import(self, file: Path, columns: Columns | None = None) -> ImportPreview:
        """Look at the beginning of a CSV or vCard file.

        Args:
            file: the file.
            columns: field to column, for CSV; None guesses.

        Raises:
            UserFixable: the file cannot be read.
        """
        return await asyncio.to_thread(self._preview, file, columns)

    async def import_contacts(self, file: Path, columns: Columns | None = None) -> Imported:
        """Import a file; tells `ImportProgress`. What is cancelled is taken back.

        Raises:
            UserFixable: the file cannot be read, or the change could not be taken back.
        """
        loop = asyncio.get_running_loop()

        def told(done: int, total: int) -> None:
            view = ImportProgress(done=done, total=total)
            loop.call_soon_threadsafe(self._contact_tell, view)

        try:
            done = await beside(lambda stopped: self._import(_Work(file, columns, stopped, told)))
        finally:
            self._contacts_changed()
            self._tell_undo()
        if done.new or done.changed:
            self._tell_undo("import")
        return done

    async def undo_contacts(self) -> int:
        """Take the last import or merge back; gives how many contacts it had touched."""
        touched = await asyncio.to_thread(self._changes.undo)
        self._contacts_changed()
        self._tell_undo()
        return touched

    async def duplicates_of(self, contact_id: str) -> tuple[Contact, ...]:
        """List contacts that share a number or the name with one."""
        directory = self._contact_store.directory
        contact = directory.get(contact_id)
        return directory.sharing(contact) if contact is not None else ()

    async def merge_contacts(self, keep_id: str, other_id: str) -> Contact | None:
        """Put another contact into one; None when either is gone."""
        directory = self._contact_store.directory
        keep, other = directory.get(keep_id), directory.get(other_id)
        if keep is None or other is None or keep == other:
            return None
        made = merged(keep, other)
        await asyncio.to_thread(self._merge, made, other)
        self._contacts_changed()
        self._tell_undo("merge")
        return made

    # threads of their own

    def _preview(self, file: Path, columns: Columns | None) -> ImportPreview:
        found, headings, columns = self._read(file, columns, None)
        contacts: list[Contact] = []
        problems: list[RowProblem] = []
        for one in islice(found, _LOOKED_AT):
            if isinstance(one, Contact):
                contacts.append(one)
            else:
                problems.append(one)
        return ImportPreview(
            headings=headings,
            columns=columns,
            samples=tuple(contacts[:_SAMPLES]),
            problems=tuple(RowNote(one.row, one.text) for one in problems[:_SAMPLES]),
            enough=bool(contacts),
        )

    def _read(
        self, file: Path, columns: Columns | None, told: Told | None
    ) -> tuple[Iterator[Contact | RowProblem], tuple[str, ...], dict[str, int]]:
        region = self._contact_region
        if file.suffix.casefold() in CARDS:
            return read_vcards(file, region=region, told=told), (), {}
        table = read_table(file)
        chosen = table.guess() if columns is None else {Field(f): at for f, at in columns.items()}
        found = table.contacts(chosen, source="csv", region=region, told=told)
        return found, table.headings, {str(field): at for field, at in chosen.items()}

    def _import(self, work: _Work) -> Imported:
        total = work.file.stat().st_size if work.file.exists() else 0
        last = 0

        def told(read: int) -> None:
            nonlocal last
            if read - last > _TELL_EVERY:
                last = read
                work.told(read, total)

        found, _, _ = self._read(work.file, work.columns, told)
        problems: list[RowNote] = []
        wrong = 0
        with self._changes.begin() as change:
            while batch := list(islice(found, _BATCH)):
                rows = [one for one in batch if isinstance(one, RowProblem)]
                wrong += len(rows)
                problems += [RowNote(one.row, one.text) for one in rows][
                    : SHOWN_PROBLEMS - len(problems)
                ]
                change.put([one for one in batch if isinstance(one, Contact)])
                if work.stopped():
                    break
        if work.stopped():
            self._changes.undo()
            raise Cancelled("The import was stopped.", code="import_stopped")
        log.info("contacts_imported", new=change.new, changed=change.changed, problems=wrong)
        return Imported(
            new=change.new, changed=change.changed, problems=tuple(problems), left_out=wrong
        )

    def _merge(self, made: Contact, other: Contact) -> None:
        with self._changes.begin() as change:
            change.put([made])
            change.remove([(other.source, other.id)])

    def _contacts_changed(self) -> None:
        self._look_up_again()
        self._contact_tell(ContactsChanged(count=self._contact_store.directory.count()))

    def _tell_undo(self, fresh: str = "") -> None:
        self._contact_tell(ContactsUndo(possible=self._changes.can_undo, fresh=fresh))

    # its life

    def _open_imports(
        self,
        store: Store,
        reader: CallReader,
        tell: Callable[[View], None],
        region: str | None,
        folder: Path,
    ) -> None:
        self._open_contacts(store, reader, tell, region)
        self._changes = ContactChanges(store.directory, folder / "contacts.undo")
