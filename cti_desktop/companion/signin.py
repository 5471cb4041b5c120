"""Signing in: the desktop's browser goes to Zoom and comes back with a one-time code.

Two proofs are nested (RFC 8252 and 7636): the desktop's own towards the companion, and the
companion's towards Zoom. Everything kept between the steps is single-use, sealed and found by its
hash only.
"""

import asyncio
import base64
import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec
import structlog

from cti_desktop.calls.errors import CtiError, Denied, UserFixable
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.own_account import OwnAccount
from cti_desktop.companion.sealing import Sealer
from cti_desktop.companion.sessions import AS_CONFIGURED, Sessions, hashed, new_secret
from cti_desktop.companion.sign_in_record import SignInRecord
from cti_desktop.store.one_time import OneTime
from cti_desktop.store.sessions import SessionUser
from cti_desktop.sync.wire import SessionInfo
from cti_desktop.zoom.oauth import OAuthClient, TokenSet, new_verifier
from cti_desktop.zoom.rest import PhoneUser

STATE_LIFETIME = timedelta(minutes=10)
CODE_LIFETIME = timedelta(minutes=2)
_STATE = "zoom_state"
_CODE = "session_code"
_UNKNOWN = "not_found"
"""What Zoom Phone answers about a user of the account who has no phone."""
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST = 512

T = TypeVar("T")
WhoAmI = Callable[[TokenSet], Awaitable[PhoneUser]]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """Where a desktop waits for its browser, and its proof that it asked.

    Attributes:
        redirect_uri: on this machine's loopback.
        code_challenge: base64url of the SHA-256 of a verifier the desktop keeps.
        state: comes back to the desktop unchanged.
    """

    redirect_uri: str
    code_challenge: str
    state: str

    def link(self, **answer: str) -> str:
        """Return the address that hands an answer to the desktop."""
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        return f"{self.redirect_uri}{joint}{urlencode(answer | {'state': self.state})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a visit to the callback ended.

    Attributes:
        redirect: the desktop's address, None when the browser asked for itself.
        name: who is connected, for the page; Zoom may tell an e-mail address only.
    """

    redirect: str | None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Started:
    verifier: str
    desktop: Desktop | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Granted:
    user: SessionUser
    code_challenge: str


class SignIn:
    """Walks a browser through Zoom's consent and hands the result to its desktop."""

    def __init__(
        self,
        one_time: OneTime,
        sealer: Sealer,
        oauth: OAuthClient,
        who: WhoAmI,
        grants: Grants,
        sessions: Sessions,
        clock: Callable[[], datetime],
        account: OwnAccount,
        record: SignInRecord,
    ) -> None:
        self._account = account
        self._record = record
        self._one_time = one_time
        self._sealer = sealer
        self._oauth = oauth
        self._who = who
        self._grants = grants
        self._sessions = sessions
        self._clock = clock

    async def start(self, desktop: Desktop | None) -> str:
        """Return Zoom's consent page for this visit."""
        state, verifier = new_secret(), new_verifier()
        await self._put(_STATE, state, _Started(verifier=verifier, desktop=desktop), STATE_LIFETIME)
        await self._record.begun()
        return self._oauth.authorize_url(state, verifier)

    async def finish(self, *, state: str, code: str, error: str) -> Finished:
        """Take the browser back from Zoom.

        Raises:
            CtiError: it went wrong and there is no desktop to tell; the message is for the page.
        """
        started = await self._take(_STATE, state, _Started)
        if started is None:
            raise UserFixable(
                "This sign-in took too long or was finished already. "
                "Go back to CTI Desktop and start again.",
                code="sign_in_expired",
            )
        try:
            user = await self._connect(started, code=code, error=error)
        except CtiError as failure:
            log.warning("sign_in_failed", code=failure.code)
            await self._record.finished(failure)
            if started.desktop is None:
                raise
            return Finished(redirect=_failure(started.desktop, failure))
        await self._record.finished()
        if started.desktop is None:
            return Finished(redirect=None, name=user.name or user.email)
        ours = new_secret()
        granted = _Granted(user=user, code_challenge=started.desktop.code_challenge)
        await self._put(_CODE, ours, granted, CODE_LIFETIME)
        return Finished(redirect=started.desktop.link(code=ours))

    async def redeem(self, code: str, verifier: str) -> tuple[str, SessionInfo]:
        """Turn a one-time code and its verifier into a session; the code is used up either way.

        Raises:
            UserFixable: the code is unknown, used, too old or somebody else's (`sign_in_failed`).
        """
        granted = await self._take(_CODE, code, _Granted)
        digest = hashlib.sha256(verifier.encode()).digest()
        shown = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if granted is None or not hmac.compare_digest(shown, granted.code_challenge):
            raise UserFixable(
                "This sign-in took too long or was used already. Sign in again.",
                code="sign_in_failed",
            )
        return await self._sessions.mint(granted.user)

    async def _connect(self, started: _Started, *, code: str, error: str) -> SessionUser:
        if error or not code:
            raise UserFixable(
                "Zoom was not given permission. Sign in again and choose Allow.",
                code="access_denied",
            )
        tokens = await self._oauth.exchange(code, started.verifier)
        self._account.refuse_others(tokens.account_id)
        try:
            person = await self._who(tokens)
        except Denied as failure:
            raise (_without_phone() if failure.code == _UNKNOWN else failure) from failure
        if person.user_id is None:
            raise _without_phone()
        await self._account.refuse_strangers(tokens.account_id, person.user_id)
        await self._grants.keep(f"user:{person.user_id}", tokens)
        return SessionUser(
            user_id=person.user_id,
            extension_id=person.extension_id,
            extension_number=person.extension,
            email=person.email or "",
            name=person.name or "",
            role=AS_CONFIGURED,
        )

    async def _put(
        self, kind: str, secret: str, payload: _Started | _Granted, lifetime: timedelta
    ) -> None:
        sealed = self._sealer.seal(msgspec.json.encode(payload))
        until = self._clock() + lifetime
        await asyncio.wrap_future(self._one_time.put(kind, hashed(secret), sealed, until))

    async def _take(self, kind: str, secret: str, shape: type[T]) -> T | None:
        if not secret:
            return None
        sealed = await asyncio.to_thread(self._one_time.take, kind, hashed(secret), self._clock())
        if sealed is None:
            return None
        return msgspec.json.decode(self._sealer.open(sealed), type=shape)


def read_desktop(redirect_uri: str, code_challenge: str, state: str) -> Desktop | None:
    """Check what a desktop asks sign-in with; None when a browser asks for itself.

    Raises:
        UserFixable: something is missing, or the address is not on this machine's loopback
            (`sign_in_refused`).
    """
    if not (redirect_uri or code_challenge or state):
        return None
    if not is_loopback(redirect_uri):
        raise _refused("it does not come from a CTI Desktop on this computer")
    if not _CHALLENGE.fullmatch(code_challenge):
        raise _refused("its proof key (code_challenge) is missing or malformed")
    if not state or len(state) > _LONGEST:
        raise _refused("its state is missing or too long")
    return Desktop(redirect_uri=redirect_uri, code_challenge=code_challenge, state=state)


def is_loopback(address: str) -> bool:
    """Tell whether an address is `http://127.0.0.1:PORT/…` or `http://[::1]:PORT/…`.

    Names are refused, `localhost` too: who answers to a name is not ours to know (RFC 8252, 8.3).
    """
    if len(address) > _LONGEST or not address.isascii() or not address.isprintable():
        return False
    if any(sign in address for sign in "\\ #@"):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return (
        address.startswith("http://")
        and bool(port)
        and parts.netloc in (f"127.0.0.1:{port}", f"[::1]:{port}")
    )


def _refused(why: str) -> UserFixable:
    return UserFixable(
        f"This sign-in request was refused: {why}. Start it from CTI Desktop.",
        code="sign_in_refused",
    )


def _without_phone() -> UserFixable:
    return UserFixable(
        "Your Zoom user has no Zoom Phone licence. An administrator of the account can assign one; "
        "or sign in as somebody who has one.",
        code="no_phone_user",
    )


def _failure(desktop: Desktop, failure: CtiError) -> str:
    return desktop.link(error=failure.code, error_description=failure.message)
