"""The profile: one file gives every desktop its settings, and only to whoever is signed in."""

import os
from pathlib import Path

import pytest

from cti_desktop.calls.errors import UserFixable
from cti_desktop.companion.profile import read_profile
from cti_desktop.companion.program import serve
from cti_desktop.sync import wire
from tests.companion.bench import BO, Bench, make_bench, make_settings

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
async def test_every_desktop_gets_the_file_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(TEXT)
    async with make_bench(tmp_path, profile=file) as bench:
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
async def test_a_file_that_breaks_meanwhile_is_told_and_mended(tmp_path: Path) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(TEXT)
    async with make_bench(tmp_path, profile=file) as bench:
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


def test_a_wrong_profile_is_told_before_anything_is_served(tmp_path: Path) -> None:
    file = tmp_path / "profile.toml"
    with pytest.raises(UserFixable, match="profile"):
        read_profile(file)
    file.write_text("= 1")
    with pytest.raises(UserFixable, match="cannot be read"):
        serve(make_settings(tmp_path, profile=file), "127.0.0.1", 0, pytest.fail)
