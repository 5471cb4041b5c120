"""Examines the public address from outside, as Zoom and desktops reach it."""

import contextlib
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import httpx

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.examination import PATIENCE_S, Step, public_base, step
from cti_desktop.companion.outward import NAMED
from cti_desktop.companion.sessions import hashed
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.token import mint_token
from cti_desktop.store.opening import Age, age_of, lacking_file, open_store
from cti_desktop.zoom.names import URL_VALIDATION
from cti_desktop.zoom.webhook import SIGNATURE_HEADER, TIMESTAMP_HEADER

_ASKED_BY_ZOOM = {"webhook": "/zoom/webhook", "removal": "/zoom/deauthorize"}
_FIRST_S = 5.0
"""The stream's first words come at once unless somebody on the way holds them back."""
_SESSION = timedelta(minutes=2)


def look_at_address(settings: CompanionSettings) -> Iterator[Step]:
    """Examine the public address, where there is one."""
    base = public_base(settings)
    if base is None:
        yield step("address", None, "not public; only programs on this machine reach it")
        return
    reached = _address(base)
    yield reached
    if reached.ok:
        for name, path in _ASKED_BY_ZOOM.items():
            yield _validation(name, f"{base}{path}", settings)
        yield from _stream(base, settings)


def _address(base: str) -> Step:
    try:
        ready = httpx.get(f"{base}/readyz", headers=NAMED, timeout=PATIENCE_S, trust_env=False)
        inside = httpx.get(f"{base}/status", headers=NAMED, timeout=PATIENCE_S, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return step(
            "address",
            f"{base} does not answer ({type(error).__name__}). See step 3: name, certificate and "
            "reverse proxy.",
        )
    if ready.status_code != HTTPStatus.OK or "reconciler" not in ready.text:
        told = f"{base}/readyz says {ready.status_code}: the reverse proxy leads elsewhere."
        return step("address", told)
    if inside.status_code == HTTPStatus.OK:
        return step(
            "address",
            f"{base}/status is open to everybody: let the reverse proxy send X-Forwarded-For, or "
            "answer 404 there.",
        )
    return step("address", None, f"{base} leads to a companion that is ready")


def _validation(name: str, url: str, settings: CompanionSettings) -> Step:
    """Ask what Zoom asks when the address is saved in the Marketplace, and every three days."""
    for place, secret in enumerate(settings.webhook_secrets, start=1):
        trouble = _trouble(url, secret, place)
        if trouble is not None:
            return step(name, trouble)
    whose = "of the app that sends to it"
    return step(
        name,
        None if settings.webhook_secrets else "ZOOM_WEBHOOK_SECRET is not set.",
        f"{url} answers Zoom's question, if ZOOM_WEBHOOK_SECRET has the secret token {whose}",
    )


def _trouble(url: str, secret: str, place: int) -> str | None:
    """Ask with one app's secret token; returns what is wrong."""
    plain = secrets.token_hex(16)
    asked = {"event": URL_VALIDATION, "payload": {"plainToken": plain}}
    body = json.dumps(asked | {"event_ts": round(time.time() * 1000)}).encode()
    try:
        answer = httpx.post(
            url, content=body, headers=_signed(body, secret), timeout=PATIENCE_S, trust_env=False
        )
    except httpx.HTTPError as error:
        return f"{url} does not answer ({type(error).__name__})."
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        return (
            f"{url} does not take secret token {place} of this environment's ZOOM_WEBHOOK_SECRET: "
            "the companion was started with others."
        )
    right = hmac.new(secret.encode(), plain.encode(), hashlib.sha256).hexdigest()
    if answer.status_code != HTTPStatus.OK or right not in answer.text:
        return (
            f"{url} says {answer.status_code} to Zoom's question: let the reverse proxy pass "
            "everything on to the companion as it is."
        )
    return None


def _signed(body: bytes, secret: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    signed = b"v0:%b:%b" % (stamp.encode(), body)
    mac = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {
        SIGNATURE_HEADER: f"v0={mac}",
        TIMESTAMP_HEADER: stamp,
        "content-type": "application/json; charset=utf-8",
    }


def _stream(base: str, settings: CompanionSettings) -> Iterator[Step]:
    """Follow the feed for a moment with a session of its own, which sees nobody's calls."""
    try:
        if lacking_file(settings.store_url) or age_of(settings.store_url) is not Age.CURRENT:
            return  # another step tells; opening it would bring it up to date
        token, _ = mint_token(settings, user_id="doctor", lifetime=_SESSION)
    except CtiError:
        return
    try:
        yield _first_words(f"{base}/v1/stream", token)
    finally:
        with contextlib.closing(open_store(settings.store_url)) as store:
            store.sessions.revoke(hashed(token)).result()


def _first_words(url: str, token: str) -> Step:
    headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
    patience = httpx.Timeout(PATIENCE_S, read=_FIRST_S)
    try:
        with httpx.stream("GET", url, headers=headers, timeout=patience, trust_env=False) as answer:
            if answer.status_code == HTTPStatus.OK:
                next(answer.iter_raw(), b"")
                return step("stream", None, "events reach desktops at once")
    except httpx.ReadTimeout:
        return step(
            "stream",
            f"{url} sends nothing for {_FIRST_S:.0f} s: the reverse proxy holds the event stream "
            "back. Switch its buffering off, as step 3 shows.",
        )
    except httpx.HTTPError as error:
        return step("stream", f"{url} breaks off ({type(error).__name__}).")
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        return step(
            "stream",
            "The companion does not know a session of this database: it runs with another "
            "CTI_DATABASE_URL or CTI_DATA_DIR, or the reverse proxy drops Authorization.",
        )
    return step(
        "stream", f"{url} says {answer.status_code}: the reverse proxy does not pass it on."
    )
