"""What another account's app sends is nobody's business here; what Zoom repeats is known."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from cti_desktop.companion.doctor_running import look_at_running
from cti_desktop.companion.repeats import Repeats
from cti_desktop.companion.status import in_words
from tests.companion.bench import ACCOUNT, BO, SERVER_APP, Bench, make_bench, ringing, signed
from tests.companion.test_signin import signed_in

OTHERS = "0th3rAccount_9xZ"
REQUEST_ID = "6f1c0a2e_84d3_4b7a_9c55_0123456789ab"


def told(body: dict[str, Any], account: str | None) -> dict[str, Any]:
    payload = {name: value for name, value in body["payload"].items() if name != "account_id"}
    return body | {"payload": payload | ({"account_id": account} if account else {})}


async def metrics(bench: Bench) -> set[str]:
    return set((await bench.http.get("/metrics")).text.splitlines())


@pytest.mark.asyncio
async def test_another_accounts_webhooks_are_answered_and_dropped(
    tmp_path: Path, address: str
) -> None:
    strange = {"event": "phone.new_thing", "payload": {"object": {"call_id": "1"}}}
    async with make_bench(tmp_path, database_url=address, account_id=ACCOUNT) as bench:
        with capture_logs() as lines:
            for body in (ringing("1"), ringing("2"), strange):
                assert (await bench.webhook(told(body, OTHERS))).status_code == 204
        counted = await metrics(bench)
        assert bench.store.journal.count() == 0
        assert bench.store.journal.quarantined() == ()
        status = await bench.companion.operations.status()
        assert (status.webhooks.last_at, status.webhooks.of_others) == (None, 3)
        assert "3 of other accounts dropped" in in_words(status)
        (step,) = [o for o in look_at_running(status, bench.settings) if o.name == "webhooks"]
        assert "Only webhooks of other accounts come" in step.text
        await bench.webhook(ringing())
        status = await bench.companion.operations.status()
        (step,) = [o for o in look_at_running(status, bench.settings) if o.name == "webhooks"]
        assert "other accounts" not in step.text
    assert "cti_webhooks_of_other_accounts_total 3.0" in counted
    assert "cti_webhooks_total 0.0" in counted
    assert [one["event"] for one in lines].count("webhook_of_another_account") == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(("own", "account"), [(ACCOUNT, ACCOUNT), (ACCOUNT, None), ("", OTHERS)])
async def test_what_may_be_of_our_account_is_kept(
    tmp_path: Path, address: str, own: str, account: str | None
) -> None:
    async with make_bench(tmp_path, database_url=address, account_id=own) as bench:
        assert (await bench.webhook(told(ringing(), account))).status_code == 204
        assert bench.store.journal.count() == 1


@pytest.mark.asyncio
async def test_who_takes_the_app_away_is_forgotten_whatever_their_account(
    tmp_path: Path, address: str
) -> None:
    gone = {"event": "app_deauthorized", "payload": {"user_id": BO.user_id}}
    async with make_bench(tmp_path, database_url=address, account_id=ACCOUNT) as bench:
        bench.store.grants.put(f"user:{BO.user_id}", b"sealed", None).result()
        assert (await bench.webhook(told(gone, OTHERS))).status_code == 204
        assert bench.store.grants.list() == ()


@pytest.mark.asyncio
async def test_nobody_of_another_account_signs_in(tmp_path: Path, address: str) -> None:
    zoom = {"token_account": OTHERS}
    async with make_bench(tmp_path, database_url=address, account_id=ACCOUNT, zoom=zoom) as bench:
        answer = await signed_in(bench)
        assert (answer["error"], answer.get("code")) == ("other_account", None)
        assert "account of another organization" in answer["error_description"]
        assert bench.store.grants.list() == ()


@pytest.mark.asyncio
@pytest.mark.parametrize("account", [ACCOUNT, ""])
async def test_who_may_be_of_our_account_signs_in(
    tmp_path: Path, address: str, account: str
) -> None:
    zoom = {"token_account": account}
    async with make_bench(tmp_path, database_url=address, account_id=ACCOUNT, zoom=zoom) as bench:
        assert "code" in await signed_in(bench)


@pytest.mark.asyncio
@pytest.mark.parametrize("of_ours", [True, False])
async def test_whose_account_zoom_does_not_name_is_looked_up_in_ours(
    tmp_path: Path, address: str, of_ours: bool
) -> None:
    async with make_bench(
        tmp_path, database_url=address, **SERVER_APP, zoom={"token_account": ""}
    ) as bench:
        simulator = bench.to_zoom.app
        assert simulator is not None

        async def zoom(scope: Scope, receive: Receive, send: Send) -> None:
            if not of_ours and scope["path"].endswith(f"/phone/users/{BO.user_id}"):
                unknown = {"code": 1001, "message": f"User does not exist: {BO.user_id}."}
                await JSONResponse(unknown, status_code=404)(scope, receive, send)
            else:
                await simulator(scope, receive, send)

        bench.to_zoom.app = zoom
        answer = await signed_in(bench)
        assert answer.get("error") == (None if of_ours else "other_account")
        assert len(bench.store.grants.list()) == of_ours


@pytest.mark.asyncio
async def test_a_request_that_comes_again_is_answered_and_stores_nothing(bench: Bench) -> None:
    said = {"x-zm-request-id": REQUEST_ID}
    for _ in range(3):
        assert (await bench.webhook(ringing(), **said)).status_code == 204
    counted = await metrics(bench)
    assert {"cti_webhook_repeats_total 2.0", "cti_webhooks_total 1.0"} <= counted
    assert bench.store.journal.count() == 1


@pytest.mark.asyncio
async def test_an_id_that_zoom_used_twice_loses_no_call(bench: Bench) -> None:
    said = {"x-zm-request-id": REQUEST_ID}
    for call_id in ("1", "2"):
        assert (await bench.webhook(ringing(call_id), **said)).status_code == 204
    assert bench.store.journal.count() == 2


@pytest.mark.asyncio
async def test_what_was_not_taken_is_no_repeat(bench: Bench) -> None:
    said = {"x-zm-request-id": REQUEST_ID}
    raw = json.dumps(ringing()).encode()
    refused = await bench.webhook(raw, secret="another", **said)
    assert refused.status_code == 401
    assert (await bench.webhook(raw, **said)).status_code == 204
    assert bench.store.journal.count() == 1
    forged = signed(raw, "another") | said
    again = await bench.http.post("/zoom/webhook", content=raw, headers=forged)
    assert again.status_code == 401


@pytest.mark.asyncio
async def test_zooms_question_is_answered_whenever_it_repeats(bench: Bench) -> None:
    asked = {"event": "endpoint.url_validation", "payload": {"plainToken": "q9ibPhGeRZ6ayx5"}}
    for _ in range(2):
        answer = await bench.webhook(asked, **{"x-zm-request-id": REQUEST_ID})
        assert answer.json()["plainToken"] == "q9ibPhGeRZ6ayx5"


def test_the_memory_of_requests_is_bounded() -> None:
    repeats = Repeats(most=2)
    for name in ("a", "b"):
        repeats.note(name, b"{}")
    assert repeats.knows("a", b"{}")
    repeats.note("c", b"{}")
    assert [repeats.knows(name, b"{}") for name in "abc"] == [True, False, True]
    for never in ("", "x" * 65):
        repeats.note(never, b"{}")
        assert not repeats.knows(never, b"{}")
