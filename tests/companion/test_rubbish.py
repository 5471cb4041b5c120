"""Webhooks bent in every way get the answer they deserve; the bench `rubbish` sends 100,000."""

import random

import pytest

from benchmarks.rubbish import knock

MUTANTS = 1_500


@pytest.mark.asyncio
async def test_no_bent_webhook_is_accepted_and_none_is_a_server_error(address: str) -> None:
    verdict = await knock(address, MUTANTS, random.Random(7))
    assert verdict.wrong == []
    assert verdict.unstorable == 0
    taken = {what for (what, status), _ in verdict.answers.items() if status == 204}
    assert taken == {"header variant", "strange"}
    assert sum(verdict.answers.values()) == MUTANTS
