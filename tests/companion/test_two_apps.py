"""The app people sign in with and the server-to-server app: two apps, each for what it can do."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from cti_desktop.calls.errors import UserFixable
from tests.companion.bench import (
    ACCOUNT,
    BO,
    CLIENT_SECRET,
    S2S_SECRET,
    SERVER_APP,
    Bench,
    make_bench,
    query_of,
)
from tests.companion.test_reconcile import is_final, play, until
from tests.companion.test_signin import signed_in

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
