import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from cti_desktop.calls.call import State
from cti_desktop.calls.errors import Conflict
from cti_desktop.companion.status import in_words
from cti_desktop.companion.zoom_routes import MAX_WEBHOOK_BYTES
from cti_desktop.store.journal import Journal
from cti_desktop.zoom.webhook import Opened, WebhookRead
from tests.companion.bench import (
    BO,
    MINA,
    WEBHOOK_SECRET,
    Bench,
    make_bench,
    ringing,
    signed,
)

BODY = json.dumps(ringing()).encode()
GOOD = signed(BODY)


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in GOOD.items() if key != name}


@pytest.mark.asyncio
async def test_a_signed_webhook_is_a_folded_call_before_it_is_answered(bench: Bench) -> None:
    answer = await bench.webhook(ringing("0684f0a1b2c3d4e5f60"))
    assert answer.status_code == 204
    call = bench.store.log.by_key("call:0684f0a1b2c3d4e5f60")
    assert call is not None
    assert call.state is State.RINGING
    assert call.party.number == "+442079460018"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "signature_missing"),
        (without("x-zm-signature"), "signature_missing"),
        (without("x-zm-request-timestamp"), "timestamp_missing"),
        (GOOD | {"x-zm-signature": "v0=abc"}, "signature_malformed"),
        (GOOD | {"x-zm-signature": "v0=" + "0" * 64}, "signature_wrong"),
        (GOOD | {"x-zm-request-timestamp": "yesterday"}, "timestamp_malformed"),
        (GOOD | {"x-zm-request-timestamp": str(int(time.time()) - 1)}, "signature_wrong"),
        (signed(BODY, "another-secret"), "signature_wrong"),
        (signed(BODY + b" "), "signature_wrong"),
        (signed(BODY, at=time.time() - 3 * 3600), "timestamp_old"),
        (signed(BODY, at=time.time() + 3 * 3600), "timestamp_future"),
    ],
)
async def test_a_bad_signature_is_401_and_leaves_nothing(
    bench: Bench, headers: dict[str, str], code: str
) -> None:
    answer = await bench.http.post("/zoom/webhook", content=BODY, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == code
    assert bench.store.journal.count() == 0
    assert bench.store.journal.quarantined() == ()


@pytest.mark.asyncio
async def test_a_long_body_is_413_even_when_signed(bench: Bench) -> None:
    raw = b'{"x":"' + b"x" * MAX_WEBHOOK_BYTES + b'"}'
    told = await bench.webhook(raw)

    async def chunks() -> AsyncIterator[bytes]:
        yield raw[:1000]
        yield raw[1000:]

    untold = await bench.http.post("/zoom/webhook", content=chunks(), headers=signed(raw))
    for answer in (told, untold):
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "body_too_large"
    assert bench.store.journal.quarantined() == ()


@pytest.mark.asyncio
@pytest.mark.parametrize("raw", [b"", b"no json", b"[]", b'{"event":"x"}', b'"x"', b"\xff\xfe"])
async def test_signed_nonsense_is_kept_for_people_to_look_at(bench: Bench, raw: bytes) -> None:
    answer = await bench.webhook(raw)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "malformed_webhook"
    assert [(one.raw, one.source) for one in bench.store.journal.quarantined()] == [
        (raw, "webhook")
    ]


@pytest.mark.asyncio
async def test_a_late_repeat_that_zoom_did_not_sign_anew_is_taken(bench: Bench) -> None:
    headers = signed(BODY, at=time.time() - 85 * 60)
    answer = await bench.http.post("/zoom/webhook", content=BODY, headers=headers)
    assert answer.status_code == 204
    assert bench.store.journal.count() == 1
    await bench.webhook(ringing("0684f0a1b2c3d4e5f61"))
    told = (await bench.http.get("/metrics")).text
    assert "cti_webhooks_signed_long_ago_total 1.0" in told
    assert "cti_webhooks_total 2.0" in told


@pytest.mark.asyncio
async def test_a_webhook_that_comes_twice_counts_once(bench: Bench) -> None:
    first, second = await bench.webhook(ringing()), await bench.webhook(ringing())
    assert (first.status_code, second.status_code) == (204, 204)
    assert bench.store.journal.count() == 1


@pytest.mark.asyncio
async def test_why_the_right_secret_was_refused_is_said_beside_a_wrong_one(
    tmp_path: Path, address: str
) -> None:
    headers = signed(BODY, "new", at=time.time() - 3 * 3600)
    async with make_bench(
        tmp_path, database_url=address, webhook_secret=SecretStr("new, previous")
    ) as bench:
        answer = await bench.http.post("/zoom/webhook", content=BODY, headers=headers)
    assert answer.json()["error"]["code"] == "timestamp_old"


@pytest.mark.asyncio
async def test_webhooks_of_another_secret_are_counted_until_one_is_signed_well(
    bench: Bench,
) -> None:
    async def wrong() -> int:
        told = await bench.companion.operations.status()
        return told.webhooks.wrongly_signed

    await bench.webhook(ringing("0684a"))
    for _ in range(3):
        assert (await bench.webhook(ringing("0684b"), secret="regenerated")).status_code == 401
    await bench.http.post("/zoom/webhook", content=BODY)  # unsigned: somebody, not Zoom
    assert await wrong() == 3
    assert "the last 3 signed with another secret" in in_words(
        await bench.companion.operations.status()
    )
    assert (await bench.webhook(validation())).status_code == 200
    assert await wrong() == 3  # the doctor asks that, with the companion's own secret
    await bench.webhook(ringing("0684c"))
    assert await wrong() == 0


@pytest.mark.asyncio
async def test_letters_beyond_ascii_do_not_break_the_signature(bench: Bench) -> None:
    body = ringing()
    body["payload"]["object"]["caller"]["name"] = "Łucja Żółć 山田"
    assert (await bench.webhook(body)).status_code == 204
    call = bench.store.log.by_key("call:0684f0a1b2c3d4e5f60")
    assert call is not None
    assert call.party.name == "Łucja Żółć 山田"


@pytest.mark.asyncio
async def test_an_event_about_something_else_is_taken_and_changes_nothing(bench: Bench) -> None:
    body = {"event": "phone.account_settings_updated", "payload": {"object": {}}}
    assert (await bench.webhook(body)).status_code == 204
    assert bench.store.journal.count() == 0
    assert bench.store.journal.quarantined() == ()


def renamed() -> dict[str, Any]:
    """A ringing as after a change of Zoom's: the call has its id under another name."""
    body = ringing()
    told = body["payload"]["object"]
    told["call_uid"] = told.pop("call_id")
    return body


def half_nameless(name: str, *items: object) -> dict[str, Any]:
    return {
        "event": name,
        "event_ts": 1795338000000,
        "payload": {"object": {"recordings": list(items)}},
    }


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "reason", "events"),
    [
        ({"event": "phone.never_heard_of", "payload": {"object": {}}}, "unknown_event", 0),
        (renamed(), "nothing_read", 0),
        (
            half_nameless("phone.recording_completed", {"id": "r1"}, {"uid": "r2"}),
            "part_unread",
            1,
        ),
        (half_nameless("phone.recording_completed", {"id": "r1"}, "r2"), "part_unread", 1),
    ],
)
async def test_what_is_not_understood_is_kept_raw_before_it_is_answered(
    bench: Bench, body: dict[str, Any], reason: str, events: int
) -> None:
    for _ in range(2):
        assert (await bench.webhook(body)).status_code == 204
    (kept,) = bench.store.journal.quarantined()
    assert (json.loads(kept.raw), kept.reason, kept.source) == (body, reason, "webhook")
    assert bench.store.journal.count() == events


@pytest.mark.asyncio
async def test_a_webhook_of_a_megabyte_that_nobody_understands_is_kept_whole(bench: Bench) -> None:
    body = {"event": "phone.never_heard_of", "payload": {"object": {"all": "x" * 1_000_000}}}
    assert (await bench.webhook(body)).status_code == 204
    (kept,) = bench.store.journal.quarantined()
    assert json.loads(kept.raw) == body


@pytest.mark.asyncio
async def test_a_webhook_our_reader_breaks_at_is_kept_and_answered(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Opened, **__: object) -> WebhookRead:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(Opened, "read", broken)
    assert (await bench.webhook(BODY)).status_code == 204
    assert [(one.raw, one.reason) for one in bench.store.journal.quarantined()] == [
        (BODY, "unreadable")
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [Conflict("no", code="poison"), KeyError("a fault of ours")])
async def test_a_webhook_that_can_never_be_stored_is_kept_and_holds_up_no_other(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    append = Journal.append

    def choosy(journal: Journal, events: Any, **more: Any) -> Any:
        if any("call:06poison" in event.keys for event in events):
            refused: Future[Any] = Future()
            refused.set_exception(fault)
            return refused
        return append(journal, events, **more)

    monkeypatch.setattr(Journal, "append", choosy)
    async with make_bench(tmp_path, database_url=address) as bench:
        bodies = [ringing(f"06{name}") for name in ("a", "poison", "b")]
        answers = await asyncio.gather(*(bench.webhook(one) for one in bodies))
        kept = [(json.loads(one.raw), one.reason) for one in bench.store.journal.quarantined()]
        count = bench.store.journal.count()
    assert [answer.status_code for answer in answers] == [204] * 3
    assert (kept, count) == ([(bodies[1], "unstorable")], 2)


@pytest.mark.asyncio
async def test_while_the_store_is_down_zoom_is_told_to_try_again(bench: Bench) -> None:
    bench.store.close()
    answer = await bench.webhook(ringing())
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "store_down"
    assert int(answer.headers["retry-after"]) > 0


def validation() -> dict[str, Any]:
    return {
        "event": "endpoint.url_validation",
        "event_ts": 1795338000000,
        "payload": {"plainToken": "q8zJ"},
    }


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/zoom/webhook", "/zoom/deauthorize"])
@pytest.mark.parametrize("secret", ["new", "previous"])
async def test_zooms_question_is_answered_with_the_secret_it_used(
    tmp_path: Path, address: str, secret: str, path: str
) -> None:
    async with make_bench(
        tmp_path, database_url=address, webhook_secret=SecretStr("new, previous")
    ) as bench:
        answer = await bench.webhook(validation(), secret=secret, path=path)
    expected = hmac.new(secret.encode(), b"q8zJ", hashlib.sha256).hexdigest()
    assert answer.status_code == 200
    assert answer.json() == {"plainToken": "q8zJ", "encryptedToken": expected}


@pytest.mark.asyncio
async def test_an_unsigned_question_is_not_answered(bench: Bench) -> None:
    answer = await bench.http.post("/zoom/webhook", json=validation())
    assert answer.status_code == 401
    assert "encryptedToken" not in answer.text


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/zoom/webhook", "/zoom/deauthorize"])
async def test_who_takes_the_app_away_is_forgotten(bench: Bench, path: str) -> None:
    bo, mina = await bench.client(BO), await bench.client(MINA)
    for user in (BO, MINA):
        bench.store.grants.put(f"user:{user.user_id}", b"sealed", None).result()
    body = {
        "event": "app_deauthorized",
        "payload": {"user_id": BO.user_id, "account_id": "a", "event_ts": "2026-11-22 09:00:00"},
    }
    refused = await bench.http.post(path, json=body)
    assert refused.status_code == 401
    assert len(bench.store.grants.list()) == 2
    assert (await bench.webhook(body, path=path)).status_code == 204
    assert [grant.key for grant in bench.store.grants.list()] == [f"user:{MINA.user_id}"]
    assert [row.user.user_id for row in bench.store.sessions.list()] == [MINA.user_id]
    assert (await mina.me()).user_id == MINA.user_id
    with pytest.raises(Exception, match="ended"):
        await bo.me()


@pytest.mark.asyncio
async def test_a_deauthorization_of_nobody_is_refused(bench: Bench) -> None:
    answer = await bench.webhook({"event": "x", "payload": {}}, path="/zoom/deauthorize")
    assert answer.status_code == 422


def test_the_bench_signs_with_the_secret_it_says() -> None:
    stamp = GOOD["x-zm-request-timestamp"].encode()
    mac = hmac.new(WEBHOOK_SECRET.encode(), b"v0:" + stamp + b":" + BODY, "sha256")
    assert GOOD["x-zm-signature"] == f"v0={mac.hexdigest()}"
