"""Opens one agent's desk from its settings; called on the core loop's thread, may block."""

import asyncio

from cti_desktop.agent.dial_door import LinkDoor
from cti_desktop.agent.office import AgentOffice, Parts
from cti_desktop.agent.session_keeper import SessionKeeper
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.softphone import SoftphoneLink
from cti_desktop.assets import asset
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.opening import open_store
from cti_desktop.sync.client import CompanionClient


def open_office(
    settings: DeskSettings,
    softphone: SoftphoneLink | None = None,
    door: LinkDoor | None = None,
) -> AgentOffice:
    """Open the store and put the desk together; call inside the running loop.

    Args:
        settings: say where the store and the companion are.
        softphone: the link to the page when it works already; else one is made.
        door: where links come in when it is open already; else one is made.

    Raises:
        UserFixable: the store or the outcomes cannot be opened; the message says what to do.
    """
    store = open_store(settings.database_url, region=settings.region)
    keeper = SessionKeeper(settings.companion_url) if settings.companion_url else None
    client = (
        CompanionClient.open(settings.companion_url, lambda: keeper.token)
        if settings.companion_url and keeper
        else None
    )
    parts = Parts(
        settings=settings,
        store=store,
        outcomes=read_outcomes(asset("outcomes.toml")),
        keeper=keeper,
        client=client,
    )
    return AgentOffice(parts, asyncio.get_running_loop(), softphone, door)
