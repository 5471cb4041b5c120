"""Keeps the companion session's token in the OS keyring, never in a file.

Where there is no keyring the token lives for this run only, and the person is told.
"""

import asyncio

import keyring
import structlog
from keyring.errors import KeyringError

_SERVICE = "cti-desktop"

log = structlog.get_logger(__name__)


class SessionKeeper:
    """Holds one token per companion address; core thread only, the keyring waits elsewhere."""

    def __init__(self, companion_url: str) -> None:
        self._name = companion_url
        self._token: str | None = None
        self.kept_for_this_run = False

    @property
    def token(self) -> str | None:
        """The session's token, None when nobody is signed in."""
        return self._token

    async def load(self) -> None:
        """Fetch the token kept by an earlier run."""
        try:
            self._token = await asyncio.to_thread(keyring.get_password, _SERVICE, self._name)
        except KeyringError as error:
            self._without(error)

    async def keep(self, token: str) -> None:
        """Keep a new token for later runs, or for this one where there is no keyring."""
        self._token = token
        try:
            await asyncio.to_thread(keyring.set_password, _SERVICE, self._name, token)
        except KeyringError as error:
            self._without(error)

    async def forget(self) -> None:
        """Drop the token here and in the keyring."""
        had, self._token = self._token, None
        if had is None:
            return
        try:
            await asyncio.to_thread(keyring.delete_password, _SERVICE, self._name)
        except KeyringError as error:
            self._without(error)

    def _without(self, error: KeyringError) -> None:
        self.kept_for_this_run = True
        log.warning("keyring_missing", error=type(error).__name__)
