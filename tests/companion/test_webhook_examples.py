"""Zoom's own examples, signed and posted; skipped where its schema file is not at hand."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.companion.bench import signed
from tests.companion.running import Running

ALERTS = {"phone.emergency_alert"}  # told beside a call's own events; alone it is no call
SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "zoom" / "webhooks.openapi.json"
# What Zoom is seen to send beside the signature; a subscription may want one more of ours.
TRACES = {
    "x-zm-trackingid": "v=2.0;clid=us02;rid=WEB_0123456789abcdef",
    "x-zm-request-id": "0123abcd_4567_89ab_cdef_0123456789ab",
    "clientid": "an-app",
    "user-agent": "Zoom Marketplace/1.0a",
    "traceparent": "00-0123456789abcdef0123456789abcdef-0123456789abcdef-00",
    "zm-trace-upstream": "marketplace",
}
VARIANTS: dict[str, dict[str, str]] = {
    "signature alone": {},
    "traces": TRACES,
    "Basic": TRACES | {"authorization": "Basic em9vbTppbnZlbnRlZA=="},
    "Bearer": TRACES | {"authorization": "Bearer an.invented.token"},
    "key and value": TRACES | {"authorization": "an-invented-word", "x-cti-key": "invented"},
    "old verification token": {"authorization": "Xq7fInventedToken"},
}


def examples() -> dict[str, Any]:
    document = json.loads(SCHEMA.read_text("utf-8"))
    contents = {
        name: item["post"]["requestBody"]["content"]["application/json"]
        for name, item in document["webhooks"].items()
    }
    return {name: next(iter(one["examples"].values()))["value"] for name, one in contents.items()}


@pytest.fixture
def served(tmp_path: Path, address: str) -> Iterator[Running]:
    """A companion at a socket: in one process, headers would lose their capitals on the way."""
    with closing(Running(tmp_path, database_url=address)) as running:
        yield running


@pytest.mark.parametrize("how", [str.lower, str.upper], ids=lambda how: how.__name__)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_example_is_accepted_and_calls_are_folded(
    served: Running, variant: str, how: Callable[[str], str]
) -> None:
    if not SCHEMA.exists():
        pytest.skip("Zoom's webhook schema is not beside this checkout")
    statuses: dict[str, int] = {}
    missing: list[str] = []
    with httpx.Client(base_url=served.base_url) as zoom:
        for name, body in examples().items():
            raw = json.dumps(body, ensure_ascii=False).encode()
            headers = {how(key): value for key, value in (signed(raw) | VARIANTS[variant]).items()}
            answer = zoom.post("/zoom/webhook", content=raw, headers=headers)
            statuses[name] = answer.status_code
            call_id = body["payload"].get("object", {}).get("call_id")
            if call_id and served.store.log.by_key(f"call:{call_id}") is None:
                missing.append(name)
    assert len(statuses) == 61
    assert {name: s for name, s in statuses.items() if s not in (200, 204)} == {}
    assert set(missing) == ALERTS
    assert served.store.journal.quarantined() == ()
