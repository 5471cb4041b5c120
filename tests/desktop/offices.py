"""A small office for the tests of the desktop's frame: it remembers what it was told."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from cti_desktop.agent.answers import LogPage
from cti_desktop.agent.views import (
    CallCard,
    CompanionState,
    ContactsChanged,
    DeskView,
    SoftphoneState,
    StatusView,
    View,
)
from cti_desktop.calls.call import State
from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.events import Direction
from cti_desktop.calls.log_filter import LogFilter

EMPTY_PAGE = LogPage(lines=())
READY = StatusView(
    softphone=SoftphoneState.READY,
    softphone_text="Zoom ready",
    companion=CompanionState.OFF,
    companion_text="",
)


def talking(note: str = "") -> DeskView:
    """One call in conversation."""
    card = CallCard(
        card_id="c1",
        call_id="1",
        direction=Direction.INBOUND,
        state=State.CONNECTED,
        result=None,
        name="Ada Lovelace",
        number="020 7946 0018",
        e164="+442079460018",
        note=note,
    )
    return DeskView(cards=(card,), active="c1")


class SmallOffice:
    """An office that can be looked into from the tests."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[View], None]] = []
        self.dialled: list[str] = []
        self.said: list[str] = []
        self.notes: list[str] = []
        self.threads: set[int] = set()
        self.stopped = threading.Event()
        self.entered = threading.Event()
        self.cancelled = threading.Event()

    def subscribe(self, listener: Callable[[View], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        listener(DeskView())
        return lambda: self.listeners.remove(listener)

    def send(self, view: View) -> None:
        """Tell the face something; core thread only."""
        for listener in self.listeners:
            listener(view)

    async def start(self) -> None:
        self.threads.add(threading.get_ident())

    async def stop(self) -> None:
        self.stopped.set()

    def page_loaded(self) -> None:
        self.send(READY)

    def page_said(self, text: str) -> None:
        self.said.append(text)
        self.send(ContactsChanged(count=len(self.said)))

    def page_failed(self, reason: str) -> None:
        raise AssertionError(reason)

    def page_showed(self, what: str) -> None:
        assert what == ""

    def painted(self, card_id: str, at: datetime) -> None:
        assert (card_id, at.tzinfo is not None) == ("c1", True)

    def write_note(self, card_id: str, text: str) -> None:
        assert card_id == "c1"
        self.notes.append(text)

    def dial(self, number: str, *, source: str, contact_id: str | None = None) -> None:
        assert (source, contact_id) == ("test", None)
        self.threads.add(threading.get_ident())
        if not number:
            raise Temporary("Zoom is away; try again in a minute.")
        if number == "broken":
            raise RuntimeError("no such thing: +44 20 7946 0018")
        self.dialled.append(number)

    async def log_page(self, wanted: LogFilter = LogFilter(), **_: Any) -> LogPage:
        text = wanted.text
        if text == "wait":
            self.entered.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
        if text == "broken":
            raise RuntimeError("no such page")
        await asyncio.sleep(0)
        return EMPTY_PAGE
