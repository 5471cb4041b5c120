"""Zoom's OAuth as far as an app can tell: codes, rotating refresh tokens, one grant per user.

Nothing here knows HTTP; `oauth_routes` does. Times are read from the simulator's clock.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.clock import Clock
from cti_desktop.simulator.settings import Tuning

_CODE_LIFE = timedelta(minutes=5)
_ADMIN = ":admin"
OWN_SCOPES = [
    "phone:read:list_call_logs",
    "phone:read:call",
    "phone:read:ai_call_summary",
    "phone:read:list_recordings",
    "phone:read:call_recording",
    "phone:read:recording_transcript",
    "phone:read:list_voicemails",
    "phone:read:voicemail",
    "phone:read:user",
    "phone:read:user_setting",
]
"""What a user-managed app may have: everybody's own."""
ACCOUNT_SCOPES = [
    "phone:read:list_call_logs:admin",
    "phone:read:call_log:admin",
    "phone:read:call:admin",
    "phone:read:ai_call_summary:admin",
    "phone:read:list_call_recordings:admin",
    "phone:read:call_recording:admin",
    "phone:read:list_voicemails:admin",
    "phone:read:recording_transcript:admin",
    "phone:read:voicemail:admin",
    "phone:read:list_users:admin",
    "phone:read:user:admin",
    "phone:read:user_setting:admin",
    "phone:read:settings:admin",
]
"""What an app of the account has; no app has scopes of both kinds."""
_SCOPES = {
    "sign-in": ["phone:read:user"],
    "own-calls": OWN_SCOPES,
    "admin-managed": ACCOUNT_SCOPES,
}


class OAuthRefused(Exception):
    """The token endpoint says no; `error` is OAuth's word, `reason` Zoom's."""

    def __init__(self, error: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.error = error
        self.reason = reason
        self.status = status


class AdminNeeded(Exception):
    """Somebody who is no administrator would add an admin-managed app; Zoom's page says so."""


class TokenInvalid(Exception):
    """An access token opens nothing; the message is Zoom's."""


@dataclass(frozen=True)
class Principal:
    """Whom an access token speaks for; no agent means the account itself.

    Attributes:
        scopes: what it permits.
        user_level: in what is asked now it may read only what is the agent's own.
    """

    agent: Agent | None
    scopes: frozenset[str] = frozenset()
    user_level: bool = False


@dataclass
class _Grant:
    agent: Agent | None
    scopes: frozenset[str]
    refresh_token: str = ""
    access_tokens: set[str] = field(default_factory=set)
    alive: bool = True


@dataclass(frozen=True)
class _Code:
    agent: Agent
    redirect_uri: str
    challenge: str | None
    method: str
    expires: datetime


@dataclass(frozen=True)
class _Access:
    grant: _Grant
    expires: datetime


class Grants:
    """Issues, rotates and ends tokens."""

    def __init__(self, tuning: Tuning, clock: Clock) -> None:
        self._tuning = tuning
        self._clock = clock
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, _Grant] = {}
        self._access: dict[str, _Access] = {}
        self._by_user: dict[str, _Grant] = {}

    def authorize(self, agent: Agent, redirect_uri: str, challenge: str | None, method: str) -> str:
        """Let a user consent and return a code that works once within five minutes.

        Raises:
            AdminNeeded: only an administrator of the account may.
        """
        if self._tuning.current.general_app == "admin-managed" and not self._administers(agent):
            raise AdminNeeded("An account admin is required to install this type of app.")
        code = secrets.token_urlsafe(24)
        expires = self._clock.now() + _CODE_LIFE
        self._codes[code] = _Code(agent, redirect_uri, challenge, method, expires)
        return code

    def redeem(self, code: str, redirect_uri: str, verifier: str | None) -> Json:
        """Turn a code into tokens and end the user's earlier grant.

        Raises:
            OAuthRefused: used, unknown or expired code, other redirect, wrong verifier.
        """
        known = self._codes.pop(code, None)
        if known is None or known.expires <= self._clock.now():
            raise OAuthRefused("invalid_grant", "Invalid authorization code")
        if redirect_uri != known.redirect_uri:
            raise OAuthRefused("invalid_request", "Redirect URI mismatch")
        if not _proven(known, verifier):
            raise OAuthRefused("invalid_grant", "Invalid code verifier")
        earlier = self._by_user.get(known.agent.user_id)
        if earlier is not None:
            self._end(earlier)
        grant = _Grant(known.agent, self._added(_SCOPES[self._tuning.current.general_app]))
        self._by_user[known.agent.user_id] = grant
        return self._issue(grant)

    def refresh(self, token: str) -> Json:
        """Replace a refresh token by a new pair; using an old one again kills the grant.

        Raises:
            OAuthRefused: the token was used before or never existed.
        """
        grant = self._refresh.get(token)
        if grant is None or not grant.alive:
            raise OAuthRefused("invalid_grant", "Invalid Token!")
        if grant.refresh_token != token:
            self._end(grant)
            raise OAuthRefused("invalid_grant", "Invalid Token!")
        return self._issue(grant)

    def account_token(self, account_id: str) -> Json:
        """Give the server-to-server app an access token for the account.

        Raises:
            OAuthRefused: another account.
        """
        if account_id != self._tuning.current.account_id:
            raise OAuthRefused("invalid_request", "Bad request")
        tokens = self._issue(_Grant(None, self._added(ACCOUNT_SCOPES)))
        del tokens["refresh_token"]
        return tokens

    def revoke(self, token: str) -> Agent | None:
        """End the grant a token belongs to; returns whose it was if it still lived."""
        access = self._access.get(token)
        grant = access.grant if access else self._refresh.get(token)
        if grant is None or not grant.alive:
            return None
        self._end(grant)
        return grant.agent

    def remove(self, agent: Agent) -> None:
        """End what a user granted, if anything."""
        grant = self._by_user.pop(agent.user_id, None)
        if grant is not None:
            self._end(grant)

    def principal(self, token: str) -> Principal:
        """Return whom an access token speaks for.

        Raises:
            TokenInvalid: unknown, ended or expired.
        """
        access = self._access.get(token)
        if access is None or self._tuning.current.refuse_tokens or not access.grant.alive:
            raise TokenInvalid("Invalid access token.")
        if access.expires <= self._clock.now():
            raise TokenInvalid("Access token is expired.")
        agent, scopes = access.grant.agent, access.grant.scopes
        if agent is not None and not self._administers(agent):
            scopes = frozenset(one for one in scopes if not one.endswith(_ADMIN))
        return Principal(agent, scopes)

    def _administers(self, agent: Agent) -> bool:
        return str(agent.extension_number) in self._tuning.current.administrators

    def _added(self, scopes: Iterable[str]) -> frozenset[str]:
        """Return those of an app's scopes that its owner added; a grant gains none later."""
        return frozenset(scopes) - frozenset(self._tuning.current.withheld_scopes)

    def _issue(self, grant: _Grant) -> Json:
        lifetime = self._tuning.current.access_token_seconds
        access, grant.refresh_token = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
        self._refresh[grant.refresh_token] = grant
        self._access[access] = _Access(grant, self._clock.now() + timedelta(seconds=lifetime))
        grant.access_tokens.add(access)
        # Zoom does not always say whose account it is
        account = self._tuning.current.token_account
        return ({"account_id": account} if account else {}) | {
            "access_token": access,
            "token_type": "bearer",
            "refresh_token": grant.refresh_token,
            "expires_in": lifetime,
            "scope": " ".join(sorted(grant.scopes)),
            "api_url": self._tuning.current.public_url,
        }

    def _end(self, grant: _Grant) -> None:
        grant.alive = False
        for token in grant.access_tokens:
            self._access.pop(token, None)


def _proven(code: _Code, verifier: str | None) -> bool:
    if code.challenge is None:
        return True
    if verifier is None:
        return False
    if code.method == "plain":
        return hmac.compare_digest(code.challenge, verifier)
    digest = hashlib.sha256(verifier.encode()).digest()
    made = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return hmac.compare_digest(code.challenge, made)
