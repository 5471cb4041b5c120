"""Imports files of contacts: rows of one person become one contact, and what people did stays.

Blocks; a thread of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cti_desktop.agent.answers import Imported, RowNote
from cti_desktop.agent.contact_changes import Change
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.joining import MOST_NUMBERS, contradict, edited, joined, renewed, told_more
from cti_desktop.crm.csv_file import read_table
from cti_desktop.crm.fields import Field, GivenContact
from cti_desktop.crm.text_lines import RowProblem, Told, text_lines
from cti_desktop.crm.vcard import CARDS, read_vcards
from cti_desktop.store.directory import Directory

SHOWN_PROBLEMS = 200
_BATCH = 500
_NAMING = {Field.NAME, Field.FIRST_NAME, Field.LAST_NAME, Field.FIRM}

Columns = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of contacts, open for reading; headings and columns are those of CSV."""

    found: Iterator[GivenContact | RowProblem]
    headings: tuple[str, ...] = ()
    columns: Mapping[Field, int] | None = None

    def expect_names(self, file: Path) -> None:
        """Refuse a table in which no column holds names.

        Raises:
            UserFixable: it is one.
        """
        if self.columns is not None and not self.columns.keys() & _NAMING:
            raise UserFixable(
                f"{file.name} has no column `name`; its first line must name the columns.",
                code="import_nameless",
            )


def open_file(
    file: Path, columns: Columns | None, region: str | None, told: Told | None = None
) -> Opened:
    """Open a CSV or vCard file.

    Args:
        file: the file.
        columns: field to column, for CSV; None guesses.
        region: ISO country for national numbers where the file names no country.
        told: hears how many bytes were read.

    Raises:
        UserFixable: it cannot be read.
    """
    if file.suffix.casefold() in CARDS:
        next(text_lines(file), None)  # so that it is refused now, before anything is begun
        return Opened(read_vcards(file, region=region, told=told))
    table = read_table(file)
    chosen = table.guess() if columns is None else {Field(f): at for f, at in columns.items()}
    found = table.contacts(chosen, source="csv", region=region, told=told)
    return Opened(found, table.headings, chosen)


def import_rows(
    found: Iterator[GivenContact | RowProblem],
    directory: Directory,
    change: Change,
    stopped: Callable[[], bool] = lambda: False,
) -> Imported:
    """Put what a file gives into the directory, until it ends or is stopped."""
    settling = Settling(directory.kept, change.touched, directory.takers())
    problems: list[RowNote] = []
    left_out = details = 0
    while batch := list(islice(found, _BATCH)):
        settling.take([one for one in batch if isinstance(one, GivenContact)])
        change.put(settling.contacts, settling.before)
        notes = [one for one in batch if isinstance(one, RowProblem)] + settling.problems
        problems += [RowNote(one.row, one.text) for one in notes][: SHOWN_PROBLEMS - len(problems)]
        left_out += sum(one.whole for one in notes)
        details += sum(not one.whole for one in notes)
        if stopped():
            break
    return Imported(
        new=change.new,
        changed=change.changed,
        same=change.same,
        joined=settling.joined,
        problems=tuple(problems),
        left_out=left_out,
        details=details,
    )


class Settling:
    """Settles which contacts the rows of a file are, and what becomes of them.

    Args:
        kept: gives the contacts that there are by `Contact.ref`.
        touched: whether an earlier batch of rows was about a contact.
        takers: who took over whom, by `ref` of the one that went.

    Attributes:
        before: what stood there, of all contacts the last batch might be.
        problems: rows of the last batch that could not be taken.
        joined: rows so far that told more of a contact of an earlier row.
    """

    def __init__(
        self,
        kept: Callable[[Sequence[str]], Mapping[str, Contact]],
        touched: Callable[[str], bool] = lambda _ref: False,
        takers: Mapping[str, Contact] | None = None,
    ) -> None:
        self._kept, self._touched = kept, touched
        self._takers = takers or {}
        self._now: dict[str, Contact] = {}
        self._own: set[str] = set()  # met in this batch
        self._lent: set[str] = set()  # touched, but not met yet
        self.before: dict[str, Contact | None] = {}
        self.problems: list[RowProblem] = []
        self.joined = 0

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """What the last batch makes of them."""
        return tuple(self._now.values())

    def take(self, given: Sequence[GivenContact]) -> None:
        """Take a batch of rows, in the order of the file."""
        for part in (self._now, self._own, self.before, self.problems):
            part.clear()
        refs = [one.contact.ref for one in given]
        self._look_up([*refs, *(self._takers[ref].ref for ref in refs if ref in self._takers)])
        for one in given:
            self._settle(one)

    def _settle(self, one: GivenContact) -> None:
        ref = one.contact.ref
        here, taker = self._here(ref), self._takers.get(ref)
        if here is None and taker is not None:
            self._add_to_taker(self._here(taker.ref) or taker, one)
        elif here is None or not self._met(ref):
            self._keep(one if _fits(here, one) else self._apart_if_known(one))
        elif _fits(here, one):
            self._join(here, one)
        else:
            self._keep(one.apart())

    def _apart_if_known(self, one: GivenContact) -> GivenContact:
        """Find somebody again that an earlier import kept apart, whatever the order of rows."""
        apart = one.apart()
        self._look_up([apart.contact.ref])
        return one if self._here(apart.contact.ref) is None else apart

    def _keep(self, one: GivenContact) -> None:
        ref = one.contact.ref
        self._look_up([ref])
        here = self._here(ref)
        if here is not None and self._met(ref):
            self._join(here, one)
            return
        self._own.add(ref)
        self._lent.discard(ref)
        self._now[ref] = one.contact if here is None else renewed(here, one.contact, one.said)

    def _join(self, here: Contact, one: GivenContact) -> None:
        """Add a further row of the same person."""
        given = here.given or here
        if given.name.casefold() != one.contact.name.casefold():
            self._leave_out(one, "An earlier row has the same id and another name.")
            return
        self._put(here, told_more(here, one.contact), one)

    def _add_to_taker(self, taker: Contact, one: GivenContact) -> None:
        """Add the numbers of a contact that was put into another one by hand."""
        if not self._met(taker.ref):
            self._lent.add(taker.ref)
        more = Contact(id=taker.id, name=taker.name, numbers=one.contact.numbers)
        self._put(taker, edited(taker, joined(taker, more)), one)

    def _put(self, here: Contact, made: Contact, one: GivenContact) -> None:
        if len(made.numbers) > max(MOST_NUMBERS, len(here.numbers)):
            self._leave_out(one, "Too many rows have this name.")
        else:
            self.joined += 1
            self._now[made.ref] = made

    def _leave_out(self, one: GivenContact, text: str) -> None:
        self.problems.append(RowProblem(row=one.row, text=text, whole=True))

    def _here(self, ref: str) -> Contact | None:
        return self._now.get(ref) or self.before.get(ref)

    def _met(self, ref: str) -> bool:
        return ref in self._own or (self._touched(ref) and ref not in self._lent)

    def _look_up(self, refs: Sequence[str]) -> None:
        missing = [ref for ref in refs if ref not in self.before]
        if missing:
            kept = self._kept(missing)
            self.before.update((ref, kept.get(ref)) for ref in missing)


def _fits(here: Contact | None, one: GivenContact) -> bool:
    """Tell whether a row is surely or probably the contact with its id."""
    return here is None or one.sure or not contradict(here.given or here, one.contact)
