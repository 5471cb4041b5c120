"""Signed webhooks a second that are on the disk, once, against an endpoint that drops them.

One companion process and one bare Starlette process, the same server, 32 connections; the two take
turns, so that what else the machine does hurts both. Once on SQLite and once on PostgreSQL. The
second rate counts until the last of them is a folded call: what comes faster waits on the disk.

Then a busy office's worst, at a steady pace: how long Zoom waits for an answer, and how far behind
the calls are when it ends.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from benchmarks import postgres
from benchmarks.companions import CompanionProcess
from benchmarks.measured import Measured, median
from benchmarks.programs import running
from benchmarks.waiting import until

_CONNECTIONS = 32
_ROUNDS = 5
_WARM_UP = 200
_WEBHOOKS = 9_000
_STEADY = 600
"""Webhooks a second: more than are folded one by one, less than the machine could."""
_STEADY_S = 10
_PATIENCE_S = 300.0
_ROOT = Path(__file__).resolve().parent.parent


def measure() -> Iterator[Measured]:
    """Let both take the same webhooks, in turns."""
    with tempfile.TemporaryDirectory() as name:
        yield from _against_bare("SQLite", CompanionProcess(Path(name)), 0.6)
    with tempfile.TemporaryDirectory() as name, postgres.database() as url:
        yield from _against_bare("PostgreSQL", CompanionProcess(Path(name), database_url=url), 0.4)


def _against_bare(where: str, companion: CompanionProcess, limit: float) -> Iterator[Measured]:
    ours: list[float] = []
    folded: list[float] = []
    bare: list[float] = []
    late: list[float] = []
    companion.start()
    try:
        with running("benchmarks.bare_webhooks", log=companion.folder / "bare.log") as program:
            url = str(program.expect("url")["url"])
            for address in (companion.base_url, url):
                storm(address, 0, _WARM_UP)
            for number in range(1, _ROUNDS + 1):
                _wait_until_read(companion)
                first = number * 1_000_000
                bare.append(_rate(storm(url, first, _WEBHOOKS)))
                told = storm(companion.base_url, first, _WEBHOOKS)
                ours.append(_rate(told))
                late.append(told["p99_s"] * 1000)
                folded.append(_WEBHOOKS / (told["seconds"] + _wait_until_read(companion)))
        _wait_until_read(companion)
        steady = storm(companion.base_url, 900_000_000, _STEADY * _STEADY_S, per_second=_STEADY)
        behind = _wait_until_read(companion)
    finally:
        companion.stop()
    yield Measured(
        bench="ingest",
        metric=f"{where} durable vs only verified",
        value=median(ours),
        unit="1/s",
        baseline=median(bare),
        limit=limit,
        at_least=True,
    )
    yield Measured(bench="ingest", metric=f"{where} answer p99", value=median(late), unit="ms")
    yield Measured(bench="ingest", metric=f"{where} until folded", value=median(folded), unit="1/s")
    pace = f"{where} at {_STEADY}/s"
    late_ms = steady["p99_s"] * 1000
    yield Measured(bench="ingest", metric=f"{pace} answer p99", value=late_ms, unit="ms")
    yield Measured(bench="ingest", metric=f"{pace} folded after", value=behind, unit="s")


def _wait_until_read(companion: CompanionProcess) -> float:
    """Wait until no webhook waits on the disk; returns how many seconds that took."""
    began = time.perf_counter()

    def all_read() -> bool:
        told = httpx.get(f"{companion.base_url}/status", trust_env=False, timeout=_PATIENCE_S)
        return bool(told.json()["webhooks"]["waiting"] == 0)

    until(all_read, "the companion does not get through its webhooks", within_s=_PATIENCE_S)
    return time.perf_counter() - began


def storm(url: str, first: int, count: int, *, per_second: float = 0.0) -> dict[str, Any]:
    """Send webhooks from a process of their own; each is answered 2xx or it is an error.

    Args:
        per_second: the pace; 0 is as fast as they are answered.
    """
    words = [url, str(first), str(count), str(_CONNECTIONS), str(per_second)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.storm_program", *words],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        timeout=300,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    if told["taken"] != count:
        raise RuntimeError(f"{count - told['taken']} of {count} webhooks were refused")
    return told


def _rate(told: dict[str, Any]) -> float:
    return float(told["taken"] / told["seconds"])
