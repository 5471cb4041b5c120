"""Signed webhooks a second that are on the disk, once, against an endpoint that drops them.

One companion process and one bare Starlette process, the same server, 32 connections; the two take
turns, so that what else the machine does hurts both. Once on SQLite and once on PostgreSQL. One in
twenty comes twice; at the end each has to be in the journal once, anything else is an error. The
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
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from benchmarks import postgres
from benchmarks.companions import CompanionProcess
from benchmarks.measured import Measured, median
from benchmarks.programs import running
from benchmarks.waiting import until
from cti_desktop.store.opening import open_store

_CONNECTIONS = 32
_ROUNDS = 5
_WARM_UP = 200
_WEBHOOKS = 9_000
_STEADY = 600
"""Webhooks a second: more than are folded one by one, less than the machine could."""
_STEADY_S = 10
_PATIENCE_S = 300.0
_MOSTLY = 0.9
"""A repeat that overtakes its first is no repeat to the door; the journal knows it by its event."""
_REPEATS = "cti_webhook_repeats_total "
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
    to_ours = _Zoom(companion.base_url)
    try:
        with running("benchmarks.bare_webhooks", log=companion.folder / "bare.log") as program:
            to_bare = _Zoom(str(program.expect("url")["url"]))
            for zoom in (to_ours, to_bare):
                zoom.storm(0, _WARM_UP)
            for number in range(1, _ROUNDS + 1):
                _wait_until_read(companion)
                first = number * 1_000_000
                bare.append(_rate(to_bare.storm(first, _WEBHOOKS)))
                told = to_ours.storm(first, _WEBHOOKS)
                ours.append(_rate(told))
                late.append(told["p99_s"] * 1000)
                folded.append(_WEBHOOKS / (told["seconds"] + _wait_until_read(companion)))
        _wait_until_read(companion)
        steady = to_ours.storm(900_000_000, _STEADY * _STEADY_S, per_second=_STEADY)
        behind = _wait_until_read(companion)
        known = _known_again(companion)
    finally:
        companion.stop()
    to_ours.add_up(known, companion.database_url)
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


def _known_again(companion: CompanionProcess) -> int:
    """Return how many requests the companion says it had taken before."""
    told = httpx.get(f"{companion.base_url}/metrics", trust_env=False, timeout=_PATIENCE_S)
    (line,) = [one for one in told.text.splitlines() if one.startswith(_REPEATS)]
    return int(float(line.split()[1]))


class _Zoom:
    """Sends storms to one address, each from a process of its own, and counts what it sent.

    Attributes:
        webhooks: how many, each counted once.
        repeats: how many were sent once more.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.webhooks = 0
        self.repeats = 0

    def storm(self, first: int, count: int, *, per_second: float = 0.0) -> dict[str, Any]:
        """Send webhooks; each is answered 2xx or it is an error.

        Args:
            first: the number of the first.
            count: how many.
            per_second: the pace; 0 is as fast as they are answered.
        """
        words = [self._url, str(first), str(count), str(_CONNECTIONS), str(per_second)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.storm_program", *words],
            cwd=_ROOT,
            check=True,
            capture_output=True,
            timeout=300,
        )
        told: dict[str, Any] = json.loads(done.stdout)
        if told["taken"] != told["sent"]:
            raise RuntimeError(f"{told['sent'] - told['taken']} of {told['sent']} were refused")
        self.webhooks += count
        self.repeats += told["sent"] - count
        return told

    def add_up(self, known: int, database_url: str) -> None:
        """Fail unless each webhook is in the journal once, and repeats were known at the door.

        Args:
            known: requests that the companion says it had taken before.
            database_url: of the companion, which has stopped.
        """
        with closing(open_store(database_url)) as store:
            kept = store.journal.count()
        if kept != self.webhooks:
            raise RuntimeError(f"of {self.webhooks} webhooks {kept} are in the journal")
        if not self.repeats * _MOSTLY <= known <= self.repeats:
            raise RuntimeError(f"of {self.repeats} repeats {known} were known")


def _rate(told: dict[str, Any]) -> float:
    return float(told["taken"] / told["seconds"])
