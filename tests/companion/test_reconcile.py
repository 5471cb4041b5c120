"""Final records are fetched from the simulated Zoom, whatever was lost on the way."""

import asyncio
import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cti_desktop.calls.call import Call
from cti_desktop.calls.correlation import call_keys
from cti_desktop.calls.events import CallEvent, Kind, Source
from cti_desktop.companion.reconcile import TRIES
from cti_desktop.store.journal import Appended
from tests.companion.bench import BO, SERVER_APP, ZOOM, Bench, make_bench
from tests.companion.test_signin import to_zoom
from tests.sync.events import leg_event

BO_LEG = f"ext:{BO.extension_id}"
PATIENCE_S = 20


async def until(bench: Bench, true: Callable[[], bool]) -> None:
    """Wait until it is true; looks again after every commit and a few times a second."""
    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def appended(_: Appended) -> None:
        loop.call_soon_threadsafe(changed.set)

    stop = bench.store.journal.subscribe(appended)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                changed.clear()
                looking = asyncio.create_task(changed.wait())
                await asyncio.wait([looking], timeout=0.1)
                looking.cancel()
    finally:
        stop()


def of(bench: Bench, call_id: str) -> Call | None:
    return bench.store.log.by_key(f"call:{call_id}")


def is_final(bench: Bench, call_id: str) -> bool:
    call = of(bench, call_id)
    return call is not None and call.final


def has_final_legs(bench: Bench, call_id: str) -> bool:
    call = of(bench, call_id)
    return call is not None and bool(call.legs) and all(leg.final for leg in call.legs)


async def play(bench: Bench, script: str, **more: Any) -> str:
    asked = {"script": script, "agent": "800", **more}
    answer = await bench.browser.post(f"{ZOOM}/control/play", json=asked)
    assert answer.status_code == 200
    return str(answer.json()["call_id"])


async def truth(bench: Bench, call_id: str) -> dict[str, Any]:
    answer: httpx.Response = await bench.browser.get(f"{ZOOM}/control/truth/{call_id}")
    told: dict[str, Any] = answer.json()
    return told


def heard_by_the_desktop(
    call_id: str, *, ended: bool = True, leg: str = BO_LEG
) -> tuple[CallEvent, ...]:
    """What a softphone page tells of a call just now, webhooks or not."""
    age = (datetime.now(UTC) - leg_event(call_id, leg).at).total_seconds() - 5
    kinds = (Kind.RANG, Kind.ANSWERED, Kind.ENDED) if ended else (Kind.RANG, Kind.ANSWERED)
    return tuple(leg_event(call_id, leg, k, seconds=age + n) for n, k in enumerate(kinds))


def asks(bench: Bench, path: str) -> int:
    return sum(request.url.path.startswith(f"/v2{path}") for request in bench.to_zoom.seen)


@pytest.mark.asyncio
async def test_an_answered_call_gets_its_record_and_agrees_with_the_truth(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(tmp_path, database_url=address, **SERVER_APP) as bench:
        call_id = await play(bench, "inbound-answered", auto_after=0)
        await until(bench, lambda: is_final(bench, call_id))
        told, call = await truth(bench, call_id), of(bench, call_id)
    assert call is not None
    assert call.result == told["result"] == "answered"
    assert call.party.number == told["caller"]["number"]
    assert call.answered_at == datetime.fromisoformat(told["answered_at"])


@pytest.mark.asyncio
async def test_with_every_webhook_lost_the_record_still_comes(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path, database_url=address, zoom={"webhook_loss_rate": 1.0}, **SERVER_APP
    ) as bench:
        call_id = await play(bench, "inbound-answered", auto_after=0)
        client = await bench.client(BO)
        await client.push(heard_by_the_desktop(call_id))
        await until(bench, lambda: has_final_legs(bench, call_id))
        call = of(bench, call_id)
        heard = (await client.pull()).events
    assert call is not None
    assert set(call.sources) == {Source.EMBED, Source.REST}
    assert any(event.facts.final for event in heard)


@pytest.mark.asyncio
async def test_a_call_whose_end_nobody_told_is_looked_up(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path,
        database_url=address,
        zoom={"webhook_loss_rate": 1.0},
        **SERVER_APP,
        reconcile_stale_s=0.05,
    ) as bench:
        call_id = await play(bench, "inbound-missed")
        bench.store.journal.append(heard_by_the_desktop(call_id, ended=False)).result()
        await until(bench, lambda: is_final(bench, call_id))
        call = of(bench, call_id)
    assert call is not None
    assert not call.state.live


@pytest.mark.asyncio
async def test_after_a_restart_the_work_goes_on(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=3600
    ) as bench:
        call_id = await play(bench, "inbound-missed")
        await until(bench, lambda: (c := of(bench, call_id)) is not None and not c.state.live)
        unknown = heard_by_the_desktop("068c_left_over")
        bench.store.journal.append(unknown).result()
        assert not is_final(bench, "068c_left_over")
    async with make_bench(tmp_path, database_url=address, **SERVER_APP) as bench:

        def asked() -> list[list[str]]:
            told = [one.url.params.get_list("call_ids") for one in bench.to_zoom.seen]
            return [ids for ids in told if ids]  # the sweep names none

        await until(bench, lambda: bool(asked()))
        assert "068c_left_over" in asked()[0]


@pytest.mark.asyncio
async def test_without_an_account_token_the_signed_in_users_grant_serves(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(tmp_path, database_url=address, zoom={"webhook_loss_rate": 1.0}) as bench:
        status = bench.companion.reconciler.status
        call_id = await play(bench, "inbound-missed")
        bench.store.journal.append(heard_by_the_desktop(call_id)).result()
        await until(bench, lambda: status.last_error == "no_grant")
        assert asks(bench, "/phone/call_history") == 0
        assert (await bench.http.get(await to_zoom(bench))).status_code == 200
        await until(bench, lambda: is_final(bench, call_id))
        await until(bench, lambda: status.last_error is None)


@pytest.mark.asyncio
async def test_a_record_that_never_comes_is_given_up_visibly(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=0.005
    ) as bench:
        bench.store.journal.append(heard_by_the_desktop("068c_unknown")).result()
        status = bench.companion.reconciler.status
        await until(bench, lambda: status.given_up == 1)
        assert status.waiting == 0
        assert asks(bench, "/phone/call_history") == TRIES
        ready = (await bench.http.get("/readyz")).json()
    assert ready["reconciler"] == {"waiting": 0, "given_up": 1, "last_error": None}


class Odd:
    """Zoom, that refuses whatever names an id it does not like."""

    def __init__(self, app: ASGIApp, *ids: str) -> None:
        self._app = app
        self._ids = ids
        self.refused = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = f"{scope['path']}?{scope['query_string'].decode()}"
        if "call_history" in asked and any(one in asked for one in self._ids):
            self.refused += 1
            told = {"code": 300, "message": "Validation failed."}
            await JSONResponse(told, status_code=400)(scope, receive, send)
            return
        await self._app(scope, receive, send)


@pytest.mark.asyncio
@pytest.mark.parametrize("odd", ["068c_odd", "odd_uuid"])
async def test_a_call_that_zoom_refuses_is_given_up_and_holds_no_other_back(
    tmp_path: Path, address: str, odd: str
) -> None:
    lost = {"webhook_loss_rate": 1.0}
    async with make_bench(
        tmp_path, database_url=address, zoom=lost, **SERVER_APP, reconcile_delay_s=0.005
    ) as bench:
        assert bench.to_zoom.app is not None
        bench.to_zoom.app = zoom = Odd(bench.to_zoom.app, odd)
        calls = [await play(bench, "inbound-missed") for _ in range(5)]
        told = [one for call in calls for one in heard_by_the_desktop(call)]
        keys = call_keys(call_id="068c_odd", history_uuid="odd_uuid")
        told[3:3] = [
            dataclasses.replace(one, keys=keys) for one in heard_by_the_desktop("068c_odd")
        ]
        bench.store.journal.append(told).result()
        status = bench.companion.reconciler.status
        await until(bench, lambda: all(is_final(bench, one) for one in calls))
        await until(bench, lambda: status.given_up == 1)
        assert status.last_error is None
        assert zoom.refused < 3 * TRIES


@pytest.mark.asyncio
async def test_a_list_that_zoom_refuses_for_all_is_not_cut_to_pieces(
    tmp_path: Path, address: str
) -> None:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=0.5
    ) as bench:
        assert bench.to_zoom.app is not None
        bench.to_zoom.app = zoom = Odd(bench.to_zoom.app, "068c")
        told = [one for n in range(40) for one in heard_by_the_desktop(f"068c_{n}")]
        bench.store.journal.append(told).result()
        status = bench.companion.reconciler.status
        await until(bench, lambda: status.last_error == "zoom_300")
        assert zoom.refused <= 10
        assert (status.given_up, status.waiting) == (0, 40)


@pytest.mark.asyncio
async def test_while_zoom_is_away_nothing_is_given_up(tmp_path: Path, address: str) -> None:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=0.005
    ) as bench:
        bench.to_zoom.broken = True
        bench.store.journal.append(heard_by_the_desktop("068c_unknown")).result()
        status = bench.companion.reconciler.status
        await until(bench, lambda: status.last_error == "oauth_unreachable")
        await until(bench, lambda: len(bench.to_zoom.seen) > 4)
        assert (status.given_up, status.waiting) == (0, 1)


@pytest.mark.asyncio
async def test_what_is_told_late_does_not_undo_what_came_after(
    tmp_path: Path, address: str
) -> None:
    """A record we fetched is told at once and in its turn; a desktop may say more in between."""
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, reconcile_delay_s=3600
    ) as bench:
        reconciler, journal = bench.companion.reconciler, bench.store.journal
        begun, *rest = heard_by_the_desktop("068c_x")
        first = journal.append([begun]).result()
        journal.append(rest).result()
        await until(bench, lambda: len(reconciler.waiting()) == 1)
        lacks_nothing = dataclasses.replace(first.calls[0], deleted_at=datetime.now(UTC))
        reconciler._notice(dataclasses.replace(first, calls=(lacks_nothing,)))
        assert len(reconciler.waiting()) == 1
