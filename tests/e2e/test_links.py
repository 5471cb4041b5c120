"""A link clicked in another program ends in a call, whether the desk was running or not."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.agent.handlers.here import linux_handlers
from cti_desktop.agent.handoff import kernel_peer
from cti_desktop.agent.handoff_client import call
from cti_desktop.agent.handoff_wire import Lock, door_of
from cti_desktop.demo.processes import Program
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import open_store
from tests.xvfb import MISSING_XVFB, x_display

HOST_ORIGIN = "https://cti.example.com"
TOOLS = ("xdg-open", "xdg-mime", "update-desktop-database")
MISSING_TOOLS = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="Linux's way from click to program"),
]


def until(found: Callable[[], Any], timeout_s: float = 60.0) -> Any:
    """Ask again and again; what is waited for lies in other processes."""
    end = time.monotonic() + timeout_s
    pause = threading.Event()
    while not (value := found()):
        assert time.monotonic() < end, "it did not happen in time"
        pause.wait(0.1)
    return value


class Zoom:
    """A simulated Zoom in a process of its own."""

    def __init__(self, folder: Path) -> None:
        settings = folder / "simulator.json"
        settings.write_text(json.dumps({"approved_origins": [HOST_ORIGIN], "pace": 0.1}))
        command = ("simulator", "serve", "--port", "0", "--settings", str(settings))
        self.program = Program("simulator", *command, environment={}, log=folder / "zoom.log")
        self.origin: str = self.program.expect("url", 60)["url"]

    def numbers_called(self) -> list[str]:
        with urllib.request.urlopen(f"{self.origin}/control/truth", timeout=10) as answer:  # noqa: S310  # our own loopback address
            return [str(one) for one in _numbers(json.load(answer))]


def _numbers(truth: dict[str, Any]) -> Iterator[Any]:
    for one in truth["calls"]:
        yield one["callee"]["number"]


@pytest.fixture
def zoom(tmp_path: Path) -> Iterator[Zoom]:
    zoom = Zoom(tmp_path)
    yield zoom
    zoom.program.stop()


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """Draw on a real X server where there is one, else into memory."""
    if MISSING_XVFB:
        yield {"DISPLAY": ":9", "QT_QPA_PLATFORM": "offscreen"}
        return
    with x_display() as display:
        yield {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


@pytest.fixture
def environment(tmp_path: Path, zoom: Zoom, screen: dict[str, str]) -> Iterator[dict[str, str]]:
    folders = {
        "HOME": tmp_path,
        "XDG_DATA_HOME": tmp_path / "share",
        "XDG_CONFIG_HOME": tmp_path / "config",
        "XDG_RUNTIME_DIR": tmp_path / "run",
        "CTI_DATA_DIR": tmp_path / "data",
    }
    for folder in folders.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DESKTOP_", "KDE"))}
    environment = {
        **plain,
        **{name: str(folder) for name, folder in folders.items()},
        **screen,  # xdg-open asks whether there is one
        "CTI_DIAL_AT_ONCE": "yes",
        "CTI_REGION": "GB",
        "CTI_HOST_ORIGIN": HOST_ORIGIN,
        "ZOOM_PHONE_SMART_EMBED_URL": (
            f"{zoom.origin}/integration/phone/embeddablephone/home?as=800"
        ),
        "ZOOM_PHONE_SMART_EMBED_ORIGIN": zoom.origin,
    }
    yield environment
    end_desk(environment)


def end_desk(environment: dict[str, str]) -> None:
    """End the program that was started by a click, and wait until it is gone."""
    door = door_of(environment)
    connection = call(door)
    if connection is not None:
        with connection:
            os.kill(kernel_peer(connection).pid, signal.SIGTERM)
        lock = Lock(door.running_lock)
        until(lock.take, 30)
        lock.release()


def clicks_joined(environment: dict[str, str]) -> int:
    """Count in the running desk's journal the clicks that were joined to their calls."""
    wanted = "select count(*) from event where cast(body as text) like '%dial-joined%'"
    path = f"file:{environment['CTI_DATA_DIR']}/desk.db?mode=ro"
    try:
        with closing(sqlite3.connect(path, timeout=10, uri=True)) as file:
            return int(file.execute(wanted).fetchone()[0])
    except sqlite3.OperationalError:  # not there yet: a click is dialled before the log is open
        return 0


def click(link: str, environment: dict[str, str]) -> int:
    opener = "xdg-open"
    if MISSING_TOOLS:
        opener = str(Path(sys.executable).with_name("cti-desktop"))
    else:
        linux_handlers(environment).install()
    return subprocess.run([opener, link], env=environment, timeout=100, check=False).returncode


def test_a_click_dials_whether_the_program_was_running_or_not(
    zoom: Zoom, environment: dict[str, str]
) -> None:
    assert click("tel:020%207946%200018", environment) == 0
    assert until(zoom.numbers_called) == ["+442079460018"]
    until(lambda: clicks_joined(environment) == 1)  # it rings: one call is dialled at a time
    assert click("callto://+442079460099", environment) == 0
    until(lambda: len(zoom.numbers_called()) == 2)
    assert zoom.numbers_called()[1] == "+442079460099"
    until(lambda: clicks_joined(environment) == 2)
    end_desk(environment)

    store = open_store(f"sqlite:///{environment['CTI_DATA_DIR']}/desk.db")
    try:
        calls = store.log.page(LogQuery())
    finally:
        store.close()
    assert len(calls) == 2
    assert all(call.intent for call in calls)
    if lacking := [*MISSING_TOOLS, *([MISSING_XVFB] if MISSING_XVFB else [])]:
        pytest.skip(f"it works, but was not tried the whole way: {', '.join(lacking)}")
