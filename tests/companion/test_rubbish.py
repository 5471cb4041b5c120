"""Webhooks bent in every way get the answer they deserve; the bench `rubbish` sends 100,000."""

import random
from pathlib import Path

import pytest

from benchmarks.rubbish import knock

MUTANTS = 2_000


@pytest.mark.asyncio
async def test_no_bent_webhook_is_accepted_and_none_is_a_server_error(tmp_path: Path) -> None:
    verdict = await knock(tmp_path, MUTANTS, random.Random(7))
    assert verdict.wrong == []
    assert verdict.unstorable == 0
    taken = {what for (what, status), _ in verdict.answers.items() if status == 204}
    assert taken == {"header variant", "strange"}
    assert sum(verdict.answers.values()) == MUTANTS
