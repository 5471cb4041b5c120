"""Webhooks share an append; each hears of its own events, and one that fails fails alone."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from cti_desktop.calls.errors import Conflict, Temporary
from cti_desktop.calls.events import CallEvent
from cti_desktop.companion.inbox import Inbox
from cti_desktop.store.journal import Appended, Journal
from tests.companion.bench import BO, Bench
from tests.sync.events import leg_event

LEG = f"ext:{BO.extension_id}"


class Counting:
    """A journal whose appends are counted and can be made to fail."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.batches: list[int] = []
        self.poison = ""

    def append(self, events: Sequence[CallEvent]) -> Future[Appended]:
        self.batches.append(len(events))
        if any(event.id == self.poison for event in events):
            failed: Future[Appended] = Future()
            failed.set_exception(Conflict("x", code="poison"))
            return failed
        return self._journal.append(events)


def inbox_of(bench: Bench) -> tuple[Inbox, Counting]:
    journal = Counting(bench.store.journal)
    return Inbox(journal.append), journal


@pytest.mark.asyncio
async def test_many_at_once_share_an_append_and_each_hears_of_its_own(bench: Bench) -> None:
    inbox, journal = inbox_of(bench)
    events = [leg_event(f"06{number:04}", LEG) for number in range(50)]
    told = await asyncio.gather(*(inbox.put((one,)) for one in [*events, events[0]]))
    assert told[1:50] == [1] * 49
    assert bench.store.journal.count() == 50
    assert len(journal.batches) <= 2
    assert await inbox.put((events[3], leg_event("069999", LEG))) == 1


@pytest.mark.asyncio
async def test_one_that_cannot_be_stored_does_not_hold_up_the_others(bench: Bench) -> None:
    inbox, journal = inbox_of(bench)
    events = [leg_event(f"06{number:04}", LEG) for number in range(5)]
    journal.poison = events[2].id
    told = await asyncio.gather(*(inbox.put((e,)) for e in events), return_exceptions=True)
    assert [one for one in told if one != 1] == [told[2]]
    assert isinstance(told[2], Conflict)
    assert bench.store.journal.count() == 4


@pytest.mark.asyncio
async def test_nobody_waits_for_ever_when_the_store_breaks() -> None:
    def broken(_: Sequence[CallEvent]) -> Future[Appended]:
        failed: Future[Appended] = Future()
        failed.set_exception(Temporary("full", code="store_full"))
        return failed

    inbox = Inbox(broken)
    puts = (inbox.put((leg_event(f"06{number}", LEG),)) for number in range(3))
    told = await asyncio.gather(*puts, return_exceptions=True)
    assert [getattr(one, "code", None) for one in told] == ["store_full"] * 3


@pytest.mark.asyncio
async def test_who_leaves_takes_nothing_along(bench: Bench) -> None:
    inbox, _ = inbox_of(bench)
    leaving = asyncio.create_task(inbox.put((leg_event("061", LEG),)))
    staying = asyncio.create_task(inbox.put((leg_event("062", LEG),)))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 1
    assert bench.store.journal.count() == 2
