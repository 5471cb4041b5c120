"""What the tests of the true program and of clicked links share."""

import json
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cti_desktop.agent.handoff import kernel_peer
from cti_desktop.agent.handoff_client import call
from cti_desktop.agent.handoff_wire import Lock, door_of
from cti_desktop.demo.processes import Program

HOST_ORIGIN = "https://cti.example.com"


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


def end_desk(environment: Mapping[str, str]) -> None:
    """End the program that was started by a click, and wait until it is gone."""
    door = door_of(environment)
    connection = call(door)
    if connection is not None:
        with connection:
            os.kill(kernel_peer(connection).pid, signal.SIGTERM)
        lock = Lock(door.running_lock)
        until(lock.take, 30)
        lock.release()
