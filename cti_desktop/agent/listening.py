"""The program's listening end for links, open from the first moment of every start.

It stands before there is a dial desk or a store, so that a second start finds the first one also
while that one still opens or upgrades its journal.
"""

from collections.abc import Callable

import structlog

from cti_desktop.agent.first_views import Notice
from cti_desktop.agent.handoff import HandedOver, HandoffServer
from cti_desktop.agent.settings import DeskSettings

log = structlog.get_logger(__name__)


class Listening:
    """Takes what other programs hand over; core loop only.

    Args:
        settings: name the door; without one nobody comes in.
        take: gets what was handed over; returns a sentence to refuse it, None to take it.
        tell: hears why nobody can come in.
    """

    def __init__(
        self,
        settings: DeskSettings,
        take: Callable[[HandedOver], str | None],
        tell: Callable[[Notice], None],
    ) -> None:
        self._tell = tell
        self._opened = False
        self._server: HandoffServer | None = None
        if settings.door is not None:
            self._server = HandoffServer(settings.door, take, held=settings.door_held)

    async def open(self) -> None:
        """Begin to listen; harmless when it does."""
        if self._opened:
            return
        self._opened = True
        try:
            if self._server is not None and not await self._server.start():
                log.warning("handoff_taken")
                self._say("CTI Desktop runs twice. Links go to the window that was opened first.")
        except OSError as error:
            log.warning("handoff_not_listening", kind=type(error).__name__)
            self._say(
                "Links clicked in other programs cannot reach this window: the folder for it is "
                "not yours alone or cannot be written. Restart the computer, or ask your admin."
            )

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            await self._server.stop()

    def _say(self, sentence: str) -> None:
        self._tell(Notice(text=sentence, bad=True))
