from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.pool import NullPool

from cti_desktop.calls.errors import Denied, UserFixable
from cti_desktop.companion.signin import is_loopback
from cti_desktop.store.schema import METADATA
from cti_desktop.sync.client import CompanionClient
from tests.companion.bench import (
    BO,
    COMPANION,
    LOOPBACK,
    SERVER_APP,
    Bench,
    make_bench,
    pkce,
    query_of,
)

VERIFIER = "v" * 50
ASKED = {"redirect_uri": LOOPBACK, "code_challenge": pkce(VERIFIER), "state": "desk-state"}
HTML = {"accept": "text/html"}


@pytest_asyncio.fixture
async def bench(tmp_path: Path, address: str) -> AsyncIterator[Bench]:
    """A companion with the two apps that the guide builds."""
    async with make_bench(tmp_path, database_url=address, **SERVER_APP) as made:
        yield made


async def to_zoom(bench: Bench, asked: dict[str, str] | None = None, **more: str) -> str:
    """Walk a browser to Zoom's consent and return the address Zoom sends it back to."""
    begun = await bench.http.get(f"/oauth/zoom/start?{urlencode(asked or {})}")
    assert begun.status_code == 302
    consent = httpx.URL(begun.headers["location"]).copy_merge_params({"as": "800", **more})
    back = await bench.browser.get(consent)
    assert back.status_code == 302
    location = back.headers["location"]
    assert location.startswith(f"{COMPANION}/oauth/zoom/callback?")
    return str(location)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "site", "status"),
    [
        (True, "cross-site", 400),
        (True, "same-site", 400),
        (True, "none", 302),
        (True, "same-origin", 302),
        (False, "cross-site", 302),
    ],
)
async def test_no_web_site_begins_the_sign_in_of_a_desktop(
    bench: Bench, asked: bool, site: str, status: int
) -> None:
    headers = HTML | {"sec-fetch-site": site}
    query = urlencode(ASKED) if asked else ""
    answer = await bench.http.get(f"/oauth/zoom/start?{query}", headers=headers)
    assert answer.status_code == status
    assert ("Begin to sign in in CTI Desktop" in answer.text) is (status == 400)


async def signed_in(bench: Bench) -> dict[str, str]:
    """Walk the whole way and return what the desktop's loopback is told."""
    back = await bench.http.get(await to_zoom(bench, ASKED))
    assert back.status_code == 302
    assert back.headers["location"].startswith(f"{LOOPBACK}?")
    return query_of(back.headers["location"])


def all_kept(bench: Bench) -> bytes:
    """Return all that the database holds: an SQLite file's folder, every row of a server's."""
    url = make_url(bench.settings.database_url)
    if url.get_backend_name() == "sqlite":
        return b"".join(file.read_bytes() for file in Path(str(url.database)).parent.iterdir())
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        values = [
            value
            for table in METADATA.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
    return b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in values)


def desktop(bench: Bench, token: str | None = None) -> CompanionClient:
    return CompanionClient(bench.http, COMPANION, lambda: token)


@pytest.mark.asyncio
async def test_an_agent_signs_in_works_and_signs_out(bench: Bench) -> None:
    told = await signed_in(bench)
    assert told["state"] == "desk-state"
    token, session = await desktop(bench).redeem(told["code"], VERIFIER)
    assert (session.user_id, session.extension_id) == (BO.user_id, BO.extension_id)
    assert (session.extension, session.email, session.role) == ("800", BO.email, "agent")
    client = desktop(bench, token)
    assert await client.me() == session
    await client.sign_out()
    with pytest.raises(Denied) as caught:
        await client.me()
    assert caught.value.code == "session_ended"


@pytest.mark.asyncio
async def test_the_grant_and_the_session_are_kept_without_their_secrets(bench: Bench) -> None:
    told = await signed_in(bench)
    token, _ = await desktop(bench).redeem(told["code"], VERIFIER)
    access = await bench.companion.grants.access_token(f"user:{BO.user_id}")
    kept = all_kept(bench)
    assert BO.user_id.encode() in kept
    for secret in (token, told["code"], access, "desk-state", VERIFIER):
        assert secret.encode() not in kept


@pytest.mark.asyncio
async def test_zoom_is_asked_with_a_proof_key_and_state_of_our_own(bench: Bench) -> None:
    begun = await bench.http.get(f"/oauth/zoom/start?{urlencode(ASKED)}")
    asked = query_of(begun.headers["location"])
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] != ASKED["code_challenge"]
    assert asked["state"] != ASKED["state"]
    assert len(asked["state"]) >= 43


@pytest.mark.asyncio
async def test_a_code_is_good_once(bench: Bench) -> None:
    told = await signed_in(bench)
    await desktop(bench).redeem(told["code"], VERIFIER)
    with pytest.raises(UserFixable) as caught:
        await desktop(bench).redeem(told["code"], VERIFIER)
    assert caught.value.code == "sign_in_failed"
    assert len(bench.store.sessions.list()) == 1


@pytest.mark.asyncio
async def test_a_wrong_verifier_uses_the_code_up(bench: Bench) -> None:
    told = await signed_in(bench)
    for verifier in ("w" * 50, VERIFIER, ""):
        with pytest.raises(UserFixable) as caught:
            await desktop(bench).redeem(told["code"], verifier)
        assert caught.value.code == "sign_in_failed"
    assert bench.store.sessions.list() == ()


@pytest.mark.asyncio
async def test_a_code_is_good_for_minutes_only(bench: Bench) -> None:
    told = await signed_in(bench)
    bench.clock.ahead = timedelta(minutes=3)
    with pytest.raises(UserFixable):
        await desktop(bench).redeem(told["code"], VERIFIER)


@pytest.mark.asyncio
async def test_the_way_back_from_zoom_is_good_once(bench: Bench) -> None:
    back = await to_zoom(bench, ASKED)
    assert (await bench.http.get(back)).status_code == 302
    again = await bench.http.get(back)
    assert again.status_code == 400
    assert "start again" in again.text


@pytest.mark.asyncio
async def test_the_way_back_from_zoom_is_good_for_minutes_only(bench: Bench) -> None:
    back = await to_zoom(bench, ASKED)
    bench.clock.ahead = timedelta(minutes=11)
    assert (await bench.http.get(back)).status_code == 400


@pytest.mark.asyncio
@pytest.mark.parametrize("state", ["", "invented"])
async def test_a_state_that_is_not_ours_goes_nowhere(bench: Bench, state: str) -> None:
    good = query_of(await to_zoom(bench, ASKED))
    answer = await bench.http.get(
        f"/oauth/zoom/callback?{urlencode({'code': good['code'], 'state': state})}"
    )
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert bench.store.grants.list() == ()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "redirect",
    [
        "https://127.0.0.1:5000/x",
        "http://localhost:5000/x",
        "http://127.0.0.1/x",
        "http://127.0.0.1:0/x",
        "http://127.0.0.1.evil.example:5000/x",
        "http://127.0.0.1:5000@evil.example/x",
        "http://evil.example:5000/127.0.0.1",
        "http://user@127.0.0.1:5000/x",
        "http://127.0.0.2:5000/x",
        "http://[::2]:5000/x",
        "http://127.0.0.1:5000\\@evil.example/",
        "http://127.0.0.1:5000/x#y",
        "http://127.0.0.1:5000/\r\nx: y",
        "http://127.0.0.1:99999/x",
        "javascript:alert(1)",
        "//127.0.0.1:5000/x",
        "http://127.0.0.1:5000/" + "x" * 600,
        "",
    ],
)
async def test_a_foreign_redirect_is_refused(bench: Bench, redirect: str) -> None:
    answer = await bench.http.get(
        f"/oauth/zoom/start?{urlencode(ASKED | {'redirect_uri': redirect})}", headers=HTML
    )
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "Start it from CTI Desktop" in answer.text


@pytest.mark.parametrize(
    "redirect", ["http://127.0.0.1:5000", "http://127.0.0.1:1/a?b=c", "http://[::1]:65535/a"]
)
def test_the_loopback_is_taken_with_any_port(redirect: str) -> None:
    assert is_loopback(redirect)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "wrong",
    [{"code_challenge": ""}, {"code_challenge": "short"}, {"state": ""}, {"state": "s" * 600}],
)
async def test_a_request_without_its_proof_is_refused(bench: Bench, wrong: dict[str, str]) -> None:
    answer = await bench.http.get(f"/oauth/zoom/start?{urlencode(ASKED | wrong)}")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "sign_in_refused"


@pytest.mark.asyncio
async def test_the_desktop_hears_when_the_person_says_no(bench: Bench) -> None:
    back = await to_zoom(bench, ASKED, decision="deny")
    told = query_of((await bench.http.get(back)).headers["location"])
    assert told["error"] == "access_denied"
    assert told["state"] == "desk-state"
    assert "choose Allow" in told["error_description"]


@pytest.mark.asyncio
async def test_the_desktop_hears_when_zoom_is_away(bench: Bench) -> None:
    back = await to_zoom(bench, ASKED)
    bench.to_zoom.broken = True
    told = query_of((await bench.http.get(back)).headers["location"])
    assert told["error"] == "oauth_unreachable"
    assert bench.store.grants.list() == ()


@pytest.mark.asyncio
async def test_who_has_no_phone_licence_is_told_so_and_what_to_do(
    tmp_path: Path, address: str
) -> None:
    """As the administrators of many accounts: Zoom Phone answers that it does not know them."""
    async with make_bench(
        tmp_path, database_url=address, zoom={"without_phone": ("800",)}
    ) as bench:
        told = await signed_in(bench)
        page = await bench.http.get(await to_zoom(bench), headers=HTML)
        assert bench.store.grants.list() == ()
        other = await bench.http.get(await to_zoom(bench, None, **{"as": "801"}), headers=HTML)
    assert told["error"] == "no_phone_user"
    assert "no Zoom Phone licence" in told["error_description"]
    assert page.status_code == 400
    assert "no Zoom Phone licence" in page.text
    assert "sign in as somebody who has one" in page.text
    assert "Zoom is connected" in other.text


@pytest.mark.asyncio
async def test_a_browser_alone_is_told_that_zoom_is_connected(bench: Bench) -> None:
    page = await bench.http.get(await to_zoom(bench))
    assert page.status_code == 200
    assert "Zoom is connected" in page.text
    assert "You can close this window" in page.text
    assert f"Signed in as <b>{BO.email}</b>" in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert [grant.key for grant in bench.store.grants.list()] == [f"user:{BO.user_id}"]


@pytest.mark.asyncio
async def test_a_browser_alone_is_told_what_went_wrong(bench: Bench) -> None:
    back = await to_zoom(bench)
    bench.to_zoom.broken = True
    page = await bench.http.get(back, headers=HTML)
    assert page.status_code == 503
    assert "cannot be reached" in page.text
    assert page.headers["x-request-id"] in page.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("setting", "role"),
    [("admins", "admin"), ("supervisors", "supervisor"), ("client_id", "agent")],
)
async def test_the_role_comes_from_the_settings(
    tmp_path: Path, address: str, setting: str, role: str
) -> None:
    names: dict[str, Any] = (
        {setting: f" x@example.com, {BO.email.upper()}"} if setting != "client_id" else {}
    )
    async with make_bench(tmp_path, database_url=address, **names) as bench:
        told = await signed_in(bench)
        _, session = await desktop(bench).redeem(told["code"], VERIFIER)
    assert session.role == role


@pytest.mark.asyncio
async def test_a_session_ends_after_thirty_days(bench: Bench) -> None:
    client = await bench.client(BO)
    bench.clock.ahead = timedelta(days=29)
    await client.me()
    bench.clock.ahead = timedelta(days=31)
    with pytest.raises(Denied) as caught:
        await client.me()
    assert caught.value.code == "session_ended"


@pytest.mark.asyncio
async def test_who_signed_in_has_the_role_the_settings_give_them_now(
    tmp_path: Path, address: str
) -> None:
    """A changed setting counts after a restart; nobody has to sign in again, nor may stay."""
    sessions = f"{COMPANION}/v1/sessions"
    async with make_bench(tmp_path, database_url=address, admins=BO.email) as bench:
        told = await signed_in(bench)
        token, session = await desktop(bench).redeem(told["code"], VERIFIER)
        assert session.role == "admin"
        mine = {"authorization": f"Bearer {token}"}
        (listed,) = (await bench.http.get(sessions, headers=mine)).json()["sessions"]
        assert listed["role"] == "admin"
    for role, supervisors in (("agent", ""), ("supervisor", BO.email)):
        async with make_bench(
            tmp_path, database_url=address, admins="", supervisors=supervisors
        ) as bench:
            assert (await desktop(bench, token).me()).role == role
            assert (await bench.http.get(sessions, headers=mine)).status_code == 403
