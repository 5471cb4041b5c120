"""Opens one agent's desk from its settings: first the store, which may take a while, then the desk.

A call journal that is damaged is made anew on the way; the desk then says so.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from cti_desktop.agent.dial_door import LinkDoor
from cti_desktop.agent.office import AgentOffice, Parts
from cti_desktop.agent.own_outcomes import outcomes_here
from cti_desktop.agent.session_keeper import SessionKeeper
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.softphone import SoftphoneLink
from cti_desktop.agent.views import Notice
from cti_desktop.store.opening import Store
from cti_desktop.store.recovery import Recovered, open_or_recover
from cti_desktop.sync.client import CompanionClient


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedStore:
    """The store, and what became of a damaged one."""

    store: Store
    recovered: Recovered | None = None


def open_desk_store(
    settings: DeskSettings, progress: Callable[[int, int], None] | None = None
) -> OpenedStore:
    """Open the store; any thread, blocks, for long when it has to be upgraded or recovered.

    Args:
        settings: say where it is.
        progress: told (events read, events in all) while calls are read again, on another thread.

    Raises:
        UserFixable: it cannot be opened; the message says what to do.
    """
    store, recovered = open_or_recover(
        settings.database_url, region=settings.region, progress=progress
    )
    return OpenedStore(store=store, recovered=recovered)


def open_office(
    settings: DeskSettings,
    softphone: SoftphoneLink | None = None,
    door: LinkDoor | None = None,
    opened: OpenedStore | None = None,
) -> AgentOffice:
    """Put the desk together; call inside the running loop.

    Args:
        settings: say where the store and the companion are.
        softphone: the link to the page when it works already; else one is made.
        door: where links come in when it is open already; else one is made.
        opened: the store; None opens it here.

    Raises:
        UserFixable: the store cannot be opened; the message says what to do.
    """
    outcomes = outcomes_here(settings.store)
    opened = opened or open_desk_store(settings)
    keeper = SessionKeeper(settings.companion_url) if settings.companion_url else None
    client = (
        CompanionClient.open(settings.companion_url, lambda: keeper.token)
        if settings.companion_url and keeper
        else None
    )
    parts = Parts(
        settings=settings,
        store=opened.store,
        outcomes=outcomes,
        keeper=keeper,
        client=client,
        news=_news(opened.recovered, synced=client is not None),
    )
    return AgentOffice(parts, asyncio.get_running_loop(), softphone, door)


def _news(recovered: Recovered | None, *, synced: bool) -> tuple[Notice, ...]:
    """Say what became of a damaged journal."""
    if recovered is None:
        return ()
    saved, kept = recovered.saved_events, recovered.moved_to.name
    if not synced:
        notice = Notice(
            text=f"The call journal was damaged. Entries that could be read and are kept: {saved}. "
            f"The damaged file is kept as {kept}.",
            bad=True,
        )
    elif recovered.whole:
        notice = Notice(
            text=f"The call journal was damaged. Entries not yet sent that are saved: {saved}. "
            f"The companion sends the rest again. The damaged file is kept as {kept}.",
            bad=True,
        )
    else:
        notice = Notice(
            text="The call journal was damaged, and not all of it could be read. "
            f"Entries that are saved: {saved}. The companion sends again what it has. "
            f"The damaged file is kept as {kept}.",
            bad=True,
        )
    return (notice,)
