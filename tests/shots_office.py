"""An office and a core for the pictures: every answer comes at once, from the pictures' data."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from cti_desktop.agent.answers import ContactsPage, ImportPreview, RowNote
from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import Notice
from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.said import in_words
from tests import shots_data as data
from tests import shots_texts as texts
from tests.shots_cards import detail_of
from tests.shots_checks import CHECK_UP, LINKS
from tests.shots_pages import CALLS_OF_A_TEAM

T = TypeVar("T")
PREVIEW = ImportPreview(
    headings=("Full name", "Company", "Work phone", "City", "Customer no."),
    columns={"name": 0, "firm": 1, "work": 2, "city": 3},
    samples=data.CONTACTS[:4],
    problems=(
        RowNote(12, "“see card” is no number."),
        RowNote(31, "The name is empty."),
    ),
    enough=True,
)


def found_by(text: str) -> ContactsPage:
    """Find contacts by the beginning of a word, or by digits of a number."""
    typed = text.casefold().strip()
    digits = "".join(filter(str.isdigit, typed)).lstrip("0")

    def is_meant(one: Contact) -> bool:
        if digits:
            return any(digits in (number.e164 or "") for number in one.numbers)
        return any(word.startswith(typed) for word in f"{one.name} {one.firm}".casefold().split())

    found = tuple(filter(is_meant, data.CONTACTS))
    return ContactsPage(contacts=found, total=len(found))


class Settled:
    """A question that was answered on the spot."""

    def cancel(self) -> None:
        """Nothing is under way."""


class StillOffice:
    """Answers with the pictures' data and does nothing else."""

    async def log_page(self, *_shown: object, **_asked: object) -> object:
        return CALLS_OF_A_TEAM

    async def log_count(self, _shown: object) -> object:
        return data.LOG_COUNT

    async def log_choices(self) -> object:
        return data.LOG_CHOICES

    async def call_detail(self, call_id: str) -> object:
        return detail_of(call_id)

    async def contacts_page(self, *, text: str = "", **_asked: object) -> object:
        return found_by(text)

    async def links_here(self) -> object:
        return LINKS

    async def check_up(self) -> object:
        return CHECK_UP

    async def conversations(self, **_asked: object) -> object:
        return texts.CONVERSATIONS

    async def conversation_with(self, _number: str) -> object:
        return None

    async def opted_out(self, _number: str) -> object:
        return False

    async def texts(self, key: str, **_asked: object) -> object:
        return texts.thread_of(key)

    async def texts_seen(self, _key: str, _until: object) -> object:
        return None

    async def reply_draft(self, _number: str) -> object:
        return None

    async def keep_reply(self, *_written: object) -> object:
        return None

    async def contact_detail(self, _contact_id: str) -> object:
        return data.CONTACT_DETAIL

    async def known_tags(self) -> object:
        return ("big client", "quote", "renewal")

    async def preview_import(self, *_asked: object) -> object:
        return PREVIEW


class StillCore(QObject):
    """Stands where the core stands; every answer comes at once."""

    viewed = Signal(object)

    def __init__(self, say: Callable[[str], str] | None = None) -> None:
        super().__init__()
        self._say = say
        self.fails: Notice | None = None

    def show(self, view: object) -> None:
        """Send a snapshot, in the reader's language as the real core does."""
        self.viewed.emit(in_words(view, self._say) if self._say else view)

    def tell(self, act: Callable[[Office], None]) -> None:
        """Let it pass: nobody is there to be told."""

    def ask(
        self,
        make: Callable[[Office], Coroutine[Any, Any, T]],
        then: Callable[[T], None],
        failed: Callable[[Notice], None] | None = None,
        *,
        owner: QObject,
    ) -> Settled:
        """Answer at once, or fail where that is to be seen; nothing here outlives its owner."""
        del owner
        if self.fails is not None and failed is not None:
            failed(in_words(self.fails, self._say) if self._say else self.fails)
            return Settled()
        coroutine = make(cast(Office, StillOffice()))
        try:
            coroutine.send(None)
        except StopIteration as answer:
            then(in_words(answer.value, self._say) if self._say else answer.value)
        return Settled()
