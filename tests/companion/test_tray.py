"""Many inputs on one tray: one write for all of them, and each sender hears how its own went."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from cti_desktop.calls.errors import Temporary
from cti_desktop.companion.tray import Tray

PATIENCE_S = 10
pytestmark = pytest.mark.asyncio


class Disk:
    """Writes when it is told to."""

    def __init__(self) -> None:
        self.written: list[tuple[bytes, ...]] = []
        self.ends: list[Future[None]] = []
        self.begun = asyncio.Event()

    def keep(self, bodies: Sequence[bytes]) -> Future[None]:
        self.written.append(tuple(bodies))
        self.ends.append(Future())
        self.begun.set()
        return self.ends[-1]

    async def next_write(self) -> Future[None]:
        async with asyncio.timeout(PATIENCE_S):
            await self.begun.wait()
        self.begun.clear()
        return self.ends[-1]


async def test_what_comes_while_the_disk_is_busy_goes_along_in_one_write() -> None:
    disk = Disk()
    tray = Tray(disk.keep)
    first = asyncio.create_task(tray.put(b"first"))
    writing = await disk.next_write()
    others = [asyncio.create_task(tray.put(b"%d" % number)) for number in range(5)]
    await asyncio.sleep(0)
    writing.set_result(None)
    await first
    assert not any(other.done() for other in others)
    (await disk.next_write()).set_result(None)
    await asyncio.gather(*others)
    assert disk.written == [(b"first",), (b"0", b"1", b"2", b"3", b"4")]


async def test_those_at_the_door_together_are_one_write() -> None:
    disk = Disk()
    tray = Tray(disk.keep)
    putting = asyncio.gather(*(tray.put(b"%d" % number) for number in range(300)))
    (await disk.next_write()).set_result(None)
    (await disk.next_write()).set_result(None)
    await putting
    assert [len(bodies) for bodies in disk.written] == [256, 44]


async def test_a_failure_is_told_to_those_it_concerns_only() -> None:
    disk = Disk()
    tray = Tray(disk.keep)
    refused = asyncio.create_task(tray.put(b"refused"))
    writing = await disk.next_write()
    taken = asyncio.create_task(tray.put(b"taken"))
    writing.set_exception(Temporary("full", code="store_full"))
    with pytest.raises(Temporary, match="full"):
        await refused
    (await disk.next_write()).set_result(None)
    await taken


async def test_who_leaves_takes_nobody_along() -> None:
    disk = Disk()
    tray = Tray(disk.keep)
    leaving = asyncio.create_task(tray.put(b"leaving"))
    staying = asyncio.create_task(tray.put(b"staying"))
    writing = await disk.next_write()
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    writing.set_result(None)
    await staying
    assert leaving.cancelled()
    assert disk.written == [(b"leaving", b"staying")]


async def test_a_fault_of_ours_leaves_nobody_waiting_and_the_next_is_kept() -> None:
    disk = Disk()
    tray = Tray(disk.keep)
    lost = asyncio.create_task(tray.put(b"lost"))
    writing = await disk.next_write()
    later = asyncio.create_task(tray.put(b"later"))
    writing.set_exception(ZeroDivisionError("ours"))
    with pytest.raises(Temporary):
        await lost
    (await disk.next_write()).set_result(None)
    await later
