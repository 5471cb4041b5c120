"""Everything is logged as in production while people sign in and work; no secret shows up."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
import structlog

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.logs import configure_logs
from cti_desktop.sync.client import CompanionClient
from tests.companion.bench import (
    BO,
    CLIENT_SECRET,
    COMPANION,
    WEBHOOK_SECRET,
    Bench,
    query_of,
    ringing,
)
from tests.companion.test_signin import ASKED, VERIFIER, to_zoom


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs(logging.DEBUG)
    try:
        yield stream
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)


@pytest.mark.asyncio
async def test_no_secret_number_or_address_is_ever_written(
    written: io.StringIO, bench: Bench
) -> None:
    back = await to_zoom(bench, ASKED)
    told = query_of((await bench.http.get(back)).headers["location"])
    anonymous = CompanionClient(bench.http, COMPANION, lambda: None)
    token, _ = await anonymous.redeem(told["code"], VERIFIER)
    client = CompanionClient(bench.http, COMPANION, lambda: token)
    with pytest.raises(CtiError):
        await client.redeem(told["code"], VERIFIER)
    await bench.webhook(ringing())
    await bench.webhook(ringing(), secret="wrong-secret")
    await client.pull()
    grants, key = bench.companion.grants, f"user:{BO.user_id}"
    access = await grants.access_token(key)
    bench.clock.ahead = timedelta(minutes=61)
    renewed = await grants.access_token(key)
    logging.getLogger("uvicorn.error").warning("called from %s", "+44 20 7946 0018")
    await client.sign_out()

    text = written.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"request_answered", "session_began", "grant_refreshed", "webhook_refused"} <= {
        line["event"] for line in lines
    }
    assert all(line["level"] and line["timestamp"].endswith("Z") for line in lines)
    zoom_code, zoom_state = query_of(back)["code"], query_of(back)["state"]
    secrets = [token, told["code"], zoom_code, zoom_state, access, renewed]
    secrets += [VERIFIER, ASKED["state"], CLIENT_SECRET, WEBHOOK_SECRET, BO.email]
    for secret in (*secrets, "7946 0018", "442079460018"):
        assert secret not in text
        assert quote(secret, safe="") not in text


@pytest.mark.asyncio
async def test_an_error_is_found_in_the_log_by_its_id(written: io.StringIO, bench: Bench) -> None:
    answer = await bench.http.get("/v1/calls?before=x", headers={"authorization": "Bearer x"})
    wanted = answer.json()["error"]["id"]
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    found = [line for line in lines if line.get("request_id") == wanted]
    assert {line["event"] for line in found} == {"request_refused", "request_answered"}
    assert all("before" not in line.get("path", "") for line in found)


@pytest.mark.asyncio
async def test_a_path_without_end_is_logged_short(written: io.StringIO, bench: Bench) -> None:
    answer = await bench.http.get("/" + "a" * 60_000)
    assert answer.status_code == 404
    (line,) = [
        found
        for found in map(json.loads, written.getvalue().splitlines())
        if found["event"] == "request_answered"
    ]
    assert line["path"] == "/" + "a" * 299
