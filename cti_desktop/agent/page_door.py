"""The part of the office that hears of the softphone page and of the computer under it."""

from collections.abc import Callable, Sequence

import structlog

from cti_desktop.agent.desk import Desk
from cti_desktop.agent.softphone import Phone, SoftphoneLink
from cti_desktop.agent.softphone_book import PhoneBook
from cti_desktop.agent.softphone_memory import SoftphoneMemory
from cti_desktop.agent.views import Notice, ReloadSoftphone, View
from cti_desktop.calls.events import CallEvent, Kind

_SIGNS_OF_HEARING = (Kind.RANG, Kind.ANSWERED, Kind.ENDED)

log = structlog.get_logger(__name__)


class PageDoor:
    """A base of the office; core loop only."""

    desk: Desk
    softphone: SoftphoneLink
    _tell: Callable[[View], None]
    _tell_status: Callable[[], None]
    _append: Callable[[Sequence[CallEvent]], None]
    _reload_owed = _slept = False

    def _connect_page(
        self,
        book: PhoneBook,
        unreadable: Callable[[bytes, str, str], object],
        memory: SoftphoneMemory,
    ) -> None:
        def changed() -> None:
            memory.note(self.softphone.state, self.softphone.cause)
            self._tell_status()

        memory.note(self.softphone.state, self.softphone.cause)
        self.softphone.connect(
            Phone(
                book=book,
                observed=self._page_observed,
                unreadable=unreadable,
                changed=changed,
                lost=self._page_lost,
                engaged=self._page_engaged,
            )
        )

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
        """Hear that the computer slept: a page that did may look alive and hear nothing.

        What was doubtful before has not come through the sleep, and holds nothing up.
        """
        log.info("computer_woke")
        self.softphone.woke()
        if self._over_by_now:
            self.reload_softphone()
        else:
            self._reload()
            self._slept = self._reload_owed

    @property
    def _over_by_now(self) -> bool:
        """Whether what seemed to go on before a sleep is over after it.

        Where the sound is in the page, a pause of the network is no reason: the call may have gone
        on, and a clock that was set looks like a sleep. An earlier sleep is one.
        """
        if not self.softphone.surface.sound_in_page or self._slept:
            return self.desk.all_doubtful
        return self.desk.all_cut and not self.softphone.surface.engaged

    def reload_softphone(self) -> None:
        """Have the page loaded afresh."""
        self._owe_nothing()
        self.softphone.page_reloading()
        self._tell(ReloadSoftphone())

    def _reload(self) -> None:
        """Load the page afresh; during a call it is owed, and done when the last is over."""
        if not self._page_in_use:
            self.reload_softphone()
            return
        self._reload_owed = True
        self.desk.doubt()
        notice = Notice(
            text="The connection was lost during a call. Look whether it still goes on."
            if self.desk.busy
            else "The connection was lost for a moment. The softphone loads again after your chat "
            "or video call."
        )
        self._tell(notice)

    def _pay_reload(self) -> None:
        if self._reload_owed and not self._page_in_use:
            log.info("softphone_reloaded_after_the_call")
            self.reload_softphone()

    @property
    def _page_in_use(self) -> bool:
        """Whether a call goes on, as far as is known, or a chat or video call in the page."""
        return self.desk.busy or self.softphone.surface.engaged

    def _page_engaged(self) -> None:
        """Hear that something beside calls began in the page, or is over."""
        self._tell_status()
        self._pay_reload()

    def _owe_nothing(self) -> None:
        self._reload_owed = self._slept = False

    def _page_lost(self) -> None:
        """Take note that the page is another, or none: what it knew of calls is gone."""
        self._owe_nothing()
        self.desk.doubt(cut=True)

    def _page_observed(self, events: tuple[CallEvent, ...]) -> None:
        """Take what the page observed; one that tells how a call goes on hears after all."""
        if any(event.kind in _SIGNS_OF_HEARING for event in events):
            self._owe_nothing()
        self._append(events)
