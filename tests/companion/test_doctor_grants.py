"""What the doctor says of the apps at Zoom: who reads the calls, and whether people get in."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import respx
from pydantic import SecretStr

from cti_desktop.companion import status
from cti_desktop.companion.doctor_grants import look_at_grants
from cti_desktop.companion.examination import Step
from cti_desktop.companion.grants import GrantInfo
from cti_desktop.companion.permissions import OWN_FEATURES, Needs
from tests.companion.bench import SERVER_APP, Bench, make_bench
from tests.companion.test_doctor import (
    ACCOUNT_TOKEN,
    ALL,
    API,
    LONG_AGO,
    NO_SCOPE,
    NO_SERVER_APP,
    NOW,
    REFUSES_REFRESHING,
    ZOOM,
    gives_tokens,
    granted,
    looked_at,
    well,
    zoom,
)
from tests.companion.test_signin import ASKED, signed_in

__all__ = ["zoom"]
TWO_APPS = Needs(server_app=True)


async def said(bench: Bench) -> Step:
    """What the doctor says of signing in, by what this companion knows."""
    told = await bench.companion.operations.status()
    (step,) = (one for one in look_at_grants(told, bench.settings) if one.name == "sign-in")
    return step


async def begin(bench: Bench, extension: str) -> httpx.Response:
    """Begin to sign in and let somebody choose Allow; return what Zoom answers."""
    started = await bench.http.get(f"/oauth/zoom/start?{urlencode(ASKED)}")
    consent = httpx.URL(started.headers["location"]).copy_merge_params({"as": extension})
    return await bench.browser.get(consent)


@pytest.mark.asyncio
async def test_whom_zoom_does_not_send_back_the_doctor_knows_of(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom={"general_app": "admin-managed"}, **SERVER_APP
    ) as bench:
        assert "Nobody has signed in yet" in (await said(bench)).text
        assert (await begin(bench, "802")).status_code == 403
        assert "just now" in (await said(bench)).text
        bench.clock.ahead += timedelta(minutes=11)
        step = await said(bench)
        assert (step.ok, "build a user-managed one" in step.text) == (False, True)
        words = status.in_words(await bench.companion.operations.status())
        assert "begun since one came back from Zoom: 1" in words
    # The app is remade, and the companion started anew.
    async with make_bench(tmp_path, database_url=address, **SERVER_APP) as bench:
        bench.clock.ahead += timedelta(minutes=11)
        assert not (await said(bench)).ok
        assert (await begin(bench, "802")).status_code == 302
        assert not (await said(bench)).ok  # until the browser has come back here
        assert "code" in await signed_in(bench)
        step = await said(bench)
        assert (step.ok, "the General app is well" in step.text) == (True, True)
        assert "cti_sign_in_failing 0.0" in (await bench.http.get("/metrics")).text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("changes", "asked", "code", "words"),
    [
        ({"client_secret": SecretStr("mistyped")}, {}, "client_refused", "ZOOM_CLIENT_SECRET"),
        ({}, {"withheld_scopes": ["phone:read:user"]}, "scope_missing", "add phone:read:user to"),
    ],
)
async def test_what_is_wrong_with_the_general_app_shows_with_the_first_sign_in(
    tmp_path: Path,
    address: str,
    changes: dict[str, Any],
    asked: dict[str, Any],
    code: str,
    words: str,
) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom=asked, **SERVER_APP | changes
    ) as bench:
        assert (await signed_in(bench))["error"] == code
        step = await said(bench)
        assert (step.ok, words in step.text) == (False, True), step.text
        told = await bench.companion.operations.status()
        assert f"Sign-in      failing: {code}" in status.in_words(told)
        assert "cti_sign_in_failing 1.0" in (await bench.http.get("/metrics")).text


@pytest.mark.asyncio
async def test_with_two_apps_each_is_asked_for_what_it_is_for(
    tmp_path: Path, zoom: respx.MockRouter
) -> None:
    good = await well(tmp_path)
    person = granted("phone:read:user", needs=TWO_APPS)

    async def told(*grants: GrantInfo, **changes: Any) -> Step:
        state = replace(good, grants=grants)
        return (await looked_at(tmp_path, zoom, state, **SERVER_APP, **changes))["zoom"]

    account = granted(*ALL, key="account", needs=TWO_APPS)
    step = await told(account, person)
    assert (step.ok, "scopes of all 6 features" in step.text) == (True, True)
    few = [scope for scope in ALL if "voicemail" not in scope]
    step = await told(granted(*few, key="account", needs=TWO_APPS), person)
    assert step.text.startswith("For voicemails add phone:read:voicemail:admin to the server-to-se")
    step = await told(person)
    assert (step.ok, "fetched nothing so far" in step.text) == (False, True)


@pytest.mark.asyncio
async def test_with_one_app_it_says_who_can_sign_in_or_whose_calls_are_read(
    tmp_path: Path, zoom: respx.MockRouter
) -> None:
    good = await well(tmp_path)
    step = (await looked_at(tmp_path, zoom, good))["zoom"]
    assert (step.ok, "only administrators of the account can" in step.text) == (True, True)
    own = [one for scopes in OWN_FEATURES.values() for one in scopes]
    people = (granted(*own), granted("phone:read:user", key="user:other"))
    step = (await looked_at(tmp_path, zoom, replace(good, grants=people)))["zoom"]
    assert (step.ok, step.text) == (True, "the calls are read of those who signed in: 2")
    step = (await looked_at(tmp_path, zoom, replace(good, grants=people[1:])))["zoom"]
    assert (step.ok, "For AI summaries add phone:read:ai_call_summary to" in step.text) == (
        False,
        True,
    )


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kept", "ok", "words"),
    [
        ({}, False, "Nobody has signed in yet"),
        ({"begun_at": NOW, "unreturned": 1}, False, "signing in just now"),
        ({"begun_at": LONG_AGO, "unreturned": 1}, False, "an admin is required"),
        ({"begun_at": LONG_AGO, "unreturned": 1, "well_at": LONG_AGO}, True, "40 days ago"),
        ({"begun_at": LONG_AGO, "unreturned": 5, "well_at": LONG_AGO}, False, "sent nobody back"),
        ({"failed_at": NOW, "code": "scope_missing"}, False, "phone:read:user to the"),
        ({"failed_at": NOW, "code": "client_refused"}, False, "ZOOM_CLIENT_SECRET"),
        ({"failed_at": NOW, "code": "oauth_refused"}, False, "ZOOM_REDIRECT_URI"),
        ({"failed_at": NOW, "code": "no_phone_user"}, False, "no Zoom Phone licence"),
        ({"failed_at": NOW, "code": "store_full"}, False, "step 6"),
        ({"failed_at": NOW, "code": "no_phone_user", "well_at": LONG_AGO}, True, "40 days ago"),
        ({"failed_at": LONG_AGO, "code": "oauth_refused", "well_at": NOW}, True, "within a day"),
        ({"failed_at": NOW, "code": "oauth_refused", "well_at": LONG_AGO}, False, "letter"),
    ],
)
async def test_how_sign_ins_went_shows_whether_people_get_in(
    tmp_path: Path, zoom: respx.MockRouter, kept: dict[str, Any], ok: bool, words: str
) -> None:
    good = await well(tmp_path)
    account = granted(*ALL, key="account", needs=TWO_APPS)
    told = replace(good, grants=(account,), sign_in=status.SignInState(**kept))
    step = (await looked_at(tmp_path, zoom, told, **SERVER_APP))["sign-in"]
    assert (step.ok, words in step.text) == (ok, True), step.text


@pytest.mark.asyncio
async def test_who_signed_in_before_that_was_counted_is_taken_as_well(
    tmp_path: Path, zoom: respx.MockRouter
) -> None:
    old = replace(await well(tmp_path), sign_in=status.SignInState())
    assert (await looked_at(tmp_path, zoom, old))["sign-in"].ok


@pytest.mark.asyncio
async def test_the_accounts_own_app_is_tried(tmp_path: Path, zoom: respx.MockRouter) -> None:
    good = await well(tmp_path)

    async def told(name: str) -> Step:
        return (await looked_at(tmp_path, zoom, good, **SERVER_APP))[name]

    assert (await told("account")).ok
    assert "has Zoom Phone" in (await told("phone")).text
    phone = zoom.get(f"{API}/phone/settings")
    phone.respond(403, json={"code": 2031, "message": "Not enabled."})
    assert (await told("phone")) == Step(
        name="phone", ok=False, text="Zoom Phone is not enabled for this account."
    )
    phone.respond(400, json={"code": 4711, "message": NO_SCOPE})
    assert (await told("phone")).ok
    token = zoom.post(f"{ZOOM}/oauth/token")
    token.respond(401, json={"error": "invalid_client"})
    assert "ZOOM_S2S_CLIENT_SECRET" in (await told("account")).text
    assert "ZOOM_CLIENT_SECRET" in (await told("app")).text
    token.respond(400, json=NO_SERVER_APP)
    assert (await told("account")).text.endswith("(ZOOM_S2S_CLIENT_ID) are two apps.")


@pytest.mark.asyncio
async def test_what_is_said_of_the_app_people_sign_in_with(
    tmp_path: Path, zoom: respx.MockRouter
) -> None:
    """A companion that was set up by an older guide has a server-to-server app there."""
    good, token = await well(tmp_path), zoom.post(f"{ZOOM}/oauth/token")
    token.respond(200, json=ACCOUNT_TOKEN)

    async def told(account_id: str = "acc") -> Step | None:
        return (await looked_at(tmp_path, zoom, good, account_id=account_id)).get("app")

    for account_id in ("acc", ""):
        token.respond(**({"json": ACCOUNT_TOKEN} if account_id else REFUSES_REFRESHING))
        step = await told(account_id)
        assert step is not None
        assert not step.ok
        assert "into ZOOM_S2S_CLIENT_ID and ZOOM_S2S_CLIENT_SECRET" in step.text
        token.mock(side_effect=gives_tokens)
        step = await told(account_id)
        assert step is not None
        assert step.ok
        token.respond(401, json={"error": "invalid_client"})
        step = await told(account_id)
        assert step is not None
        assert not step.ok
        assert "check ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET" in step.text
        token.respond(503)
        assert await told(account_id) is None
