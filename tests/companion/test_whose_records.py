"""Whose grant a record is fetched with, when not everybody may read the whole account."""

from functools import partial
from pathlib import Path

import pytest

from cti_desktop.calls.events import Kind
from cti_desktop.companion.reconcile import TRIES
from cti_desktop.simulator.accounts import AGENTS, Agent
from cti_desktop.store.sessions import SessionUser
from tests.companion.bench import BO, MINA, OWN_CALLS, SERVER_APP, ZOOM, Bench, make_bench
from tests.companion.test_reconcile import (
    asks,
    has_final_legs,
    heard_by_the_desktop,
    is_final,
    of,
    play,
    until,
)
from tests.companion.test_signin import to_zoom

LOST = {"webhook_loss_rate": 1.0}
BOS_PHONE, MINAS_PHONE, TARIQS_PHONE = AGENTS[:3]
OWN = "/phone/users/me/call_history"


async def connect(bench: Bench, user: SessionUser) -> None:
    """Sign in with Zoom and have a desktop besides, which tells the companion the extension."""
    back = await to_zoom(bench, None, **{"as": user.extension_number or ""})
    assert (await bench.http.get(back)).status_code == 200
    await bench.token(user)


async def lost_call(bench: Bench, agent: Agent) -> str:
    """A call of this agent that only their softphone told of."""
    call_id = await play(bench, "inbound-missed", agent=str(agent.extension_number))
    leg = f"ext:{agent.extension_id}"
    bench.store.journal.append(heard_by_the_desktop(call_id, leg=leg)).result()
    return call_id


def account_lists(bench: Bench) -> list[str]:
    """With which tokens the account's list was asked for."""
    lists = [one for one in bench.to_zoom.seen if one.url.path == "/v2/phone/call_history"]
    return [one.headers["authorization"] for one in lists]


async def zoom_is(bench: Bench, **asked: object) -> None:
    """Change at Zoom what administrators change there; grants of before keep their scopes."""
    answer = await bench.browser.put(f"{ZOOM}/control/settings", json=asked)
    assert answer.status_code == 200


@pytest.mark.asyncio
async def test_an_agent_who_sorts_before_the_administrator_starves_nobody(
    tmp_path: Path, address: str
) -> None:
    assert BO.user_id < MINA.user_id
    zoom = LOST | OWN_CALLS
    async with make_bench(
        tmp_path, database_url=address, zoom=zoom, reconcile_delay_s=0.005
    ) as bench:
        await connect(bench, BO)
        await zoom_is(bench, general_app="admin-managed")
        await connect(bench, MINA)
        status = bench.companion.reconciler.status
        nobodys = await lost_call(bench, TARIQS_PHONE)
        await until(bench, lambda: is_final(bench, nobodys))
        assert status.given_up == 0
        assert asks(bench, OWN) == 0


@pytest.mark.asyncio
async def test_the_account_list_is_asked_of_everybody_before_anybodys_own(
    tmp_path: Path, address: str
) -> None:
    """What a grant was given for may be less by now."""
    async with make_bench(
        tmp_path, database_url=address, zoom=LOST, reconcile_delay_s=0.005
    ) as bench:
        await connect(bench, BO)
        await connect(bench, MINA)
        await zoom_is(bench, administrators=["801"])
        for _ in range(3):
            call_id = await lost_call(bench, MINAS_PHONE)
            await until(bench, partial(has_final_legs, bench, call_id))
        assert asks(bench, OWN) == 0
        refused = await bench.companion.grants.access_token(f"user:{BO.user_id}")
        assert account_lists(bench).count(f"Bearer {refused}") == 1


@pytest.mark.asyncio
async def test_two_users_who_may_read_their_own_calls_only_get_both_theirs(
    tmp_path: Path, address: str
) -> None:
    zoom = LOST | OWN_CALLS
    async with make_bench(
        tmp_path, database_url=address, zoom=zoom, reconcile_delay_s=0.005
    ) as bench:
        await connect(bench, BO)
        await connect(bench, MINA)
        calls = [await lost_call(bench, user) for user in (BOS_PHONE, MINAS_PHONE)]
        await until(bench, lambda: all(has_final_legs(bench, one) for one in calls))
        assert bench.companion.reconciler.status.given_up == 0
        assert bench.companion.reconciler.status.last_error is None
        assert account_lists(bench) == []


@pytest.mark.asyncio
async def test_a_call_nobody_may_read_is_not_given_up(tmp_path: Path, address: str) -> None:
    zoom = LOST | OWN_CALLS
    async with make_bench(
        tmp_path, database_url=address, zoom=zoom, reconcile_delay_s=0.005
    ) as bench:
        await connect(bench, BO)
        theirs = await lost_call(bench, MINAS_PHONE)
        await until(bench, lambda: bench.companion.reconciler._failures > TRIES)
        (waiting,) = bench.companion.reconciler.waiting()
        assert (waiting.tries, waiting.failure) == (0, "scope_missing")
        await zoom_is(bench, general_app="admin-managed")
        await connect(bench, MINA)  # who may read the account's now
        await until(bench, lambda: is_final(bench, theirs))


@pytest.mark.asyncio
async def test_a_persons_own_grant_reads_their_summaries(tmp_path: Path, address: str) -> None:
    """Zoom gives it nothing by a user's id, not even by their own."""
    async with make_bench(tmp_path, database_url=address, zoom=OWN_CALLS) as bench:
        await connect(bench, BO)
        await connect(bench, MINA)
        call_id = await play(bench, "inbound-answered", agent="801", auto_after=0)

        def told() -> bool:
            call = of(bench, call_id)
            return call is not None and call.summary is not None and bool(call.summary.text)

        await until(bench, told)
        asked = [one.url.path for one in bench.to_zoom.seen if "ai_call_summary" in one.url.path]
        assert asked
        assert all("/phone/user/me/" in path for path in asked)
        events = bench.store.journal.after(0).events
        authors = {one.author for one in events if one.kind is Kind.SUMMARY}
        assert authors == {f"user:{MINA.user_id}"}


@pytest.mark.asyncio
async def test_the_account_is_never_asked_for_a_list_of_its_own(
    tmp_path: Path, address: str
) -> None:
    """Zoom takes `me` from people only, and a refused request counts, too."""
    withheld = {"withheld_scopes": ["phone:read:list_call_logs:admin"]}
    zoom = LOST | OWN_CALLS | withheld
    async with make_bench(
        tmp_path, database_url=address, zoom=zoom, **SERVER_APP, sweep_days=1
    ) as bench:
        sweep = bench.companion.reconciler
        await until(bench, lambda: sweep.sweep.last_error == "scope_missing")
        assert asks(bench, "/phone/users/me") == 0
        await connect(bench, BO)  # whose grant reads more than who he is
        await sweep.sweep_now()
        shown = [one.headers["authorization"] for one in bench.to_zoom.seen if OWN in one.url.path]
        own = await bench.companion.grants.access_token(f"user:{BO.user_id}")
        assert set(shown) == {f"Bearer {own}"}
        assert sweep.sweep.last_error is None
