import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from cti_desktop.agent.calling_program import calling_program
from cti_desktop.agent.handoff import HandoffServer, Peer
from cti_desktop.agent.handoff_client import TAKEN, ask, hand_over
from cti_desktop.agent.handoff_wire import LONGEST_FRAME, Door, door_of, pack, receive
from tests.agent.handoffs import LINK, Taking


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
        LONGEST_FRAME.to_bytes(4, "big") + b"[" * LONGEST_FRAME,
    ],
)
async def test_what_is_no_frame_breaks_nothing(
    server: HandoffServer, door: Door, taking: Taking, sent: bytes
) -> None:
    def send() -> bytes:
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(5)
            door.at_socket(raw.connect)
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
            door.at_socket(raw.connect)
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
from cti_desktop.agent.handoff_wire import Door
os.setuid(65534)
raw = socket.socket(socket.AF_UNIX)
try:
    Door(sys.argv[1], sys.argv[2]).at_socket(raw.connect)
    raw.sendall(bytes.fromhex(sys.argv[3]))
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
        sys.executable,
        "-c",
        KNOCK,
        door.folder,
        Path(door.path).stem,
        pack({"link": LINK}).hex(),
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
        door.at_socket(dead.bind)
    assert ask(door, {"link": LINK}) is None
    server = HandoffServer(door, taking, loopback=False)
    assert await server.start()
    assert await asyncio.to_thread(hand_over, LINK, environment) == TAKEN
    await server.stop()


@pytest.mark.asyncio
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a way round")
async def test_a_long_way_to_the_socket_is_no_hindrance(
    environment: dict[str, str], taking: Taking, tmp_path: Path
) -> None:
    far = tmp_path / ("far" * 20) / ("away" * 20)
    far.mkdir(parents=True, mode=0o700)
    door = door_of(environment | {"XDG_RUNTIME_DIR": str(far)})
    server = HandoffServer(door, taking, loopback=False)
    assert await server.start()
    assert (await asyncio.to_thread(ask, door, {"link": LINK})) == {"ok": True}
    assert taking.links == [LINK]
    await server.stop()
    assert not exists(door.path)


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


# Windows' way, which works everywhere


@pytest.mark.asyncio
async def test_the_loopback_way_asks_for_the_token(door: Door, taking: Taking) -> None:
    server = HandoffServer(door, taking, loopback=True)
    assert await server.start()
    port, token = token_of(door)
    assert mode_of(door.path) == 0o600

    def say(said: str) -> dict[str, object]:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
            raw.sendall(pack({"nonce": "1"}))
            receive(raw)
            raw.sendall(pack({"link": LINK, "token": said}))
            return receive(raw)

    for wrong in ("", "guess", token[:-1], "Schl\u00fcssel", "\ud800"):
        assert (await asyncio.to_thread(say, wrong))["ok"] is False
    assert (taking.got, server.turned_away) == ([], 5)
    assert (await asyncio.to_thread(say, token)) == {"ok": True}
    assert taking.links == [LINK]
    await server.stop()
    assert not exists(door.path)


@pytest.mark.asyncio
async def test_the_loopback_way_takes_a_link_of_its_own_user(door: Door, taking: Taking) -> None:
    server = HandoffServer(door, taking, loopback=True)
    assert await server.start()
    told = await asyncio.to_thread(partial(ask, door, {"link": LINK}, loopback=True))
    assert told == {"ok": True}
    assert taking.links == [LINK]
    await server.stop()


@pytest.mark.parametrize("says", [{"ok": True}, {"proof": ""}, {"proof": "0" * 64}, None])
def test_whoever_has_a_dead_programs_port_gets_neither_link_nor_token(
    door: Door, says: dict[str, object] | None
) -> None:
    door.make_folder()
    heard: list[bytes] = []

    def listen(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            heard.append(connection.recv(20_000))
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n" if says is None else pack(says))
            with suppress(ConnectionResetError):
                heard.append(connection.recv(20_000))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        door.announce(listening.getsockname()[1], "the-token")
        somebody = threading.Thread(target=listen, args=(listening,))
        somebody.start()
        assert ask(door, {"link": LINK}, loopback=True) is None
        somebody.join(10)
    said = b"".join(heard)
    assert b"nonce" in said
    assert b"the-token" not in said
    assert LINK.encode() not in said


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
