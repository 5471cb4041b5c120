"""All of a user's records are deleted at Zoom: their calls say so, and nothing typed is lost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cti_desktop.calls.fold import as_seen_by
from tests.companion.bench import BO, MINA, Bench, ringing

LATER = "2030-01-01T10:00:00Z"


def everything_of(user_id: str) -> dict[str, Any]:
    told = {"user_id": user_id, "delete_all": True, "execute_time": LATER, "call_element_ids": []}
    return {
        "event": "phone.call_element_deleted",
        "event_ts": int(datetime.now(UTC).timestamp() * 1000),
        "payload": {"account_id": "a", "object": told},
    }


@pytest.mark.asyncio
async def test_deleting_everything_marks_this_users_calls_only(bench: Bench) -> None:
    await bench.webhook(ringing("0684f0a1b2c3d4e5f60", BO))
    await bench.webhook(ringing("0684f0a1b2c3d4e5f61", MINA))
    for _ in range(2):
        answer = await bench.webhook(everything_of(BO.user_id))
        assert answer.status_code == 204
    bo = bench.store.log.by_key("call:0684f0a1b2c3d4e5f60")
    mina = bench.store.log.by_key("call:0684f0a1b2c3d4e5f61")
    assert bo is not None
    assert mina is not None
    assert as_seen_by(bo, [f"user:{BO.user_id}"]).deleted_at is not None
    assert mina.deleted_at is None
