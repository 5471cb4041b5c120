"""Sessions of desktops: opaque tokens of 256 bits, of which only the hash is stored."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from fastapi import Request

from cti_desktop.calls.errors import Denied
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.store.sessions import SessionRow, SessionUser
from cti_desktop.store.sessions import Sessions as SessionRows
from cti_desktop.sync.deeds import SessionLine
from cti_desktop.sync.wire import SessionInfo

LIFETIME = timedelta(days=30)
AS_CONFIGURED = "configured"
"""Kept in place of a role by sessions that began with a sign-in: theirs is what the settings say
now, so that who is no administrator any more is none at once."""

_TOKEN_BYTES = 32
_ID_LENGTH = 16

log = structlog.get_logger(__name__)


def hashed(secret: str) -> str:
    """Return what the store keeps of a token, code or state: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Make 256 random bits for a URL or header."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class Sessions:
    """Mints, checks and ends sessions."""

    def __init__(
        self, rows: SessionRows, settings: CompanionSettings, clock: Callable[[], datetime]
    ) -> None:
        self._rows = rows
        self._settings = settings
        self._clock = clock

    async def mint(
        self, user: SessionUser, *, lifetime: timedelta = LIFETIME
    ) -> tuple[str, SessionInfo]:
        """Begin a session; the token is told here and never again."""
        token = new_secret()
        expires_at = self._clock() + lifetime
        await asyncio.wrap_future(self._rows.create(hashed(token), user, expires_at))
        told = self._with_role(user)
        log.info("session_began", user=told.user_id, role=told.role)
        return token, make_info(told, expires_at)

    async def of(self, request: Request) -> SessionRow:
        """Return the session a request belongs to.

        Raises:
            Denied: there is none (`not_signed_in`) or it ended (`session_ended`).
        """
        row = await self.of_token(bearer_token(request))
        if row is None:
            raise Denied("The session has ended. Sign in again.", code="session_ended")
        return row

    async def of_token(self, token: str) -> SessionRow | None:
        """Return the session of a token as long as it lives."""
        row = await asyncio.to_thread(self._rows.get, hashed(token), self._clock())
        return None if row is None else replace(row, user=self._with_role(row.user))

    async def living(self) -> list[SessionRow]:
        """Return all sessions that are not over."""
        now, rows = self._clock(), await asyncio.to_thread(self._rows.list)
        return [replace(r, user=self._with_role(r.user)) for r in rows if r.expires_at > now]

    async def end(self, token: str) -> None:
        """End one session."""
        await asyncio.wrap_future(self._rows.revoke(hashed(token)))

    async def end_all_of(self, user_id: str) -> int:
        """End every session of a user and return how many there were."""
        rows = [r for r in await asyncio.to_thread(self._rows.list) if r.user.user_id == user_id]
        for row in rows:
            await asyncio.wrap_future(self._rows.revoke(row.token_hash))
        return len(rows)

    def _with_role(self, user: SessionUser) -> SessionUser:
        if user.role != AS_CONFIGURED:
            return user
        return replace(user, role=str(self._settings.role_of(user.email)))


def bearer_token(request: Request) -> str:
    """Return the request's bearer token.

    Raises:
        Denied: it has none (`not_signed_in`).
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Denied("Sign in first: this needs a session.", code="not_signed_in")
    return token.strip()


def info_of(row: SessionRow) -> SessionInfo:
    """Tell a desktop about its own session."""
    return make_info(row.user, row.expires_at)


def line_of(row: SessionRow) -> SessionLine:
    """Tell an administrator about a session; its id says nothing of the token."""
    return SessionLine(
        id=row.token_hash[:_ID_LENGTH],
        user_id=row.user.user_id,
        email=row.user.email,
        name=row.user.name,
        role=row.user.role,
        expires_at=row.expires_at,
    )


def make_info(user: SessionUser, expires_at: datetime) -> SessionInfo:
    """Describe a session to its owner."""
    return SessionInfo(
        user_id=user.user_id,
        extension_id=user.extension_id,
        extension=user.extension_number,
        email=user.email,
        name=user.name,
        role=user.role,
        expires_at=expires_at,
    )
