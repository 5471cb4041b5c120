"""Mints sessions for machines and tests, at the store itself; the command line calls it."""

import contextlib
from datetime import timedelta

from cti_desktop.companion.program import utc_now
from cti_desktop.companion.sessions import LIFETIME, hashed, make_info, new_secret
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.store.opening import open_store
from cti_desktop.store.sessions import SessionUser
from cti_desktop.sync.scopes import Role
from cti_desktop.sync.wire import SessionInfo


def mint_token(
    settings: CompanionSettings,
    *,
    user_id: str,
    extension_id: str | None = None,
    extension: str | None = None,
    email: str = "",
    name: str = "",
    role: Role | None = None,
    lifetime: timedelta = LIFETIME,
) -> tuple[str, SessionInfo]:
    """Begin a session without a browser and return its token; blocking.

    Args:
        settings: say where the store is, and which role an e-mail address has.
        user_id: Zoom's user id.
        extension_id: Zoom's id of the extension.
        extension: the short number.
        email: of the user.
        name: of the user.
        role: instead of the one the settings give.
        lifetime: of the session.
    """
    user = SessionUser(
        user_id=user_id,
        extension_id=extension_id,
        extension_number=extension,
        email=email,
        name=name,
        role=str(role or settings.role_of(email)),
    )
    token, expires_at = new_secret(), utc_now() + lifetime
    with contextlib.closing(open_store(settings.store_url)) as store:
        store.sessions.create(hashed(token), user, expires_at).result()
    return token, make_info(user, expires_at)
