"""The part of the office that imports contacts, merges them, and takes either back."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import structlog

from cti_desktop.agent.answers import Imported, ImportPreview, RowNote, Undone
from cti_desktop.agent.beside import beside
from cti_desktop.agent.contact_changes import UNDO_FILE, ContactChanges
from cti_desktop.agent.contacts_door import ContactsDoor
from cti_desktop.agent.importing import Columns, Settling, import_rows, open_file
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.views import ContactsChanged, ContactsUndo, ImportProgress, View
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import Cancelled
from cti_desktop.calls.joining import merged
from cti_desktop.crm.fields import GivenContact
from cti_desktop.crm.text_lines import RowProblem
from cti_desktop.store.opening import Store

_SAMPLES = 5
_LOOKED_AT = 200
_TELL_EVERY = 1 << 16
log = structlog.get_logger(__name__)


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

    async def import_contacts(
        self,
        file: Path,
        columns: Columns | None = None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Imported:
        """Import a file; tells `ImportProgress`. What is cancelled or given up is taken back.

        Args:
            given_up: asked from another thread until the last row is in; True gives up.

        Raises:
            Cancelled: it was given up in time; nothing is kept.
            UserFixable: the file cannot be read, or the change could not be taken back.
        """
        loop = asyncio.get_running_loop()

        def told(done: int, total: int) -> None:
            view = ImportProgress(done=done, total=total)
            loop.call_soon_threadsafe(self._contact_tell, view)

        try:
            done = await beside(
                lambda stopped: self._import(
                    _Work(file, columns, lambda: stopped() or given_up(), told)
                )
            )
        finally:
            self._contacts_changed()
            self._tell_undo()
        if done.new or done.changed:
            self._tell_undo(fresh=True)
        return done

    async def undo_contacts(self) -> Undone:
        """Take the last import or merge back, but for contacts that were changed since."""
        undone = await asyncio.to_thread(self._changes.undo)
        self._contacts_changed()
        self._tell_undo()
        return undone

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
        self._tell_undo(fresh=True)
        return made

    # threads of their own

    def _preview(self, file: Path, columns: Columns | None) -> ImportPreview:
        opened = open_file(file, columns, self._contact_region)
        settling = Settling(lambda _refs: {})
        found = list(islice(opened.found, _LOOKED_AT))
        settling.take([one for one in found if isinstance(one, GivenContact)])
        problems = [one for one in found if isinstance(one, RowProblem)] + settling.problems
        return ImportPreview(
            headings=opened.headings,
            columns={str(field): at for field, at in (opened.columns or {}).items()},
            samples=settling.contacts[:_SAMPLES],
            problems=tuple(RowNote(one.row, one.text) for one in problems[:_SAMPLES]),
            enough=bool(settling.contacts),
        )

    def _import(self, work: _Work) -> Imported:
        total = work.file.stat().st_size if work.file.exists() else 0
        last = 0

        def told(read: int) -> None:
            nonlocal last
            if read - last > _TELL_EVERY:
                last = read
                work.told(read, total)

        opened = open_file(work.file, work.columns, self._contact_region, told)
        directory = self._contact_store.directory
        with self._changes.begin("import", work.file.name) as change:
            done = import_rows(opened.found, directory, change, work.stopped)
        if work.stopped():
            self._changes.undo()
            raise Cancelled("The import was stopped. Nothing was kept.", code="import_stopped")
        log.info("contacts_imported", new=done.new, changed=done.changed, left_out=done.left_out)
        return done

    def _merge(self, made: Contact, other: Contact) -> None:
        with self._changes.begin("merge", made.name) as change:
            change.put([made])
            change.remove([other.ref])

    def _contacts_changed(self) -> None:
        self._look_up_again()
        self._contact_tell(ContactsChanged(count=self._contact_store.directory.count()))

    def _tell_undo(self, *, fresh: bool = False) -> None:
        last = self._changes.last
        view = ContactsUndo()
        if last is not None:
            view = ContactsUndo(done=last.kind, name=last.name, at=last.at, fresh=fresh)
        self._contact_tell(view)

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
        self._changes = ContactChanges(store.directory, folder / UNDO_FILE)
