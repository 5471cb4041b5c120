"""Changes of many contacts at once that can be taken back: imports and merges.

Before a contact is replaced or removed, what stood there goes into a file; taking back reads it.
The file holds the last change only and outlives the program. Blocks; a thread of its own.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import UserFixable
from cti_desktop.store.directory import ContactRef, Directory

T = TypeVar("T")
_BATCH = 500


class _Was(msgspec.Struct):
    """A contact that was changed, and what stood there before."""

    source: str
    id: str
    contact: Contact | None = None


class ContactChanges:
    """Applies changes to a directory and takes the last one back."""

    def __init__(self, directory: Directory, file: Path) -> None:
        self._directory, self._file = directory, file

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._file.exists()

    def begin(self) -> "Change":
        """Begin a change; what could be taken back until now no longer can.

        Raises:
            UserFixable: the file cannot be written.
        """
        try:
            return Change(self._directory, self._file.open("wb"))
        except OSError as error:
            raise _unwritable(self._file, error) from error

    def undo(self) -> int:
        """Take the last change back; returns how many contacts it had touched."""
        if not self._file.exists():
            return 0
        touched = 0
        with self._file.open("rb") as file:
            lines = (msgspec.json.decode(line, type=_Was) for line in file)
            for batch in _batches(lines):
                touched += len(batch)
                self._directory.put([one.contact for one in batch if one.contact]).result()
                gone = [(one.source, one.id) for one in batch if one.contact is None]
                self._directory.remove(gone).result()
        self._file.unlink()
        return touched


class Change:
    """A change under way; use it as a context.

    Attributes:
        new: contacts that were not there before.
        changed: contacts that stood there otherwise.
    """

    def __init__(self, directory: Directory, file: BinaryIO) -> None:
        self._directory, self._out = directory, file
        self._seen: set[int] = set()  # hashes: of a million contacts, the names take too much
        self.new = self.changed = 0

    def __enter__(self) -> "Change":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End; what was done stays and can be taken back."""
        self._out.close()

    def put(self, contacts: Sequence[Contact]) -> None:
        """Keep contacts in place of those with the same source and id."""
        given = {(one.source, one.id): one for one in contacts}
        before = self._remember([*given])
        self.new += sum(was is None for was in before.values())
        self.changed += sum(was not in (None, given[ref]) for ref, was in before.items())
        self._directory.put(contacts).result()

    def remove(self, refs: Sequence[ContactRef]) -> None:
        """Remove contacts."""
        self._remember(refs)
        self._directory.remove(refs).result()

    def _remember(self, refs: Sequence[ContactRef]) -> dict[ContactRef, Contact | None]:
        """Write down what stands there now; the first time a contact is touched counts."""
        fresh = [ref for ref in dict.fromkeys(refs) if hash(ref) not in self._seen]
        kept = self._directory.kept(fresh)
        before = {ref: kept.get(ref) for ref in fresh}
        for (source, id_), was in before.items():
            self._out.write(msgspec.json.encode(_Was(source=source, id=id_, contact=was)) + b"\n")
        self._out.flush()
        self._seen.update(map(hash, fresh))
        return before


def merged(keep: Contact, other: Contact) -> Contact:
    """Put two contacts together: the first one's words, everything the second adds."""
    known = {(one.e164 or one.raw, one.extension) for one in keep.numbers}
    added = [one for one in other.numbers if (one.e164 or one.raw, one.extension) not in known]
    taken = dict.fromkeys((*keep.took_over, other.id, *other.took_over))
    notes = [keep.notes, *([other.notes] if other.notes not in keep.notes else [])]
    return Contact(
        id=keep.id,
        source=keep.source,
        name=keep.name,
        firm=keep.firm or other.firm,
        title=keep.title or other.title,
        email=keep.email or other.email,
        country=keep.country or other.country,
        city=keep.city or other.city,
        notes="\n".join(filter(None, notes)),
        favourite=keep.favourite or other.favourite,
        numbers=(*keep.numbers, *added),
        took_over=tuple(one for one in taken if one != keep.id),
    )


def _batches(items: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(items, _BATCH)):
        yield batch


def _unwritable(file: Path, error: OSError) -> UserFixable:
    return UserFixable(
        f"{file.name} cannot be written, so the change could not be taken back:"
        f" {error.strerror}. Allow writing in {file.parent}.",
        code="undo_unwritable",
    )
