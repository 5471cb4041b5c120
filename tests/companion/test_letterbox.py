"""A storm of webhooks: answered when on the disk, in the journal soon after, whatever happens."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cti_desktop.calls.errors import Conflict, Temporary
from cti_desktop.calls.fold import as_seen_by
from cti_desktop.companion.letterbox import Letterbox
from cti_desktop.companion.metrics import Metrics
from cti_desktop.store.opening import Store, open_store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.webhook import open_webhook
from tests.companion.bench import BO, Bench, ringing
from tests.companion.test_wiping import everything_of, wiping

PATIENCE_S = 10


def now() -> datetime:
    return datetime.now(UTC)


def body(number: int) -> bytes:
    return json.dumps(ringing(f"06{number:04x}")).encode()


def letterbox_of(store: Store, *, per_second: float = 0.0) -> Letterbox:
    """One that is always in a hurry, unless told otherwise."""
    return Letterbox(store, now, DriftReport(), Metrics(), per_second=per_second)


async def hurry(letterbox: Letterbox, *bodies: bytes) -> None:
    """Put more than a bucket holds, so that these come too fast for sure."""
    await asyncio.gather(*(letterbox.put(one, open_webhook(one)) for one in bodies))


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await true():  # noqa: ASYNC110 - a database tells nobody that it has changed
            await asyncio.sleep(0.01)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.mark.asyncio
async def test_what_comes_too_fast_is_on_the_disk_first_and_read_afterwards(store: Store) -> None:
    letterbox = letterbox_of(store)
    bodies = [body(number) for number in range(100)]
    await hurry(letterbox, *bodies, *bodies[:10])
    aside = await letterbox.waiting()
    assert aside > 50
    assert store.journal.count() < 50
    await letterbox.finish()
    assert (await letterbox.waiting(), store.journal.count()) == (0, 100)
    assert store.log.by_key("call:060063") is not None


@pytest.mark.asyncio
async def test_one_at_a_time_is_in_the_journal_when_it_is_answered(store: Store) -> None:
    letterbox = letterbox_of(store, per_second=1e6)
    for number in range(20):
        await hurry(letterbox, body(number))
        assert store.journal.count() == number + 1
    assert await letterbox.waiting() == 0


@pytest.mark.asyncio
async def test_the_next_start_reads_what_a_dead_companion_left(address: str) -> None:
    first = open_store(address)
    first.letters.put([body(1), body(2)], now()).result()
    first.close()
    second = open_store(address)
    letterbox = letterbox_of(second)
    working = asyncio.create_task(letterbox.work())

    async def empty() -> bool:
        return await letterbox.waiting() == 0

    await until(empty)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert second.journal.count() == 2
    second.close()


@pytest.mark.asyncio
async def test_letters_of_a_companion_that_lives_are_left_to_it(store: Store, address: str) -> None:
    other = open_store(address)
    other.letters.put([body(1)], now()).result()
    other.letters.put([body(2)], now() - timedelta(minutes=1)).result()
    letterbox = letterbox_of(store)
    await letterbox._read_all(lambda: letterbox._left(timedelta(seconds=10)))
    assert [one.bodies for one in other.letters.own(10)] == [(body(1),)]
    other.close()


@pytest.mark.asyncio
async def test_a_letter_that_nobody_can_read_or_keep_holds_up_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = store.journal.append

    def choosy(events: Any, **more: Any) -> Any:
        if any("call:060002" in event.keys for event in events):
            raise Conflict("no", code="poison")
        return append(events, **more)

    monkeypatch.setattr(store.journal, "append", choosy)
    store.letters.put([body(1), b"no webhook", body(2), body(3)], now()).result()
    await letterbox_of(store).finish()
    assert store.journal.count() == 2
    kept = {(one.raw, one.reason) for one in store.journal.quarantined()}
    assert kept == {(b"no webhook", "unreadable"), (body(2), "unstorable")}
    assert store.letters.count() == 0


@pytest.mark.asyncio
async def test_letters_wait_while_the_store_fails(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, tries = store.journal.append, 0

    def failing(events: Any, **more: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise Temporary("full", code="store_full")
        return append(events, **more)

    monkeypatch.setattr(store.journal, "append", failing)
    monkeypatch.setattr("cti_desktop.companion.letterbox._RETRY_S", 0.01)
    store.letters.put([body(1)], now()).result()
    await letterbox_of(store).finish()
    assert (tries, store.journal.count(), store.letters.count()) == (3, 1, 0)


@pytest.mark.asyncio
async def test_letters_are_looked_for_again_while_the_store_is_away(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, looks = store.letters.own, 0

    def away(limit: int) -> Any:
        nonlocal looks
        looks += 1
        if looks < 3:
            raise Temporary("away", code="store_away")
        return own(limit)

    monkeypatch.setattr(store.letters, "own", away)
    monkeypatch.setattr("cti_desktop.companion.letterbox._RETRY_S", 0.01)
    store.letters.put([body(1)], now()).result()
    await letterbox_of(store).finish()
    assert (store.journal.count(), store.letters.count()) == (1, 0)


@pytest.mark.asyncio
async def test_a_full_letter_is_read_in_parts_so_that_others_get_their_turn(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, parts = store.journal.append, list[int]()

    def counting(events: Any, **more: Any) -> Any:
        parts.append(len(events))
        return append(events, **more)

    monkeypatch.setattr(store.journal, "append", counting)
    store.letters.put([body(number) for number in range(150)], now()).result()
    await letterbox_of(store).finish()
    assert (store.journal.count(), store.letters.count()) == (150, 0)
    assert max(parts) == 64


@pytest.mark.asyncio
async def test_a_storm_through_the_door_ends_in_the_journal_once_each(bench: Bench) -> None:
    posts = (bench.webhook(body(number % 150)) for number in range(200))
    answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {204}

    async def complete() -> bool:
        return bench.store.journal.count() == 150 and bench.store.letters.count() == 0

    await until(complete)
    status = await bench.companion.operations.status()
    assert (status.webhooks.taken, status.webhooks.waiting) == (200, 0)


@pytest.mark.asyncio
async def test_deleting_everything_is_carried_to_the_calls_also_from_a_letter(
    store: Store,
) -> None:
    ringing_at_bo = json.dumps(ringing("060001", BO)).encode()
    deletion = json.dumps(everything_of(BO.user_id)).encode()
    store.letters.put([ringing_at_bo, deletion], now()).result()
    async with wiping(store) as idle:
        await letterbox_of(store).finish()
        await idle()
    call = store.log.by_key("call:060001")
    assert call is not None
    assert as_seen_by(call, [f"user:{BO.user_id}"]).deleted_at is not None


@pytest.mark.asyncio
async def test_reading_rests_no_longer_than_the_crowd_lasts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    letterbox = letterbox_of(store)
    monkeypatch.setattr("cti_desktop.companion.letterbox._FIRST_REST_S", 3600.0)
    await hurry(letterbox, *(body(number) for number in range(40)))
    async with asyncio.timeout(PATIENCE_S):  # far less than the rest
        await letterbox.finish()
    assert (store.journal.count(), store.letters.count()) == (40, 0)
