"""Stand-ins for the tests of the face: a core that answers at once and an office that remembers."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QWidget

from cti_desktop.agent.answers import Undone
from cti_desktop.agent.notice_views import SystemNotice
from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import Notice
from cti_desktop.calls.contacts import Contact
from cti_desktop.desktop.interior import furnished_window
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.window import MainWindow
from cti_desktop.desktop.words import Words
from tests import shots_data as data

T = TypeVar("T")


class RememberingOffice:
    """Remembers what the face told it, as (method, arguments)."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.refuses: str | None = None
        self.has_server = False

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__") or not hasattr(Office, name):
            raise AttributeError(name)
        return lambda *arguments, **named: self.told.append((name, *arguments, *named.values()))

    async def save_contact(self, contact: Contact) -> None:
        if self.refuses is not None:
            raise ConnectionError(self.refuses)
        self.told.append(("save_contact", contact))

    async def set_call_outcome(self, call_id: str, value: str | None) -> None:
        self.told.append(("set_call_outcome", call_id, value))

    async def undo_contacts(self) -> Undone:
        self.told.append(("undo_contacts",))
        return Undone(touched=2)

    async def notify(self, notice: SystemNotice) -> bool:
        self.told.append(("notify", notice))
        return self.has_server

    async def known_tags(self) -> tuple[str, ...]:
        return ("big client", "returns")

    async def set_call_back(self, call_id: str, when: object) -> None:
        self.told.append(("set_call_back", call_id, when))

    def calls_of(self, name: str) -> list[tuple[Any, ...]]:
        """Return the arguments of every call of one method."""
        return [told[1:] for told in self.told if told[0] == name]


class Answered:
    """A question that is over."""

    def cancel(self) -> None:
        """Nothing is under way."""


class PromptCore(QObject):
    """Runs everything at once on the caller's thread."""

    viewed = Signal(object)

    def __init__(self, office: RememberingOffice) -> None:
        super().__init__()
        self._office = cast(Office, office)

    def tell(self, act: Callable[[Office], None]) -> None:
        act(self._office)

    def ask(
        self,
        make: Callable[[Office], Coroutine[Any, Any, T]],
        then: Callable[[T], None],
        failed: Callable[[Notice], None] | None = None,
        *,
        owner: QObject,
    ) -> Answered:
        assert isinstance(owner, QObject)
        try:
            make(self._office).send(None)
        except StopIteration as answer:
            then(answer.value)
        except ConnectionError as error:
            assert failed is not None
            failed(Notice(text=str(error), bad=True))
        return Answered()


@dataclass
class Face:
    """A window over a remembering office."""

    window: MainWindow
    core: PromptCore
    office: RememberingOffice
    theme: Theme
    words: Words

    def show(self, *views: object) -> None:
        """Send snapshots the way the core does."""
        for view in views:
            self.core.viewed.emit(view)


def british_words() -> Words:
    """Return words of a reader in London at the pictures' time."""
    return Words(QLocale("en_GB"), ZoneInfo("Europe/London"), now=lambda: data.NOW)


def as_read(text: str) -> str:
    """Return text as an eye reads it: without the signs that keep its parts apart."""
    return text.replace("\u2068", "").replace("\u2069", "")


def make_face(
    theme: Theme,
    pages: dict[str, QWidget],
    live: LiveSettings | None = None,
    *,
    sound_in_page: bool = False,
) -> Face:
    """Put a window together."""
    office = RememberingOffice()
    core = PromptCore(office)
    words = british_words()
    window = furnished_window(
        core,
        QWidget(),
        theme=theme,
        words=words,
        pages=pages,
        live=live,
        sound_in_page=sound_in_page,
    )
    return Face(window, core, office, theme, words)
