"""What stands around the pages of the main window: the palette and all that it can do.

Only the main window makes one.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from cti_desktop.agent.answers import Undone
from cti_desktop.agent.views import CallLine, ContactsUndo, Notice
from cti_desktop.desktop.contact_words import undo_words, undone_words
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.look import Look
from cti_desktop.desktop.page_kinds import ShowsContacts
from cti_desktop.desktop.palette import CommandPalette, Purpose
from cti_desktop.desktop.palette_items import Answers, Command
from cti_desktop.desktop.quiet import Quiet
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.words import Words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)


class Shell(Protocol):
    """What the main window lends."""

    def go_to(self, name: str) -> None:
        """Turn to a page; the keyboard goes there."""

    def page_named(self, name: str) -> QWidget:
        """Return a page; KeyError when it is not offered."""

    @property
    def quiet(self) -> Quiet:
        """Do not disturb."""

    def show_call(self, line: CallLine) -> None:
        """Show a call in the log."""


class Around:
    """Finds, dials and tells the keys, wherever the person is.

    Args:
        over: the part of the window the palette may cover.
        look: changes colours and text size.

    Attributes:
        undo: which import or merge of contacts can be taken back.
    """

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        words: Words,
        *,
        shell: Shell,
        over: QWidget,
        look: Look,
        region: str | None,
    ) -> None:
        self._core, self._shell, self.look = core, shell, look
        self._added: list[Command] = []
        self._more: list[Callable[[], tuple[Command, ...]]] = []
        self._words = words
        self.undo = ContactsUndo()
        self.palette = CommandPalette(
            core,
            theme,
            words,
            over=over,
            answers=Answers(self._open_contact, shell.show_call, self._dial, self._open_link),
            commands=self.commands,
            region=region,
        )

    def find(self) -> None:
        """Open the palette to find something; close it when it is open for that."""
        self._open(Purpose.FIND)

    def dial(self) -> None:
        """Open the palette to dial."""
        self._open(Purpose.DIAL)

    def commands(self) -> tuple[Command, ...]:
        """Return everything that can be done from where the person is."""
        more = (command for offered in self._more for command in offered())
        own = (*self._own_commands(), *self._added, *more)
        return (*self._page_commands(), *own, *self.look.commands())

    def add_commands(self, more: Callable[[], tuple[Command, ...]]) -> None:
        """Offer what somebody can do at the time."""
        self._more.append(more)

    def add_command(self, command: Command) -> None:
        """Offer something more, from whoever can do it."""
        self._added.append(command)

    def _open(self, purpose: Purpose) -> None:
        if self.palette.isVisible() and self.palette.purpose is purpose:
            self.palette.close_palette()
        else:
            self.palette.open_for(purpose)

    def _page_commands(self) -> tuple[Command, ...]:
        texts = {
            "phone": ("phone", _tr("Go to Phone"), "Ctrl+1"),
            "calls": ("calls", _tr("Go to Calls"), "Ctrl+2"),
            "contacts": ("contacts", _tr("Go to Contacts"), "Ctrl+3"),
            "tasks": ("tasks", _tr("Go to Tasks"), "Ctrl+4"),
            "messages": ("message", _tr("Go to Messages"), "Ctrl+5"),
            "settings": ("settings", _tr("Go to Settings"), "Ctrl+,"),
            "shortcuts": ("info", _tr("Show keyboard shortcuts"), "F1"),
            "diagnostics": ("list", _tr("Show diagnostics"), ""),
            "welcome": ("play", _tr("Show the first steps"), ""),
        }
        return tuple(
            Command(icon, text, partial(self._shell.go_to, name), keys)
            for name, (icon, text, keys) in texts.items()
            if self._has(name)
        )

    def _own_commands(self) -> tuple[Command, ...]:
        dial = Command("phone-out", _tr("Dial a number"), self.dial, "Ctrl+D", _tr("call phone"))
        new = Command("user-plus", _tr("New contact"), self._new_contact, "", _tr("add person"))
        sign = Command("cloud", _tr("Sign in to the companion"), self._sign_in)
        quiet = self._shell.quiet
        text = _tr("Let calls come up again") if quiet.on else _tr("Do not disturb")
        hush = Command("bell-off", text, quiet.toggle, also=_tr("quiet mute notifications"))
        if not self._has("contacts"):
            return (dial, hush, sign)
        undo = Command(
            "refresh",
            undo_words(self.undo, self._words),
            self.undo_contacts,
            also=_tr("take back contacts"),
        )
        return (dial, new, *([undo] if self.undo.done else []), hush, sign)

    def _has(self, name: str) -> bool:
        try:
            self._shell.page_named(name)
        except KeyError:
            return False
        return True

    def _dial(self, number: str, contact_id: str | None) -> None:
        self._core.tell(lambda o: o.dial(number, source="dial_field", contact_id=contact_id))

    def _open_link(self, text: str) -> None:
        self._core.tell(lambda office: office.open_link(text))

    def _open_contact(self, contact_id: str) -> None:
        page = self._contacts()
        if page is not None:
            self._shell.go_to("contacts")
            page.show_contact(contact_id)

    def _new_contact(self) -> None:
        page = self._contacts()
        if page is not None:
            self._shell.go_to("contacts")
            page.new_contact()

    def undo_contacts(self) -> None:
        """Take the last import or merge of contacts back."""
        self._core.ask(lambda office: office.undo_contacts(), self._undone, owner=self.palette)

    def _undone(self, undone: Undone) -> None:
        self._core.viewed.emit(Notice(text=undone_words(undone, self._words)))

    def _sign_in(self) -> None:
        self._core.ask(lambda office: office.sign_in(), _nothing, owner=self.palette)

    def _contacts(self) -> ShowsContacts | None:
        if not self._has("contacts"):
            return None
        page = self._shell.page_named("contacts")
        return page if isinstance(page, ShowsContacts) else None


def _nothing(_answer: None) -> None:
    """Do nothing: the status bar tells."""
