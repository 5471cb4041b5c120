"""The part of the office that dials: what `ports.Office` promises about numbers and links."""

from collections.abc import Callable, Sequence

import structlog

from cti_desktop.agent.dial_desk import DialDesk, Dialler, DialRules
from cti_desktop.agent.dial_intents import DialIntents
from cti_desktop.agent.do_not_call import DoNotCallList
from cti_desktop.agent.handoff import HandoffServer
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import Notice, View
from cti_desktop.calls.events import CallEvent

log = structlog.get_logger(__name__)


class DialDoor:
    """A base of the office; core loop only."""

    dials: DialDesk
    _handoff: HandoffServer | None = None
    _opening_links: tuple[str, ...] = ()

    # what the face asks for

    def dial(self, number: str, *, source: str, contact_id: str | None = None) -> None:
        """Dial through the softphone."""
        self.dials.dial(number, source=source, contact_id=contact_id)

    def write_sms(self, number: str) -> None:
        """Open the message composer."""
        self.dials.write_sms(number)

    def open_link(self, text: str) -> None:
        """Take a link that reached the window itself."""
        self.dials.open_link(text)

    def confirm_dial(self, question_id: str, caller_id: str | None = None) -> None:
        """Dial what was asked about."""
        self.dials.confirm(question_id, caller_id)

    def drop_dial(self, question_id: str) -> None:
        """Do not dial what was asked about."""
        self.dials.drop(question_id)

    # its life

    def _open_dials(
        self,
        settings: DeskSettings,
        phone: Dialler,
        reader: CallReader,
        append: Callable[[Sequence[CallEvent]], None],
        author: Callable[[], str | None],
        tell: Callable[[View], None],
    ) -> None:
        region = settings.region
        listed = DoNotCallList(
            settings.do_not_call or settings.data_dir / "do-not-call.txt", region
        )
        self.dials = DialDesk(
            phone=phone,
            reader=reader,
            intents=DialIntents(append, author, region),
            rules=DialRules(
                region=region, at_once=settings.dial_at_once, do_not_call=listed.numbers
            ),
            tell=tell,
        )
        self._opening_links = settings.opening_links
        if settings.door is not None:
            self._handoff = HandoffServer(settings.door, self.dials.receive)

    async def _take_links(self) -> None:
        """Begin to listen, then ask about the links the program was started with."""
        try:
            if self._handoff is not None and not await self._handoff.start():
                log.warning("handoff_taken")
                self._say("CTI Desktop runs twice. Links go to the window that was opened first.")
        except OSError as error:
            log.warning("handoff_not_listening", kind=type(error).__name__)
            self._say(
                "Links clicked in other programs cannot reach this window: the folder for it is "
                "not yours alone or cannot be written. Restart the computer, or ask your admin."
            )
        for link in self._opening_links:
            self.dials.open_link(link)
        self._opening_links = ()

    async def _close_door(self) -> None:
        if self._handoff is not None:
            await self._handoff.stop()

    def _say(self, sentence: str) -> None:
        self.dials.say(Notice(text=sentence, bad=True))
