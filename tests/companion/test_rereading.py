"""A newer companion understands what an older one put aside."""

import asyncio
import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cti_desktop.calls.codec import encode
from cti_desktop.calls.events import CallEvent, Source
from cti_desktop.companion.rereading import desktop_source, reread_companion
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import open_store
from cti_desktop.zoom.contract import v3
from cti_desktop.zoom.webhook_readers import READERS
from tests.companion.bench import make_bench, ringing
from tests.sync.events import leg_event, note_event


@pytest.mark.asyncio
async def test_a_kind_of_webhook_that_a_newer_version_knows_is_read_then(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "phone.callee_summoned"
    async with make_bench(tmp_path, database_url=address) as older:
        assert (await older.webhook({**ringing("0684a"), "event": name})).status_code == 204
        assert older.store.log.by_key("call:0684a") is None
    monkeypatch.setattr("cti_desktop.zoom.webhook.READERS", {name: READERS["phone.callee_ringing"]})
    monkeypatch.setitem(v3.LIVE, name, ("callee", "ringing"))
    monkeypatch.setattr("cti_desktop.companion.rereading.__version__", "newer")
    with contextlib.closing(open_store(address)) as store:
        await reread_companion(store)
        assert store.log.by_key("call:0684a") is not None
        assert store.journal.quarantined() == ()


@pytest.mark.asyncio
async def test_what_a_reader_of_ours_breaks_at_again_stays_and_holds_up_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> tuple[CallEvent, ...]:
        raise KeyError("a fault of ours")

    faulty = {**ringing("0684b"), "event": "phone.callee_answered"}
    monkeypatch.setattr(
        "cti_desktop.zoom.webhook.READERS", {**READERS, "phone.callee_answered": broken}
    )
    with contextlib.closing(open_store(address)) as store:
        for body in (faulty, ringing("0684a")):
            store.journal.quarantine(json.dumps(body).encode(), "unreadable", "webhook").result()
        await reread_companion(store)
        assert store.log.by_key("call:0684a") is not None
        assert [json.loads(one.raw) for one in store.journal.quarantined()] == [faulty]


@pytest.mark.asyncio
async def test_what_was_put_aside_is_read_at_the_start(tmp_path: Path, address: str) -> None:
    own = replace(note_event("0681", None, "mine"), author="user:bo")
    others = replace(note_event("0681", None, "not mine"), author="user:cy")
    aside = {
        json.dumps(ringing("0684a")).encode(): "webhook",
        b'{"event": "phone.never_heard_of", "payload": {}}': "webhook",
        b"rubbish": "webhook",
        encode(own): desktop_source("bo"),
        encode(others): desktop_source("bo"),
        b'{"kind": "telepathy"}': desktop_source("bo"),
        encode(replace(own, id="elsewhere")): "somewhere else",
    }
    store = open_store(address)
    for raw, source in aside.items():
        store.journal.quarantine(raw, "malformed", source).result(10)
    store.close()
    async with make_bench(tmp_path, database_url=address) as bench:
        heard = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hear(_: Appended) -> None:
            loop.call_soon_threadsafe(heard.set)

        bench.store.journal.subscribe(hear)
        async with asyncio.timeout(20):
            while bench.store.journal.count_quarantined() > len(aside) - 2:
                await heard.wait()
                heard.clear()
        kept = {one.id: one for one in bench.store.journal.after(0).events}
        assert own.id in kept
        assert {one.name for one in kept.values()} == {own.name, "phone.callee_ringing"}
        left = {one.raw for one in bench.store.journal.quarantined()}
        assert left == set(aside) - {json.dumps(ringing("0684a")).encode(), encode(own)}


@pytest.mark.asyncio
async def test_each_is_judged_by_all_that_was_read_before_it(address: str) -> None:
    """One alone may be added to; both together would join a colleague's call to one's own."""
    theirs = leg_event("0682", "user:cy", source=Source.WEBHOOK)
    mine = leg_event("0681", "user:bo", source=Source.WEBHOOK)
    claim = replace(leg_event("0682", "user:bo", seconds=1), keys=("call:0682", "call:0689"))
    joins = replace(note_event("0681", "user:bo", "y"), keys=("call:0681", "call:0689"))
    with contextlib.closing(open_store(address)) as store:
        store.journal.append([theirs, mine]).result(10)
        for one in (claim, joins):
            store.journal.quarantine(encode(one), "unstorable", desktop_source("bo")).result(10)
        await reread_companion(store)
        assert [one.raw for one in store.journal.quarantined()] == [encode(joins)]
        call = store.log.by_key("call:0681")
    assert call is not None
    assert "call:0682" not in call.keys
