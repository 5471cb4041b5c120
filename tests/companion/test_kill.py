"""Killed again and again while the simulated Zoom sends: what was answered 2xx is kept, once.

The same with 20,000 webhooks, and three companions side by side, is `./run bench kill`.
"""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.companions import CompanionProcess
from benchmarks.zoom_sends import Outcome, compare, send_and_kill
from tests.hygiene import SECRETS

WEBHOOKS = 300


def pour(companions: list[CompanionProcess], kills: int, seed: int) -> Outcome:
    with ExitStack() as stack:
        for one in companions:
            stack.callback(one.stop)
            one.environment["CTI_LOG_LEVEL"] = "DEBUG"  # what it could ever write is searched
        with ThreadPoolExecutor(len(companions)) as pool:
            for started in [pool.submit(one.start) for one in companions]:
                started.result()
        sent = asyncio.run(send_and_kill(companions, WEBHOOKS, kills, random.Random(seed)))
    for one in companions:
        look_for_secrets(one)
    return compare(sent, companions[0].database_url)


def look_for_secrets(companion: CompanionProcess) -> None:
    """Its log goes to a file, where the suite's search does not see it."""
    SECRETS.learn(*companion.secrets)
    assert "Started server process" in companion.logged
    SECRETS.read_answer("companion.log", companion.logged)


def judge(outcome: Outcome, kills: int) -> None:
    assert (outcome.lost, outcome.doubled, outcome.left) == (0, 0, 0)
    assert (outcome.sent, outcome.kills) == (WEBHOOKS, kills)
    assert outcome.answered > WEBHOOKS * 0.9
    assert outcome.repeats >= kills
    assert outcome.old >= kills


@pytest.mark.e2e
def test_every_webhook_answered_2xx_is_in_the_journal_exactly_once(tmp_path: Path) -> None:
    judge(pour([CompanionProcess(tmp_path)], kills=2, seed=4), kills=2)


@pytest.mark.e2e
@pytest.mark.parametrize("database", ["postgresql"])
def test_also_with_companions_side_by_side_on_postgresql_of_which_one_is_killed(
    tmp_path: Path, address: str
) -> None:
    folders = [tmp_path / str(number) for number in range(2)]
    for folder in folders:
        folder.mkdir()
    companions = [CompanionProcess(one, database_url=address) for one in folders]
    judge(pour(companions, kills=1, seed=5), kills=1)
