"""The account's own tokens, of a server-to-server app: nobody signs in for them."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from cti_desktop.calls.errors import Temporary, UserFixable
from cti_desktop.companion.grants import ACCOUNT, AHEAD, GrantInfo, TokenSource, info_of
from cti_desktop.companion.permissions import LEAST, Needs
from cti_desktop.zoom.oauth import OAuthClient, TokenSet

_ASK_AGAIN = timedelta(minutes=1)


class AccountTokens:
    """Tokens of the account itself (server-to-server), kept in memory only: any number may live.

    Where Zoom will give none until somebody changes something, it is not asked each time anew.
    """

    def __init__(
        self,
        oauth: OAuthClient,
        account_id: str,
        clock: Callable[[], datetime],
        needs: Needs = LEAST,
    ) -> None:
        self._needs = needs
        self._oauth = oauth
        self._account_id = account_id
        self._clock = clock
        self._lock = asyncio.Lock()
        self._tokens: TokenSet | None = None
        self._refusal: tuple[datetime, UserFixable] | None = None

    def source(self) -> TokenSource:
        """Return what a REST client asks for the account's tokens."""
        return TokenSource(give=self.token, renew=self.token)

    def describe(self) -> tuple[GrantInfo, ...]:
        """Return what may be told of it, once it was used."""
        tokens = self._tokens
        if tokens is None:
            return ()
        missing = self._needs.of_account(tokens.scope)
        return (info_of(ACCOUNT, tokens.scope, tokens.expires_at, missing),)

    async def token(self, refused: str | None = None) -> str:
        """Return a token good for some minutes yet, and not the one that was refused.

        Raises:
            UserFixable: Zoom gives this app no tokens (`client_refused`, `wrong_app`, …).
            Temporary: Zoom cannot be reached.
        """
        async with self._lock:
            tokens = self._tokens
            if tokens is not None:
                unfit = tokens.access_token.reveal() == refused
                if unfit or tokens.expires_at - self._clock() <= AHEAD:
                    tokens = None
            if tokens is None:
                tokens = await self._renewed(refused)
            return tokens.access_token.reveal()

    async def _renewed(self, refused: str | None) -> TokenSet:
        """Get a new token; while Zoom is away the old one is used until its end."""
        old = self._tokens
        try:
            self._tokens = await self._new()
        except Temporary:
            if old is None or old.expires_at <= self._clock():
                raise
            if old.access_token.reveal() == refused:
                raise
            return old
        return self._tokens

    async def _new(self) -> TokenSet:
        if self._refusal is not None and self._clock() < self._refusal[0]:
            _, why = self._refusal
            raise UserFixable(why.message, code=why.code)
        self._refusal = None
        try:
            return await self._oauth.account_token(self._account_id)
        except UserFixable as error:
            self._refusal = (self._clock() + _ASK_AGAIN, error)
            raise
