"""The true chain on Linux: the desktop's own tools open a link, and the desk hears of it."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.agent.handlers.here import linux_handlers
from cti_desktop.agent.handlers.linux import DESKTOP_ID
from cti_desktop.agent.handoff import HandoffServer
from cti_desktop.agent.handoff_wire import door_of
from cti_desktop.calls.links import SCHEMES
from tests.agent.handoffs import Taking

TOOLS = ("xdg-open", "xdg-mime", "update-desktop-database")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(sys.platform != "linux", reason="Linux's way"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


@dataclass
class Home:
    """A new user's home with a desk that listens in it."""

    environment: dict[str, str]
    taking: Taking

    async def run(self, *command: str) -> int:
        started = await asyncio.create_subprocess_exec(*command, env=self.environment)
        return await asyncio.wait_for(started.wait(), 30)


@pytest_asyncio.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    folders = {
        "HOME": tmp_path,
        "XDG_DATA_HOME": tmp_path / "share",
        "XDG_CONFIG_HOME": tmp_path / "config",
        "XDG_RUNTIME_DIR": tmp_path / "run",
        "CTI_DATA_DIR": tmp_path / "data",
    }
    for folder in folders.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    # A desktop of no kind in particular: xdg-open then goes by the MIME database alone.
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DESKTOP_", "KDE"))}
    environment = {**plain, **{k: str(v) for k, v in folders.items()}, "DISPLAY": ":9"}
    taking = Taking()
    server = HandoffServer(door_of(environment), taking)
    assert await server.start()
    yield Home(environment, taking)
    await server.stop()


@pytest.mark.parametrize(
    "link",
    [
        "tel:+442079460018",
        "tel:+44%2020%207946%200018;ext=12",
        "callto://+442079460018",
        "sms:+447700900118?body=hi&x=$(id)",
        "zoomphonecall://+442079460018?callerid=800",
        "cti-desktop://dial?number=%2B442079460018&source=HubSpot",
    ],
)
async def test_a_link_opened_by_the_desktop_arrives_as_it_was(home: Home, link: str) -> None:
    await asyncio.to_thread(linux_handlers(home.environment).install)
    assert await home.run("xdg-open", link) == 0
    assert home.taking.links == [link]


async def test_the_desktop_knows_us_and_forgets_us(home: Home) -> None:
    handlers = linux_handlers(home.environment)
    report = await asyncio.to_thread(handlers.install)
    assert {one.handler for one in report.schemes} == {DESKTOP_ID}
    removed = await asyncio.to_thread(handlers.remove)
    assert {one.handler for one in removed.schemes} == {""}
    assert len(removed.schemes) == len(SCHEMES)


async def test_a_program_that_had_the_link_gets_it_back(home: Home) -> None:
    write_phone(Path(home.environment["XDG_DATA_HOME"]))
    assert await home.run("xdg-mime", "default", "phone.desktop", "x-scheme-handler/tel") == 0
    handlers = linux_handlers(home.environment)
    report = await asyncio.to_thread(handlers.install)
    assert report.schemes[0].handler == "phone.desktop"
    report = await asyncio.to_thread(handlers.install, ["tel"])
    assert report.schemes[0].handler == DESKTOP_ID
    report = await asyncio.to_thread(handlers.remove)
    assert report.schemes[0].handler == "phone.desktop"


def write_phone(data: Path) -> None:
    (data / "applications").mkdir(parents=True)
    (data / "applications/phone.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Phone\nExec=true %u\n"
        "MimeType=x-scheme-handler/tel;\n"
    )
