"""Zoom as the companion reaches it: OAuth, REST and downloads, by whose token they carry."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx
import structlog

from cti_desktop.calls.errors import Denied
from cti_desktop.companion.account_tokens import AccountTokens
from cti_desktop.companion.grants import ACCOUNT, Grants, TokenSource
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.zoom.drift import Drift, DriftReport
from cti_desktop.zoom.media import SoundClient
from cti_desktop.zoom.oauth import OAuthClient, OAuthConfig, TokenSet
from cti_desktop.zoom.rate_limits import BUSINESS, PRO, RateLimits
from cti_desktop.zoom.rest import PhoneUser, ZoomClient
from cti_desktop.zoom.secret import Secret

_UNKNOWN = "not_found"

log = structlog.get_logger(__name__)


class ZoomAccess:
    """Makes clients that share one HTTP client and one account's rate limits.

    Args:
        settings: complete ones.
        http: the client.
        clock: UTC.
        drifts: counts the rows nothing could be made of.

    Attributes:
        oauth: for sign-in and refreshing.
        limits: of the account; every request of the companion passes them.
        account: the account's own tokens, None without a server-to-server app.
    """

    def __init__(
        self,
        settings: CompanionSettings,
        http: httpx.AsyncClient,
        clock: Callable[[], datetime],
        drifts: DriftReport,
    ) -> None:
        self._drifts = drifts
        self._settings = settings
        self._http = http
        self.oauth = OAuthClient(
            http,
            OAuthConfig(
                client_id=settings.client_id,
                client_secret=Secret(settings.client_secret.get_secret_value()),
                redirect_uri=settings.redirect_uri,
                base_url=settings.zoom_oauth_url,
            ),
            now=clock,
        )
        self._clock = clock
        plan = BUSINESS if settings.zoom_plan == "business" else PRO
        self.limits = RateLimits(now=clock, plan=plan)
        self.account = _account_tokens(settings, http, clock) if settings.has_server_app else None

    async def who(self, tokens: TokenSet) -> PhoneUser:
        """Ask Zoom whose tokens these are."""

        async def token() -> str:
            return tokens.access_token.reveal()

        return await self._client(TokenSource(give=token, renew=lambda _: token())).phone_user()

    @property
    def finds(self) -> Callable[[str], Awaitable[bool]] | None:
        """What asks whether a user is of the account; None without an app of the account itself."""
        if self.account is None:
            return None
        client = self._client(self.account.source())

        async def finds(user_id: str) -> bool:
            try:
                await client.phone_user(user_id)
            except Denied as error:
                if error.code != _UNKNOWN:
                    raise
                return False
            return True

        return finds

    async def clients(self, grants: Grants) -> tuple[ZoomClient, ...]:
        """Return the clients to try for account data: the account's own, then each grant's."""
        reach = await grants.reach()
        own = (self._client(self.account.source()),) if self.account else ()
        theirs = (
            self._client(grants.source(key), key, account_level=wide) for key, wide in reach.items()
        )
        return (*own, *theirs)

    async def sounds(self, grants: Grants) -> tuple[SoundClient, ...]:
        """Return the clients to try for recordings, in the same order."""
        return tuple(
            SoundClient(
                self._http,
                token=one.give,
                renew=one.renew,
                base_url=self._settings.zoom_api_url,
                limits=self.limits,
                now=self._clock,
                owner=owner,
            )
            for owner, one in (await self._sources(grants)).items()
        )

    async def _sources(self, grants: Grants) -> dict[str, TokenSource]:
        """Return the sources by whose they are, the account's own first, then the far-reaching."""
        sources = {ACCOUNT: self.account.source()} if self.account else {}
        return sources | {key: grants.source(key) for key in await grants.keys()}

    def _client(
        self, tokens: TokenSource, owner: str = ACCOUNT, *, account_level: bool = True
    ) -> ZoomClient:
        return ZoomClient(
            self._http,
            tokens.give,
            self._settings.zoom_api_url,
            renew=tokens.renew,
            now=self._clock,
            limits=self.limits,
            owner=owner,
            account_level=account_level,
            strange=self._note,
        )

    def _note(self, strange: Drift) -> None:
        for fresh in self._drifts.note((strange,), at=self._clock()):
            log.warning("record_drift", kind=fresh.kind, name=fresh.name, detail=fresh.detail)


def _account_tokens(
    settings: CompanionSettings, http: httpx.AsyncClient, clock: Callable[[], datetime]
) -> AccountTokens:
    """Make what gets tokens of the server-to-server app, which is an app of its own."""
    config = OAuthConfig(
        client_id=settings.s2s_client_id,
        client_secret=Secret(settings.s2s_client_secret.get_secret_value()),
        redirect_uri="",
        base_url=settings.zoom_oauth_url,
        variables=("ZOOM_S2S_CLIENT_ID", "ZOOM_S2S_CLIENT_SECRET"),
    )
    return AccountTokens(
        OAuthClient(http, config, now=clock), settings.account_id, clock, settings.needs
    )
