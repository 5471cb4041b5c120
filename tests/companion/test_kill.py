"""Killed again and again while webhooks pour in: what was answered 2xx is kept, once."""

import asyncio
import random
from collections import Counter
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from benchmarks.companions import CompanionProcess
from benchmarks.storm import Told, call_id_of, send_all
from cti_desktop.store.opening import open_store

WEBHOOKS = 2_000
KILLS = 4


async def pour(companion: CompanionProcess, dice: random.Random) -> Told:
    """Send all webhooks; kill and start the companion at random moments in between."""
    moments = sorted(dice.sample(range(100, WEBHOOKS - 100), KILLS))
    lock = asyncio.Lock()

    async def answered(count: int) -> None:
        async with lock:
            if moments and count >= moments[0]:
                moments.pop(0)
                companion.kill()
                await asyncio.to_thread(companion.start)

    limits = httpx.Limits(max_connections=16)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as http:
        return await send_all(
            http,
            f"{companion.base_url}/zoom/webhook",
            range(WEBHOOKS),
            connections=16,
            answered=answered,
        )


@pytest.mark.e2e
def test_every_webhook_answered_2xx_is_in_the_journal_exactly_once(tmp_path: Path) -> None:
    companion = CompanionProcess(tmp_path)
    companion.start()
    try:
        told = asyncio.run(pour(companion, random.Random(4)))
    finally:
        companion.stop()
    assert told.refused == []
    assert sorted(told.taken) == list(range(WEBHOOKS))
    assert told.repeats >= KILLS
    with closing(open_store(companion.database_url)) as store:
        kept: Counter[str] = Counter()
        cursor, more = 0, True
        while more:
            page = store.journal.after(cursor)
            cursor, more = page.cursor, page.more
            kept.update(key for event in page.events for key in event.keys)
        calls = store.log.by_key(f"call:{call_id_of(WEBHOOKS - 1)}")
    assert kept == Counter(f"call:{call_id_of(number)}" for number in range(WEBHOOKS))
    assert cursor == WEBHOOKS
    assert calls is not None
