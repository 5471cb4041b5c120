"""Streams that listen: who wakes, what is shared, and what happens to the slow and the unlucky."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from cti_desktop.calls.errors import Temporary
from cti_desktop.calls.events import CallEvent, LegRef, NoteField, Side
from cti_desktop.companion.live import Listener, Live
from cti_desktop.store.opening import Store, open_store
from cti_desktop.store.sessions import SessionUser
from cti_desktop.sync import wire
from cti_desktop.sync.scopes import Role, Viewer, make_viewer
from tests.companion.bench import BO, BOSS, MINA, Bench
from tests.sync.events import leg_event, note_event, whole_call_event

PATIENCE_S = 10
BO_LEG, MINA_LEG = f"ext:{BO.extension_id}", f"ext:{MINA.extension_id}"


def viewer(user: SessionUser) -> Viewer:
    return make_viewer(
        user_id=user.user_id,
        extension_id=user.extension_id,
        extension=user.extension_number,
        role=Role(user.role),
    )


def events_in(frames: bytes) -> list[CallEvent]:
    pages = [part.rpartition(b"data: ")[2] for part in frames.split(b"\n\n") if b"data: " in part]
    return [event for page in pages for event in wire.decode_page(page).events]


class Told:
    """A store and the live feed of it, told by hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.live = Live(
            store, lambda: datetime.now(UTC), lambda place, scope: f"{place.position}-{scope}"
        )

    def tell(self, *events: CallEvent, elsewhere: bool = False) -> None:
        news = self.store.journal.append(events).result(PATIENCE_S)
        self.live.hear(replace(news, stories={}) if elsewhere else news)

    async def heard(self, listener: Listener) -> list[CallEvent]:
        async with asyncio.timeout(PATIENCE_S):
            while not listener.behind:
                listener.take()
                await listener.wait()
        return events_in(listener.take())


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()


@pytest_asyncio.fixture
async def told(store: Store) -> AsyncIterator[Told]:
    made = Told(store)
    working = asyncio.create_task(made.live.work())
    yield made
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError, Temporary):
        await working


@pytest.mark.asyncio
async def test_only_who_is_concerned_wakes(told: Told) -> None:
    heir = replace(BO, user_id="heir", extension_id="eXt_heir")  # since Bo left
    bo, mina, boss, late = (told.live.join(viewer(user)) for user in (BO, MINA, BOSS, heir))
    ids = (BO_LEG, f"no:{BO.extension_number}")
    event = replace(leg_event("0681", BO_LEG), leg=LegRef(side=Side.CALLEE, ids=ids))
    told.tell(event)
    assert await told.heard(bo) == [event]
    assert await told.heard(boss) == [event]
    assert not mina.behind
    assert not late.behind
    assert told.live.place.position == 1


@pytest.mark.asyncio
async def test_those_who_see_the_same_share_one_encoding(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[CallEvent, ...]] = []

    def counted(events: tuple[CallEvent, ...]) -> bytes:
        made.append(events)
        return wire.encode_events(events)

    monkeypatch.setattr("cti_desktop.companion.live.encode_events", counted)
    streams = [told.live.join(viewer(user)) for user in (BO, BOSS) for _ in range(10)]
    told.tell(leg_event("0681", BO_LEG))
    for stream in streams:
        assert len(await told.heard(stream)) == 1
    assert len(made) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("elsewhere", [False, True], ids=["own", "of-another-companion"])
async def test_who_gets_a_call_late_hears_its_whole_story_once(
    told: Told, *, elsewhere: bool
) -> None:
    mina = told.live.join(viewer(MINA))
    before = (leg_event("0681", BO_LEG), whole_call_event("0681"))
    told.tell(*before, elsewhere=elsewhere)
    handed_over = leg_event("0681", MINA_LEG, seconds=200)
    told.tell(handed_over, elsewhere=elsewhere)
    heard = await told.heard(mina)
    assert {event.id for event in heard} == {event.id for event in (*before, handed_over)}
    again = leg_event("0681", MINA_LEG, seconds=300)
    told.tell(again, elsewhere=elsewhere)
    assert await told.heard(mina) == [again]


@pytest.mark.asyncio
async def test_who_joins_while_a_story_is_read_hears_of_it_too(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.live.join(viewer(BO))
    read, reading, go_on = told.store.journal.events_of, threading.Event(), threading.Event()

    def slow(call_id: str) -> tuple[CallEvent, ...]:
        reading.set()
        assert go_on.wait(PATIENCE_S)
        return read(call_id)

    monkeypatch.setattr(told.store.journal, "events_of", slow)
    event = leg_event("0681", BO_LEG)
    told.tell(event, elsewhere=True)
    assert await asyncio.to_thread(reading.wait, PATIENCE_S)
    late = told.live.join(viewer(BO))
    boss = told.live.join(viewer(BOSS))
    go_on.set()
    assert await told.heard(late) == [event]
    assert await told.heard(boss) == [event]


@pytest.mark.asyncio
async def test_who_is_too_slow_is_told_to_catch_up_and_costs_no_memory(told: Told) -> None:
    slow = told.live.join(viewer(BO))
    quick = told.live.join(viewer(BO))
    for number in range(300):
        told.tell(leg_event(f"068{number:04}", BO_LEG))
        await told.heard(quick)
    assert slow.lost
    assert slow.take() == b""
    assert not quick.lost


@pytest.mark.asyncio
async def test_when_a_story_cannot_be_read_everybody_catches_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(store)
    bo = told.live.join(viewer(BO))

    def failing(_: str) -> tuple[CallEvent, ...]:
        raise Temporary("away", code="store_away")

    monkeypatch.setattr(store.journal, "events_of", failing)
    told.tell(leg_event("0681", BO_LEG), elsewhere=True)
    with pytest.raises(Temporary):
        await asyncio.wait_for(told.live.work(), PATIENCE_S)
    assert bo.lost
    assert told.live.join(viewer(BO)).since.position == 1


@pytest.mark.asyncio
async def test_who_leaves_is_forgotten(told: Told) -> None:
    bo, other = told.live.join(viewer(BO)), told.live.join(viewer(BO))
    told.live.leave(viewer(BO), bo)
    told.live.leave(viewer(BO), bo)
    told.tell(leg_event("0681", BO_LEG))
    assert len(await told.heard(other)) == 1
    assert not bo.behind
    told.live.leave(viewer(BO), other)
    assert told.live._named == {}


@pytest.mark.asyncio
async def test_a_slow_stream_of_the_feed_misses_nothing_and_repeats_nothing(bench: Bench) -> None:
    async def living() -> bool:
        return True

    feed, journal = bench.companion.feed, bench.store.journal
    told = [leg_event(f"068{number:04}", BO_LEG) for number in range(400)]
    heard: list[CallEvent] = []
    async with contextlib.aclosing(feed.follow(viewer(BO), wire.START, living)) as frames:
        heard += events_in(await asyncio.wait_for(anext(frames), PATIENCE_S))
        await asyncio.wrap_future(journal.append(told[:1]))
        heard += events_in(await asyncio.wait_for(anext(frames), PATIENCE_S))
        for event in told[1:]:
            await asyncio.wrap_future(journal.append([event]))
        assert feed.lag > 300
        while len(heard) < len(told):
            heard += events_in(await asyncio.wait_for(anext(frames), PATIENCE_S))
    assert heard == told
    assert (feed.streams, feed.lag) == (0, 0)


@pytest.mark.asyncio
async def test_a_private_note_goes_to_its_author_alone(told: Told) -> None:
    bo, mina = told.live.join(viewer(BO)), told.live.join(viewer(MINA))
    legs = (leg_event("0681", BO_LEG), leg_event("0681", MINA_LEG, seconds=1))
    told.tell(*legs)
    assert [len(await told.heard(one)) for one in (bo, mina)] == [2, 2]
    author = f"user:{BO.user_id}"
    private = note_event("0681", author, "yes", number=1, field=NoteField.PRIVATE)
    told.tell(private, note_event("0681", author, "secret"))
    assert len(await told.heard(bo)) == 2
    assert [event.id for event in await told.heard(mina)] == [private.id]
    secret = note_event("0681", author, "secret")
    free = replace(private, id="free", facts=replace(private.facts, note_value=None))
    told.tell(replace(free, at=free.at + timedelta(seconds=9)))
    assert [event.id for event in await told.heard(mina)] == [secret.id, free.id]
