"""What an administrator does at the companion's store itself; the command line calls it.

Blocking; where the store is, the environment says. The companion may run meanwhile.
"""

import asyncio
import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpx
import msgspec

from cti_desktop.calls.errors import CtiError, UserFixable
from cti_desktop.calls.masking import mask_number
from cti_desktop.calls.persons import seek_number
from cti_desktop.companion import status
from cti_desktop.companion.auditing import COMMAND_LINE
from cti_desktop.companion.doctor import examine
from cti_desktop.companion.erasures import erase_person, seek_known_user, shown_user
from cti_desktop.companion.examination import Examination, Step
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.leaving import Leaving, key_of
from cti_desktop.companion.outward import open_http
from cti_desktop.companion.program import utc_now
from cti_desktop.companion.sealing import make_sealer
from cti_desktop.companion.sessions import Sessions, line_of
from cti_desktop.companion.settings import CompanionSettings, read_settings
from cti_desktop.companion.status_command import fetch_status
from cti_desktop.companion.token import mint_token
from cti_desktop.companion.zoom_access import ZoomAccess
from cti_desktop.store.audit import AuditEntry, NumberedEntry
from cti_desktop.store.erasing import Erased
from cti_desktop.store.opening import Store, lacking_file, open_store
from cti_desktop.store.sessions import SessionRow
from cti_desktop.sync.deeds import SessionLine
from cti_desktop.sync.scopes import Role
from cti_desktop.zoom.drift import DriftReport, as_row

_UNTOLD = "Zoom could not be told, so remove the app there too:"

_SHOWN = 50

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
    settings = read_settings()
    _refuse_without_store(settings)
    token, _ = mint_token(
        settings,
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


def examination(url: str, environment: Mapping[str, str]) -> Examination:
    """Examine the companion whose settings the environment has; see `doctor.py`.

    Args:
        url: where it listens on this machine.
        environment: may have the desktops' `CTI_HOST_ORIGIN`.
    """
    try:
        settings = read_settings()
    except UserFixable as error:
        return Examination(steps=(Step(name="settings", ok=False, text=error.message),))
    return examine(settings, url, environment.get("CTI_HOST_ORIGIN"))


def examined(url: str, environment: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """Examine as `examination` does and tell whether all is well; the same in words."""
    found = examination(url, environment)
    marks = {True: "ok  ", False: "HELP"}
    lines = [f"{marks[one.ok]}  {one.name:<10} {one.text}" for one in found.steps]
    lines += [
        f"  {one.times} x {one.drift.kind} in {one.drift.name} {one.drift.detail}"
        for one in found.drift[:_SHOWN]
    ]
    lines += [
        f"  {one.times} x unreadable from {one.source}: {one.reason}"
        for one in found.quarantine[:_SHOWN]
    ]
    told = {
        "well": all(one.ok for one in found.steps),
        "checks": msgspec.to_builtins(found.steps),
        "drift": [as_row(one) for one in found.drift],
        "quarantine": msgspec.to_builtins(found.quarantine),
    }
    return told, "\n".join(lines)


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
    now, settings = utc_now(), read_settings()
    with _opened(settings) as store:
        sought = seek_number(number) if number else seek_known_user(store, user)
        untold = asyncio.run(_end_at_zoom(settings, store, user)) if user else None
        subject = f"number {mask_number(number)}" if number else shown_user(user)
        done = erase_person(store, sought, at=now, actor=COMMAND_LINE, subject=subject)
    value = {**msgspec.to_builtins(done), "zoom": untold.code if untold else None}
    return value, _in_words(done) + (f" {_UNTOLD} {untold.message}" if untold else "")


def disconnect(user: str) -> Told:
    """End a user's connection to Zoom and their sessions; what is kept of them stays.

    Raises:
        UserFixable: there is no such id.
        CtiError: Zoom cannot be told; nothing has ended then.
    """
    settings = read_settings()
    with _opened(settings) as store:
        known = store.grants.get(key_of(user)) is not None
        ended = asyncio.run(_disconnect(settings, store, user))
    words = "The connection to Zoom has ended" if known else "There was no connection to Zoom"
    return {"connected": known, "sessions": ended}, f"{words}; {ended} sessions were ended."


def sessions(*, end: str = "") -> Told:
    """List the living sessions, or end one, which leaves a line in the audit log.

    Args:
        end: a session's id, as the list has it.

    Raises:
        UserFixable: no living session has this id (`session_unknown`).
    """
    settings = read_settings()
    with _opened(settings) as store:
        rows = asyncio.run(Sessions(store.sessions, settings, utc_now).living())
        if end:
            rows = [row for row in rows if line_of(row).id == end]
            _end(store, rows)
    value = [msgspec.to_builtins(line_of(row)) for row in rows]
    words = "\n".join(_session(line_of(row)) for row in rows) or "Nobody is signed in."
    return value, f"Ended: {words}" if end else words


def audit(*, actor: str = "", subject: str = "", limit: int = 100) -> Told:
    """Read the audit log, the latest first."""
    with _opened(read_settings()) as store:
        found = store.audit.page(actor=actor, subject=subject, limit=limit)
    value = [{"number": one.number, **msgspec.to_builtins(one.entry)} for one in found]
    return value, "\n".join(_lines(found)) or "Nothing was done yet."


@contextlib.contextmanager
def _opened(settings: CompanionSettings) -> Iterator[Store]:
    """Open the companion's database, which has to be there: an empty one tells nothing true."""
    _refuse_without_store(settings)
    with contextlib.closing(open_store(settings.store_url)) as store:
        yield store


def _refuse_without_store(settings: CompanionSettings) -> None:
    lacking = lacking_file(settings.store_url)
    if lacking is not None:
        raise UserFixable(
            f"There is no database at {lacking}. Run this with the companion's environment: "
            "CTI_DATA_DIR or CTI_DATABASE_URL says where it is.",
            code="store_missing",
        )


def _end(store: Store, rows: Iterable[SessionRow]) -> None:
    ended = list(rows)
    if not ended:
        raise UserFixable(
            "There is no such session; cti-desktop companion sessions lists them with their ids.",
            code="session_unknown",
        )
    for row in ended:
        entry = AuditEntry(
            at=utc_now(),
            actor=COMMAND_LINE,
            role="",
            action="session_ended",
            subject=f"user:{row.user.user_id}",
        )
        store.audit.add([entry]).result()
        store.sessions.revoke(row.token_hash).result()


async def _disconnect(settings: CompanionSettings, store: Store, user: str) -> int:
    async with open_http() as http:
        sessions = Sessions(store.sessions, settings, utc_now)
        grants = _grants(settings, store, http)
        return await Leaving(store, grants, sessions, utc_now).disconnect(user, COMMAND_LINE)


async def _end_at_zoom(settings: CompanionSettings, store: Store, user: str) -> CtiError | None:
    """End a user's grant at Zoom; returns why Zoom could not be told, which hinders nothing."""
    if store.grants.get(key_of(user)) is None:
        return None
    try:
        async with open_http() as http:
            await _grants(settings, store, http).revoke(key_of(user))
    except CtiError as error:
        return error
    return None


def _grants(settings: CompanionSettings, store: Store, http: httpx.AsyncClient) -> Grants:
    oauth = ZoomAccess(settings, http, utc_now, DriftReport()).oauth
    return Grants(store.grants, oauth, make_sealer(settings), utc_now)


def _in_words(done: Erased) -> str:
    if not (done.events or done.calls or done.beside):
        return "Nobody was found, so nothing was erased."
    told = (
        f"Erased: {done.events} events, {done.calls} whole calls, and {done.beside} rows beside "
        "them. Desktops drop them at their next sync."
    )
    if done.compacted is False:
        told += " The file could not be compacted while others read it; run this again later."
    return told


def _session(one: SessionLine) -> str:
    words = (one.id, f"until {one.expires_at:%Y-%m-%d}", one.role, one.email, one.name, one.user_id)
    return "  ".join(word for word in words if word)


def _lines(found: Iterable[NumberedEntry]) -> Iterable[str]:
    for one in found:
        entry = one.entry
        who = f"{entry.actor} ({entry.role})" if entry.role else entry.actor
        words = (f"{entry.at:%Y-%m-%d %H:%M:%S}", who, entry.action, entry.subject, entry.detail)
        yield "  ".join(word for word in words if word)
