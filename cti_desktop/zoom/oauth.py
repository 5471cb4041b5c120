"""Zoom's OAuth: the address to sign in at, and the three form posts that give tokens.

Only the companion calls it, so tokens never reach a desktop. A refresh token works once: refresh
one grant in one place at a time and store the new pair before using it.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx
import structlog

from cti_desktop.calls.errors import CtiError, Temporary, UserFixable
from cti_desktop.calls.masking import mask_text
from cti_desktop.zoom.fields import Json, MalformedError, parse_object, seconds, text
from cti_desktop.zoom.names import OAUTH_URL
from cti_desktop.zoom.secret import Secret

log = structlog.get_logger(__name__)

_VERIFIER_BYTES = 48
_CLIENT_REFUSED = {"invalid_client", "unauthorized_client"}
_GRANT_ENDED = {"invalid_grant"}
_WRONG_APP = {"unsupported_grant_type"}
_LONGEST_REASON = 200
LONGEST_ANSWER_S = 60.0
"""How long Zoom is waited for: what it gives out it gives once, and nobody asks again for it."""
_TIMEOUT = httpx.Timeout(10.0, read=LONGEST_ANSWER_S)
_SERVER_ERROR, _TOO_MANY, _OK = 500, 429, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthConfig:
    """What the app's page in Zoom's Marketplace says of it.

    Attributes:
        redirect_uri: exactly as registered there; a server-to-server app has none.
        base_url: of Zoom's sign-in, or of a simulator.
        variables: what the administrator knows client id and secret by.
    """

    client_id: str
    client_secret: Secret
    redirect_uri: str
    base_url: str = OAUTH_URL
    variables: tuple[str, str] = ("ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSet:
    """What Zoom granted.

    Attributes:
        refresh_token: works once; None for an account's own token.
        expires_at: of the access token, UTC.
        scope: the scopes granted.
        api_url: the region's address, when Zoom said one.
        account_id: whose account they are of, when Zoom said it.
    """

    access_token: Secret
    refresh_token: Secret | None
    expires_at: datetime
    scope: frozenset[str]
    api_url: str | None = None
    account_id: str | None = None


def new_verifier() -> str:
    """Make a PKCE code verifier: 64 characters nobody can guess (RFC 7636)."""
    return secrets.token_urlsafe(_VERIFIER_BYTES)


def challenge(verifier: str) -> str:
    """Return the S256 code challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def utc_now() -> datetime:
    """Return the time now, UTC."""
    return datetime.now(UTC)


class OAuthClient:
    """Gets, renews and ends grants.

    Every method but `authorize_url` raises `UserFixable` with code `grant_ended` (sign in again),
    `client_refused` (the client id or secret is wrong), `wrong_app` (they are of an app of another
    kind) or `oauth_refused` (anything else Zoom will not grant), and `Temporary` when trying again
    later may work.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        config: OAuthConfig,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._http = http
        self._config = config
        self._now = now

    def authorize_url(self, state: str, verifier: str) -> str:
        """Return where to send the browser; `state` comes back with the code."""
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self._config.client_id,
                "redirect_uri": self._config.redirect_uri,
                "state": state,
                "code_challenge": challenge(verifier),
                "code_challenge_method": "S256",
            }
        )
        return f"{self._config.base_url}/oauth/authorize?{query}"

    async def exchange(self, code: str, verifier: str) -> TokenSet:
        """Turn the code the browser brought back into tokens; it works once, for five minutes."""
        return await self._tokens(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._config.redirect_uri,
                "code_verifier": verifier,
            }
        )

    async def refresh(self, refresh_token: Secret | str) -> TokenSet:
        """Renew a grant; the refresh token given is dead afterwards."""
        found = refresh_token.reveal() if isinstance(refresh_token, Secret) else refresh_token
        return await self._tokens({"grant_type": "refresh_token", "refresh_token": found})

    async def account_token(self, account_id: str) -> TokenSet:
        """Get a token of a server-to-server app; it acts for the account and has no refresh."""
        form = {"grant_type": "account_credentials", "account_id": account_id}
        return await self._tokens(form, renewable=False)

    async def revoke(self, token: Secret | str) -> None:
        """End a grant at Zoom; a grant that has already ended counts as done."""
        found = token.reveal() if isinstance(token, Secret) else token
        try:
            await self._post("/oauth/revoke", {"token": found})
        except UserFixable as error:
            if error.code != "grant_ended":
                raise

    async def _tokens(self, form: Mapping[str, str], *, renewable: bool = True) -> TokenSet:
        body = await self._post("/oauth/token", form)
        access, refresh = text(body, "access_token"), text(body, "refresh_token")
        lifetime = seconds(body, "expires_in")
        if access is None or lifetime is None or (renewable and refresh is None):
            raise Temporary("Zoom granted access in a form that is not understood.")
        return TokenSet(
            access_token=Secret(access),
            refresh_token=Secret(refresh) if refresh else None,
            expires_at=self._now() + timedelta(seconds=lifetime),
            scope=frozenset((text(body, "scope") or "").split()),
            api_url=text(body, "api_url"),
            account_id=text(body, "account_id"),
        )

    async def _post(self, path: str, form: Mapping[str, str]) -> Json:
        basic = httpx.BasicAuth(self._config.client_id, self._config.client_secret.reveal())
        try:
            answer = await self._http.post(
                f"{self._config.base_url}{path}", data=form, auth=basic, timeout=_TIMEOUT
            )
        except httpx.HTTPError as error:
            # The error's own words may hold the address with its parameters.
            log.warning("oauth_unreachable", path=path, error=type(error).__name__)
            raise Temporary("Zoom's sign-in cannot be reached.", code="oauth_unreachable") from None
        body = _body(answer)
        if answer.status_code < _OK and text(body, "error") is None:
            return body
        failure = _failure(
            answer.status_code, body, answer.headers.get("retry-after"), self._config.variables
        )
        log.warning("oauth_refused", path=path, status=answer.status_code, code=failure.code)
        raise failure


def _body(answer: httpx.Response) -> Json:
    try:
        return parse_object(answer.content)
    except MalformedError:
        return {}


def _failure(
    status: int, body: Json, retry_after: str | None, variables: tuple[str, str]
) -> CtiError:
    error = (text(body, "error") or "").casefold()
    reason = mask_text((text(body, "reason", "error_description") or error)[:_LONGEST_REASON])
    if status >= _SERVER_ERROR or status == _TOO_MANY:
        wait = float(retry_after) if retry_after and retry_after.isdecimal() else None
        return Temporary("Zoom's sign-in is busy.", code="oauth_unavailable", retry_after_s=wait)
    if error in _CLIENT_REFUSED:
        return UserFixable(
            f"Zoom does not accept this app's client id or secret; check {' and '.join(variables)}"
            ", and that the app is active in the Marketplace.",
            code="client_refused",
        )
    if error in _WRONG_APP:
        return UserFixable(
            f"The app of {variables[0]} is of the wrong kind: the app people sign in with "
            "(ZOOM_CLIENT_ID) and a server-to-server app (ZOOM_S2S_CLIENT_ID) are two apps.",
            code="wrong_app",
        )
    if error in _GRANT_ENDED or "invalid token" in reason.casefold():
        return UserFixable(
            "Zoom ended this connection; an administrator has to connect Zoom again.",
            code="grant_ended",
        )
    return UserFixable(
        f"Zoom refused to connect: {reason or f'status {status}'}.", code="oauth_refused"
    )
