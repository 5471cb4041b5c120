"""The profile: one file gives every desktop its settings, and only to whoever is signed in."""

import asyncio
import json
import os
from pathlib import Path

import httpx
import pytest

from cti_desktop.calls.errors import UserFixable
from cti_desktop.companion.profile import read_profile
from cti_desktop.companion.status import in_words
from cti_desktop.sync import wire
from tests.companion.bench import BO, Bench, make_bench, ringing, signed
from tests.companion.running import PATIENCE_S
from tests.companion.test_stream import a_process

TEXT = """
region = "GB"
dial_at_once = { value = false, reason = "We ask first." }
reviewed = 2026-03-01
[suggested]
theme = "dark"
"""


async def fetch(bench: Bench) -> tuple[int, bytes]:
    headers = {"authorization": f"Bearer {await bench.token(BO)}"}
    answer = await bench.http.get("/v1/profile", headers=headers)
    return answer.status_code, answer.content


@pytest.mark.asyncio
async def test_every_desktop_gets_the_file_as_it_is_now(tmp_path: Path, address: str) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(TEXT)
    async with make_bench(tmp_path, database_url=address, profile=file) as bench:
        status, body = await fetch(bench)
        assert status == 200
        told = wire.decode(body, wire.Profile).settings
        assert told["dial_at_once"] == {"value": False, "reason": "We ask first."}
        assert (told["suggested"], told["reviewed"]) == ({"theme": "dark"}, "2026-03-01")
        file.write_text('region = "FR"\n')
        os.utime(file, ns=(1, 1))
        _, body = await fetch(bench)
        assert wire.decode(body, wire.Profile).settings == {"region": "FR"}


@pytest.mark.asyncio
async def test_a_file_that_breaks_meanwhile_is_told_and_mended(
    tmp_path: Path, address: str
) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(TEXT)
    async with make_bench(tmp_path, database_url=address, profile=file) as bench:
        assert (await fetch(bench))[0] == 200
        for broken in (b"region = ", b"\xff", b"x" * 300_000):
            file.write_bytes(broken)
            status, body = await fetch(bench)
            assert (status, wire.decode(body, wire.ErrorAnswer).error.code) == (
                503,
                "profile_unreadable",
            )
        file.unlink()
        assert (await fetch(bench))[0] == 503
        file.write_text("")
        assert (await fetch(bench))[0] == 200


@pytest.mark.asyncio
async def test_without_a_file_nothing_is_set(bench: Bench) -> None:
    status, body = await fetch(bench)
    assert (status, wire.decode(body, wire.Profile).settings) == (200, {})


@pytest.mark.asyncio
async def test_nobody_else_gets_it(bench: Bench) -> None:
    assert (await bench.http.get("/v1/profile")).status_code == 401


@pytest.mark.asyncio
async def test_a_wrong_profile_keeps_no_webhook_out_and_is_told(
    tmp_path: Path, address: str
) -> None:
    file = tmp_path / "missing" / "profile.toml"
    async with make_bench(tmp_path, database_url=address, profile=file) as bench:
        assert (await bench.webhook(ringing())).status_code == 204
        assert (await fetch(bench))[0] == 503
        assert (await bench.http.get("/readyz")).status_code == 200
        told = await bench.companion.operations.status()
        assert f"Profile      The profile {file} cannot be read" in in_words(told)
        file.parent.mkdir()
        file.write_text(TEXT)
        assert (await bench.companion.operations.status()).upkeep.profile_error is None


@pytest.mark.asyncio
async def test_the_program_serves_with_a_wrong_profile_and_logs_why(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "profile.toml"
    file.write_text("= 1")
    with pytest.raises(UserFixable, match="cannot be read"):
        read_profile(file)
    monkeypatch.setenv("CTI_PROFILE", str(file))
    body = json.dumps(ringing()).encode()
    async with a_process(tmp_path, address) as (process, base_url, _), httpx.AsyncClient() as http:
        headers = signed(body, "webhook-secret-of-a-process")
        answer = await http.post(f"{base_url}/zoom/webhook", content=body, headers=headers)
        assert answer.status_code == 204
        process.terminate()
        _, stderr = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    told = [json.loads(line) for line in stderr.decode().splitlines()]
    (said,) = (line for line in told if line["event"] == "profile_unreadable")
    assert str(file) in said["reason"]
