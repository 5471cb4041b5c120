import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cti_desktop.agent import handoff_client
from cti_desktop.agent.handoff import HandoffServer
from cti_desktop.agent.handoff_client import (
    NOT_TAKEN,
    REFUSED,
    TAKEN,
    ask,
    hand_over,
    link_among,
    start_command,
    start_link,
    start_with,
)
from cti_desktop.agent.handoff_wire import Door, Lock
from cti_desktop.agent.own_command import own_command
from cti_desktop.calls.link_numbers import RefusalReason
from cti_desktop.calls.links import Refusal, read_link
from tests.agent.handoffs import LINK, Taking


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


@pytest.mark.parametrize("link", [LINK, "tel:", "--link=tel:1", "a b; $(id)", ""])
def test_the_command_that_starts_the_program_gives_its_link_back(link: str) -> None:
    own = len(own_command())
    assert start_link(start_command(link)[own:]) == link


@pytest.mark.parametrize("arguments", [[], ["start"], ["--link=tel:1"], ["x", "--link=tel:1"]])
def test_no_other_command_line_starts_with_a_link(arguments: list[str]) -> None:
    assert start_link(arguments) is None


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
    assert not Path(door.folder).exists()


@pytest.mark.asyncio
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("more", ["1", "\N{GRINNING FACE}", " tel:2"])
async def test_a_running_program_says_that_a_link_is_too_long(
    environment: dict[str, str], taking: Taking, capfd: pytest.CaptureFixture[str], more: str
) -> None:
    taking.refuse = "The link is too long."
    assert await asyncio.to_thread(hand_over, "tel:1" + more * 10_000, environment) == REFUSED
    assert capfd.readouterr().err == "The link is too long.\n"
    (link,) = taking.links
    read = read_link(link or "", "GB")
    assert isinstance(read, Refusal)
    assert read.reason is RefusalReason.TOO_LONG


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
