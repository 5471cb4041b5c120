"""Examines what Zoom says: its clock, our tokens, whether there is Zoom Phone, whom teams name.

Zoom is asked the way the companion asks, through the environment's proxy where there is one.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.examination import PATIENCE_S, Step, step
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.history_fetch import USER_LEVEL_ONLY
from cti_desktop.companion.outward import NAMED
from cti_desktop.companion.sealing import make_sealer
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.teams import strangers
from cti_desktop.companion.zoom_access import ZoomAccess
from cti_desktop.store.opening import Age, Store, age_of, lacking_file, open_store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.rest import ZoomClient

_SKEW_S = 60.0
_NO_TOKEN = "no-refresh-token"  # noqa: S105 - it is made up, to be refused
_WRONG_APP = (
    "ZOOM_CLIENT_ID is a server-to-server app, with which nobody can sign in. Put it and its "
    "secret into ZOOM_S2S_CLIENT_ID and ZOOM_S2S_CLIENT_SECRET, and build a General app as the "
    "guide says in step 1."
)
_SETTINGS_SCOPE = "phone:read:settings:admin"


def look_at_zoom(settings: CompanionSettings, clock: Callable[[], datetime]) -> Iterator[Step]:
    """Examine what only Zoom can tell, as far as somebody let us in."""
    reached = _clock(settings, clock)
    yield reached
    with contextlib.ExitStack() as stack:
        try:
            store = stack.enter_context(_opened(settings))
        except CtiError:
            return  # another step tells
        if reached.ok or settings.has_server_app:
            yield from asyncio.run(_asked(settings, store, clock))
        yield from _teams(settings, store)


@contextlib.contextmanager
def _opened(settings: CompanionSettings) -> Iterator[Store | None]:
    if lacking_file(settings.store_url) or age_of(settings.store_url) is not Age.CURRENT:
        yield None  # opening it would make it, or bring it up to date
        return
    with contextlib.closing(open_store(settings.store_url)) as store:
        yield store


def _clock(settings: CompanionSettings, clock: Callable[[], datetime]) -> Step:
    try:
        answer = httpx.get(
            settings.zoom_oauth_url, headers=NAMED, timeout=PATIENCE_S, follow_redirects=False
        )
        theirs = parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError):
        return step(
            "clock", f"Zoom cannot be reached at {settings.zoom_oauth_url} from this machine."
        )
    skew_s = (clock() - theirs).total_seconds()
    if abs(skew_s) <= _SKEW_S:
        return step("clock", None, "goes with Zoom's")
    word = "ahead of" if skew_s > 0 else "behind"
    return step(
        "clock",
        f"This machine's clock is {abs(skew_s):.0f} s {word} Zoom's, so signatures of webhooks "
        "seem old. Let it follow a time server.",
    )


async def _asked(
    settings: CompanionSettings, store: Store | None, clock: Callable[[], datetime]
) -> list[Step]:
    async with httpx.AsyncClient(headers=NAMED, timeout=PATIENCE_S) as http:
        zoom = ZoomAccess(settings, http, clock, DriftReport())
        steps = [step async for step in _apps(zoom, settings)]
        try:
            clients = await _clients(settings, zoom, store, clock)
        except CtiError:  # of the keys; another step tells
            return steps
        return [*steps, *[one async for one in _phone(clients)]]


async def _clients(
    settings: CompanionSettings,
    zoom: ZoomAccess,
    store: Store | None,
    clock: Callable[[], datetime],
) -> Sequence[ZoomClient]:
    if store is None:
        return ()
    sealer, needs = make_sealer(settings), settings.needs
    return await zoom.clients(Grants(store.grants, zoom.oauth, sealer, clock, needs=needs))


async def _apps(zoom: ZoomAccess, settings: CompanionSettings) -> AsyncIterator[Step]:
    """Ask for tokens with either app's id and secret."""
    if found := await _sign_in_app(zoom, settings.account_id):
        yield found
    if zoom.account is None:
        return
    try:
        await zoom.account.token()
    except CtiError as error:
        yield step("account", f"The server-to-server app gets no token: {error.message}")
    else:
        yield step("account", None, "the server-to-server app gets its tokens")


async def _sign_in_app(zoom: ZoomAccess, account_id: str) -> Step | None:
    """Ask for tokens this app must not get; how Zoom refuses tells whether it knows the app.

    What only a server-to-server app gets, and what a refresh token gives that never was one.
    """
    try:
        if account_id:
            await zoom.oauth.account_token(account_id)
            return step("app", _WRONG_APP)
    except CtiError as error:
        if error.code == "client_refused":
            return step("app", error.message)
    try:
        await zoom.oauth.refresh(_NO_TOKEN)
    except CtiError as error:
        return _refused(error)
    return None


def _refused(error: CtiError) -> Step | None:
    if error.code == "client_refused":
        return step("app", error.message)
    if error.code == "wrong_app":
        return step("app", _WRONG_APP)
    known = error.code in ("grant_ended", "oauth_refused")
    return (
        step("app", None, "Zoom knows the app of ZOOM_CLIENT_ID by its secret") if known else None
    )


async def _phone(clients: Sequence[ZoomClient]) -> AsyncIterator[Step]:
    """Ask for the account's settings with whoever may; that nobody may is no fault."""
    for client in clients:
        try:
            await client.phone_settings()
        except CtiError as error:
            if error.code in USER_LEVEL_ONLY:
                continue
            yield step("phone", error.message)
        else:
            yield step("phone", None, "the account has Zoom Phone")
        return
    if clients:
        yield step("phone", None, f"cannot be asked for without {_SETTINGS_SCOPE}, nor need it be")


def _teams(settings: CompanionSettings, store: Store | None) -> Iterator[Step]:
    try:
        teams = settings.teams
    except CtiError:
        return  # another step tells
    if not teams or store is None:
        return
    unknown = strangers(teams, store)
    trouble = None
    if unknown is None:
        trouble = (
            "Zoom's list of phone users, which CTI_TEAMS needs, was not read yet: it takes the "
            "scope phone:read:list_users:admin and a connection to Zoom."
        )
    elif unknown:
        trouble = f"CTI_TEAMS names whom Zoom's list of phone users has not: {', '.join(unknown)}."
    yield step("teams", trouble, f"everybody in them is known; supervisors: {len(teams)}")
