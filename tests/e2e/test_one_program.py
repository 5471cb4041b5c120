"""However often it is started, while it runs, starts or upgrades: it is one program."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cti_desktop.agent.handoff_client import listens
from cti_desktop.agent.handoff_wire import Lock, door_of
from cti_desktop.store.opening import open_store
from tests.e2e.clicking import Zoom, until
from tests.xvfb import MISSING_XVFB, top_window

LINK, NUMBER = "tel:020%207946%200018", "+442079460018"

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into Linux's /proc"),
]


@contextmanager
def started(environment: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program as an icon does; it is ended at the end."""
    command = [sys.executable, "-m", "cti_desktop", *arguments]
    with subprocess.Popen(command, env=dict(environment), stdin=subprocess.DEVNULL) as program:
        try:
            yield program
        finally:
            program.terminate()


def start_again(environment: Mapping[str, str], *arguments: str) -> int:
    """Start it a second time and wait for the end."""
    command = [sys.executable, "-m", "cti_desktop", *arguments]
    return subprocess.run(command, env=dict(environment), timeout=100, check=False).returncode


def programs(environment: Mapping[str, str]) -> set[int]:
    """Return the processes of the program that work on these data; not those of the web engine."""
    data = f"CTI_DATA_DIR={environment['CTI_DATA_DIR']}".encode()
    found: set[int] = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            variables = (process / "environ").read_bytes().split(b"\0")
        except OSError:  # it ended, or is somebody else's
            continue
        engine = b"WebEngine" in command[0]
        if not engine and any(b"cti" in word for word in command[1:4]) and data in variables:
            found.add(int(process.name))
    return found


def is_taken(environment: Mapping[str, str]) -> bool:
    """Tell whether a start has the place of the running program; it may not listen yet."""
    door = door_of(environment)
    if not Path(door.running_lock).exists():
        return False
    lock = Lock(door.running_lock)
    free = lock.take()
    lock.release()
    return not free


@contextmanager
def held_up_in_its_upgrade(environment: Mapping[str, str]) -> Iterator[None]:
    """Have a journal that is to be read again at the start, which nobody can write."""
    path = Path(environment["CTI_DATA_DIR"]) / "desk.db"
    store = open_store(f"sqlite:///{path}", region="GB")
    store.cursors.set("store.rows", "0").result(10)
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("begin immediate")
        yield


def test_a_double_click_opens_one_window(environment: dict[str, str]) -> None:
    with started(environment) as one, started(environment) as other:
        both = (one, other)
        until(lambda: any(program.poll() is not None for program in both))
        (ended,) = [program for program in both if program.poll() is not None]
        assert ended.returncode == 0
        assert programs(environment) == {one.pid, other.pid} - {ended.pid}
        assert listens(door_of(environment))


def test_a_click_while_the_program_starts_is_dialled_there(
    zoom: Zoom, environment: dict[str, str]
) -> None:
    with started(environment) as first:
        until(lambda: is_taken(environment))
        assert start_again(environment, LINK) == 0
        assert until(zoom.numbers_called) == [NUMBER]
        assert programs(environment) == {first.pid}


def test_whatever_comes_during_an_upgrade_goes_to_the_program_that_upgrades(
    zoom: Zoom, environment: dict[str, str]
) -> None:
    with held_up_in_its_upgrade(environment), started(environment) as first:
        until(lambda: is_taken(environment))
        assert start_again(environment) == 0
        assert start_again(environment, "--minimised") == 0
        assert start_again(environment, LINK) == 0
        assert until(zoom.numbers_called) == [NUMBER]
        assert programs(environment) == {first.pid}


@pytest.mark.skipif(bool(MISSING_XVFB), reason=MISSING_XVFB)
def test_a_second_start_brings_the_first_to_the_front(environment: dict[str, str]) -> None:
    display, door = environment["DISPLAY"], door_of(environment)
    with started(environment) as first:
        until(lambda: listens(door))
        cover = [sys.executable, "-m", "tests.e2e.cover_program"]
        with subprocess.Popen(cover, env=environment) as over:
            try:
                until(lambda: top_window(display) == "Cover")
                assert start_again(environment) == 0
                until(lambda: "CTI Desktop" in top_window(display))
                assert programs(environment) == {first.pid}
            finally:
                over.terminate()
