"""Each step of the administrators' guide is looked at, and what is wrong is said in a sentence."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from cti_desktop.cli import app
from cti_desktop.companion import status
from cti_desktop.companion.doctor import examine
from cti_desktop.companion.examination import Step
from cti_desktop.companion.grants import GrantInfo
from cti_desktop.companion.permissions import FEATURES, Needs
from cti_desktop.store.cursors import USER_LIST
from cti_desktop.store.opening import open_store
from tests.companion.bench import (
    BO,
    REMOVAL_SECRET,
    S2S_SECRET,
    SERVER_APP,
    WEBHOOK_SECRET,
    make_bench,
    make_settings,
    ringing,
    signed,
)
from tests.companion.running import Running
from tests.companion.test_reconcile import until

HERE = "http://127.0.0.1:8080"
PUBLIC = "https://cti.example.com"
ZOOM = "https://zoom.test"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=40)
API = "https://api.zoom.test/v2"
NO_SCOPE = "Invalid access token, does not contain scopes:[phone:read:settings:admin]"
ACCOUNT_TOKEN = {"access_token": "t", "expires_in": 3600, "scope": "phone:read:settings:admin"}
NO_SERVER_APP = {"reason": "Unsupported grant type", "error": "unsupported_grant_type"}
NO_GRANT = {"reason": "Invalid Token!", "error": "invalid_grant"}
NOT_THIS_APP = httpx.Response(400, json=NO_SERVER_APP)
REFUSES_REFRESHING: dict[str, Any] = {"status_code": 400, "json": NO_SERVER_APP}
TEAMS = Needs(teams=True)
TWO_APPS = Needs(server_app=True)
ALL = tuple(scope for scopes in FEATURES.values() for scope in scopes)


def answers_zoom(request: httpx.Request) -> httpx.Response:
    """Answer as a companion does that knows the secret of the tests."""
    return answers_with(request, WEBHOOK_SECRET) or httpx.Response(401)


def answers_with(request: httpx.Request, secret: str) -> httpx.Response | None:
    """Answer Zoom's question with this secret; None when it was asked with another."""
    stamp = float(request.headers["x-zm-request-timestamp"])
    proof = signed(request.content, secret, at=stamp)["x-zm-signature"]
    if request.headers["x-zm-signature"] != proof:
        return None
    plain = json.loads(request.content)["payload"]["plainToken"]
    mac = hmac.new(secret.encode(), plain.encode(), hashlib.sha256)
    return httpx.Response(200, json={"plainToken": plain, "encryptedToken": mac.hexdigest()})


@pytest.fixture
def zoom() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        date = NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")
        router.get(ZOOM).respond(404, headers={"date": date})
        router.get(f"{PUBLIC}/readyz").respond(200, json={"reconciler": {}})
        router.get(f"{PUBLIC}/status").respond(403)
        for path in ("/zoom/webhook", "/zoom/deauthorize"):
            router.post(f"{PUBLIC}{path}").mock(side_effect=answers_zoom)
        router.get(f"{PUBLIC}/v1/stream").respond(200, text="event: page\n\n")
        router.post(f"{ZOOM}/oauth/token").mock(side_effect=gives_tokens)
        router.get(f"{API}/phone/settings").respond(200, json={"country": {}})
        router.route(scheme="http", host="cti.example.com").respond(301)
        yield router


NOBODY_THERE = "postgresql+psycopg://cti:open-sesame@127.0.0.1:9/cti"


def gives_tokens(request: httpx.Request) -> httpx.Response:
    """Answer for a General app, and for a server-to-server app with the id of the tests."""
    server_app = httpx.BasicAuth(str(SERVER_APP["s2s_client_id"]), S2S_SECRET)
    asks_as_one = request.headers["authorization"] == server_app._auth_header
    if b"account_credentials" in request.content:
        return httpx.Response(200, json=ACCOUNT_TOKEN) if asks_as_one else NOT_THIS_APP
    return httpx.Response(400, json=NO_GRANT)


def granted(*scopes: str, key: str = f"user:{BO.user_id}", needs: Needs = TEAMS) -> GrantInfo:
    missing = needs.of_account(scopes) if key == "account" else needs.of_person(scopes)
    return GrantInfo(key=key, scopes=scopes, missing=missing, expires_at=NOW)


async def well(tmp_path: Path) -> status.Status:
    """The status of a companion with which all is well."""
    async with make_bench(tmp_path) as bench:
        told = await bench.companion.operations.status()
    came = ("callee_ringing", "callee_ended", "callee_call_element_completed")
    seen = {f"phone.{name}": LONG_AGO for name in came}
    webhooks = replace(told.webhooks, last_at=NOW - timedelta(minutes=2), taken=5, seen=seen)
    records = replace(told.reconciler, last_error=None, given_up=0)
    sweep = replace(told.sweep, last_error=None)
    return replace(
        told,
        now=NOW,
        webhooks=webhooks,
        reconciler=records,
        sweep=sweep,
        grants=(granted(*ALL),),
        sign_in=status.SignInState(begun_at=NOW, well_at=NOW),
    )


async def looked_at(
    tmp_path: Path,
    zoom: respx.MockRouter,
    told: status.Status | None,
    origin: str | None = None,
    now: datetime = NOW,
    **changes: Any,
) -> dict[str, Step]:
    answer = (
        httpx.Response(503) if told is None else httpx.Response(200, content=status.encode(told))
    )
    zoom.get(f"{HERE}/status").mock(return_value=answer)
    given = {
        "redirect_uri": f"{PUBLIC}/oauth/zoom/callback",
        "zoom_oauth_url": ZOOM,
        "zoom_api_url": API,
    }
    settings = make_settings(tmp_path, **(given | changes))
    examined = await asyncio.to_thread(examine, settings, HERE, origin, lambda: now)
    found = examined.steps
    assert all(step.text for step in found)
    return {step.name: step for step in found}


@pytest.mark.asyncio
async def test_where_all_is_well_it_says_so(tmp_path: Path, zoom: respx.MockRouter) -> None:
    found = await looked_at(tmp_path, zoom, await well(tmp_path))
    assert [step for step in found.values() if not step.ok] == []
    names = (
        "settings keys profile store redirect domain clock app address webhook removal "
        "stream companion webhooks events zoom sign-in records upkeep"
    )
    assert list(found) == names.split()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("settings", {"client_id": ""}, "ZOOM_CLIENT_ID"),
        ("settings", {"keep_raw_days": 2}, "CTI_KEEP"),
        ("profile", {"profile": Path("/nowhere/profile.toml")}, "/nowhere/profile.toml"),
        ("store", {"database_url": "sqlite:////nowhere/c.db"}, "/nowhere/c.db"),
        ("store", {"database_url": "no address"}, "not understood"),
        ("store", {"database_url": NOBODY_THERE}, "at 127.0.0.1:9 does not let"),
        ("keys", {"secret_keys": SecretStr("")}, "CTI_SECRET_KEYS"),
        ("keys", {"secret_keys": SecretStr("no key")}, "Key 1"),
        ("redirect", {"redirect_uri": ""}, "not set"),
        ("redirect", {"redirect_uri": f"{PUBLIC}/callback"}, "/oauth/zoom/callback"),
        ("redirect", {"redirect_uri": "http://cti.example.com/oauth/zoom/callback"}, "https://"),
        ("domain", {"origin": "http://cti.example.com"}, "CTI_HOST_ORIGIN"),
        ("domain", {"origin": f"{PUBLIC}/page"}, "without a path"),
        ("clock", {"now": NOW + timedelta(minutes=9)}, "540 s ahead"),
        ("clock", {"now": NOW - timedelta(minutes=9)}, "540 s behind"),
    ],
)
async def test_a_wrong_setting_is_named(
    tmp_path: Path, zoom: respx.MockRouter, name: str, changes: dict[str, Any], told: str
) -> None:
    step = (await looked_at(tmp_path, zoom, await well(tmp_path), **changes))[name]
    assert not step.ok
    assert told in step.text
    assert "open-sesame" not in step.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("version", "told"),
    [("9999", "go back to the backup"), ("0007", "cti-desktop companion migrate")],
)
async def test_a_database_of_another_version_is_told_with_what_helps(
    tmp_path: Path, address: str, zoom: respx.MockRouter, version: str, told: str
) -> None:
    open_store(address).close()
    engine = create_engine(address)
    with engine.begin() as database:
        database.execute(text("DROP TABLE call_back"))  # what the step after 0007 makes
        database.execute(text("UPDATE alembic_version SET version_num = :is"), {"is": version})
    step = (await looked_at(tmp_path, zoom, None, database_url=address))["store"]
    with engine.connect() as database:
        assert database.scalars(text("SELECT version_num FROM alembic_version")).all() == [version]
    engine.dispose()
    assert not step.ok
    assert told in step.text
    other = "migrate" if version > "1" else "backup"
    assert other not in step.text


@pytest.mark.asyncio
async def test_what_runs_is_looked_at_through_its_status(
    tmp_path: Path, zoom: respx.MockRouter
) -> None:
    good = await well(tmp_path)
    hooks, records = good.webhooks, good.reconciler
    few = tuple(scope for scope in ALL if "voicemail" not in scope)
    cases = [
        (
            "events",
            replace(good, webhooks=replace(hooks, seen={"phone.sms_sent": LONG_AGO})),
            "live calls and records",
        ),
        ("zoom", replace(good, grants=()), "/oauth/zoom/start"),
        ("zoom", replace(good, grants=(granted(*few),)), "phone:read:voicemail:admin"),
        ("records", replace(good, reconciler=replace(records, last_error="no_grant")), "no_grant"),
        ("records", replace(good, reconciler=replace(records, given_up=3)), "without a record: 3"),
        (
            "upkeep",
            replace(good, upkeep=status.Upkeep(retention_error="store_full")),
            "too old",
        ),
        ("upkeep", replace(good, upkeep=status.Upkeep(users_error="scope_missing")), "teams"),
        ("upkeep", replace(good, upkeep=status.Upkeep(profile_error="No such.")), "No such. The"),
        ("companion", None, "--url"),
    ]
    for name, told, words in cases:
        step = (await looked_at(tmp_path, zoom, told))[name]
        assert not step.ok
        assert words in step.text or told is None


@pytest.mark.asyncio
async def test_the_public_address_is_tried(tmp_path: Path, zoom: respx.MockRouter) -> None:
    good = await well(tmp_path)
    zoom.get(f"{PUBLIC}/status").respond(200)
    assert "open to everybody" in (await looked_at(tmp_path, zoom, good))["address"].text
    zoom.get(f"{PUBLIC}/readyz").respond(200, text="welcome to nginx")
    assert "leads elsewhere" in (await looked_at(tmp_path, zoom, good))["address"].text
    zoom.get(f"{PUBLIC}/readyz").mock(side_effect=httpx.ConnectError("no"))
    assert "does not answer" in (await looked_at(tmp_path, zoom, good))["address"].text
    zoom.get(ZOOM).mock(side_effect=httpx.ConnectError("no"))
    assert "cannot be reached" in (await looked_at(tmp_path, zoom, good))["clock"].text


@pytest.mark.asyncio
async def test_what_is_seldom_or_young_is_no_fault(tmp_path: Path, zoom: respx.MockRouter) -> None:
    good = await well(tmp_path)
    told = (await looked_at(tmp_path, zoom, good))["events"]
    assert told.ok
    assert "recordings, voicemails, messages" in told.text
    young = replace(good, webhooks=replace(good.webhooks, seen={"phone.callee_ringing": NOW}))
    assert (await looked_at(tmp_path, zoom, young))["events"].ok


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.Response(401), "ZOOM_WEBHOOK_SECRET"),
        (httpx.Response(404), "says 404"),
        (httpx.Response(200, json={"plainToken": "x", "encryptedToken": "y"}), "as it is"),
        (httpx.ConnectError("no"), "does not answer"),
    ],
)
async def test_zooms_question_is_asked_at_both_public_addresses(
    tmp_path: Path, zoom: respx.MockRouter, answer: httpx.Response | Exception, told: str
) -> None:
    good = await well(tmp_path)
    for name, path in (("webhook", "/zoom/webhook"), ("removal", "/zoom/deauthorize")):
        asked = zoom.post(f"{PUBLIC}{path}").mock(side_effect=[answer])
        step = (await looked_at(tmp_path, zoom, good))[name]
        assert not step.ok
        assert told in step.text
        asked.mock(side_effect=answers_zoom)
    said = (await looked_at(tmp_path, zoom, good))["webhook"]
    assert said.ok
    assert "if ZOOM_WEBHOOK_SECRET has" in said.text  # which the companion cannot know
    other = SecretStr("another-secret")
    found = await looked_at(tmp_path, zoom, good, webhook_secret=other)
    assert [found[name].ok for name in ("webhook", "removal")] == [False, False]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.ReadTimeout("silence"), "buffering"),
        (httpx.Response(401), "another CTI_DATABASE_URL"),
        (httpx.Response(502), "says 502"),
    ],
)
async def test_the_stream_is_tried_with_a_session_that_goes(
    tmp_path: Path, zoom: respx.MockRouter, answer: httpx.Response | Exception, told: str
) -> None:
    good = await well(tmp_path)
    tried = zoom.get(f"{PUBLIC}/v1/stream").mock(side_effect=[answer])
    step = (await looked_at(tmp_path, zoom, good))["stream"]
    assert not step.ok
    assert told in step.text
    token = tried.calls.last.request.headers["authorization"].removeprefix("Bearer ")
    with closing(open_store(make_settings(tmp_path).store_url)) as store:
        assert token
        assert store.sessions.list() == ()


@pytest.mark.asyncio
async def test_the_secret_tokens_of_both_apps_are_tried(
    tmp_path: Path, zoom: respx.MockRouter
) -> None:
    good = await well(tmp_path)
    known = [WEBHOOK_SECRET]

    def answers(request: httpx.Request) -> httpx.Response:
        found = (answers_with(request, one) for one in known)
        return next((one for one in found if one is not None), httpx.Response(401))

    for path in ("/zoom/webhook", "/zoom/deauthorize"):
        zoom.post(f"{PUBLIC}{path}").mock(side_effect=answers)
    for name in ("webhook", "removal"):
        found = await looked_at(tmp_path, zoom, good, **SERVER_APP)
        assert not found[name].ok
        assert "secret token 2 of this environment's" in found[name].text
    known.append(REMOVAL_SECRET)
    found = await looked_at(tmp_path, zoom, good, **SERVER_APP)
    assert [found[name].ok for name in ("webhook", "removal")] == [True, True]


@pytest.mark.asyncio
async def test_whom_teams_name_has_to_be_a_user(tmp_path: Path, zoom: respx.MockRouter) -> None:
    good = await well(tmp_path)
    team = "lead@x.org=bo.lindqvist@example.com department:Nowhere"

    async def told() -> Step:
        return (await looked_at(tmp_path, zoom, good, team_list=team))["teams"]

    assert "was not read yet" in (await told()).text
    async with make_bench(tmp_path, **SERVER_APP, team_list=team) as bench:
        await until(bench, lambda: bench.store.cursors.get(USER_LIST) is not None)
    step = await told()
    assert not step.ok
    assert step.text.endswith(": department:nowhere.")


@pytest.mark.asyncio
async def test_what_ever_came_is_known_after_a_restart(tmp_path: Path) -> None:
    async with make_bench(tmp_path) as bench:
        await bench.webhook(ringing("0684a"))
        first = (await bench.companion.operations.status()).webhooks.seen
    async with make_bench(tmp_path) as bench:
        await bench.webhook(ringing("0684b"))
        again = (await bench.companion.operations.status()).webhooks.seen
    assert set(first) == {"phone.callee_ringing"}
    assert again == first


def test_the_command_examines_desk_and_companion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Running(tmp_path)) as running:
        unknown = b'{"event": "phone.never_heard_of", "payload": {"of": "+442079460018"}}'
        headers = signed(unknown)
        httpx.post(f"{running.base_url}/zoom/webhook", content=unknown, headers=headers)
        monkeypatch.setenv("CTI_DATA_DIR", str(tmp_path / "desk"))
        monkeypatch.setenv("ZOOM_CLIENT_ID", "x")
        monkeypatch.setenv("CTI_ZOOM_OAUTH_URL", running.base_url)
        done = CliRunner().invoke(app, ["doctor", "--companion-url", running.base_url, "--json"])
    checks = {one["name"]: one for one in json.loads(done.stdout)["checks"]}
    assert checks["database"]["ok"]
    assert checks["companion"]["text"].endswith(running.base_url)
    assert "the last came 0 min ago" in checks["webhooks"]["text"]
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    (unread,), (new,) = found["companion_quarantine"], found["companion_drift"]
    assert (unread["source"], unread["reason"]) == ("webhook", "unknown_event")
    assert (new["kind"], new["name"], new["times"]) == ("unknown_event", "phone.never_heard_of", 1)
    assert "79460018" not in done.stdout
