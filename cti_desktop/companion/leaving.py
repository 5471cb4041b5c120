"""Lets somebody go: the grant ends at Zoom and here, sessions end, and what is kept may be erased.

Zoom's deauthorization comes here, and so do the administrator's commands.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from cti_desktop.calls.persons import seek_user
from cti_desktop.companion.background import Work
from cti_desktop.companion.disconnections import Disconnections
from cti_desktop.companion.erasures import Erasures
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.sessions import Sessions
from cti_desktop.store.audit import AuditEntry
from cti_desktop.store.opening import Store

log = structlog.get_logger(__name__)


class Leaving:
    """Ends what the companion holds of a user; on the companion's loop.

    Args:
        store: open.
        grants: Zoom's tokens.
        sessions: of desktops.
        clock: UTC.
    """

    def __init__(
        self, store: Store, grants: Grants, sessions: Sessions, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._grants = grants
        self._sessions = sessions
        self._clock = clock
        self._erasures = Erasures(store, clock)
        self._disconnections = Disconnections(store.cursors, clock)

    @property
    def works(self) -> dict[str, Work]:
        """What has to run in the background, by name."""
        return self._erasures.works

    async def app_removed(self, user_id: str, *, at: datetime, erase: bool) -> None:
        """Forget a user who took the app away at Zoom; with `erase` everything of theirs goes.

        Zoom says it again for an hour and a half when it got no answer. Who has added the app again
        meanwhile stays connected and signed in, and keeps what came since. Zoom says it too of who
        was disconnected from here: of them nothing is erased for that.

        Args:
            user_id: whose.
            at: when they took it away, UTC.
            erase: what is kept of them from before has to go; it is noted when this returns.

        Raises:
            UserFixable: the id is none, and is to be erased (`user_wrong`).
            CtiError: the store failed.
        """
        erase = erase and not await self._is_echo(user_id, at)
        if erase:  # while their sessions still tell by which ids else calls know them
            await self._erasures.ask(user_id, until=at)
        if not await self._grants.forget_older(key_of(user_id), at):
            log.warning("app_added_again", user=user_id, to_erase=erase)
            return
        ended = await self._sessions.end_all_of(user_id)
        log.warning("app_deauthorized", user=user_id, sessions_ended=ended, to_erase=erase)

    async def disconnect(self, user_id: str, actor: str) -> int:
        """End a user's grant at Zoom and here, and their sessions; gives how many those were.

        Raises:
            UserFixable: the id is none (`user_wrong`).
            CtiError: Zoom could not be told, and nothing has ended; or the store failed.
        """
        seek_user(user_id)
        await self._revoke(user_id)
        entry = AuditEntry(
            at=self._clock(),
            actor=actor,
            role="",
            action="user_disconnected",
            subject=f"user:{user_id}",
        )
        await asyncio.wrap_future(self._store.audit.add([entry]))
        await self._grants.forget(key_of(user_id))
        return await self._sessions.end_all_of(user_id)

    async def _revoke(self, user_id: str) -> None:
        await self._disconnections.note(user_id)
        revoked = False
        try:
            revoked = await self._grants.revoke(key_of(user_id))
        finally:
            if not revoked:
                await self._disconnections.forget(user_id)

    async def _is_echo(self, user_id: str, at: datetime) -> bool:
        granted_at = await self._grants.granted_at(key_of(user_id))
        echo = await self._disconnections.caused(user_id, at, granted_at)
        if echo:
            log.warning("not_erased_after_disconnecting", user=user_id)
        return echo


def key_of(user_id: str) -> str:
    """Return the key of a user's grant."""
    return f"user:{user_id}"
