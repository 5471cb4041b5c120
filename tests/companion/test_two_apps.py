"""The app people sign in with and the server-to-server app: two apps, each for what it can do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pydantic import SecretStr

from cti_desktop.calls.errors import UserFixable
from cti_desktop.simulator.audio import tone
from tests.companion.bench import (
    ACCOUNT,
    BO,
    CLIENT_SECRET,
    COMPANION,
    S2S_SECRET,
    SERVER_APP,
    ZOOM,
    Bench,
    make_bench,
    query_of,
    ringing,
)
from tests.companion.test_reconcile import is_final, of, play, until
from tests.companion.test_signin import ASKED, VERIFIER, desktop, signed_in, to_zoom

TARIQ = "802"
AS_THE_ACCOUNT = b"grant_type=account_credentials"
WRONG_WAY_ROUND = SERVER_APP | {
    "client_id": SERVER_APP["s2s_client_id"],
    "client_secret": SecretStr(S2S_SECRET),
    "s2s_client_id": "simulated-client",
    "s2s_client_secret": SecretStr(CLIENT_SECRET),
}


def asked_as_the_account(bench: Bench) -> int:
    """How often a token of the account itself was asked for."""
    return sum(AS_THE_ACCOUNT in one.content for one in bench.to_zoom.seen if one.content)


@pytest.mark.asyncio
async def test_with_both_people_sign_in_and_the_account_reads(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address, **SERVER_APP) as bench:
        played = await play(bench, "inbound-answered", auto_after=0)
        await until(bench, lambda: is_final(bench, played))
        assert bench.store.grants.list() == ()
        assert "code" in await signed_in(bench)
        assert [one.key for one in bench.store.grants.list()] == [f"user:{BO.user_id}"]
        known = [one.key for one in (await bench.companion.operations.status()).grants]
    assert known == ["account", f"user:{BO.user_id}"]


def asked_about_calls(bench: Bench) -> Iterator[httpx.Request]:
    """What Zoom's API was asked, but whose token it is."""
    for one in bench.to_zoom.seen:
        if one.url.path.startswith("/v2/") and one.url.path != "/v2/phone/users/me":
            yield one


@pytest.mark.asyncio
async def test_an_ordinary_agent_has_everything_by_the_accounts_app(
    tmp_path: Path, address: str
) -> None:
    """No administrator, and signed in with an app that may ask who they are and nothing else."""
    zoom = {"recording_transcripts": True, "administrators": ["800"]}
    async with make_bench(
        tmp_path, database_url=address, zoom=zoom, **SERVER_APP, reconcile_delay_s=0.005
    ) as bench:
        back = await bench.http.get(await to_zoom(bench, ASKED, **{"as": TARIQ}))
        code = query_of(back.headers["location"])["code"]
        token, session = await desktop(bench).redeem(code, VERIFIER)
        assert (session.extension, session.role) == (TARIQ, "agent")
        talked = await play(bench, "inbound-answered", agent=TARIQ, auto_after=0)
        spoken = await play(bench, "inbound-voicemail", agent=TARIQ)

        def whole() -> bool:
            call, left = of(bench, talked), of(bench, spoken)
            if call is None or left is None or not (call.final and left.final):
                return False
            texts = (call.summary and call.summary.text, *(one.text for one in call.recordings))
            return len(texts) > 1 and all(texts) and any(one.url for one in left.voicemails)

        await until(bench, whole)
        call, left = of(bench, talked), of(bench, spoken)
        assert call is not None
        assert left is not None
        headers = {"authorization": f"Bearer {token}"}
        for one, media in ((call, call.recordings), (left, left.voicemails)):
            heard = await bench.http.get(f"/v1/calls/{one.id}/media/{media[0].id}", headers=headers)
            assert (heard.status_code, heard.content) == (200, tone())
        own = await bench.companion.grants.access_token(f"user:{session.user_id}")
        status = await bench.companion.operations.status()
        shown = {one.headers["authorization"] for one in asked_about_calls(bench)}
    assert shown
    assert f"Bearer {own}" not in shown
    person = next(one for one in status.grants if one.key == f"user:{session.user_id}")
    assert (person.scopes, person.missing) == (("phone:read:user",), {})
    assert [one.missing for one in status.grants] == [{}, {}]


@pytest.mark.asyncio
async def test_a_removal_is_signed_by_the_app_it_is_of(tmp_path: Path, address: str) -> None:
    told = {"deauthorize_url": f"{COMPANION}/zoom/deauthorize"}
    async with make_bench(tmp_path, database_url=address, zoom=told, **SERVER_APP) as bench:
        assert "code" in await signed_in(bench)
        await bench.webhook(ringing())  # by the other
        removed = await bench.browser.post(f"{ZOOM}/control/remove-app", json={"agent": "800"})
        assert removed.status_code == 200
        await until(bench, lambda: bench.store.grants.list() == ())
        assert (await bench.companion.operations.status()).webhooks.refused == 0


@pytest.mark.asyncio
async def test_an_admin_managed_app_lets_administrators_in_and_nobody_else(
    tmp_path: Path, address: str
) -> None:
    """As companions were set up by an older guide: what they have goes on working."""
    async with make_bench(
        tmp_path, database_url=address, zoom={"general_app": "admin-managed"}
    ) as bench:
        started = await bench.http.get(f"/oauth/zoom/start?{urlencode(ASKED)}")
        consent = httpx.URL(started.headers["location"]).copy_merge_params({"as": TARIQ})
        page = await bench.browser.get(consent)
        assert (page.status_code, "location" in page.headers) == (403, False)
        assert "code" in await signed_in(bench)
        played = await play(bench, "inbound-answered", auto_after=0, agent=TARIQ)
        await until(bench, lambda: is_final(bench, played))
        (grant,) = (await bench.companion.operations.status()).grants
        assert (grant.key, grant.missing) == (f"user:{BO.user_id}", {})


@pytest.mark.asyncio
async def test_the_admins_grant_of_before_still_reads_beside_a_server_app(
    tmp_path: Path, address: str
) -> None:
    """Whoever adds the server-to-server app before remaking the other loses nothing meanwhile."""
    kept = {"general_app": "admin-managed", "withheld_scopes": []}
    async with make_bench(tmp_path, database_url=address, zoom=kept, **SERVER_APP) as bench:
        assert "code" in await signed_in(bench)
        assert await bench.companion.grants.reach() == {f"user:{BO.user_id}": True}
        played = await play(bench, "inbound-answered", auto_after=0)
        await until(bench, lambda: is_final(bench, played))
        assert [one.missing for one in (await bench.companion.operations.status()).grants] == [
            {},
            {},
        ]


@pytest.mark.asyncio
async def test_the_accounts_id_alone_asks_for_no_tokens_of_the_account(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(tmp_path, database_url=address, account_id=ACCOUNT) as bench:
        assert "code" in await signed_in(bench)
        played = await play(bench, "inbound-answered", auto_after=0)
        await until(bench, lambda: is_final(bench, played))
        assert asked_as_the_account(bench) == 0
        assert (await bench.companion.operations.status()).reconciler.last_error is None


@pytest.mark.asyncio
async def test_with_a_server_to_server_app_nobody_can_sign_in(tmp_path: Path, address: str) -> None:
    async with make_bench(tmp_path, database_url=address, **WRONG_WAY_ROUND) as bench:
        started = await bench.http.get("/oauth/zoom/start")
        consent = await bench.browser.get(started.headers["location"])
        assert consent.status_code == 400
        assert query_of(started.headers["location"])["client_id"] == SERVER_APP["s2s_client_id"]


@pytest.mark.asyncio
async def test_an_app_people_sign_in_with_gives_no_tokens_of_the_account(
    tmp_path: Path, address: str
) -> None:
    """It is told in words that name the setting, and Zoom is not asked at every request."""
    async with make_bench(tmp_path, database_url=address, **WRONG_WAY_ROUND) as bench:
        tokens = bench.companion.operations._zoom.account
        assert tokens is not None
        before = asked_as_the_account(bench)
        for _ in range(3):
            with pytest.raises(UserFixable) as caught:
                await tokens.token()
            assert caught.value.code == "wrong_app"
            assert "ZOOM_S2S_CLIENT_ID" in caught.value.message
        assert asked_as_the_account(bench) <= before + 1
        between = asked_as_the_account(bench)
        bench.clock.ahead += timedelta(minutes=2)
        with pytest.raises(UserFixable):
            await tokens.token()
        assert asked_as_the_account(bench) > between
