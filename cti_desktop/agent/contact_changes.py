"""Changes of many contacts at once that can be taken back: imports and merges.

Before a contact is replaced or removed, what stood there goes into a file, with what came in its
place; taking back reads it and leaves what people changed since. The file holds the last change
only and outlives the program. Blocks; a thread of its own.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from cti_desktop.agent.answers import Undone
from cti_desktop.calls.codec import encode
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import UserFixable
from cti_desktop.store.directory import Directory

T = TypeVar("T")
UNDO_FILE = "contacts.undo"
"""How the file is named, beside the store."""
_BATCH = 500


class LastChange(msgspec.Struct):
    """The first line of the file: what was done, `import` or `merge`, with what, and when."""

    kind: str
    name: str
    at: datetime


class _Line(msgspec.Struct):
    """A contact that was changed: what stood there before and a mark of what came.

    Attributes:
        again: it stands further above as well, and what stood there before is said there.
    """

    ref: str
    wrote: str
    was: Contact | None = None
    again: bool = False


class ContactChanges:
    """Applies changes to a directory and takes the last one back."""

    def __init__(self, directory: Directory, file: Path) -> None:
        self._directory, self._file = directory, file

    @property
    def last(self) -> LastChange | None:
        """The change that can be taken back, if there is one."""
        with suppress(OSError, msgspec.MsgspecError), self._file.open("rb") as file:
            return msgspec.json.decode(file.readline(), type=LastChange)
        return None

    def begin(self, kind: str, name: str) -> "Change":
        """Begin a change; what could be taken back until now no longer can.

        Args:
            kind: `import` or `merge`.
            name: of the file or the contact.

        Raises:
            UserFixable: the file cannot be written.
        """
        head = LastChange(kind=kind, name=name, at=datetime.now(UTC))
        try:
            out = self._file.open("wb")
            out.write(msgspec.json.encode(head) + b"\n")
            out.flush()
        except OSError as error:
            raise _unwritable(self._file, error) from error
        return Change(self._directory, out)

    def undo(self) -> Undone:
        """Take the last change back, but for contacts that were changed since."""
        if self.last is None:
            return Undone()
        lines = _lines(self._file)
        written = {line.ref: line.wrote for line in lines if line.again}
        touched = left = 0
        for batch in _batches(line for line in _lines(self._file) if not line.again):
            altered = [
                (line, written.get(line.ref, line.wrote))
                for line in batch
                if written.get(line.ref, line.wrote) != _mark(line.was)
            ]
            now = self._directory.kept([line.ref for line, _ in altered])
            back = [line for line, wrote in altered if _mark(now.get(line.ref)) == wrote]
            self._directory.put([line.was for line in back if line.was]).result()
            self._directory.remove([line.ref for line in back if line.was is None]).result()
            touched += len(back)
            left += len(altered) - len(back)
        self._file.unlink()
        return Undone(touched=touched, left=left)


class Change:
    """A change under way; use it as a context.

    Attributes:
        new: contacts that were not there before.
        changed: contacts that stood there otherwise.
        same: contacts that stood there just so.
    """

    def __init__(self, directory: Directory, file: BinaryIO) -> None:
        self._directory, self._out = directory, file
        self._seen: set[int] = set()  # hashes: of a million contacts, the names take too much
        self.new = self.changed = self.same = 0

    def __enter__(self) -> "Change":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End; what was done stays and can be taken back."""
        self._out.close()

    def touched(self, ref: str) -> bool:
        """Tell whether it is about a contact."""
        return hash(ref) in self._seen

    def put(
        self, contacts: Sequence[Contact], before: Mapping[str, Contact | None] | None = None
    ) -> None:
        """Keep contacts in place of those with the same source and id.

        Args:
            contacts: what to keep.
            before: what stands there now, where that was just read.
        """
        given = {one.ref: one for one in contacts}
        was = self._directory.kept([*given]) if before is None else before
        for ref, one in given.items():
            if not self.touched(ref):
                self.new += was.get(ref) is None
                self.changed += was.get(ref) not in (None, one)
                self.same += was.get(ref) == one
            self._write(ref, was.get(ref), one)
        self._out.flush()
        self._directory.put([one for ref, one in given.items() if was.get(ref) != one]).result()

    def remove(self, refs: Sequence[str]) -> None:
        """Remove contacts, by `Contact.ref`."""
        was = self._directory.kept(refs)
        for ref in refs:
            self._write(ref, was.get(ref), None)
        self._out.flush()
        self._directory.remove(refs).result()

    def _write(self, ref: str, was: Contact | None, now: Contact | None) -> None:
        """Write down what stands there now, the first time, and a mark of what comes."""
        again = self.touched(ref)
        line = _Line(ref=ref, wrote=_mark(now), was=None if again else was, again=again)
        self._out.write(msgspec.json.encode(line) + b"\n")
        self._seen.add(hash(ref))


def _mark(contact: Contact | None) -> str:
    return "" if contact is None else hashlib.blake2b(encode(contact), digest_size=8).hexdigest()


def _lines(path: Path) -> Iterator[_Line]:
    """Read the file; a line that a crash cut short was never followed by its change."""
    with path.open("rb") as file, suppress(msgspec.MsgspecError):
        file.readline()
        for line in file:
            yield msgspec.json.decode(line, type=_Line)


def _batches(items: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(items, _BATCH)):
        yield batch


def _unwritable(file: Path, error: OSError) -> UserFixable:
    return UserFixable(
        f"{file.name} cannot be written, so the change could not be taken back:"
        f" {error.strerror}. Allow writing in {file.parent}.",
        code="undo_unwritable",
    )
