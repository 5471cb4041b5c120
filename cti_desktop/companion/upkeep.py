"""What an administrator does at the companion's store itself; the command line calls it.

Blocking; where the store is, the environment says. The companion may run meanwhile.
"""

import contextlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.masking import mask_number
from cti_desktop.calls.persons import Sought, seek_number, seek_user
from cti_desktop.companion import status
from cti_desktop.companion.auditing import COMMAND_LINE
from cti_desktop.companion.doctor import examine
from cti_desktop.companion.program import utc_now
from cti_desktop.companion.settings import read_settings
from cti_desktop.companion.status_command import fetch_status
from cti_desktop.companion.token import mint_token
from cti_desktop.store.audit import AuditEntry, NumberedEntry
from cti_desktop.store.erasing import Erased
from cti_desktop.store.opening import Store, open_store
from cti_desktop.sync.scopes import Role

Told = tuple[Any, str]
"""An answer for programs and the same in words."""


def mint(
    *,
    role: str,
    user: str | None,
    extension_id: str | None,
    extension: str | None,
    email: str | None,
) -> Told:
    """Mint a session for a machine or a test; see `mint_token`.

    Raises:
        UserFixable: there is no such role.
    """
    try:
        wanted = Role(role)
    except ValueError as error:
        raise UserFixable("The role is agent, supervisor or admin.", code="role_unknown") from error
    token, _ = mint_token(
        read_settings(),
        user_id=user or "",
        extension_id=extension_id,
        extension=extension,
        email=email or "",
        role=wanted,
    )
    return {"token": token}, token


def show_status(url: str) -> Told:
    """Tell how the companion at an address stands; see `fetch_status`."""
    told = fetch_status(read_settings(), url)
    return json.loads(status.encode(told)), status.in_words(told)


def steps(url: str, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Examine the companion whose settings the environment has; see `doctor.py`.

    Args:
        url: where it listens on this machine.
        environment: may have the desktops' `CTI_HOST_ORIGIN`.
    """
    try:
        settings = read_settings()
    except UserFixable as error:
        return [{"name": "settings", "ok": False, "text": error.message}]
    found = examine(settings, url, environment.get("CTI_HOST_ORIGIN"))
    return [msgspec.to_builtins(one) for one in found]


def migrate() -> Told:
    """Bring the database to this version; it is made when there is none.

    Raises:
        CtiError: it cannot be opened.
    """
    with contextlib.closing(open_store(read_settings().store_url)) as store:
        events = store.journal.count()
    return {"events": events}, f"The database is up to date; it holds {events} events."


def erase(*, number: str = "", user: str = "") -> Told:
    """Remove a person from everything that is kept, and leave a line in the audit log.

    Args:
        number: of somebody outside, with its country.
        user: Zoom's user id of somebody of the account; exactly one of the two.

    Raises:
        UserFixable: not exactly one is given, or it is none.
        CtiError: the database failed; nothing is erased then.
    """
    if bool(number) == bool(user):
        raise UserFixable("Give either --number or --user.", code="person_missing")
    if number:
        seek_number(number)
    now = utc_now()
    with contextlib.closing(open_store(read_settings().store_url)) as store:
        sought = seek_number(number) if number else _user(store, user)
        subject = f"number {mask_number(number)}" if number else f"user:{user}"

        def entry(done: Erased) -> AuditEntry:
            detail = f"events={done.events} calls={done.calls} beside={done.beside}"
            return AuditEntry(
                at=now,
                actor=COMMAND_LINE,
                role="",
                action="person_erased",
                subject=subject,
                detail=detail,
            )

        done = store.erasing.erase(sought, at=now, entry=entry)
    return msgspec.to_builtins(done), _in_words(done)


def audit(*, actor: str = "", subject: str = "", limit: int = 100) -> Told:
    """Read the audit log, the latest first."""
    with contextlib.closing(open_store(read_settings().store_url)) as store:
        found = store.audit.page(actor=actor, subject=subject, limit=limit)
    value = [{"number": one.number, **msgspec.to_builtins(one.entry)} for one in found]
    return value, "\n".join(_lines(found)) or "Nothing was done yet."


def _user(store: Store, user: str) -> Sought:
    """Take every id of a user that sessions and events tell."""
    seek_user(user)
    known = [row.user for row in store.sessions.list() if row.user.user_id == user]
    extensions = [f"ext:{one.extension_id}" for one in known if one.extension_id]
    mails = [one.email for one in known if one.email]
    return seek_user(user, (*store.erasing.leg_ids_of(user), *extensions, *mails))


def _in_words(done: Erased) -> str:
    told = (
        f"Erased: {done.events} events, {done.calls} whole calls, and {done.beside} rows beside "
        "them. Desktops drop them at their next sync."
    )
    if done.compacted is False:
        told += " The file could not be compacted while others read it; run this again later."
    return told


def _lines(found: Iterable[NumberedEntry]) -> Iterable[str]:
    for one in found:
        entry = one.entry
        who = f"{entry.actor} ({entry.role})" if entry.role else entry.actor
        words = (f"{entry.at:%Y-%m-%d %H:%M:%S}", who, entry.action, entry.subject, entry.detail)
        yield "  ".join(word for word in words if word)
