"""All of a user's records are deleted at Zoom: their calls say so, and nothing typed is lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.deleting import EVERYTHING
from cti_desktop.calls.events import CallEvent, Facts, Kind, Source
from cti_desktop.calls.fold import as_seen_by
from cti_desktop.companion.wiping import Wiping
from cti_desktop.store.journal import Appended
from cti_desktop.store.opening import Store, open_store
from tests.companion.bench import BO, MINA, Bench, ringing
from tests.companion.test_reconcile import until
from tests.sync.events import at, leg_event, note_event, record_event

LATER = "2030-01-01T10:00:00Z"
BO_LEG, BO_USER = f"ext:{BO.extension_id}", f"user:{BO.user_id}"


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

    def deleted(call_id: str) -> datetime | None:
        call = bench.store.log.by_key(f"call:{call_id}")
        return as_seen_by(call, [BO_USER]).deleted_at if call is not None else None

    await until(bench, lambda: deleted("0684f0a1b2c3d4e5f60") is not None)
    assert deleted("0684f0a1b2c3d4e5f61") is None


def story(ended: float) -> tuple[CallEvent, ...]:
    """A call of Bo's and the deletion of all their records 100 seconds after it began."""
    ids = (BO_LEG, BO_USER)
    rang, record = leg_event("0681", BO_LEG), record_event("0681", BO_LEG, history="H")
    facts = replace(record.facts, ended_at=at(ended), final=True)
    deletion = CallEvent(
        id="wipe",
        kind=Kind.DELETED,
        source=Source.WEBHOOK,
        name="phone.call_element_deleted",
        at=at(100),
        seen_at=at(100),
        keys=("own:wipe",),
        facts=Facts(about=BO_USER, deleted_ids=(EVERYTHING,)),
    )
    assert rang.leg is not None
    return (
        replace(rang, leg=replace(rang.leg, ids=ids)),
        replace(record, leg=replace(rang.leg, ids=ids), facts=facts),
        note_event("0681", BO_USER, "keep me"),
        deletion,
    )


@contextlib.asynccontextmanager
async def wiping(store: Store) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Run the wiping; gives what waits until all that was heard is looked at."""
    made = Wiping(store)

    async def work() -> None:
        await made.works["deletions"]()

    async def idle() -> None:
        async with asyncio.timeout(10):
            while made._news:  # noqa: ASYNC110 - nobody is told that nothing was to be done
                await asyncio.sleep(0)

    async with made.hearing():
        task = asyncio.create_task(work())
        yield idle
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def told_in(order: Sequence[CallEvent], note: CallEvent) -> Call:
    with contextlib.closing(open_store("sqlite://")) as store:
        async with wiping(store) as idle:
            for one in (*order, note):
                await asyncio.wrap_future(store.journal.append((one,)))
                await idle()
        call = store.log.by_key("call:0681")
        assert call is not None
        return call


@pytest.mark.asyncio
@pytest.mark.parametrize(("ended", "gone"), [(60, True), (140, False)], ids=["over", "going-on"])
async def test_whatever_comes_first_the_calls_are_equal(ended: float, *, gone: bool) -> None:
    rang, record, note, deletion = story(ended)
    calls = [await told_in(order, note) for order in permutations((rang, record, deletion))]
    assert all(call == calls[0] for call in calls)
    assert calls[0].deleted_at == (at(100) if gone else None)
    assert calls[0].notes[0].text == "keep me"


@pytest.mark.asyncio
async def test_a_leg_known_by_its_extension_alone_is_marked_whatever_comes_first() -> None:
    """Zoom's list of the account names no user; another call tells whose extension it is."""
    rang, _, note, deletion = story(60)
    record = record_event("0682", BO_LEG, history="H2")
    facts = replace(record.facts, rang_at=at(0), ended_at=at(60), final=True)
    listed = replace(record, facts=facts)
    other = record_event("0683", f"ext:{MINA.extension_id}", history="H3")
    other = replace(other, facts=facts)
    for order in permutations((rang, listed, deletion)):
        with contextlib.closing(open_store("sqlite://")) as store:
            async with wiping(store) as idle:
                for one in (other, *order, note):
                    await asyncio.wrap_future(store.journal.append((one,)))
                    await idle()
            found = {key: store.log.by_key(f"call:{key}") for key in ("0682", "0683")}
            gone = {key: call.deleted_at for key, call in found.items() if call is not None}
        assert gone == {"0682": at(100), "0683": None}


@pytest.mark.asyncio
async def test_a_deletion_that_was_not_carried_out_is_at_the_next_start(address: str) -> None:
    rang, record, _, deletion = story(60)
    with contextlib.closing(open_store(address)) as store:
        heard = asyncio.Event()
        loop = asyncio.get_running_loop()
        await asyncio.wrap_future(store.journal.append((rang, record, deletion)))

        def appended(_: Appended) -> None:
            loop.call_soon_threadsafe(heard.set)

        store.journal.subscribe(appended)
        async with wiping(store), asyncio.timeout(10):
            await heard.wait()
        call = store.log.by_key("call:0681")
    assert call is not None
    assert call.deleted_at == at(100)
