"""Each step of the administrators' guide is looked at, and what is wrong is said in a sentence."""

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
from typer.testing import CliRunner

from cti_desktop.cli import app
from cti_desktop.companion import status
from cti_desktop.companion.doctor import Step, examine
from cti_desktop.companion.grants import GrantInfo
from cti_desktop.companion.permissions import FEATURES, missing
from tests.companion.bench import make_bench, make_settings
from tests.companion.running import Running

HERE = "http://127.0.0.1:8080"
PUBLIC = "https://cti.example.com"
ZOOM = "https://zoom.test"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALL = tuple(scope for scopes in FEATURES.values() for scope in scopes)


@pytest.fixture
def zoom() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        date = NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")
        router.get(ZOOM).respond(404, headers={"date": date})
        router.get(f"{PUBLIC}/readyz").respond(200, json={"reconciler": {}})
        router.get(f"{PUBLIC}/status").respond(403)
        router.route(scheme="http", host="cti.example.com").respond(301)
        yield router


def granted(*scopes: str) -> GrantInfo:
    return GrantInfo(key="account", scopes=scopes, missing=missing(scopes), expires_at=NOW)


async def well(tmp_path: Path) -> status.Status:
    """The status of a companion with which all is well."""
    async with make_bench(tmp_path) as bench:
        told = await bench.companion.operations.status()
    webhooks = replace(told.webhooks, last_at=NOW - timedelta(minutes=2), taken=5)
    records = replace(told.reconciler, last_error=None, given_up=0)
    sweep = replace(told.sweep, last_error=None)
    return replace(
        told, now=NOW, webhooks=webhooks, reconciler=records, sweep=sweep, grants=(granted(*ALL),)
    )


def looked_at(
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
    given = {"redirect_uri": f"{PUBLIC}/oauth/zoom/callback", "zoom_oauth_url": ZOOM}
    settings = make_settings(tmp_path, **(given | changes))
    found = examine(settings, HERE, origin, lambda: now)
    assert all(step.text for step in found)
    return {step.name: step for step in found}


@pytest.mark.asyncio
async def test_where_all_is_well_it_says_so(tmp_path: Path, zoom: respx.MockRouter) -> None:
    found = looked_at(tmp_path, zoom, await well(tmp_path))
    assert [step for step in found.values() if not step.ok] == []
    names = "settings keys redirect domain clock address companion webhooks zoom records"
    assert list(found) == names.split()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("settings", {"client_id": ""}, "ZOOM_CLIENT_ID"),
        ("settings", {"keep_raw_days": 2}, "CTI_KEEP"),
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
    step = looked_at(tmp_path, zoom, await well(tmp_path), **changes)[name]
    assert not step.ok
    assert told in step.text


@pytest.mark.asyncio
async def test_what_runs_is_looked_at_through_its_status(
    tmp_path: Path, zoom: respx.MockRouter
) -> None:
    good = await well(tmp_path)
    hooks, records = good.webhooks, good.reconciler
    few = tuple(scope for scope in ALL if "voicemail" not in scope)
    cases = [
        ("webhooks", replace(good, webhooks=replace(hooks, last_at=None)), "No webhook"),
        (
            "webhooks",
            replace(good, webhooks=replace(hooks, last_at=NOW - timedelta(days=9))),
            "9 days ago",
        ),
        ("webhooks", replace(good, webhooks=replace(hooks, delay_s=400.0)), "400 s"),
        ("webhooks", replace(good, webhooks=replace(hooks, refused=6)), "ZOOM_WEBHOOK_SECRET"),
        ("zoom", replace(good, grants=()), "/oauth/zoom/start"),
        ("zoom", replace(good, grants=(granted(*few),)), "phone:read:voicemail:admin"),
        ("records", replace(good, reconciler=replace(records, last_error="no_grant")), "no_grant"),
        ("records", replace(good, reconciler=replace(records, given_up=3)), "3 calls"),
        ("companion", None, "--url"),
    ]
    for name, told, words in cases:
        step = looked_at(tmp_path, zoom, told)[name]
        assert not step.ok
        assert words in step.text or told is None


@pytest.mark.asyncio
async def test_the_public_address_is_tried(tmp_path: Path, zoom: respx.MockRouter) -> None:
    good = await well(tmp_path)
    zoom.get(f"{PUBLIC}/status").respond(200)
    assert "open to everybody" in looked_at(tmp_path, zoom, good)["address"].text
    zoom.get(f"{PUBLIC}/readyz").respond(200, text="welcome to nginx")
    assert "leads elsewhere" in looked_at(tmp_path, zoom, good)["address"].text
    zoom.get(f"{PUBLIC}/readyz").mock(side_effect=httpx.ConnectError("no"))
    assert "does not answer" in looked_at(tmp_path, zoom, good)["address"].text
    zoom.get(ZOOM).mock(side_effect=httpx.ConnectError("no"))
    assert "cannot be reached" in looked_at(tmp_path, zoom, good)["clock"].text


def test_the_command_examines_desk_and_companion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Running(tmp_path)) as running:
        monkeypatch.setenv("CTI_DATA_DIR", str(tmp_path / "desk"))
        monkeypatch.setenv("ZOOM_CLIENT_ID", "x")
        monkeypatch.setenv("CTI_ZOOM_OAUTH_URL", running.base_url)
        done = CliRunner().invoke(app, ["doctor", "--companion-url", running.base_url, "--json"])
    checks = {one["name"]: one for one in json.loads(done.stdout)["checks"]}
    assert checks["database"]["ok"]
    assert checks["companion"]["text"].endswith(running.base_url)
    assert "No webhook came yet" in checks["webhooks"]["text"]
    assert done.exit_code == 1
