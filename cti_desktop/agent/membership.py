"""Who sits at this desk: signing in and out, and the name kept for starts without a network."""

import asyncio
from collections.abc import Callable

import msgspec
import structlog

from cti_desktop.agent.companion_link import CompanionLink
from cti_desktop.agent.session_keeper import SessionKeeper
from cti_desktop.agent.sign_in import sign_in
from cti_desktop.calls.errors import CtiError
from cti_desktop.calls.persons import personal
from cti_desktop.store.cursors import Cursors
from cti_desktop.sync.client import CompanionClient
from cti_desktop.sync.scopes import Role
from cti_desktop.sync.wire import SessionInfo
from cti_desktop.zoom.embed import Agent

_WHO = "agent.identity"
_NAME = "agent.name."

log = structlog.get_logger(__name__)


class Membership:
    """The desk's session with the companion; core thread only.

    Args:
        known: hears who the agent is, at once when an earlier run knew.
        arrived: hears that it is another than who sat here last.
    """

    def __init__(
        self,
        client: CompanionClient,
        keeper: SessionKeeper,
        link: CompanionLink,
        cursors: Cursors,
        known: Callable[[SessionInfo], None],
        arrived: Callable[[], None] = lambda: None,
    ) -> None:
        self._client, self._keeper, self._link = client, keeper, link
        self._cursors = cursors
        self._known, self._arrived = known, arrived
        link.ask_who = self._learn

    @property
    def kept_for_this_run(self) -> bool:
        """Whether the session ends with the program, for want of a keyring."""
        return self._keeper.kept_for_this_run

    def recall(self) -> None:
        """Tell who sat here last, so that an offline start knows the agent's own legs."""
        kept = self._last()
        if kept is not None:
            self._known(kept)

    def name_of(self, author: str) -> str | None:
        """Say how somebody who once signed in here is called; None when they never did."""
        last = self._last()
        if last is not None and author == f"user:{last.user_id}":
            return shown_name(last)
        return self._cursors.get(f"{_NAME}{author}")

    async def resume(self) -> None:
        """Go on with the session of an earlier run, if one is kept."""
        await self._keeper.load()
        if self._keeper.token is None:
            return
        self._link.start()
        try:
            await self._learn()
        except CtiError as error:
            log.info("identity_not_learned", code=error.code)

    async def sign_in(self, open_browser: Callable[[str], None]) -> None:
        """Sign in through the system browser.

        Raises:
            CtiError: it did not work; the message says what to do.
        """
        token, who = await sign_in(self._client, open_browser)
        await self._link.stop()  # what waits is of whoever was here, and this session is not theirs
        await self._keeper.keep(token)
        self._known(who)
        self._link.start()
        await self._remember(who)

    async def sign_out(self) -> None:
        """Forget the session here and, if it answers, at the companion.

        Raises:
            CtiError: the companion could not be told; here the session is gone all the same.
        """
        try:
            await self._client.sign_out()
        finally:
            await self._keeper.forget()
            await self._link.signed_out()

    def _last(self) -> SessionInfo | None:
        return last_here(self._cursors)

    async def _learn(self) -> None:
        who = await self._client.me()
        self._known(who)
        self._link.recognised()
        await self._remember(who)

    async def _remember(self, who: SessionInfo) -> None:
        last = self._last()
        name = shown_name(last)
        if last is not None and name:  # what they left here is said by their name
            await asyncio.wrap_future(self._cursors.set(f"{_NAME}user:{last.user_id}", name))
        kept = msgspec.json.encode(who).decode()
        await asyncio.wrap_future(self._cursors.set(_WHO, kept))
        if last is None or last.user_id != who.user_id:
            self._arrived()


def last_here(cursors: Cursors) -> SessionInfo | None:
    """Return who sat at this desk last; None when nobody ever signed in."""
    kept = cursors.get(_WHO)
    return msgspec.json.decode(kept, type=SessionInfo) if kept else None


def reader_ids_here(cursors: Cursors) -> tuple[str, ...]:
    """Return by which ids calls are those of who sat here last, without a desk around them."""
    who = last_here(cursors)
    return personal(agent_of(who).leg_ids) if who is not None else ()


def agent_of(who: SessionInfo) -> Agent:
    """Return the agent as the softphone's messages need to know them."""
    return Agent(
        user_id=who.user_id,
        extension_id=who.extension_id,
        extension=who.extension,
        email=who.email,
        name=who.name,
    )


def shown_name(who: SessionInfo | None) -> str | None:
    """Name the agent; Zoom's phone profile has no name, so address or extension must do."""
    return (who.name or who.email or who.extension) if who else None


def sees_team(who: SessionInfo | None) -> bool:
    """Tell whether somebody sees calls of others beside their own."""
    return who is not None and who.role in (Role.SUPERVISOR, Role.ADMIN)
