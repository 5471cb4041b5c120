"""One program for one user's data: who comes second hands over, whatever the first is doing."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.agent import handoff_wire
from cti_desktop.agent.handoff import HandoffServer
from cti_desktop.agent.handoff_client import NOT_TAKEN, REFUSED, TAKEN, ask, start_with
from cti_desktop.agent.handoff_wire import Door, Lock
from cti_desktop.agent.one_program import run_alone
from tests.agent.handoffs import LINK, Taking

ENDED = 5


def never(place: Lock) -> int:
    raise AssertionError(f"a second program was started, holding: {place.held}")


@pytest.fixture
def place(door: Door) -> Lock:
    """The first program has begun and does not listen yet."""
    door.make_folder()
    place = Lock(door.running_lock)
    assert place.take()
    return place


@pytest_asyncio.fixture
async def first(door: Door, place: Lock, taking: Taking) -> AsyncIterator[HandoffServer]:
    """Its listening end, not open."""
    assert place.held
    first = HandoffServer(door, taking, held=True, loopback=False)
    yield first
    await first.stop()


@pytest_asyncio.fixture
async def looked(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Happens when a second start found nobody to hand over to, and goes on waiting."""
    loop, looked = asyncio.get_running_loop(), asyncio.Event()

    def look(door: Door, message: dict[str, object]) -> dict[str, object] | None:
        answer = ask(door, message)
        if answer is None:
            loop.call_soon_threadsafe(looked.set)
        return answer

    monkeypatch.setattr("cti_desktop.agent.one_program.ask", look)
    return looked


def test_a_program_holds_its_place_while_it_runs_and_gives_it_back(
    environment: dict[str, str], door: Door
) -> None:
    def run(place: Lock) -> int:
        assert place.held
        assert not Lock(door.running_lock).take()
        return ENDED

    assert run_alone(environment, run) == ENDED
    assert Lock(door.running_lock).take()


@pytest.mark.asyncio
async def test_a_second_start_shows_the_window_of_the_first(
    environment: dict[str, str], first: HandoffServer, taking: Taking
) -> None:
    await first.start()
    given = {**environment, "XDG_ACTIVATION_TOKEN": "raise-me"}
    assert await asyncio.to_thread(run_alone, given, never) == TAKEN
    assert [(one.link, one.activation) for one in taking.got] == [(None, "raise-me")]


@pytest.mark.parametrize("link", [None, LINK])
@pytest.mark.asyncio
async def test_a_second_start_waits_for_a_first_that_still_starts(
    environment: dict[str, str],
    first: HandoffServer,
    taking: Taking,
    looked: asyncio.Event,
    link: str | None,
) -> None:
    second = asyncio.create_task(asyncio.to_thread(run_alone, environment, never, link=link))
    await asyncio.wait_for(looked.wait(), 20)
    await first.start()
    assert await asyncio.wait_for(second, 20) == TAKEN
    assert taking.links == [link]


@pytest.mark.asyncio
async def test_a_second_start_follows_a_first_that_ends(
    environment: dict[str, str], place: Lock, looked: asyncio.Event
) -> None:
    second = asyncio.create_task(asyncio.to_thread(run_alone, environment, lambda _place: ENDED))
    await asyncio.wait_for(looked.wait(), 20)
    place.release()
    assert await asyncio.wait_for(second, 20) == ENDED


@pytest.mark.asyncio
async def test_the_place_is_held_to_the_end_of_the_program_and_not_of_its_listening(
    door: Door, place: Lock, first: HandoffServer
) -> None:
    await first.start()
    await first.stop()  # the journal is still open
    assert place.held
    assert not Lock(door.running_lock).take()


@pytest.mark.asyncio
async def test_a_start_into_the_tray_leaves_the_window_alone(
    environment: dict[str, str], first: HandoffServer, taking: Taking
) -> None:
    await first.start()
    assert await asyncio.to_thread(run_alone, environment, never, quiet=True) == TAKEN
    assert taking.got == []


@pytest.mark.asyncio
async def test_a_refused_link_of_a_start_is_refused(
    environment: dict[str, str], first: HandoffServer, taking: Taking
) -> None:
    taking.refuse = "The link contains no phone number."
    await first.start()
    assert await asyncio.to_thread(run_alone, environment, never, link="tel:") == REFUSED


@pytest.mark.parametrize(("link", "told"), [(None, 1), (LINK, 0)])
def test_a_silent_program_is_not_joined_by_another(
    environment: dict[str, str],
    door: Door,
    place: Lock,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    link: str | None,
    told: int,
) -> None:
    monkeypatch.setattr("cti_desktop.agent.handoff_client.ANSWER_WITHIN_S", 0.05)
    stuck: list[bool] = []
    with door.bind() as hung:
        hung.listen()
        code = run_alone(environment, never, link=link, stuck=lambda: stuck.append(place.held))
    assert code == NOT_TAKEN
    assert "does not answer" in capfd.readouterr().err
    assert stuck == [True] * told


def test_a_folder_that_is_not_ours_keeps_nobody_from_working(
    environment: dict[str, str], door: Door
) -> None:
    Path(door.folder).mkdir(mode=0o755)
    held: list[bool] = []

    def run(place: Lock) -> int:
        held.append(place.held)
        return ENDED

    assert run_alone(environment, run) == ENDED
    assert held == [False]


@pytest.mark.asyncio
async def test_a_click_starts_nothing_while_a_program_starts(
    door: Door, first: HandoffServer, taking: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, taken = asyncio.get_running_loop(), Lock.take

    def take(lock: Lock) -> bool:
        got = taken(lock)
        if not got:  # the click finds the place taken and nobody listening
            asyncio.run_coroutine_threadsafe(first.start(), loop)
        return got

    def spawn(command: list[str]) -> Callable[[], int | None]:
        raise AssertionError(command)

    monkeypatch.setattr(Lock, "take", take)
    message = {"link": LINK}
    assert await asyncio.to_thread(start_with, LINK, door, message, spawn) == TAKEN
    assert taking.links == [LINK]


def test_the_link_of_a_start_that_came_second_counts_as_taken(door: Door) -> None:
    assert start_with(LINK, door, {"link": LINK}, lambda _command: lambda: TAKEN) == TAKEN


# the lock


def test_a_file_that_a_dead_program_left_holds_nobody_back(door: Door) -> None:
    """As after a power cut, on every system: what counts is who holds it."""
    door.make_folder()
    Path(door.running_lock).write_bytes(b"left")
    ours, theirs = Lock(door.running_lock), Lock(door.running_lock)
    assert ours.take()
    assert not theirs.take()
    ours.release()
    assert Path(door.running_lock).exists()
    assert theirs.take()


def test_a_killed_program_gives_its_place_back(door: Door) -> None:
    door.make_folder()
    code = (
        "import sys; from cti_desktop.agent.handoff_wire import Lock\n"
        "lock = Lock(sys.argv[1]); print(lock.take(), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, door.running_lock]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"True"
        assert not Lock(door.running_lock).take()
        holder.kill()
    assert Lock(door.running_lock).take()


def test_windows_way_locks_the_file_that_is_there(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.make_folder()
    Path(door.running_lock).write_bytes(b"")
    system = WindowsLocks()
    monkeypatch.setattr(handoff_wire, "msvcrt", system, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    ours, theirs = Lock(door.running_lock), Lock(door.running_lock)
    assert ours.take()
    assert not theirs.take()
    system.end_program()
    assert theirs.take()


class WindowsLocks:
    """Stands in for `msvcrt`: bytes of a file are locked until their program ends."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self._locked: set[int] = set()

    def locking(self, file: int, mode: int, count: int) -> None:
        assert (mode, count) == (self.LK_NBLCK, 1)
        which = os.fstat(file).st_ino
        if which in self._locked:
            raise PermissionError("locked")
        self._locked.add(which)

    def end_program(self) -> None:
        self._locked.clear()
