"""Opens the desk in two steps, so that the softphone is ready before the database is.

The front desk answers the softphone page, and whoever hands a link over, at once. The office behind
it, with its half second of database and network libraries, opens on a thread of its own once the
page is ready (or after a moment); what the face asks meanwhile waits for it, in order.
"""

import asyncio
import importlib
import inspect
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import structlog

from cti_desktop.agent.first_views import (
    CompanionState,
    ReloadSoftphone,
    ShowWindow,
    StatusView,
)
from cti_desktop.agent.handoff import HandedOver
from cti_desktop.agent.hints import Hint, being_updated
from cti_desktop.agent.listening import Listening
from cti_desktop.agent.own_outcomes import outcomes_here
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.softphone import make_softphone

if TYPE_CHECKING:  # loaded when the page is ready, or for a link
    from cti_desktop.agent.dial_door import LinkDoor
    from cti_desktop.agent.ports import Office
    from cti_desktop.agent.views import View

PAGE_FIRST_S = 1.5
"""The page gets this long to become ready before the office's imports compete with it."""

log = structlog.get_logger(__name__)


def open_front_desk(settings: DeskSettings) -> "Office":
    """Return an office whose softphone works at once; call inside the running loop."""
    return cast("Office", FrontDesk(settings, asyncio.get_running_loop()))


class FrontDesk:
    """Implements `ports.Office`: the page's part by itself, all else through the office behind it.

    Core loop only.
    """

    def __init__(self, settings: DeskSettings, loop: asyncio.AbstractEventLoop) -> None:
        self._settings, self._loop = settings, loop
        self._hints: tuple[Hint, ...] = ()
        self._listeners: list[Callable[[View], None]] = []
        self._office: Office | None = None
        self._waiting: list[Callable[[Office], None]] = []
        self._opened: asyncio.Future[Office] = loop.create_future()
        self._page_heard = asyncio.Event()
        self._door: LinkDoor | None = None
        self._listening = Listening(settings, self._handed_over, self._tell)
        self._softphone = make_softphone(
            settings,
            outcomes_here(settings.store),
            loop,
            self._tell,
            self._softphone_changed,
        )

    def subscribe(self, listener: Callable[["View"], None]) -> Callable[[], None]:
        """Hear every snapshot, from before the office is open."""
        if self._office is not None:
            return self._office.subscribe(listener)
        self._listeners.append(listener)
        listener(self._status())
        return lambda: self._listeners.remove(listener)

    async def start(self) -> None:
        """Let the page become ready, then open the office and hand it what waited.

        It listens for other starts from here on, and a link the program was started with comes
        before both.

        Raises:
            UserFixable: the office cannot be opened; the message says what to do.
        """
        self._softphone.page_started()
        await self._listening.open()
        if self._settings.opening_links:
            await self._link_door().open()
        try:
            async with asyncio.timeout(PAGE_FIRST_S):
                await self._page_heard.wait()
        except TimeoutError:
            log.debug("office_opens_before_the_page")
        opening = await asyncio.to_thread(importlib.import_module, "cti_desktop.agent.opening")
        # Beside the loop: an upgrade or a damaged file takes its time, and a call may ring.

        def progress(done: int, total: int) -> None:
            self._loop.call_soon_threadsafe(self._reads_again, done, total)

        store = await asyncio.to_thread(opening.open_desk_store, self._settings, progress)
        door = self._link_door()
        office: Office = opening.open_office(self._settings, self._softphone, door, store)
        for listener in self._listeners:
            office.subscribe(listener)
        self._office = office
        await office.start()
        self._opened.set_result(office)
        for act in self._waiting:
            act(office)
        self._waiting.clear()

    async def stop(self) -> None:
        """Close what is open."""
        self._opened.cancel()
        self._softphone.close()
        if self._office is not None:
            await self._office.stop()
        else:
            await self._listening.close()

    # the softphone page

    def page_loaded(self) -> None:
        """Hear that the iframe finished loading."""
        self._softphone.page_loaded()

    def page_reloading(self) -> None:
        """Hear that the page is loaded once more."""
        self._softphone.page_reloading()

    def page_said(self, text: str) -> None:
        """Hear a message that passed the bridge."""
        self._softphone.page_said(text)

    def page_signalled(self, signal: str) -> None:
        """Hear the page's own readiness callback."""
        self._softphone.page_signalled(signal)

    def page_failed(self, reason: str) -> None:
        """Hear why the page cannot work."""
        self._softphone.page_failed(reason)
        self._page_heard.set()

    def page_showed(self, what: str) -> None:
        """Hear what the page shows without saying it."""
        self._softphone.page_showed(what)

    def reload_softphone(self) -> None:
        """Have the page loaded afresh, also before the office is open."""
        self._softphone.page_reloading()
        self._tell(ReloadSoftphone())

    # everything else

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Pass any other wish of `ports.Office` on, at once or when the office is open."""
        offered = importlib.import_module("cti_desktop.agent.ports").Office
        wanted = getattr(offered, name)  # AttributeError for what no office offers
        if self._door is not None and hasattr(self._door, name):
            dialled: Callable[..., Any] = getattr(self._door, name)
            return dialled
        if inspect.iscoroutinefunction(wanted):
            return partial(self._ask_later, name)
        return partial(self._do_later, name)

    def _handed_over(self, handed: HandedOver) -> str | None:
        """Take what another start brought, whatever of the office stands by then."""
        if handed.link is None and self._door is None:
            self._tell(ShowWindow(activation=handed.activation))
            return None
        return self._link_door().dials.receive(handed)

    def _link_door(self) -> "LinkDoor":
        if self._door is None:
            make = importlib.import_module("cti_desktop.agent.dial_door").LinkDoor
            self._door = make(self._settings, self._softphone, self._tell, self._listening)
        return self._door

    async def _ask_later(self, name: str, *args: Any, **named: Any) -> Any:
        office = await asyncio.shield(self._opened)
        ask: Callable[..., Coroutine[Any, Any, Any]] = getattr(office, name)
        return await ask(*args, **named)

    def _do_later(self, name: str, *args: Any, **named: Any) -> None:
        def act(office: "Office") -> None:
            getattr(office, name)(*args, **named)

        if self._opened.done() and self._office is not None:
            act(self._office)
        else:
            self._waiting.append(act)

    def _softphone_changed(self) -> None:
        if self._softphone.usable:
            self._page_heard.set()
        self._tell(self._status())

    def _status(self) -> StatusView:
        away = self._settings.companion_url is None
        return StatusView(
            softphone=self._softphone.state,
            softphone_text=self._softphone.text,
            softphone_cause=self._softphone.cause,
            engaged=self._softphone.surface.engaged,
            companion=CompanionState.OFF if away else CompanionState.CONNECTING,
            companion_text="Opening your calls",
            hints=self._hints,
        )

    def _reads_again(self, done: int, total: int) -> None:
        """Say how far an upgrade is with the calls of before."""
        hints = (being_updated(100 * done // max(1, total)),)
        if hints != self._hints and self._office is None:
            self._hints = hints
            self._tell(self._status())

    def _tell(self, view: "View") -> None:
        for listener in list(self._listeners):
            listener(view)
