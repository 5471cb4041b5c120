"""The part of the office that hears of the softphone page and of the computer under it."""

from collections.abc import Callable

import structlog

from cti_desktop.agent.desk import Desk
from cti_desktop.agent.softphone import SoftphoneLink
from cti_desktop.agent.views import Notice, ReloadSoftphone, View

log = structlog.get_logger(__name__)


class PageDoor:
    """A base of the office; core loop only."""

    desk: Desk
    softphone: SoftphoneLink
    _tell: Callable[[View], None]

    def page_loaded(self) -> None:
        """Hear that the iframe finished loading."""
        self.softphone.page_loaded()

    def page_reloading(self) -> None:
        """Hear that the page is loaded once more."""
        self.softphone.page_reloading()

    def page_said(self, text: str) -> None:
        """Hear a message that passed the bridge."""
        self.softphone.page_said(text)

    def page_signalled(self, signal: str) -> None:
        """Hear the page's own readiness callback."""
        self.softphone.page_signalled(signal)

    def page_failed(self, reason: str) -> None:
        """Hear why the page cannot work."""
        self.softphone.page_failed(reason)

    def page_showed(self, what: str) -> None:
        """Hear what the page shows without saying it."""
        self.softphone.page_showed(what)

    def network_changed(self, online: bool) -> None:
        """Hear that the computer lost its network, or has one again."""
        log.info("network_changed", online=online)
        self.softphone.network_changed(online)
        if online:
            self._reload()

    def woke(self) -> None:
        """Hear that the computer slept: a page that did may look alive and hear nothing."""
        log.info("computer_woke")
        self._reload()

    def _reload(self) -> None:
        """Load the page afresh, unless a call goes on in it."""
        if any(card.live for card in self.desk.view().cards):
            self.desk.doubt()
            self._tell(
                Notice(text="The connection was lost during a call. Look whether it still goes on.")
            )
            return
        self.softphone.page_reloading()
        self._tell(ReloadSoftphone())
