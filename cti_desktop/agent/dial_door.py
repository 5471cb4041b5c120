"""Where numbers and links come in: what `ports.Office` promises about them.

A program that has a link before its office is open makes its `LinkDoor` then, so that the number
is dialled as soon as the softphone can; the office later puts the log behind it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cti_desktop.agent.dial_desk import DialDesk, Dialler, DialRules
from cti_desktop.agent.dial_intents import DialIntents
from cti_desktop.agent.do_not_call import list_of
from cti_desktop.agent.link_probe import token_of, write_receipt
from cti_desktop.agent.listening import Listening
from cti_desktop.agent.own_command import own_command
from cti_desktop.agent.setting_table import DIAL_AT_ONCE
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import View
from cti_desktop.calls.asking import Dialled
from cti_desktop.calls.events import CallEvent

if TYPE_CHECKING:  # see `dial_desk`
    from cti_desktop.agent.lines import CallReader


class Dials:
    """What the face asks for; core loop only."""

    dials: DialDesk

    def dial(self, number: str, *, source: str, contact_id: str | None = None) -> None:
        """Dial through the softphone."""
        self.dials.dial(number, source=source, contact_id=contact_id)

    def write_sms(self, number: str) -> None:
        """Show the conversation with a number."""
        self.dials.write_sms(number)

    def compose_text(self, number: str) -> None:
        """Open the softphone's message editor."""
        self.dials.compose_text(number)

    def open_link(self, text: str) -> None:
        """Take a link that reached the window itself."""
        self.dials.open_link(text)

    def open_text(self, text: str, *, source: str) -> None:
        """Take the number in a text somebody pointed at."""
        self.dials.open_text(text, source=source)

    async def dial_listed(self, number: str) -> Dialled:
        """Dial the next of a list, and tell what became of it."""
        return self.dials.try_dial(number, source="list")

    def confirm_dial(self, question_id: str, caller_id: str | None = None) -> None:
        """Dial what was asked about."""
        self.dials.confirm(question_id, caller_id)

    def drop_dial(self, question_id: str) -> None:
        """Do not dial what was asked about."""
        self.dials.drop(question_id)


class LinkDoor(Dials):
    """The dial desk and the listening end of the hand-off before it; core loop only.

    Args:
        settings: say how links are dialled, and name those the program was started with.
        phone: dials.
        tell: takes views for the face, until an office connects its own.
        listening: the listening end when it stands already; it brings what it hears by itself.
    """

    def __init__(
        self,
        settings: DeskSettings,
        phone: Dialler,
        tell: Callable[[View], None],
        listening: Listening | None = None,
    ) -> None:
        region = settings.region
        self.dials = DialDesk(
            phone=phone,
            rules=DialRules(
                region=region,
                at_once=partial(settings.store.get, DIAL_AT_ONCE),
                do_not_call=list_of(settings).numbers,
            ),
            tell=tell,
            took_test=self._took_test,
        )
        self._door = settings.door
        self._links: tuple[str, ...] = settings.opening_links
        self._listening = listening or Listening(settings, self.dials.receive, self.dials.say)

    async def open(self) -> None:
        """Begin to listen, then take the links the program was started with; harmless when open."""
        await self._listening.open()
        links, self._links = self._links, ()
        for link in links:
            self.dials.open_link(link)

    async def close(self) -> None:
        """Stop listening."""
        await self._listening.close()

    def _took_test(self, link: str) -> bool:
        """Answer the doctor where links reach the window instead of the command (macOS)."""
        token = token_of(link)
        if token is None or self._door is None:
            return False
        write_receipt(self._door, token, own_command()[0])
        return True


class DialDoor(Dials):
    """A base of the office; core loop only."""

    _link_door: LinkDoor
    _connect_dials: Callable[[], None]

    def _open_dials(
        self,
        settings: DeskSettings,
        phone: Dialler,
        reader: "CallReader",
        append: Callable[[Sequence[CallEvent]], None],
        author: Callable[[], str | None],
        tell: Callable[[View], None],
        door: LinkDoor | None,
    ) -> None:
        self._link_door = door or LinkDoor(settings, phone, tell)
        self.dials = self._link_door.dials
        intents = DialIntents(append, author, settings.region)
        self._connect_dials = partial(self.dials.connect, reader, intents, tell)

    async def _take_links(self) -> None:
        """Put the log behind the dial desk, then take links."""
        self._connect_dials()
        await self._link_door.open()

    async def _close_door(self) -> None:
        await self._link_door.close()
