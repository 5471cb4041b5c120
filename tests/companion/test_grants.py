"""Zoom's tokens against the simulated Zoom, whose refresh tokens work once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import pytest_asyncio
from starlette.types import ASGIApp, Receive, Scope, Send

from cti_desktop.calls.errors import Temporary, UserFixable
from cti_desktop.companion.account_tokens import AccountTokens
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.sealing import make_sealer
from cti_desktop.store.opening import open_store
from cti_desktop.zoom.oauth import OAuthClient, OAuthConfig
from cti_desktop.zoom.secret import Secret
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
)
from tests.companion.test_reconcile import heard_by_the_desktop
from tests.companion.test_signin import to_zoom

KEY = f"user:{BO.user_id}"


def config_of_bench() -> OAuthConfig:
    return OAuthConfig(
        client_id="simulated-client",
        client_secret=Secret(CLIENT_SECRET),
        redirect_uri=f"{COMPANION}/oauth/zoom/callback",
        base_url=ZOOM,
    )


def oauth(bench: Bench) -> OAuthClient:
    return OAuthClient(bench.browser, config_of_bench(), now=bench.clock)


def refreshes(bench: Bench) -> int:
    forms = [parse_qs(request.content.decode()) for request in bench.to_zoom.seen]
    return sum(form.get("grant_type") == ["refresh_token"] for form in forms)


@pytest_asyncio.fixture
async def connected(bench: Bench) -> AsyncIterator[Bench]:
    assert (await bench.http.get(await to_zoom(bench))).status_code == 200
    yield bench


@pytest.fixture
def another_process(connected: Bench) -> Iterator[Grants]:
    """The grants of a companion beside this one, on the same database by connections of its own."""
    sealer = make_sealer(connected.settings)
    with contextlib.closing(open_store(connected.settings.store_url)) as store:
        yield Grants(store.grants, oauth(connected), sealer, connected.clock)


@pytest.mark.asyncio
async def test_a_young_token_is_given_without_asking_zoom(connected: Bench) -> None:
    grants = connected.companion.grants
    assert await grants.access_token(KEY) == await grants.access_token(KEY)
    assert refreshes(connected) == 0


@pytest.mark.asyncio
async def test_many_who_need_a_token_cause_one_refresh(
    connected: Bench, another_process: Grants
) -> None:
    grants, elsewhere = connected.companion.grants, another_process
    old = await grants.access_token(KEY)
    connected.clock.ahead = timedelta(minutes=56)
    asked = [one.access_token(KEY) for one in (grants, elsewhere) for _ in range(25)]
    tokens = set(await asyncio.gather(*asked))
    assert len(asked) == 50
    assert len(tokens) == 1
    assert tokens != {old}
    assert refreshes(connected) == 1


class LosesAnswers(httpx.AsyncBaseTransport):
    """Carries everything to Zoom and brings no answer to a refresh back."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        if b"refresh_token" in request.content:
            raise httpx.ReadError("the answer was lost", request=request)
        return answer


@pytest.mark.asyncio
async def test_a_lost_answer_costs_one_retry_and_then_the_state_is_clear(connected: Bench) -> None:
    """Zoom took the old refresh token: using it again is all one can do, and ends the grant."""
    bench = connected
    bench.clock.ahead = timedelta(minutes=61)
    async with httpx.AsyncClient(transport=LosesAnswers(bench.to_zoom)) as losing:
        client = OAuthClient(losing, config_of_bench(), now=bench.clock)
        sealer = make_sealer(bench.settings)
        grants = Grants(bench.store.grants, client, sealer, bench.clock)
        with pytest.raises(Temporary):
            await grants.access_token(KEY)
    assert refreshes(bench) == 1
    asked = [bench.companion.grants.access_token(KEY) for _ in range(50)]
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert {getattr(one, "code", one) for one in told} == {"grant_ended"}
    assert refreshes(bench) == 2
    assert await bench.companion.grants.keys() == ()
    state = await bench.companion.operations.status()
    assert state.grants == ()


class HoldsRefreshes(httpx.AsyncBaseTransport):
    """Carries a refresh to Zoom only when it is let go."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.set()
        await self.let_go.wait()
        return await self._inner.handle_async_request(request)


@pytest.mark.asyncio
async def test_a_sign_in_while_a_refresh_is_refused_is_not_lost(connected: Bench) -> None:
    bench = connected
    bench.clock.ahead = timedelta(minutes=61)
    holding = HoldsRefreshes(bench.to_zoom)
    async with httpx.AsyncClient(transport=holding) as held:
        client = OAuthClient(held, config_of_bench(), now=bench.clock)
        grants = Grants(bench.store.grants, client, make_sealer(bench.settings), bench.clock)
        asking = asyncio.create_task(grants.access_token(KEY))
        await asyncio.wait_for(holding.asked.wait(), 10)
        assert (await bench.http.get(await to_zoom(bench))).status_code == 200
        holding.let_go.set()
        token = await asyncio.wait_for(asking, 10)
    assert await bench.companion.grants.keys() == (KEY,)
    assert await bench.companion.grants.access_token(KEY) == token
    assert refreshes(bench) == 1


@pytest.mark.asyncio
async def test_a_graceful_stop_loses_no_pair_that_zoom_is_giving_out(
    tmp_path: Path, address: str
) -> None:
    """The work that asks is stopped at once, and Zoom gives a pair out once."""
    async with make_bench(tmp_path, database_url=address) as bench:
        assert (await bench.http.get(await to_zoom(bench))).status_code == 200
        (before,) = await bench.companion.grants.describe()
        bench.clock.ahead = timedelta(minutes=61)
        assert bench.to_zoom.app is not None
        bench.to_zoom.app = slow = SlowToAnswer(bench.to_zoom.app)
        bench.store.journal.append(heard_by_the_desktop("068c_unknown")).result()
        await asyncio.wait_for(slow.asked.wait(), 10)
        asyncio.get_running_loop().call_later(0.1, slow.let_go.set)
    with contextlib.closing(open_store(address)) as store:
        grants = Grants(store.grants, oauth(bench), make_sealer(bench.settings), bench.clock)
        (after,) = await grants.describe()
        assert after.expires_at > before.expires_at + timedelta(minutes=60)


class SlowToAnswer:
    """Zoom, that takes a refresh at once and answers when it is let go."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/oauth/token":
            self.asked.set()
            await self.let_go.wait()
        await self._app(scope, receive, send)


@pytest.mark.asyncio
async def test_the_chain_of_refreshes_goes_on_for_hours(connected: Bench) -> None:
    grants = connected.companion.grants
    seen = set()
    for hour in range(5):
        connected.clock.ahead = timedelta(hours=hour)
        seen.add(await grants.access_token(KEY))
    assert len(seen) == 5


@pytest.mark.asyncio
async def test_a_token_zoom_refuses_is_renewed_early(connected: Bench) -> None:
    source = connected.companion.grants.source(KEY)
    old = await source.give()
    first, second = await asyncio.gather(source.renew(old), source.renew(old))
    assert first == second != old
    assert refreshes(connected) == 1


@pytest.mark.asyncio
async def test_while_zoom_is_away_a_token_that_still_lives_is_used(connected: Bench) -> None:
    grants = connected.companion.grants
    old = await grants.access_token(KEY)
    connected.to_zoom.broken = True
    connected.clock.ahead = timedelta(minutes=57)
    assert await grants.access_token(KEY) == old
    connected.clock.ahead = timedelta(minutes=61)
    with pytest.raises(Temporary):
        await grants.access_token(KEY)
    connected.to_zoom.broken = False
    assert await grants.access_token(KEY) != old


@pytest.mark.asyncio
async def test_an_ended_grant_is_forgotten_and_said(connected: Bench) -> None:
    grants = connected.companion.grants
    await oauth(connected).revoke(await grants.access_token(KEY))
    connected.clock.ahead = timedelta(minutes=61)
    for _ in range(2):
        with pytest.raises(UserFixable) as caught:
            await grants.access_token(KEY)
        assert caught.value.code == "grant_ended"
    assert await grants.keys() == ()
    assert refreshes(connected) == 1


@pytest.mark.asyncio
async def test_a_wrong_client_secret_does_not_cost_the_grant(connected: Bench) -> None:
    config = OAuthConfig(
        client_id="simulated-client",
        client_secret=Secret("wrong"),
        redirect_uri="",
        base_url=ZOOM,
    )
    client = OAuthClient(connected.browser, config, now=connected.clock)
    wrong = Grants(connected.store.grants, client, make_sealer(connected.settings), connected.clock)
    connected.clock.ahead = timedelta(minutes=61)
    with pytest.raises(UserFixable) as caught:
        await wrong.access_token(KEY)
    assert caught.value.code == "client_refused"
    assert await connected.companion.grants.access_token(KEY)


@pytest.mark.asyncio
async def test_a_claim_of_a_process_that_died_lapses(
    connected: Bench, another_process: Grants
) -> None:
    grants = connected.companion.grants
    old = await grants.access_token(KEY)
    connected.clock.ahead = timedelta(minutes=56)
    row, pair = await grants._read(KEY)
    assert await grants._claim(KEY, row, pair) is not None
    waiting = asyncio.create_task(another_process.access_token(KEY))
    done, _ = await asyncio.wait([waiting], timeout=0.3)
    assert not done
    connected.clock.ahead += timedelta(seconds=121)
    assert await asyncio.wait_for(waiting, 10) != old


@pytest.mark.asyncio
async def test_a_pair_zoom_gave_out_outlives_a_store_that_is_away(
    connected: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zoom gives it once, and the old one is dead: it must not go with the try to keep it."""
    bench, rows = connected, connected.store.grants
    monkeypatch.setattr("cti_desktop.companion.grants._SAVE_AGAIN_S", 0.01)
    bench.clock.ahead = timedelta(minutes=61)
    replacing, tries = rows.replace, 0

    def lossy(*told: Any) -> Future[bool]:
        nonlocal tries
        if not refreshes(bench):
            return replacing(*told)
        tries += 1
        if tries == 3:
            replacing(*told).result()  # committed, and the news of it is lost
        if tries > 3:
            return replacing(*told)
        refused = Future[bool]()
        refused.set_exception(Temporary("away", code="store_away"))
        return refused

    monkeypatch.setattr(rows, "replace", lossy)
    token = await bench.companion.grants.access_token(KEY)
    bench.clock.ahead += timedelta(minutes=61)
    assert await bench.companion.grants.access_token(KEY) != token
    assert tries > 3
    assert refreshes(bench) == 2


@pytest.mark.asyncio
async def test_zoom_is_waited_for_as_long_as_the_claim_holds(connected: Bench) -> None:
    """What Zoom gives out late it has given out: nobody may stop waiting and ask anew."""
    bench = connected
    bench.clock.ahead = timedelta(minutes=61)
    asked: list[dict[str, float]] = []

    class Notes(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(request.extensions["timeout"])
            return await bench.to_zoom.handle_async_request(request)

    async with httpx.AsyncClient(transport=Notes()) as http:
        client = OAuthClient(http, config_of_bench(), now=bench.clock)
        sealer = make_sealer(bench.settings)
        await Grants(bench.store.grants, client, sealer, bench.clock).access_token(KEY)
    (timeout,) = asked
    assert timeout["connect"] + timeout["write"] + timeout["pool"] + timeout["read"] <= 120
    assert timeout["read"] == 60


@pytest.mark.asyncio
async def test_a_grant_no_key_opens_is_told_and_not_used(
    connected: Bench,
) -> None:
    """A key that leaked is kept no more; whoever left never signs in again."""
    bench = connected
    await asyncio.wrap_future(
        bench.store.grants.put("user:left", b"sealed by a key that is gone", bench.clock())
    )
    assert await bench.companion.grants.keys() == (KEY,)
    assert {one.key for one in await bench.companion.grants.describe()} == {KEY, "user:left"}


@pytest.mark.asyncio
async def test_a_grant_nobody_gave_is_said(bench: Bench) -> None:
    with pytest.raises(UserFixable) as caught:
        await bench.companion.grants.access_token("user:nobody")
    assert caught.value.code == "grant_ended"


def account_tokens(bench: Bench) -> AccountTokens:
    app = replace(
        config_of_bench(),
        client_id=SERVER_APP["s2s_client_id"],
        client_secret=Secret(S2S_SECRET),
    )
    return AccountTokens(OAuthClient(bench.browser, app, now=bench.clock), ACCOUNT, bench.clock)


@pytest.mark.asyncio
async def test_the_accounts_own_token_is_got_once_an_hour(bench: Bench) -> None:
    tokens = account_tokens(bench)
    first = await tokens.token()
    assert await tokens.token() == first
    assert await tokens.token(first) != first
    second = await tokens.token()
    bench.clock.ahead = timedelta(minutes=56)
    assert await tokens.token() != second


@pytest.mark.asyncio
async def test_the_accounts_token_is_used_to_its_end_while_zoom_is_away(bench: Bench) -> None:
    tokens = account_tokens(bench)
    old = await tokens.token()
    bench.to_zoom.broken = True
    bench.clock.ahead = timedelta(minutes=57)
    assert await tokens.token() == old
    with pytest.raises(Temporary):
        await tokens.token(old)
    bench.clock.ahead = timedelta(minutes=61)
    with pytest.raises(Temporary):
        await tokens.token()
