"""Stand-ins for the tests of the list pages: an office of a few lists, a core that answers on call.

Nothing is answered before a test says so, so every order of answers can be played.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from cti_desktop.agent.answers import (
    CallDetail,
    ContactDetail,
    ContactsPage,
    Imported,
    ImportPreview,
    LogChoices,
    LogCount,
    LogPage,
    RowNote,
    Undone,
)
from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import CallLine, DeskView, Notice, View
from cti_desktop.calls.call import UNKNOWN_DURATIONS, State
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.errors import Cancelled, CtiError, Temporary
from cti_desktop.calls.events import Direction, Result
from cti_desktop.calls.log_filter import LogFilter, Place, SavedFilter

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 15, 20, 4, tzinfo=UTC)


def call(number: int, name: str = "", **more: Any) -> CallLine:
    """Make a line of the log; a larger number is an older call, one a minute."""
    line = CallLine(
        call_id=f"c{number:05}",
        direction=Direction.INBOUND,
        state=State.ENDED,
        result=Result.ANSWERED,
        name=name or f"Caller {number}",
        number="+44 20 7946 0018",
        e164="+442079460018",
        dials="+442079460018",
        started_at=NOW - timedelta(minutes=number),
        talk_s=161,
        estimated=False,
    )
    return replace(line, **more)


def contact(name: str, *numbers: str, **more: Any) -> Contact:
    """Make a contact."""
    made = Contact(
        id=name.casefold().replace(" ", "-"),
        name=name,
        numbers=tuple(
            ContactNumber(raw=one, label="work", e164=one.replace(" ", "")) for one in numbers
        ),
    )
    return replace(made, **more)


class PaperOffice:
    """Keeps a log and a directory in lists, and remembers what it was asked and told."""

    def __init__(self, lines: list[CallLine], contacts: list[Contact] | None = None) -> None:
        self.lines = lines
        self.contacts = contacts or []
        self.details: dict[str, CallDetail] = {}
        self.asked: list[dict[str, Any]] = []
        self.counted: list[LogFilter] = []
        self.counts_no_further = False
        self.choices = LogChoices()
        self.filters: list[SavedFilter] = []
        self.preview = ImportPreview()
        self.previewed: list[Mapping[str, int] | None] = []
        self.imports: list[tuple[str, Mapping[str, int] | None]] = []
        self.merged: list[tuple[str, str]] = []
        self.told: list[tuple[str, ...]] = []
        self.fails: CtiError | None = None
        self.too_late = False  # to give an import up
        self.notes: list[tuple[str, str]] = []
        self.outcomes: list[tuple[str, str | None]] = []
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.call_backs: list[tuple[str, datetime | None]] = []
        self.saved: list[Contact] = []

    def subscribe(self, listener: Callable[[View], None]) -> Callable[[], None]:
        listener(DeskView())
        return lambda: None

    async def start(self) -> None:
        """Nothing runs."""

    async def stop(self) -> None:
        """Nothing ran."""

    # the log

    async def log_page(
        self,
        wanted: LogFilter = LogFilter(),
        *,
        limit: int = 100,
        before: Place | None = None,
        back: bool = False,
    ) -> LogPage:
        self._may_fail()
        self.asked.append(
            {"text": wanted.text, "wanted": wanted, "limit": limit, "before": before, "back": back}
        )
        fitting = self._fitting(wanted)
        places = [_place(line) for line in fitting]
        if back:
            end = len(fitting) if before is None else sum(one > before for one in places)
            start = max(0, end - limit)
        else:
            start = 0 if before is None else sum(one >= before for one in places)
            end = min(start + limit, len(fitting))
        return LogPage(
            lines=tuple(fitting[start:end]),
            places=tuple(places[start:end]),
            more=end < len(fitting),
            above=places[start - 1] if start else None,
        )

    async def log_count(self, wanted: LogFilter = LogFilter()) -> LogCount:
        self._may_fail()
        self.counted.append(wanted)
        return LogCount(calls=len(self._fitting(wanted)), more=self.counts_no_further)

    async def log_choices(self) -> LogChoices:
        self._may_fail()
        return replace(self.choices, saved=tuple(self.filters))

    async def save_filter(self, name: str, shows: LogFilter) -> tuple[SavedFilter, ...]:
        self.filters.append(SavedFilter(name=name, shows=shows))
        return tuple(self.filters)

    async def forget_filter(self, name: str) -> tuple[SavedFilter, ...]:
        self.filters = [one for one in self.filters if one.name != name]
        return tuple(self.filters)

    def _fitting(self, wanted: LogFilter) -> list[CallLine]:
        return [
            line
            for line in sorted(self.lines, key=_place, reverse=True)
            if wanted.text.casefold() in line.name.casefold()
            and wanted.direction in (None, line.direction)
            and (not wanted.states or line.state in wanted.states)
            and wanted.has_recording in (None, line.has_recording)
        ]

    async def call_detail(self, call_id: str) -> CallDetail | None:
        self._may_fail()
        known = self.details.get(call_id)
        line = next((one for one in self.lines if one.call_id == call_id), None)
        if known is not None or line is None:
            return known
        return CallDetail(line=line, durations=UNKNOWN_DURATIONS, timeline=())

    async def set_call_note(self, call_id: str, text: str) -> None:
        self._may_fail()
        self.notes.append((call_id, text))

    async def set_call_outcome(self, call_id: str, value: str | None) -> None:
        self._may_fail()
        self.outcomes.append((call_id, value))

    async def set_call_contact(self, call_id: str, contact_id: str) -> None:
        self._may_fail()
        self.told.append(("contact", call_id, contact_id))

    async def refuse_call_contact(self, call_id: str, contact_id: str) -> None:
        self._may_fail()
        self.told.append(("not contact", call_id, contact_id))

    async def set_call_private(self, call_id: str, *, private: bool) -> None:
        self._may_fail()
        self.told.append(("private" if private else "shared", call_id))

    async def set_call_tags(self, call_id: str, tags: tuple[str, ...]) -> None:
        self._may_fail()
        self.tags.append((call_id, tags))

    async def known_tags(self) -> tuple[str, ...]:
        return self.choices.tags

    async def set_call_back(self, call_id: str, when: datetime | None) -> None:
        self._may_fail()
        self.call_backs.append((call_id, when))

    # the directory

    async def contacts_page(
        self,
        *,
        text: str = "",
        after: tuple[str, str] | None = None,
        limit: int = 100,
        favourites: bool = False,
    ) -> ContactsPage:
        self._may_fail()
        self.asked.append({"text": text, "after": after, "limit": limit})
        by_name = sorted(self.contacts, key=lambda one: (one.name, one.id))
        by_name = [one for one in by_name if one.favourite or not favourites]
        if text:
            found = [one for one in by_name if text.casefold() in one.name.casefold()]
            more, shown = len(found) > limit, tuple(found[:limit])
            return ContactsPage(contacts=shown, total=len(shown), more=more)
        rest = [one for one in by_name if after is None or (one.name, one.id) > after]
        page = tuple(rest[:limit])
        last = (page[-1].name, page[-1].id) if len(rest) > limit else None
        return ContactsPage(contacts=page, total=len(by_name), after=last)

    async def contact_detail(self, contact_id: str) -> ContactDetail | None:
        self._may_fail()
        found = next((one for one in self.contacts if one.id == contact_id), None)
        return None if found is None else ContactDetail(contact=found, earlier=(call(7), call(9)))

    async def save_contact(self, saved: Contact) -> None:
        self._may_fail()
        self.saved.append(saved)
        self.contacts = [one for one in self.contacts if one.id != saved.id] + [saved]

    async def preview_import(
        self, _file: Path, columns: Mapping[str, int] | None = None
    ) -> ImportPreview:
        self._may_fail()
        self.previewed.append(columns)
        return self.preview

    async def import_contacts(
        self,
        file: Path,
        columns: Mapping[str, int] | None = None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Imported:
        self._may_fail()
        if given_up() and not self.too_late:
            raise Cancelled("The import was stopped. Nothing was kept.", code="import_stopped")
        self.imports.append((file.name, columns))
        return Imported(
            new=2, changed=1, problems=(RowNote(3, "The name is empty."),), left_out=9, details=4
        )

    async def undo_contacts(self) -> Undone:
        self.imports.pop()
        return Undone(touched=3)

    async def duplicates_of(self, contact_id: str) -> tuple[Contact, ...]:
        return tuple(one for one in self.contacts if one.firm and one.id != contact_id)

    async def merge_contacts(self, keep_id: str, other_id: str) -> Contact | None:
        self.merged.append((keep_id, other_id))
        return next((one for one in self.contacts if one.id == keep_id), None)

    # what is told, and the companion

    def dial(self, number: str, *, source: str, contact_id: str | None = None) -> None:
        self.told.append(("dial", number, source, contact_id or ""))

    def write_sms(self, number: str) -> None:
        self.told.append(("sms", number))

    def open_in_crm(self, call_id: str) -> None:
        self.told.append(("crm", call_id))

    async def sign_in(self) -> None:
        self._may_fail()
        self.told.append(("sign in",))

    async def sign_out(self) -> None:
        self._may_fail()
        self.told.append(("sign out",))

    def _may_fail(self) -> None:
        if self.fails is not None:
            raise self.fails


def away() -> Temporary:
    """Make the error the office fails with."""
    return Temporary("The log is being repaired. Try again in a minute.")


@dataclass(eq=False)
class Question:
    """Something asked that no answer was given to yet."""

    answer: Callable[[], None]
    waiting: list["Question"]

    def cancel(self) -> None:
        """Forget it."""
        if self in self.waiting:
            self.waiting.remove(self)


class WaitingCore(QObject):
    """Tells at once, and answers when a test says so."""

    viewed = Signal(object)

    def __init__(self, office: PaperOffice) -> None:
        super().__init__()
        self._office = cast(Office, office)
        self.waiting: list[Question] = []
        self.questions = 0

    def tell(self, act: Callable[[Office], None]) -> None:
        act(self._office)

    def ask(
        self,
        make: Callable[[Office], Coroutine[Any, Any, T]],
        then: Callable[[T], None],
        failed: Callable[[Notice], None] | None = None,
        *,
        owner: QObject,
    ) -> Question:
        assert isinstance(owner, QObject)

        def answer() -> None:
            try:
                make(self._office).send(None)
            except StopIteration as stop:
                then(stop.value)
            except CtiError as error:
                notice = Notice(text=error.message, bad=True, error_id="K7Q2")
                (failed or self.viewed.emit)(notice)

        question = Question(answer, self.waiting)
        self.waiting.append(question)
        self.questions += 1
        return question

    def answer(self) -> int:
        """Answer all that waits, and what is asked on that; tell how many answers were given."""
        given = 0
        while self.waiting:
            self.waiting.pop(0).answer()
            given += 1
        return given


def _place(line: CallLine) -> tuple[datetime, str]:
    assert line.started_at is not None
    return line.started_at, line.call_id
