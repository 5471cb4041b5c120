import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.agent import handoff_client
from cti_desktop.agent.calling_program import calling_program
from cti_desktop.agent.handoff import HandedOver, HandoffServer, Peer
from cti_desktop.agent.handoff_client import (
    NOT_TAKEN,
    REFUSED,
    TAKEN,
    ask,
    hand_over,
    link_among,
    show_running,
    start_with,
)
from cti_desktop.agent.handoff_wire import LONGEST_FRAME, Door, Lock, door_of, pack

LINK = "tel:+442079460018"


class Taking:
    """Collects what was handed over; refuses what it is told to."""

    def __init__(self) -> None:
        self.got: list[HandedOver] = []
        self.refuse: str | None = None

    def __call__(self, handed: HandedOver) -> str | None:
        self.got.append(handed)
        return self.refuse

    @property
    def links(self) -> list[str | None]:
        return [one.link for one in self.got]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    return {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "CTI_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def door(environment: dict[str, str]) -> Door:
    return door_of(environment)


@pytest.fixture
def taking() -> Taking:
    return Taking()


@pytest_asyncio.fixture
async def server(door: Door, taking: Taking) -> AsyncIterator[HandoffServer]:
    server = HandoffServer(door, taking, loopback=False)
    assert await server.start()
    yield server
    await server.stop()


def mode_of(path: str) -> int:
    return Path(path).stat().st_mode & 0o777


def make_open_folder(door: Door) -> None:
    Path(door.folder).mkdir(mode=0o755)


def exists(path: str) -> bool:
    return Path(path).exists()


def open_to_everybody(door: Door) -> None:
    Path(door.path).chmod(0o777)
    for folder in (Path(door.folder), *Path(door.folder).parents):
        folder.chmod(folder.stat().st_mode | 0o011)


def token_of(door: Door) -> tuple[int, str]:
    port, _, token = Path(door.path).read_text("ascii").partition(" ")
    return int(port), token


def no_spawn(command: list[str]) -> Callable[[], int | None]:
    raise AssertionError(f"nothing was to be started: {command}")


# the client's command line


@pytest.mark.parametrize(
    ("arguments", "link"),
    [
        (["tel:+442079460018"], "tel:+442079460018"),
        (["--", "tel:+442079460018"], "tel:+442079460018"),
        (["zoomphonecall://1?callerid=2"], "zoomphonecall://1?callerid=2"),
        (["cti-desktop://dial?number=1"], "cti-desktop://dial?number=1"),
        (["tel:"], "tel:"),
        ([], None),
        ([""], None),
        (["--"], None),
        (["--help"], None),
        (["--link=tel:1"], None),
        (["demo"], None),
        (["calls", "list"], None),
        (["tel:1", "tel:2"], None),
        ([":"], None),
        (["+44:1"], None),
    ],
)
def test_only_a_lone_link_takes_the_short_way(arguments: list[str], link: str | None) -> None:
    assert link_among(arguments) == link


# one program runs


@pytest.mark.asyncio
@pytest.mark.usefixtures("server")
async def test_a_link_reaches_the_running_program(
    environment: dict[str, str], taking: Taking
) -> None:
    given = {**environment, "XDG_ACTIVATION_TOKEN": "raise-me"}
    assert await asyncio.to_thread(hand_over, LINK, given) == TAKEN
    assert [(one.link, one.activation) for one in taking.got] == [(LINK, "raise-me")]


@pytest.mark.asyncio
@pytest.mark.usefixtures("server")
async def test_a_refused_link_ends_with_its_sentence(
    environment: dict[str, str], taking: Taking, capfd: pytest.CaptureFixture[str]
) -> None:
    taking.refuse = "The link contains no phone number."
    assert await asyncio.to_thread(hand_over, "tel:", environment) == REFUSED
    assert capfd.readouterr().err == "The link contains no phone number.\n"


@pytest.mark.asyncio
@pytest.mark.usefixtures("server")
async def test_a_second_start_only_shows_the_window(
    environment: dict[str, str], taking: Taking
) -> None:
    assert await asyncio.to_thread(show_running, environment)
    assert taking.links == [None]


def test_without_a_program_there_is_no_window_to_show(environment: dict[str, str]) -> None:
    assert not show_running(environment)


@pytest.mark.asyncio
@pytest.mark.usefixtures("server")
async def test_a_thousand_links_are_all_acknowledged(door: Door, taking: Taking) -> None:
    def flood() -> None:
        for number in range(250):
            answer = ask(door, {"link": f"tel:{number}"})
            assert answer == {"ok": True}

    await asyncio.gather(*[asyncio.to_thread(flood) for _ in range(4)])
    assert len(taking.got) == 1000


def test_a_link_of_ten_thousand_characters_is_refused_before_anything_starts(
    environment: dict[str, str], door: Door, capfd: pytest.CaptureFixture[str]
) -> None:
    assert hand_over("tel:" + "1" * 10_000, environment) == REFUSED
    assert "too long" in capfd.readouterr().err
    assert not exists(door.folder)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00\x00",
        (LONGEST_FRAME + 1).to_bytes(4, "big") + b"{}",
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02[]",
        b"\x00\x00\x00\x05nonce",
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)
async def test_what_is_no_frame_breaks_nothing(
    server: HandoffServer, door: Door, taking: Taking, sent: bytes
) -> None:
    def send() -> bytes:
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(5)
            raw.connect(door.path)
            raw.sendall(sent)
            raw.shutdown(socket.SHUT_WR)
            return raw.recv(100)

    assert await asyncio.to_thread(send) == b""
    assert (await asyncio.to_thread(ask, door, {"link": LINK})) == {"ok": True}
    assert taking.links == [LINK]
    assert server.turned_away == 0


@pytest.mark.asyncio
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("message", [{}, {"link": ""}, {"link": 5}, {"show": "yes"}])
async def test_an_empty_message_is_refused(
    door: Door, taking: Taking, message: dict[str, object]
) -> None:
    answer = await asyncio.to_thread(ask, door, message)
    assert answer is not None
    assert answer["ok"] is False
    assert taking.got == []


# whose socket it is


@pytest.mark.asyncio
async def test_the_socket_is_the_users_alone(server: HandoffServer, door: Door) -> None:
    assert mode_of(door.path) == 0o600
    assert mode_of(door.folder) == 0o700
    await server.stop()
    assert not exists(door.path)


@pytest.mark.asyncio
async def test_a_folder_open_to_others_is_not_used(door: Door, taking: Taking) -> None:
    make_open_folder(door)
    with pytest.raises(PermissionError):
        await HandoffServer(door, taking, loopback=False).start()
    assert ask(door, {"link": LINK}) is None


@pytest.mark.asyncio
async def test_another_user_is_turned_away_by_the_kernels_word(door: Door, taking: Taking) -> None:
    server = HandoffServer(
        door, taking, loopback=False, peer_of=lambda _socket: Peer(uid=os.getuid() + 1)
    )
    await server.start()

    def knock() -> bytes:
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(5)
            raw.connect(door.path)
            try:
                raw.sendall(pack({"link": LINK}))
                return raw.recv(10)
            except (BrokenPipeError, ConnectionResetError):
                return b""

    assert await asyncio.to_thread(knock) == b""
    assert (taking.got, server.turned_away) == ([], 1)
    await server.stop()


KNOCK = """
import os, socket, sys
os.setuid(65534)
raw = socket.socket(socket.AF_UNIX)
try:
    raw.connect(sys.argv[1])
    raw.sendall(bytes.fromhex(sys.argv[2]))
    sys.exit(0 if raw.recv(10) else 3)
except PermissionError:
    sys.exit(4)
except (BrokenPipeError, ConnectionResetError):
    sys.exit(3)
"""


@pytest.mark.asyncio
@pytest.mark.usefixtures("server")
@pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user")
@pytest.mark.parametrize(("opened", "code"), [(False, 4), (True, 3)])
async def test_another_user_of_the_machine_gets_nowhere(
    door: Door,
    taking: Taking,
    opened: bool,
    code: int,
) -> None:
    if opened:  # even were the folder open, the kernel names the peer
        open_to_everybody(door)
    knocking = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KNOCK, door.path, pack({"link": LINK}).hex()
    )
    assert await asyncio.wait_for(knocking.wait(), 20) == code
    assert taking.got == []


# programs that died, and two at once


@pytest.mark.asyncio
async def test_a_stale_socket_is_taken_over(
    environment: dict[str, str], door: Door, taking: Taking
) -> None:
    door.make_folder()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(door.path)
    assert ask(door, {"link": LINK}) is None
    server = HandoffServer(door, taking, loopback=False)
    assert await server.start()
    assert await asyncio.to_thread(hand_over, LINK, environment) == TAKEN
    await server.stop()


LISTENS = """
import asyncio, os
from cti_desktop.agent.handoff import HandoffServer
from cti_desktop.agent.handoff_wire import door_of

async def main():
    server = HandoffServer(door_of(os.environ), lambda handed: None, loopback=False)
    print(await server.start(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.asyncio
async def test_a_killed_programs_place_is_taken_over(
    environment: dict[str, str], door: Door, taking: Taking
) -> None:
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LISTENS, env=environment, stdout=subprocess.PIPE
    )
    assert killed.stdout is not None
    assert (await asyncio.wait_for(killed.stdout.readline(), 20)).strip() == b"True"
    server = HandoffServer(door, taking, loopback=False)
    assert not await server.start()
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    assert exists(door.path)
    assert await server.start()
    assert await asyncio.to_thread(hand_over, LINK, environment) == TAKEN
    assert taking.links == [LINK]
    await server.stop()


@pytest.mark.asyncio
async def test_of_several_clicks_one_starts_the_program_and_none_is_lost(
    door: Door, taking: Taking
) -> None:
    loop = asyncio.get_running_loop()
    server = HandoffServer(door, taking, loopback=False)
    started: list[str] = []
    lock = threading.Lock()

    def spawn(command: list[str]) -> Callable[[], int | None]:
        with lock:
            started.append(command[-1].removeprefix("--link="))
        asyncio.run_coroutine_threadsafe(server.start(), loop)
        return lambda: None

    links = [f"tel:+4420794600{number}" for number in range(10, 15)]
    codes = await asyncio.gather(
        *[asyncio.to_thread(start_with, link, door, {"link": link}, spawn) for link in links]
    )
    assert codes == [TAKEN] * 5
    assert len(started) == 1
    assert sorted(map(str, [*taking.links, *started])) == links
    await server.stop()


def test_a_program_that_ends_while_it_starts_is_reported(
    door: Door, capfd: pytest.CaptureFixture[str]
) -> None:
    assert start_with(LINK, door, {"link": LINK}, lambda _command: lambda: 1) == NOT_TAKEN
    assert "ended while it started" in capfd.readouterr().err
    assert Lock(door.starting_lock).take()


def test_a_program_that_hangs_is_reported_and_not_started_twice(
    environment: dict[str, str],
    door: Door,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(handoff_client, "ANSWER_WITHIN_S", 0.05)
    monkeypatch.setattr(handoff_client, "spawn_detached", no_spawn)
    door.make_folder()
    with door.bind() as hung:
        hung.listen()
        assert hand_over(LINK, environment) == NOT_TAKEN
    assert "did not answer" in capfd.readouterr().err


# Windows' way, which works everywhere


@pytest.mark.asyncio
async def test_the_loopback_way_asks_for_the_token(door: Door, taking: Taking) -> None:
    server = HandoffServer(door, taking, loopback=True)
    assert await server.start()
    port, token = token_of(door)
    assert mode_of(door.path) == 0o600

    def say(said: str) -> dict[str, object]:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
            raw.sendall(pack({"link": LINK, "token": said}))
            size = int.from_bytes(raw.recv(4), "big")
            answer: dict[str, object] = json.loads(raw.recv(size))
            return answer

    for wrong in ("", "guess", token[:-1]):
        assert (await asyncio.to_thread(say, wrong))["ok"] is False
    assert (taking.got, server.turned_away) == ([], 3)
    assert (await asyncio.to_thread(say, token)) == {"ok": True}
    assert taking.links == [LINK]
    await server.stop()
    assert not exists(door.path)


# the whole program


@pytest.mark.asyncio
@pytest.mark.usefixtures("server")
async def test_the_true_command_hands_over(environment: dict[str, str], taking: Taking) -> None:
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cti_desktop", LINK, env=environment
    )
    assert await asyncio.wait_for(command.wait(), 30) == TAKEN
    assert taking.links == [LINK]


def test_the_way_of_a_link_loads_next_to_nothing(environment: dict[str, str]) -> None:
    code = (
        "import sys; before = set(sys.modules); import cti_desktop.__main__;"
        "print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "cti_desktop" in loaded
    heavy = {"PySide6", "asyncio", "dataclasses", "httpx", "phonenumbers", "pathlib", "sqlalchemy"}
    assert not loaded & (heavy | {"ssl", "structlog", "subprocess", "typer", "typing"})


# where a click came from


def test_the_clicking_program_is_found_behind_those_that_pass_links_on() -> None:
    tree = {9: ("cti-desktop", 8), 8: ("sh", 7), 7: ("xdg-open", 6), 6: ("firefox", 1)}
    assert calling_program(9, tree.__getitem__) == "firefox"


def test_a_click_from_nowhere_has_no_program() -> None:
    assert calling_program(9, {9: ("python3.11", 2), 2: ("systemd", 1)}.__getitem__) == ""
    assert calling_program(-1) == ""
    assert calling_program(2**30) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")
def test_this_process_is_known_to_the_system() -> None:
    name, parent = calling_program.__globals__["_name_and_parent"](os.getpid())
    assert name
    assert parent == os.getppid()


def test_the_door_depends_on_the_data(environment: dict[str, str]) -> None:
    other = door_of({**environment, "CTI_DATA_DIR": "/elsewhere"})
    assert other.path != door_of(environment).path
    assert other.folder == door_of(environment).folder
    long = door_of({**environment, "CTI_DATA_DIR": "/" + "long/" * 60})
    assert len(Path(long.path).name) < 40
