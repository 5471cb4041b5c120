"""Seals Zoom's tokens for the disk; only `grants` and `signin` open them again."""

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from cti_desktop.calls.errors import Denied, UserFixable
from cti_desktop.companion.settings import CompanionSettings

log = structlog.get_logger(__name__)


class Sealer:
    """Encrypts with the first key and opens with any, so that keys can be changed."""

    def __init__(self, fernets: list[Fernet]) -> None:
        self._fernet = MultiFernet(fernets)

    def seal(self, plain: bytes) -> bytes:
        """Encrypt and sign."""
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt what `seal` made.

        Raises:
            Denied: no key fits, or it was tampered with (`seal_broken`).
        """
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise Denied(
                "A stored secret cannot be opened with the keys in CTI_SECRET_KEYS.",
                code="seal_broken",
            ) from error


def make_sealer(settings: CompanionSettings) -> Sealer:
    """Build the sealer from the settings.

    Raises:
        UserFixable: there is no key (and this is no development run), or one is malformed.
    """
    keys = settings.sealing_keys
    if not keys:
        if not settings.development:
            raise UserFixable(
                "Set CTI_SECRET_KEYS to a Fernet key, so that Zoom's tokens are encrypted on disk.",
                code="settings_missing",
            )
        log.warning(
            "sealing_with_a_key_of_this_run",
            consequence="everybody must sign in again after a restart; set CTI_SECRET_KEYS",
        )
        return Sealer([Fernet(Fernet.generate_key())])
    try:
        return Sealer([Fernet(key) for key in keys])
    except ValueError as error:
        raise UserFixable(
            "CTI_SECRET_KEYS holds something that is no Fernet key (32 bytes, base64url).",
            code="settings_wrong",
        ) from error
