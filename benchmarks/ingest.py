"""Signed webhooks a second that are on the disk, once, against an endpoint that drops them.

One companion process and one bare Starlette process, the same server, 32 connections; the two take
turns, so that what else the machine does hurts both.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.companions import CompanionProcess
from benchmarks.measured import Measured, median
from benchmarks.programs import running

_CONNECTIONS = 32
_ROUNDS = 3
_WARM_UP = 200
_WEBHOOKS = 3_000
_ROOT = Path(__file__).resolve().parent.parent


def measure() -> Iterator[Measured]:
    """Let both take the same webhooks, in turns."""
    ours: list[float] = []
    bare: list[float] = []
    late: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        companion = CompanionProcess(folder)
        companion.start()
        try:
            with running("benchmarks.bare_webhooks", log=folder / "bare.log") as program:
                url = str(program.expect("url")["url"])
                for address in (companion.base_url, url):
                    storm(address, 0, _WARM_UP)
                for number in range(1, _ROUNDS + 1):
                    first = number * 1_000_000
                    bare.append(_rate(storm(url, first, _WEBHOOKS)))
                    told = storm(companion.base_url, first, _WEBHOOKS)
                    ours.append(_rate(told))
                    late.append(told["p99_s"] * 1000)
        finally:
            companion.stop()
    yield Measured(
        bench="ingest",
        metric="webhooks durable vs only verified",
        value=median(ours),
        unit="1/s",
        baseline=median(bare),
        limit=0.6,
        at_least=True,
    )
    yield Measured(bench="ingest", metric="answer p99 under load", value=median(late), unit="ms")


def storm(url: str, first: int, count: int) -> dict[str, Any]:
    """Send webhooks from a process of their own; each is answered 2xx or it is an error."""
    words = [url, str(first), str(count), str(_CONNECTIONS)]
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
