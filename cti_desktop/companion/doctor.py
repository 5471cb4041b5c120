"""Examines a companion for `cti-desktop doctor`, step by step as the administrators' guide goes.

Each step is told in a sentence: how it stands, or what is wrong and what to do. Blocking.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx
from cryptography.fernet import Fernet

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.permissions import FEATURES
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.status import Status
from cti_desktop.companion.status_command import fetch_status

_CALLBACK = "/oauth/zoom/callback"
_LATELY = timedelta(days=3)
_SKEW_S = 60.0
_LATE_S = 300.0
_PATIENCE_S = 10.0
_HOME = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the guide.

    Attributes:
        ok: False when somebody has to do something.
        text: a sentence.
    """

    name: str
    ok: bool
    text: str


def examine(
    settings: CompanionSettings,
    url: str,
    host_origin: str | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[Step, ...]:
    """Look at every step; what is broken is told, never raised.

    Args:
        settings: read from the environment the companion is started with.
        url: where it listens on this machine.
        host_origin: `CTI_HOST_ORIGIN` of the desktops, when it is set.
        clock: UTC.
    """
    steps = [
        _settings(settings),
        _keys(settings),
        _redirect(settings),
        _approved_domain(settings, host_origin),
        _clock(settings, clock),
        _public_address(settings),
    ]
    try:
        status = fetch_status(settings, url)
    except CtiError as error:
        return (*steps, _step("companion", error.message))
    running = Step(name="companion", ok=True, text=f"version {status.version} answers at {url}")
    return (*steps, running, _webhooks(status), *_grants(status, settings), _records(status))


def _step(name: str, trouble: str | None, well: str = "") -> Step:
    return Step(name=name, ok=trouble is None, text=well if trouble is None else trouble)


def _settings(settings: CompanionSettings) -> Step:
    try:
        settings.refuse_unless_complete()
    except CtiError as error:
        return _step("settings", error.message)
    return _step("settings", None, "everything needed is set")


def _keys(settings: CompanionSettings) -> Step:
    keys = settings.sealing_keys
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            return _step(
                "keys",
                f"Key {place} of CTI_SECRET_KEYS is none: make one as the guide says in step 2.",
            )
    if not keys:
        told = "CTI_SECRET_KEYS is not set, so Zoom's tokens cannot be kept over a restart."
        return _step("keys", told)
    many = "one key seals" if len(keys) == 1 else f"the first of {len(keys)} keys seals"
    return _step("keys", None, f"{many} Zoom's tokens")


def _redirect(settings: CompanionSettings) -> Step:
    uri = settings.redirect_uri
    parts = urlsplit(uri)
    trouble = None
    if not uri:
        trouble = (
            "ZOOM_REDIRECT_URI is not set, so Zoom would send people to this machine's own "
            f"address. Set it to https://YOUR-ADDRESS{_CALLBACK}."
        )
    elif parts.path != _CALLBACK or parts.query or parts.fragment:
        trouble = f"ZOOM_REDIRECT_URI has to end in {_CALLBACK}; it is {uri}."
    elif parts.scheme != "https" and parts.hostname not in _HOME:
        trouble = f"ZOOM_REDIRECT_URI has to begin with https://; it is {uri}."
    return _step("redirect", trouble, f"{uri} has to stand in the app's form, letter by letter")


def _approved_domain(settings: CompanionSettings, host_origin: str | None) -> Step:
    parts = urlsplit(settings.redirect_uri)
    own = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    origin = (host_origin or own).rstrip("/")
    told = urlsplit(origin)
    trouble = None
    if told.scheme != "https" or not told.netloc:
        trouble = (
            "Zoom's list of approved domains takes https addresses only, and the softphone's page "
            f"would come from {origin or 'nowhere'}. Set CTI_HOST_ORIGIN on the desktops."
        )
    elif told.path or told.query:
        trouble = (
            f"CTI_HOST_ORIGIN is an address without a path, such as {told.scheme}://{told.netloc}."
        )
    well = f"{origin} has to be an approved domain of Zoom's Smart Embed app"
    return _step("domain", trouble, well)


def _clock(settings: CompanionSettings, clock: Callable[[], datetime]) -> Step:
    try:
        answer = httpx.get(
            settings.zoom_oauth_url, timeout=_PATIENCE_S, trust_env=False, follow_redirects=False
        )
        theirs = parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError):
        return _step(
            "clock", f"Zoom cannot be reached at {settings.zoom_oauth_url} from this machine."
        )
    skew_s = (clock() - theirs).total_seconds()
    if abs(skew_s) <= _SKEW_S:
        return _step("clock", None, "goes with Zoom's")
    word = "ahead of" if skew_s > 0 else "behind"
    return _step(
        "clock",
        f"This machine's clock is {abs(skew_s):.0f} s {word} Zoom's, so signatures of webhooks "
        "seem old. Let it follow a time server.",
    )


def _public_address(settings: CompanionSettings) -> Step:
    parts = urlsplit(settings.redirect_uri)
    if not parts.netloc or parts.hostname in _HOME:
        return _step("address", None, "not public; only programs on this machine reach it")
    base = f"{parts.scheme}://{parts.netloc}"
    try:
        ready = httpx.get(f"{base}/readyz", timeout=_PATIENCE_S, trust_env=False)
        inside = httpx.get(f"{base}/status", timeout=_PATIENCE_S, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _step(
            "address",
            f"{base} does not answer ({type(error).__name__}). See step 3: name, certificate and "
            "reverse proxy.",
        )
    if ready.status_code != HTTPStatus.OK or "reconciler" not in ready.text:
        told = f"{base}/readyz says {ready.status_code}: the reverse proxy leads elsewhere."
        return _step("address", told)
    if inside.status_code == HTTPStatus.OK:
        return _step(
            "address",
            f"{base}/status is open to everybody: let the reverse proxy send X-Forwarded-For, or "
            "answer 404 there.",
        )
    return _step("address", None, f"{base} leads to a companion that is ready")


def _webhooks(status: Status) -> Step:
    told = status.webhooks
    if told.last_at is None:
        return _step(
            "webhooks",
            "No webhook came yet: save the event subscription in the Marketplace and let it "
            "validate the address, then make a call.",
        )
    age = status.now - told.last_at
    if age > _LATELY:
        return _step(
            "webhooks",
            f"The last webhook came {age.days} days ago: look whether the event subscription is "
            "still active in the Marketplace.",
        )
    if told.delay_s is not None and told.delay_s > _LATE_S:
        return _step(
            "webhooks",
            f"The last webhook was {told.delay_s:.0f} s on its way: Zoom had to send it again.",
        )
    if told.refused > told.taken:
        return _step(
            "webhooks",
            f"{told.refused} webhooks were refused since the start: ZOOM_WEBHOOK_SECRET is not "
            "the app's secret token, or somebody else sends them.",
        )
    return _step("webhooks", None, f"the last came {age.total_seconds() / 60:.0f} minutes ago")


def _grants(status: Status, settings: CompanionSettings) -> Iterator[Step]:
    if not status.grants:
        start = settings.redirect_uri.removesuffix("callback") + "start"
        yield _step("zoom", f"Nobody connected Zoom yet: open {start} as an administrator.")
        return
    unused = () if settings.team_list else ("teams",)
    lacking = [
        {name: scopes for name, scopes in one.missing.items() if name not in unused}
        for one in status.grants
    ]
    best = min(lacking, key=len)
    if not best:
        yield _step("zoom", None, f"connected, with the scopes of all {len(FEATURES)} features")
    for feature, scopes in best.items():
        yield _step(
            "zoom",
            f"{feature} need {', '.join(scopes)}: add it to the app's scopes in the Marketplace, "
            "then connect Zoom again.",
        )


def _records(status: Status) -> Step:
    trouble = status.reconciler.last_error or status.sweep.last_error
    if trouble is not None:
        return _step("records", f"Records cannot be fetched ({trouble}): see step 6 of the guide.")
    if status.reconciler.given_up:
        return _step(
            "records",
            f"{status.reconciler.given_up} calls were given up without a record; "
            "cti-desktop companion status names them.",
        )
    return _step("records", None, f"{status.reconciler.waiting} calls wait for theirs")
