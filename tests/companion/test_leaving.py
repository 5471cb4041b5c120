"""Whoever goes is let go: grant at Zoom and here, sessions and, where so told, all their data."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import respx
from typer.testing import CliRunner

from cti_desktop.calls.errors import CtiError, Temporary
from cti_desktop.cli import app
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.leaving import Leaving
from cti_desktop.companion.sealing import make_sealer
from cti_desktop.companion.sessions import Sessions
from cti_desktop.companion.token import mint_token
from cti_desktop.companion.zoom_access import ZoomAccess
from cti_desktop.store.erasing import Erased
from cti_desktop.store.opening import Store, open_store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.oauth import TokenSet
from cti_desktop.zoom.secret import Secret
from tests.companion.bench import BO, MINA, ZOOM, Bench, make_bench, make_settings, signed
from tests.companion.test_reconcile import PATIENCE_S, heard_by_the_desktop, until
from tests.companion.test_signin import desktop, to_zoom
from tests.sync.events import leg_event

KEY = f"user:{BO.user_id}"


def removal(
    retention: object = None, at: datetime | None = None, user: str = BO.user_id
) -> dict[str, object]:
    told: dict[str, object] = {"user_id": user}
    if retention is not None:
        told["user_data_retention"] = retention
    if at is not None:
        told["deauthorization_time"] = at.isoformat()
    return {"event": "app_deauthorized", "payload": told}


async def say(bench: Bench, body: dict[str, object], path: str = "/zoom/deauthorize") -> int:
    """Post as Zoom does, signed at this moment of the bench; returns the status."""
    raw = json.dumps(body).encode()
    headers = signed(raw, at=bench.clock().timestamp())
    return (await bench.http.post(path, content=raw, headers=headers)).status_code


def erased(bench: Bench) -> int:
    """How often somebody was erased."""
    return sum(one.entry.action == "person_erased" for one in bench.store.audit.page())


@pytest.mark.asyncio
async def test_who_loses_an_app_of_before_stays(bench: Bench) -> None:
    """An app is replaced by another one: deleting the old one takes it away from everybody."""
    token = await bench.token(BO)
    gone = removal("false")
    for client_id, left in (("the-old-app", True), (bench.settings.client_id, False)):
        told = {**gone, "payload": {"user_id": BO.user_id, "client_id": client_id}}
        assert await say(bench, told) == 204
        answer = await bench.http.get("/v1/me", headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code == 200) is left


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/zoom/webhook", "/zoom/deauthorize"])
@pytest.mark.parametrize("retention", ["false", False, "FALSE"])
async def test_whose_data_may_not_be_kept_is_erased(
    bench: Bench, path: str, retention: object
) -> None:
    """Only the session tells that the softphone's calls are this user's."""
    await bench.token(BO)
    await bench.token(MINA)
    minas = leg_event("068c_y", f"ext:{MINA.extension_id}")
    bench.store.journal.append((*heard_by_the_desktop("068c_x"), minas)).result()
    assert (await bench.webhook(removal(retention), path=path)).status_code == 204
    await until(bench, lambda: erased(bench) == 1)
    assert bench.store.journal.after(0).events == (minas,)
    assert [row.user.user_id for row in bench.store.sessions.list()] == [MINA.user_id]
    (line,) = bench.store.audit.page()
    assert (line.entry.actor, line.entry.action) == ("zoom", "person_erased")
    assert line.entry.subject == f"user …{BO.user_id[-2:]}"  # an erased user is named no more
    assert bench.store.journal.quarantined() == ()


@pytest.mark.asyncio
@pytest.mark.parametrize("retention", ["true", True, None, ""])
async def test_whose_data_may_be_kept_loses_grant_and_sessions_only(
    bench: Bench, retention: object
) -> None:
    await bench.token(BO)
    bench.store.journal.append(heard_by_the_desktop("068c_x")).result()
    answer = await bench.webhook(removal(retention), path="/zoom/deauthorize")
    assert answer.status_code == 204
    assert bench.store.journal.count() == 3
    assert bench.store.sessions.list() == ()
    assert bench.store.audit.page() == ()


@pytest.mark.asyncio
async def test_zoom_has_its_answer_before_a_long_journal_is_gone_through(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits three seconds; grant and sessions end at once, whatever the erasing takes."""
    go_on, erase = threading.Event(), bench.store.erasing.erase

    def slow(*told: Any, **more: Any) -> Erased:
        assert go_on.wait(PATIENCE_S)
        return erase(*told, **more)

    await bench.token(BO)
    bench.store.journal.append(heard_by_the_desktop("068c_x")).result()
    monkeypatch.setattr(bench.store.erasing, "erase", slow)
    assert await say(bench, removal("false")) == 204
    assert bench.store.sessions.list() == ()
    assert bench.store.journal.count() == 3
    go_on.set()
    await until(bench, lambda: erased(bench) == 1)
    assert bench.store.journal.count() == 0
    await until(bench, lambda: BO.email not in str(bench.store.cursors.get("erasures.noted")))


@pytest.mark.asyncio
async def test_an_erasing_that_fails_is_tried_again_after_a_restart_too(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = threading.Event()

    def full(*_: object, **__: object) -> None:
        failed.set()
        raise CtiError("The disk is full.", code="store_full")

    async with make_bench(tmp_path, database_url=address) as bench:
        await bench.token(BO)
        bench.store.journal.append(heard_by_the_desktop("068c_x")).result()
        monkeypatch.setattr(bench.store.erasing, "erase", full)
        assert await say(bench, removal("false")) == 204
        assert await asyncio.to_thread(failed.wait, PATIENCE_S)
        assert bench.store.journal.count() == 3
    async with make_bench(tmp_path, database_url=address) as bench:
        await until(bench, lambda: erased(bench) == 1)
        assert bench.store.journal.count() == 0


@pytest.mark.asyncio
async def test_what_cannot_be_noted_is_asked_for_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise CtiError("The disk is full.", code="store_full")

    await bench.token(BO)
    with monkeypatch.context() as patched:
        patched.setattr(bench.store.cursors, "change", full)
        assert await say(bench, removal("false")) == 503
    assert len(bench.store.sessions.list()) == 1
    assert await say(bench, removal("false")) == 204
    assert bench.store.sessions.list() == ()


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/zoom/webhook", "/zoom/deauthorize"])
async def test_who_adds_the_app_again_is_not_thrown_out_by_what_zoom_repeats(
    bench: Bench, path: str
) -> None:
    """The usual way to gain scopes; Zoom may say the removal again for an hour and a half."""
    assert (await bench.http.get(await to_zoom(bench))).status_code == 200
    await bench.token(BO)
    before, after = (leg_event(f"068c_{one}", f"ext:{BO.extension_id}") for one in "ab")
    bench.store.journal.append([before]).result()
    gone = removal("false", at=bench.clock())
    assert await say(bench, gone, path) == 204
    await until(bench, lambda: erased(bench) == 1)
    assert bench.store.grants.list() == ()
    bench.clock.ahead = timedelta(minutes=1)
    assert (await bench.http.get(await to_zoom(bench))).status_code == 200
    token = await bench.token(BO)
    bench.store.journal.append([replace(after, at=bench.clock())]).result()
    bench.clock.ahead = timedelta(minutes=5)
    assert await say(bench, gone, path) == 204
    # Erased in the order of asking: when this is done, the other was looked at.
    assert await say(bench, removal("false", user="nobody-new"), path) == 204
    await until(bench, lambda: erased(bench) == 2)
    assert await bench.companion.grants.keys() == (KEY,)
    assert (await desktop(bench, token).me()).user_id == BO.user_id
    assert [one.id for one in bench.store.journal.after(0).events] == [after.id]


@pytest.mark.asyncio
async def test_a_removal_told_late_keeps_what_came_since_the_app_was_added_again(
    bench: Bench,
) -> None:
    """The companion was down meanwhile: the first it hears of it is after the second sign-in."""
    gone = removal("false", at=bench.clock())
    old, new = (leg_event(f"068c_{one}", f"ext:{BO.extension_id}") for one in "ab")
    bench.clock.ahead = timedelta(minutes=1)
    assert (await bench.http.get(await to_zoom(bench))).status_code == 200
    await bench.token(BO)
    bench.store.journal.append([old, replace(new, at=bench.clock())]).result()
    bench.clock.ahead = timedelta(minutes=2)
    assert await say(bench, gone) == 204
    await until(bench, lambda: erased(bench) == 1)
    assert [one.id for one in bench.store.journal.after(0).events] == [new.id]
    assert await bench.companion.grants.keys() == (KEY,)
    assert len(bench.store.sessions.list()) == 1


@pytest.mark.asyncio
async def test_a_grant_stays_as_old_as_it_is_however_often_it_is_refreshed(bench: Bench) -> None:
    assert (await bench.http.get(await to_zoom(bench))).status_code == 200
    await bench.token(BO)
    bench.clock.ahead = timedelta(minutes=58)
    taken_away = bench.clock()
    bench.clock.ahead = timedelta(minutes=59)
    await bench.companion.grants.access_token(KEY)
    gone = removal(at=taken_away)
    assert await say(bench, gone) == 204
    assert bench.store.grants.list() == ()
    assert bench.store.sessions.list() == ()


@pytest.mark.asyncio
async def test_a_removal_that_comes_again_with_its_id_costs_nothing(bench: Bench) -> None:
    said = {"x-zm-request-id": "6f1c0a2e_84d3_4b7a_9c55_0123456789ab"}
    for _ in range(3):
        answer = await bench.webhook(removal(), path="/zoom/deauthorize", **said)
        assert answer.status_code == 204
    counted = (await bench.http.get("/metrics")).text.splitlines()
    assert "cti_webhook_repeats_total 2.0" in counted


def leaving(bench: Bench) -> Leaving:
    sessions = Sessions(bench.store.sessions, bench.settings, bench.clock)
    return Leaving(bench.store, bench.companion.grants, sessions, bench.clock)


@pytest.mark.asyncio
async def test_who_is_disconnected_is_so_at_zoom_too(bench: Bench) -> None:
    assert (await bench.http.get(await to_zoom(bench))).status_code == 200
    await bench.token(BO)
    await bench.token(MINA)
    token = await bench.companion.grants.access_token(KEY)
    mine = {"authorization": f"Bearer {token}"}
    assert (await bench.browser.get(f"{ZOOM}/v2/phone/users/me", headers=mine)).status_code == 200
    assert await leaving(bench).disconnect(BO.user_id, "user:boss") == 1
    assert (await bench.browser.get(f"{ZOOM}/v2/phone/users/me", headers=mine)).status_code == 401
    assert await bench.companion.grants.keys() == ()
    assert [row.user.user_id for row in bench.store.sessions.list()] == [MINA.user_id]
    (line,) = bench.store.audit.page()
    told = (line.entry.actor, line.entry.action, line.entry.subject)
    assert told == ("user:boss", "user_disconnected", KEY)


@pytest.mark.asyncio
async def test_while_zoom_is_away_nobody_is_half_disconnected(bench: Bench) -> None:
    assert (await bench.http.get(await to_zoom(bench))).status_code == 200
    await bench.token(BO)
    bench.to_zoom.broken = True
    with pytest.raises(Temporary):
        await leaving(bench).disconnect(BO.user_id, "user:boss")
    assert await bench.companion.grants.keys() == (KEY,)
    assert len(bench.store.sessions.list()) == 1
    assert bench.store.audit.page() == ()


@pytest.fixture
def store(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A companion's database with a user who is connected and signed in."""
    settings = make_settings(tmp_path, database_url=address)
    monkeypatch.setenv("CTI_DATABASE_URL", settings.store_url)
    monkeypatch.setenv("CTI_SECRET_KEYS", settings.secret_keys.get_secret_value())
    monkeypatch.setenv("CTI_ZOOM_OAUTH_URL", ZOOM)
    mint_token(settings, user_id=BO.user_id, extension_id=BO.extension_id)
    tokens = TokenSet(
        access_token=Secret("access-of-bo"),
        refresh_token=Secret("refresh-of-bo"),
        expires_at=datetime.now(UTC) + timedelta(hours=1),
        scope=frozenset(),
    )

    async def connect(kept: Store) -> None:
        async with httpx.AsyncClient() as http:
            oauth = ZoomAccess(settings, http, lambda: datetime.now(UTC), DriftReport()).oauth
            sealer = make_sealer(settings)
            grants = Grants(kept.grants, oauth, sealer, lambda: datetime.now(UTC))
            await grants.keep(KEY, tokens)

    with closing(open_store(settings.store_url)) as opened:
        asyncio.run(connect(opened))
        opened.journal.append(heard_by_the_desktop("068c_x")).result()
        yield opened


def said(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["companion", *words])
    assert done.exit_code == code, done.output
    return done.stdout


def test_the_command_disconnects(store: Store) -> None:
    with respx.mock() as zoom:
        revoked = zoom.post(f"{ZOOM}/oauth/revoke").respond(200, json={"status": "success"})
        told = json.loads(said("disconnect", "--user", BO.user_id, "--json"))
    assert parse_qs(revoked.calls.last.request.content.decode()) == {"token": ["access-of-bo"]}
    assert told == {"connected": True, "sessions": 1}
    assert store.grants.list() == ()
    assert store.sessions.list() == ()
    assert store.journal.count() == 3
    assert "no connection to Zoom; 0 sessions" in said("disconnect", "--user", BO.user_id)


def test_erasing_a_user_ends_their_grant_at_zoom(store: Store) -> None:
    with respx.mock() as zoom:
        revoked = zoom.post(f"{ZOOM}/oauth/revoke").respond(200, json={"status": "success"})
        assert said("erase", "--user", BO.user_id).startswith("Erased: 3 events")
    assert revoked.called
    assert store.grants.list() == ()


def test_erasing_goes_on_when_zoom_cannot_be_told(store: Store) -> None:
    with respx.mock() as zoom:
        zoom.post(f"{ZOOM}/oauth/revoke").respond(503)
        words = said("erase", "--user", BO.user_id)
    assert "Zoom could not be told" in words
    assert store.journal.count() == 0
    assert store.grants.list() == ()
