"""`cti-desktop dial`: from a selected text to a question in the running desk."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence

import pytest

from cti_desktop.agent.handoff import HandoffServer
from cti_desktop.agent.selected_text import selected_text
from cti_desktop.calls.errors import UserFixable
from tests.agent.handoffs import Taking


class Tools:
    """The system's tools, by what they print; one that is missing prints None."""

    def __init__(self, **printed: str | None) -> None:
        self.printed = printed
        self.ran: list[tuple[str, ...]] = []

    def __call__(self, command: Sequence[str]) -> str | None:
        self.ran.append(tuple(command))
        return self.printed.get(command[0].partition(".")[0].replace("-", "_"))


def test_each_system_is_asked_with_its_own_tool() -> None:
    tools = Tools(wl_paste="a", xclip="b", pbpaste="c", powershell="d")
    wayland = {"WAYLAND_DISPLAY": "wayland-0"}
    assert selected_text(wayland, tools, "linux") == "a"
    assert selected_text({}, tools, "linux") == "b"
    assert selected_text({}, tools, "darwin") == "c"
    assert selected_text({}, tools, "win32") == "d"
    assert tools.ran[0] == ("wl-paste", "--primary", "--no-newline")


def test_nothing_selected_and_no_tool_are_two_sentences() -> None:
    with pytest.raises(UserFixable, match="Nothing is selected"):
        selected_text({}, Tools(xclip=" "), "linux")
    with pytest.raises(UserFixable, match="Install"):
        selected_text({}, Tools(), "linux")


async def dial(environment: dict[str, str], *words: str) -> tuple[int, str]:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cti_desktop", "dial", *words],
        env={**environment, "CTI_REGION": "GB"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.asyncio
async def test_a_number_given_in_a_terminal_reaches_the_desk(
    environment: dict[str, str], server: HandoffServer, taking: Taking
) -> None:
    assert server.turned_away == 0
    assert await dial(environment, "Ada, 020 7946 0018") == (0, "")
    assert taking.links == ["cti-desktop://dial?number=020%207946%200018&source=terminal"]
    code, told = await dial(environment, "hello")
    assert (code, told) == (1, "There is no phone number in this text.\n")
    assert len(taking.links) == 1
