"""Lets somebody go: the grant ends at Zoom and here, sessions end, and what is kept may be erased.

Zoom's deauthorization comes here, and so do the administrator's commands.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from cti_desktop.calls.persons import Sought, seek_user
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.sessions import Sessions
from cti_desktop.store.audit import AuditEntry
from cti_desktop.store.erasing import Erased
from cti_desktop.store.opening import Store

_ZOOM = "zoom"
_SHOWN = 2

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

    async def app_removed(self, user_id: str, *, erase: bool) -> None:
        """Forget a user who took the app away at Zoom; with `erase` everything of theirs goes.

        Raises:
            UserFixable: the id is none, and is to be erased (`user_wrong`).
            CtiError: the store failed.
        """
        if erase:  # while their sessions still tell by which ids else calls know them
            await asyncio.to_thread(self._erase, user_id)
        await self._grants.forget(key_of(user_id))
        ended = await self._sessions.end_all_of(user_id)
        log.warning("app_deauthorized", user=user_id, sessions_ended=ended, erased=erase)

    async def disconnect(self, user_id: str, actor: str) -> int:
        """End a user's grant at Zoom and here, and their sessions; gives how many those were.

        Raises:
            UserFixable: the id is none (`user_wrong`).
            CtiError: Zoom could not be told, and nothing has ended; or the store failed.
        """
        seek_user(user_id)
        await self._grants.revoke(key_of(user_id))
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

    def _erase(self, user_id: str) -> None:
        sought = seek_known_user(self._store, user_id)
        subject = shown_user(user_id)
        erase_person(self._store, sought, at=self._clock(), actor=_ZOOM, subject=subject)


def key_of(user_id: str) -> str:
    """Return the key of a user's grant."""
    return f"user:{user_id}"


def shown_user(user_id: str) -> str:
    """Write who was erased so that nobody new learns it: the last of their id."""
    return f"user …{user_id[-_SHOWN:]}"


def seek_known_user(store: Store, user_id: str) -> Sought:
    """Take every id of a user that sessions and events tell; blocking.

    Raises:
        UserFixable: the id is none (`user_wrong`).
    """
    seek_user(user_id)
    known = [row.user for row in store.sessions.list() if row.user.user_id == user_id]
    extensions = [f"ext:{one.extension_id}" for one in known if one.extension_id]
    mails = [one.email for one in known if one.email]
    return seek_user(user_id, (*store.erasing.leg_ids_of(user_id), *extensions, *mails))


def erase_person(store: Store, sought: Sought, *, at: datetime, actor: str, subject: str) -> Erased:
    """Remove a person from everything that is kept, and note that it was done; blocking.

    Args:
        store: open.
        sought: whom.
        at: now, UTC.
        actor: who wants it, for the audit log.
        subject: who it is, for the audit log.

    Raises:
        CtiError: the database failed; nothing is erased then.
    """
    return store.erasing.erase(sought, at=at, entry=partial(_entry, at, actor, subject))


def _entry(at: datetime, actor: str, subject: str, done: Erased) -> AuditEntry:
    return AuditEntry(
        at=at,
        actor=actor,
        role="",
        action="person_erased",
        subject=subject,
        detail=f"events={done.events} calls={done.calls} beside={done.beside}",
    )
