"""Guessing is slowed down, long and slow requests end, and nobody is locked out for good."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import Request

from cti_desktop.companion import guard, zoom_routes
from cti_desktop.companion.attempts import Attempts, TooManyError, address_of
from tests.companion.bench import BO, Bench, Clock, make_bench, query_of
from tests.companion.test_signin import ASKED, VERIFIER, to_zoom
from tests.companion.watched import Watched
from tests.hygiene import SECRETS

DESKTOPS = 1000  # which one process is built for
GUESS = {"code": "guess", "code_verifier": "v" * 43}


@pytest.mark.asyncio
async def test_guessing_codes_is_stopped_for_a_while(bench: Bench) -> None:
    told = query_of((await bench.http.get(await to_zoom(bench, ASKED))).headers["location"])
    good = {"code": told["code"], "code_verifier": VERIFIER}
    for _ in range(20):
        assert (await bench.http.post("/v1/session", json=GUESS)).status_code == 400
    stopped = await bench.http.post("/v1/session", json=GUESS)
    assert stopped.status_code == 429
    assert stopped.json()["error"]["code"] == "too_many"
    assert 0 < int(stopped.headers["retry-after"]) <= 300
    assert (await bench.http.post("/v1/session", json=good)).status_code == 429
    elsewhere = httpx.ASGITransport(Watched(bench.companion.app, SECRETS), client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://x.test") as http:
        assert (await http.post("/v1/session", json=good)).status_code == 201
    bench.clock.ahead = timedelta(minutes=6)
    assert (await bench.http.post("/v1/session", json=GUESS)).status_code == 400


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [b"", b'{"code":"x"}', b" " * 20_000])
async def test_nonsense_counts_as_a_guess(bench: Bench, body: bytes) -> None:
    for _ in range(20):
        assert (await bench.http.post("/v1/session", content=body)).status_code in (413, 422)
    assert (await bench.http.post("/v1/session", content=body)).status_code == 429


@pytest.mark.asyncio
async def test_a_session_works_on_while_its_address_is_stopped(bench: Bench) -> None:
    client = await bench.client(BO)
    for _ in range(21):
        await bench.http.post("/v1/session", json=GUESS)
    assert (await client.me()).user_id == BO.user_id


@pytest.mark.asyncio
async def test_a_code_dies_with_its_first_wrong_verifier(bench: Bench) -> None:
    told = query_of((await bench.http.get(await to_zoom(bench, ASKED))).headers["location"])
    wrong = {"code": told["code"], "code_verifier": "w" * 50}
    right = {"code": told["code"], "code_verifier": VERIFIER}
    assert (await bench.http.post("/v1/session", json=wrong)).status_code == 400
    assert (await bench.http.post("/v1/session", json=right)).status_code == 400


@pytest.mark.asyncio
async def test_starting_sign_in_again_and_again_fills_no_disk(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zoom_routes, "_BEGUN", 30)
    async with make_bench(tmp_path, database_url=address) as bench:
        statuses = [(await bench.http.get("/oauth/zoom/start")).status_code for _ in range(31)]
        assert statuses == [302] * 30 + [429]
        page = await bench.http.get("/oauth/zoom/start", headers={"accept": "text/html"})
    assert page.status_code == 429
    assert "Too many attempts" in page.text


@pytest.mark.asyncio
async def test_a_whole_office_signs_in_from_one_address(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sessions of all who signed in on the first day end together, and a router is one address."""
    at_once = 3
    monkeypatch.setattr(zoom_routes, "_BEGUN", at_once)
    async with make_bench(tmp_path, database_url=address) as bench:
        for _ in range(4):
            begun = [await to_zoom(bench, ASKED) for _ in range(at_once)]
            assert (await bench.http.get("/oauth/zoom/start")).status_code == 429
            backs = [await bench.http.get(back) for back in begun]
            assert [query_of(one.headers["location"]).get("error") for one in backs] == [
                None
            ] * at_once


def test_an_office_that_a_process_is_built_for_may_begin_at_once() -> None:
    assert zoom_routes._BEGUN >= DESKTOPS


@pytest.mark.asyncio
async def test_inventing_states_is_stopped(bench: Bench) -> None:
    address = "/oauth/zoom/callback?state=x&code=y"
    statuses = [(await bench.http.get(address)).status_code for _ in range(61)]
    assert statuses == [400] * 60 + [429]


@pytest.mark.asyncio
async def test_a_request_that_never_ends_is_given_up(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_PATIENCE_S", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b'{"code":'
        await asyncio.Event().wait()

    async with make_bench(tmp_path, database_url=address) as bench:
        answer = await bench.http.post("/v1/session", content=slow())
    assert answer.status_code == 408
    assert answer.json()["error"]["code"] == "body_too_slow"


def peer(host: str | None) -> Request:
    """Make a request of somebody."""
    client = None if host is None else (host, 50_000)
    return Request({"type": "http", "path": "/", "headers": [], "client": client})


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("testclient", "testclient"),
        (None, ""),
    ],
)
def test_an_ipv6_network_counts_as_one(host: str | None, counted: str) -> None:
    assert address_of(peer(host)) == counted


def test_addresses_without_number_take_no_memory_without_end() -> None:
    attempts = Attempts(1, timedelta(hours=1), Clock())
    for number in range(12_000):
        one = peer(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        attempts.count(one)
    assert len(attempts._seen) == 10_000
    last = peer("10.0.46.223")
    with pytest.raises(TooManyError):
        attempts.refuse_if_many(last)


def test_who_did_nothing_wrong_is_not_remembered() -> None:
    attempts = Attempts(1, timedelta(hours=1), Clock())
    for number in range(100):
        attempts.refuse_if_many(peer(f"192.0.2.{number}"))
    assert len(attempts._seen) == 0
