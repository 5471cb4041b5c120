"""Zoom's own examples, signed and posted; skipped where its schema file is not at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.companion.bench import Bench

ALERTS = {"phone.emergency_alert"}  # told beside a call's own events; alone it is no call
SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "zoom" / "webhooks.openapi.json"


def examples() -> dict[str, Any]:
    document = json.loads(SCHEMA.read_text("utf-8"))
    contents = {
        name: item["post"]["requestBody"]["content"]["application/json"]
        for name, item in document["webhooks"].items()
    }
    return {name: next(iter(one["examples"].values()))["value"] for name, one in contents.items()}


@pytest.mark.asyncio
async def test_every_example_is_accepted_and_calls_are_folded(bench: Bench) -> None:
    if not SCHEMA.exists():
        pytest.skip("Zoom's webhook schema is not beside this checkout")
    statuses: dict[str, int] = {}
    missing: list[str] = []
    for name, body in examples().items():
        statuses[name] = (await bench.webhook(body)).status_code
        call_id = body["payload"].get("object", {}).get("call_id")
        if call_id and bench.store.log.by_key(f"call:{call_id}") is None:
            missing.append(name)
    assert len(statuses) == 61
    assert {name: s for name, s in statuses.items() if s not in (200, 204)} == {}
    assert set(missing) == ALERTS
    assert bench.store.journal.quarantined() == ()
