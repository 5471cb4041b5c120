"""A newer desk understands what an older one put aside, and sends what its page had told."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import encode
from cti_desktop.calls.events import CallEvent
from cti_desktop.store import rows
from cti_desktop.store.opening import open_store
from cti_desktop.zoom.embed_events import READERS
from tests.agent.desks import CALL_ID, CALLER, ME, Desk, open_desk
from tests.agent.servers import Servers
from tests.agent.test_shared_desk import sent, sign_in
from tests.agent.test_with_companion import desk, drawer, servers
from tests.store.making import event

__all__ = ["desk", "drawer", "servers"]


@pytest.mark.asyncio
async def test_what_was_put_aside_is_read_at_the_start(tmp_path: Path) -> None:
    data = {
        "callId": CALL_ID,
        "direction": "inbound",
        "caller": CALLER,
        "callee": ME,
        "dateTime": "2026-11-20T09:00:00Z",
    }
    ring = json.dumps({"type": "zp-call-ringing-event", "data": data}).encode()
    synced = encode(event("synced", "call:2"))
    store = open_store(DeskSettings(data_dir=tmp_path).database_url, region="GB")
    kept = {ring: "softphone", synced: "companion", b"rubbish": "softphone", b"{}": "elsewhere"}
    for raw, source in kept.items():
        store.journal.quarantine(raw, "unknown_type", source).result(10)
    store.close()
    desk = await open_desk(tmp_path)
    try:
        await desk.hearing.until(lambda: desk.store.log.by_key(f"call:{CALL_ID}"))
        await desk.hearing.until(lambda: desk.store.log.by_key("call:2"))
        assert len(desk.store.outbox.pending()) == 1
        left = {one.raw for one in desk.store.journal.quarantined()}
        assert left == {b"rubbish", b"{}"}
    finally:
        await desk.office.stop()


@pytest.mark.asyncio
async def test_what_the_journal_cannot_take_is_put_aside_said_and_read_later(
    tmp_path: Path,
) -> None:
    desk = await open_desk(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "fold", _broken)
        desk.call_event("ringing")
        (said,) = await desk.hearing.until(lambda: desk.hearing.notices)
    assert said.startswith("An entry could not be added to its call. It is kept")
    desk.call_event("ringing", callId="068cba3db27ba0d0111")
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    await desk.office.stop()
    store = open_store(DeskSettings(data_dir=tmp_path).database_url, region="GB")
    store.cursors.set("quarantine.read_by", "older").result(10)
    store.close()
    again = await open_desk(tmp_path)
    await again.hearing.until(lambda: again.store.log.by_key(f"call:{CALL_ID}"))
    assert again.store.outbox.count() == 2
    await again.office.stop()


@pytest.mark.asyncio
async def test_what_the_page_said_to_one_person_is_never_read_as_said_to_another(
    servers: Servers, desk: Desk
) -> None:
    bo = desk.office.softphone.agent
    with pytest.MonkeyPatch.context() as older:
        older.delitem(READERS, "zp-call-ringing-event")
        desk.call_event("ringing", callee={})
    _upgrade(desk, bo.author)
    assert desk.store.journal.count_quarantined() == 1
    await sign_in(desk, "801")
    await asyncio.gather(*desk.office._tasks)
    assert _has_read(desk, desk.office.softphone.agent.author)
    assert desk.store.log.by_key(f"call:{CALL_ID}") is None
    assert desk.store.journal.count_quarantined() == 1
    await sign_in(desk, "800")
    call = await desk.hearing.until(lambda: desk.store.log.by_key(f"call:{CALL_ID}"))
    assert [set(leg.ids) for leg in call.legs] == [set(bo.leg_ids)]
    await sent(desk)
    there = servers.store.log.by_key(f"call:{CALL_ID}")
    assert there is not None
    assert {event.author for event in servers.store.journal.events_of(there.id)} == {bo.author}


def _upgrade(desk: Desk, author: str | None) -> None:
    desk.store.cursors.set(f"quarantine.read_by.{author}", "older").result(10)


def _has_read(desk: Desk, author: str | None) -> str | None:
    return desk.store.cursors.get(f"quarantine.read_by.{author}")


def _broken(_: Iterable[CallEvent]) -> Call | None:
    raise ValueError("the fold broke")
