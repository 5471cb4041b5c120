"""Zoom's tokens: kept sealed, refreshed ahead of time, one refresh at a time per grant.

A refresh token works once. So whoever refreshes first claims the grant in the store (compare and
swap, which holds across processes), and the new pair is stored before anybody uses it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
import structlog

from cti_desktop.calls.errors import CtiError, Temporary, UserFixable
from cti_desktop.companion.sealing import Sealer
from cti_desktop.store.grants import Grant
from cti_desktop.store.grants import Grants as GrantRows
from cti_desktop.zoom.oauth import OAuthClient, TokenSet
from cti_desktop.zoom.secret import Secret

AHEAD = timedelta(minutes=5)
_CLAIM = timedelta(seconds=30)
_LOOK_AGAIN_S = 0.2

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """What lies sealed in the store.

    Attributes:
        claimed_until: somebody is refreshing it until then.
    """

    access_token: str
    refresh_token: str
    expires_at: datetime
    scope: tuple[str, ...] = ()
    claimed_until: datetime | None = None


class Grants:
    """The companion's grants by key, such as `user:<Zoom user id>`."""

    def __init__(
        self, rows: GrantRows, oauth: OAuthClient, sealer: Sealer, clock: Callable[[], datetime]
    ) -> None:
        self._rows = rows
        self._oauth = oauth
        self._sealer = sealer
        self._clock = clock
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def keep(self, key: str, tokens: TokenSet) -> None:
        """Store a new grant in place of an earlier one, which Zoom ended by giving this one."""
        sealed = self._seal(_pair_of(tokens, earlier_refresh=""))
        await asyncio.wrap_future(self._rows.put(key, sealed, tokens.expires_at))
        log.info("grant_kept", grant=key)

    async def forget(self, key: str) -> None:
        """Delete a grant; a missing one is fine."""
        await asyncio.wrap_future(self._rows.delete(key))
        self._locks.pop(key, None)
        log.info("grant_forgotten", grant=key)

    async def keys(self) -> tuple[str, ...]:
        """Return the keys of all grants."""
        return tuple(row.key for row in await asyncio.to_thread(self._rows.list))

    async def access_token(self, key: str) -> str:
        """Return a token good for some minutes yet, refreshing it when its end is near.

        Raises:
            UserFixable: there is no grant or Zoom ended it (`grant_ended`); it is deleted then.
            Temporary: Zoom cannot be reached, and the old token is over.
        """
        _, pair = await self._read(key)
        if not self._due(pair):
            return pair.access_token
        async with self._locks[key]:
            while True:
                row, pair = await self._read(key)
                if not self._due(pair):
                    return pair.access_token
                if (claimed := await self._claim(key, row, pair)) is not None:
                    return await self._refresh(key, claimed, pair)
                await asyncio.sleep(_LOOK_AGAIN_S)

    def token_source(self, key: str) -> Callable[[], Awaitable[str]]:
        """Return what the REST client asks for its token."""

        async def give() -> str:
            return await self.access_token(key)

        return give

    def _due(self, pair: _Pair) -> bool:
        return pair.expires_at - self._clock() <= AHEAD

    async def _read(self, key: str) -> tuple[Grant, _Pair]:
        row = await asyncio.to_thread(self._rows.get, key)
        if row is None:
            raise _ended()
        return row, msgspec.json.decode(self._sealer.open(row.sealed), type=_Pair)

    async def _claim(self, key: str, row: Grant, pair: _Pair) -> int | None:
        """Take the right to refresh; return the row's version then, None when others have it."""
        now = self._clock()
        if pair.claimed_until is not None and pair.claimed_until > now:
            return None
        sealed = self._seal(replace(pair, claimed_until=now + _CLAIM))
        won = await asyncio.wrap_future(
            self._rows.replace(key, row.version, sealed, pair.expires_at)
        )
        return row.version + 1 if won else None

    async def _refresh(self, key: str, version: int, pair: _Pair) -> str:
        try:
            tokens = await self._oauth.refresh(Secret(pair.refresh_token))
        except UserFixable as error:
            log.warning("grant_ended", grant=key, code=error.code)
            await self.forget(key)
            raise
        except Temporary:
            await asyncio.wrap_future(
                self._rows.replace(key, version, self._seal(pair), pair.expires_at)
            )
            if pair.expires_at > self._clock():
                return pair.access_token
            raise
        fresh = _pair_of(tokens, earlier_refresh=pair.refresh_token)
        stored = await asyncio.wrap_future(
            self._rows.replace(key, version, self._seal(fresh), fresh.expires_at)
        )
        if not stored:  # a new sign-in meanwhile; Zoom honours that one alone
            _, pair = await self._read(key)
            return pair.access_token
        log.info("grant_refreshed", grant=key)
        return fresh.access_token

    def _seal(self, pair: _Pair) -> bytes:
        return self._sealer.seal(msgspec.json.encode(pair))


class AccountTokens:
    """Tokens of the account itself (server-to-server), kept in memory only: any number may live."""

    def __init__(self, oauth: OAuthClient, account_id: str, clock: Callable[[], datetime]) -> None:
        self._oauth = oauth
        self._account_id = account_id
        self._clock = clock
        self._lock = asyncio.Lock()
        self._tokens: TokenSet | None = None

    async def token(self) -> str:
        """Return a token good for some minutes yet."""
        async with self._lock:
            if self._tokens is None or self._tokens.expires_at - self._clock() <= AHEAD:
                self._tokens = await self._oauth.account_token(self._account_id)
            return self._tokens.access_token.reveal()


def _pair_of(tokens: TokenSet, *, earlier_refresh: str) -> _Pair:
    refresh = tokens.refresh_token.reveal() if tokens.refresh_token else earlier_refresh
    return _Pair(
        access_token=tokens.access_token.reveal(),
        refresh_token=refresh,
        expires_at=tokens.expires_at,
        scope=tuple(sorted(tokens.scope)),
    )


def _ended() -> CtiError:
    return UserFixable(
        "The connection to Zoom has ended. Sign in with Zoom again.", code="grant_ended"
    )
