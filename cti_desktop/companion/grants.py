"""Zoom's tokens: kept sealed, refreshed ahead of time, one refresh at a time per grant.

A refresh token works once. So whoever refreshes first claims the grant in the store (compare and
swap, which holds across processes), and the new pair is stored before anybody uses it.
"""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
import structlog

from cti_desktop.calls.errors import CtiError, Denied, Temporary, UserFixable
from cti_desktop.companion.permissions import LEAST, Needs, reads_account_calls
from cti_desktop.companion.sealing import Sealer
from cti_desktop.store.grants import Grant
from cti_desktop.store.grants import Grants as GrantRows
from cti_desktop.zoom.oauth import LONGEST_ANSWER_S, OAuthClient, TokenSet
from cti_desktop.zoom.secret import Secret

ACCOUNT = "account"
"""Key of the account's own tokens, which no person granted."""
AHEAD = timedelta(minutes=5)
_CLAIM = timedelta(minutes=2)
"""Longer than Zoom is waited for and the new pair takes to be stored."""
_SAVE_AGAIN_S = 0.5
_SAVE_FOR_S = 300.0
_LOOK_AGAIN_S = 0.2
_FAREWELL_S = LONGEST_ANSWER_S + 5.0
_ENDED = "grant_ended"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """What lies sealed in the store.

    Attributes:
        claimed_until: somebody is refreshing it until then.
        granted_at: when somebody signed in; None of grants that an earlier version kept.
    """

    access_token: str
    refresh_token: str
    expires_at: datetime
    scope: tuple[str, ...] = ()
    claimed_until: datetime | None = None
    granted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantInfo:
    """What may be told of a grant.

    Attributes:
        scopes: Zoom's names of what it permits.
        missing: scopes that features lack which it is needed for, by feature.
        expires_at: when its access token ends and is refreshed, UTC.
    """

    key: str
    scopes: tuple[str, ...]
    missing: dict[str, tuple[str, ...]]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSource:
    """Where a REST client gets its tokens: one to begin with, another for one that was refused."""

    give: Callable[[], Awaitable[str]]
    renew: Callable[[str], Awaitable[str]]


class Grants:
    """The companion's grants by key, such as `user:<Zoom user id>`.

    Args:
        rows: keep them.
        oauth: of the app people sign in with.
        sealer: for what is kept.
        clock: UTC.
        kept: hears of new ones.
        needs: what they are for.
    """

    def __init__(
        self,
        rows: GrantRows,
        oauth: OAuthClient,
        sealer: Sealer,
        clock: Callable[[], datetime],
        *,
        kept: Callable[[str], None] = lambda _: None,
        needs: Needs = LEAST,
    ) -> None:
        self._kept = kept
        self._needs = needs
        self._rows = rows
        self._oauth = oauth
        self._sealer = sealer
        self._clock = clock
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: set[asyncio.Task[str | None]] = set()

    async def keep(self, key: str, tokens: TokenSet) -> None:
        """Store a new grant in place of an earlier one, which Zoom ended by giving this one."""
        pair = _pair_of(tokens, earlier_refresh="", granted_at=self._clock())
        sealed = self._seal(pair)
        await asyncio.wrap_future(self._rows.put(key, sealed, tokens.expires_at))
        self._kept(key)
        log.info("grant_kept", grant=key)

    async def forget(self, key: str) -> None:
        """Delete a grant; a missing one is fine."""
        await asyncio.wrap_future(self._rows.delete(key))
        self._locks.pop(key, None)
        log.info("grant_forgotten", grant=key)

    async def forget_older(self, key: str, than: datetime) -> bool:
        """Delete a grant, unless it was given later; False when such a one is here."""
        while (row := await asyncio.to_thread(self._rows.get, key)) is not None:
            granted_at = self._granted_at(row)
            if granted_at is not None and granted_at > than:
                return False
            deleted = self._rows.delete(key, expected_version=row.version)
            if await asyncio.wrap_future(deleted):
                log.info("grant_forgotten", grant=key)
        self._locks.pop(key, None)
        return True

    async def granted_at(self, key: str) -> datetime | None:
        """Tell when a grant was given; None without one, or when no key opens it."""
        row = await asyncio.to_thread(self._rows.get, key)
        return None if row is None else self._granted_at(row)

    async def revoke(self, key: str) -> bool:
        """End a grant at Zoom, where there is one; it stays here until it is forgotten.

        Returns:
            False when it had ended before, or there is none.

        Raises:
            CtiError: Zoom could not be told.
        """
        try:
            await self._oauth.revoke(Secret(await self.access_token(key)))
        except UserFixable as error:
            if error.code != _ENDED:
                raise
            return False
        log.info("grant_revoked", grant=key)
        return True

    async def keys(self) -> tuple[str, ...]:
        """Return the keys of the grants that read calls, first of the whole account's."""
        return tuple(await self.reach())

    async def reach(self) -> dict[str, bool]:
        """Tell by key, in the order of `keys`, which may read the whole account's calls.

        One whose scopes are not known may. One that no key opens is left out, and one that is
        there for signing in only.
        """
        return await asyncio.to_thread(self._reach)

    async def describe(self) -> tuple[GrantInfo, ...]:
        """Return what may be told of all grants; one no key opens permits nothing."""
        return tuple(self._describe(row) for row in await asyncio.to_thread(self._rows.list))

    async def access_token(self, key: str, *, refused: str | None = None) -> str:
        """Return a token good for some minutes yet, refreshing it when its end is near.

        Args:
            key: of the grant.
            refused: a token Zoom's API would not take, however long it had to live.

        Raises:
            UserFixable: there is no grant or Zoom ended it (`grant_ended`); it is deleted then.
            Temporary: Zoom cannot be reached, and the old token is over.
        """
        _, pair = await self._read(key)
        if not self._due(pair, refused):
            return pair.access_token
        async with self._locks[key]:
            while True:
                row, pair = await self._read(key)
                if not self._due(pair, refused):
                    return pair.access_token
                token = await self._to_its_end(self._renew(key, row, pair, refused))
                if token is not None:
                    return token
                await asyncio.sleep(_LOOK_AGAIN_S)

    async def finish(self) -> None:
        """Wait until the pairs that Zoom is giving out now are stored; at the program's end."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_FAREWELL_S)

    def source(self, key: str) -> TokenSource:
        """Return what a REST client asks for the tokens of a grant."""
        return TokenSource(
            give=partial(self.access_token, key),
            renew=lambda refused: self.access_token(key, refused=refused),
        )

    def _reach(self) -> dict[str, bool]:
        told = {row.key: pair.scope for row, pair in self._opened()}
        known = {key: scopes for key, scopes in told.items() if self._needs.reads_calls(scopes)}
        wide = {key for key, scopes in known.items() if reads_account_calls(scopes)}
        order = sorted(known, key=lambda key: (key not in wide, bool(known[key])))
        return {key: key in wide or not known[key] for key in order}

    def _opened(self) -> Iterator[tuple[Grant, _Pair]]:
        for row in self._rows.list():
            with contextlib.suppress(Denied):  # no key opens it: nobody can read anything with it
                yield row, self._open(row)

    def _describe(self, row: Grant) -> GrantInfo:
        try:
            pair = self._open(row)
        except Denied:
            pair = _Pair(access_token="", refresh_token="", expires_at=self._clock())
        missing = self._needs.of_person(pair.scope)
        return info_of(row.key, pair.scope, pair.expires_at, missing)

    def _granted_at(self, row: Grant) -> datetime | None:
        try:
            return self._open(row).granted_at
        except Denied:  # no key opens it any more: it is of no use to anybody
            return None

    def _open(self, row: Grant) -> _Pair:
        return msgspec.json.decode(self._sealer.open(row.sealed), type=_Pair)

    def _due(self, pair: _Pair, refused: str | None) -> bool:
        return pair.access_token == refused or pair.expires_at - self._clock() <= AHEAD

    async def _read(self, key: str) -> tuple[Grant, _Pair]:
        row = await asyncio.to_thread(self._rows.get, key)
        if row is None:
            raise _ended()
        return row, self._open(row)

    async def _to_its_end(self, renewal: Coroutine[Any, Any, str | None]) -> str | None:
        """Wait for a renewal that goes on when we are stopped.

        Zoom has ended the old pair by then, and gives the new one out once.
        """
        task = asyncio.create_task(renewal)
        self._under_way.add(task)
        task.add_done_callback(self._end)
        return await asyncio.shield(task)

    def _end(self, task: asyncio.Task[str | None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # told to whoever waits, if anybody does

    async def _renew(self, key: str, row: Grant, pair: _Pair, refused: str | None) -> str | None:
        """Refresh unless others do; None then."""
        version = await self._claim(key, row, pair)
        return None if version is None else await self._refresh(key, version, pair, refused)

    async def _claim(self, key: str, row: Grant, pair: _Pair) -> int | None:
        """Take the right to refresh; return the row's version then, None when others have it."""
        now = self._clock()
        if pair.claimed_until is not None and pair.claimed_until > now:
            return None
        claimed = replace(pair, claimed_until=now + _CLAIM)
        return row.version + 1 if await self._replace(key, row.version, claimed) else None

    async def _refresh(self, key: str, version: int, pair: _Pair, refused: str | None) -> str:
        try:
            tokens = await self._oauth.refresh(Secret(pair.refresh_token))
        except CtiError as error:
            log.warning("grant_not_refreshed", grant=key, code=error.code)
            if error.code == _ENDED:
                return await self._after_end(key, version, error)
            await self._give_back(key, version, pair)
            good = pair.expires_at > self._clock() and pair.access_token != refused
            if isinstance(error, Temporary) and good:
                return pair.access_token
            raise
        earlier = pair.refresh_token
        fresh = _pair_of(tokens, earlier_refresh=earlier, granted_at=pair.granted_at)
        if not await self._save(key, version, fresh):
            return await self._newer(key)
        log.info("grant_refreshed", grant=key)
        return fresh.access_token

    async def _save(self, key: str, version: int, fresh: _Pair) -> bool:
        """Store what Zoom gave out once; while the store is away it is the only copy.

        When an earlier try was committed without our hearing so, this one finds another version,
        and the pair that is read then is ours.
        """
        until = time.monotonic() + _SAVE_FOR_S
        while True:
            try:
                return await self._replace(key, version, fresh)
            except Temporary as error:
                log.warning("grant_not_saved", grant=key, code=error.code)
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(_SAVE_AGAIN_S)

    async def _give_back(self, key: str, version: int, pair: _Pair) -> None:
        with contextlib.suppress(Temporary):  # the store is away, and the claim lapses by itself
            await self._replace(key, version, pair)

    async def _after_end(self, key: str, version: int, error: CtiError) -> str:
        """Forget a grant that Zoom ended, unless somebody signed in while it was asked."""
        if await asyncio.wrap_future(self._rows.delete(key, expected_version=version)):
            log.info("grant_forgotten", grant=key)
            raise error
        return await self._newer(key)

    async def _newer(self, key: str) -> str:
        """Return the token of a sign-in that came meanwhile; Zoom honours that one alone."""
        _, pair = await self._read(key)
        return pair.access_token

    async def _replace(self, key: str, version: int, pair: _Pair) -> bool:
        sealed = self._seal(pair)
        return await asyncio.wrap_future(self._rows.replace(key, version, sealed, pair.expires_at))

    def _seal(self, pair: _Pair) -> bytes:
        return self._sealer.seal(msgspec.json.encode(pair))


def _pair_of(tokens: TokenSet, *, earlier_refresh: str, granted_at: datetime | None) -> _Pair:
    refresh = tokens.refresh_token.reveal() if tokens.refresh_token else earlier_refresh
    return _Pair(
        access_token=tokens.access_token.reveal(),
        refresh_token=refresh,
        expires_at=tokens.expires_at,
        scope=tuple(sorted(tokens.scope)),
        granted_at=granted_at,
    )


def info_of(
    key: str, scopes: Collection[str], expires_at: datetime, missing: dict[str, tuple[str, ...]]
) -> GrantInfo:
    """Say what a grant permits and what that lacks."""
    known = tuple(sorted(scopes))
    return GrantInfo(key=key, scopes=known, missing=missing, expires_at=expires_at)


def _ended() -> CtiError:
    return UserFixable("The connection to Zoom has ended. Sign in with Zoom again.", code=_ENDED)
