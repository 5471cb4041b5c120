"""Companions are killed at random moments while the simulated Zoom sends 20,000 webhooks.

Once one companion on SQLite, once three on PostgreSQL of which one is killed again and again. What
was answered with success has to be in the journal, once; anything else is an error, not a figure.
"""

import asyncio
import logging
import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import structlog

from benchmarks import postgres
from benchmarks.companions import CompanionProcess
from benchmarks.measured import Measured
from benchmarks.zoom_sends import Outcome, compare, send_and_kill

_WEBHOOKS = 20_000
_KILLS = 12
_SIDE_BY_SIDE = 3


def measure() -> Iterator[Measured]:
    """Send and kill on both databases; what the sender logs of each failure is left out."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    dice = random.Random()
    with tempfile.TemporaryDirectory() as name:
        yield from _figures("SQLite", _pour([CompanionProcess(Path(name))], dice))
    with tempfile.TemporaryDirectory() as name, postgres.database() as url:
        folders = [Path(name) / str(number) for number in range(_SIDE_BY_SIDE)]
        for folder in folders:
            folder.mkdir()
        companions = [CompanionProcess(folder, database_url=url) for folder in folders]
        yield from _figures("PostgreSQL", _pour(companions, dice))


def _pour(companions: list[CompanionProcess], dice: random.Random) -> Outcome:
    with ExitStack() as stack:
        for one in companions:
            stack.callback(one.stop)
        with ThreadPoolExecutor(len(companions)) as pool:
            for started in [pool.submit(one.start) for one in companions]:
                started.result()
        sent = asyncio.run(send_and_kill(companions, _WEBHOOKS, _KILLS, dice))
    return compare(sent, companions[0].database_url)


def _figures(where: str, outcome: Outcome) -> Iterator[Measured]:
    def figure(what: str, value: int, limit: float | None = None) -> Measured:
        return Measured(bench="kill", metric=f"{where} {what}", value=value, unit="", limit=limit)

    yield figure("webhooks sent", outcome.sent)
    yield figure("answered with success", outcome.answered)
    yield figure("sent again", outcome.repeats)
    yield figure("taken with an old stamp", outcome.old)
    yield figure("kills", outcome.kills)
    yield figure("lost", outcome.lost, 0)
    yield figure("doubled", outcome.doubled, 0)
    yield figure("left behind", outcome.left, 0)
    if outcome.lost or outcome.doubled or outcome.left:
        raise RuntimeError(
            f"{where}: {outcome.lost} lost, {outcome.doubled} doubled, {outcome.left} left behind"
        )
