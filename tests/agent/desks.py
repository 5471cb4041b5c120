"""A desk on a real store, and messages as the softphone page sends them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cti_desktop.agent.companion_link import CompanionLink
from cti_desktop.agent.office import AgentOffice, Parts
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.agent.views import CallCard, DeskView, EmbedCommand, Notice, StatusView, View
from cti_desktop.assets import asset
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.opening import Store, open_store

ADA = Contact(
    id="ada",
    name="Ada Lovelace",
    firm="Analytical Engines Ltd",
    numbers=(
        ContactNumber(raw="+44 20 7946 0018", label="work", e164="+442079460018"),
        ContactNumber(raw="+44 7700 900118", label="mobile", e164="+447700900118"),
    ),
)
CALLER = {"name": "A. Lovelace", "phoneNumber": "+442079460018"}
ME = {
    "name": "Bo Agent",
    "phoneNumber": "+15550100999",
    "extensionNumber": "800",
    "extensionId": "xBo",
    "extensionType": "user",
}
CALL_ID = "068cba3db27ba0d08d2"


@dataclass
class Hearing:
    """Collects what the desk tells its face, and wakes whoever waits for it."""

    views: list[View] = field(default_factory=list)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, view: View) -> None:
        self.views.append(view)
        self._woken.set()

    async def until(self, found: Callable[[], Any]) -> Any:
        async with asyncio.timeout(10):
            while not (value := found()):
                self._woken.clear()
                await self._woken.wait()
            return value

    async def until_so(self, found: Callable[[], Awaitable[Any]]) -> Any:
        """Wait as `until` does, for what has to be asked for."""
        async with asyncio.timeout(10):
            while not (value := await found()):
                await self._woken.wait()
                self._woken.clear()
            return value

    @property
    def desk(self) -> DeskView:
        return next(v for v in reversed(self.views) if isinstance(v, DeskView))

    @property
    def card(self) -> CallCard:
        """The call in front; there has to be one."""
        card = self.desk.card
        assert card is not None
        return card

    @property
    def status(self) -> StatusView:
        return next(v for v in reversed(self.views) if isinstance(v, StatusView))

    @property
    def sent(self) -> list[dict[str, Any]]:
        return [v.message for v in self.views if isinstance(v, EmbedCommand)]

    @property
    def notices(self) -> list[str]:
        return [v.text for v in self.views if isinstance(v, Notice)]


@dataclass
class Desk:
    office: AgentOffice
    hearing: Hearing
    store: Store

    @property
    def link(self) -> CompanionLink:
        """The way to the companion, of a desk that has one."""
        assert self.office.link is not None
        return self.office.link

    def says(self, type_: str, **data: Any) -> None:
        self.office.page_said(json.dumps({"type": type_, "data": data}))

    def call_event(self, step: str, **more: Any) -> None:
        self.says(
            f"zp-call-{step}-event",
            **{
                "callId": CALL_ID,
                "direction": "inbound",
                "caller": CALLER,
                "callee": ME,
                "dateTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                **more,
            },
        )


async def open_desk(folder: Path, chosen: SettingsStore | None = None) -> Desk:
    settings = DeskSettings(data_dir=folder, region="GB", store=chosen or SettingsStore())
    store = open_store(settings.database_url, region="GB")
    store.directory.put([ADA]).result(10)
    outcomes = read_outcomes(asset("outcomes.toml"))
    office = AgentOffice(
        Parts(settings=settings, store=store, outcomes=outcomes), asyncio.get_running_loop()
    )
    hearing = Hearing()
    office.subscribe(hearing)
    await office.start()
    return Desk(office, hearing, store)
