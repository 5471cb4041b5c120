"""A link clicked while nothing runs, against the plain start of the program.

Both ways are the command a desktop would start, and both end in the softphone's page: the click
with the dial command, the plain start with the settings that the desk sends once the page is ready.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.hearing_site import HearingSite, hearing_site
from benchmarks.measured import Measured, median
from benchmarks.programs import plain_environment
from benchmarks.settings import desk_environment
from benchmarks.waiting import until
from cti_desktop.agent.handoff import kernel_peer
from cti_desktop.agent.handoff_client import call
from cti_desktop.agent.handoff_wire import Lock, door_of
from cti_desktop.agent.own_command import own_command

_ROUNDS = 7
_LIMIT = 1.1
_PATIENCE_S = 90.0
_LINK = "tel:+442079460018"
_READY, _DIALLED = "zp-init-config", "zp-make-call"


def measure(rounds: int = _ROUNDS) -> Iterator[Measured]:
    """Start in turn with and without a link; the first pair only warms the machine."""
    with tempfile.TemporaryDirectory(prefix="cti-bench-") as folder, hearing_site() as site:
        environment = plain_environment() | desk_environment(
            Path(folder) / "data", f"{site.origin}/home", site.origin
        )
        environment |= {"XDG_RUNTIME_DIR": folder, "CTI_DIAL_AT_ONCE": "yes"}
        pairs = [
            (_timed(site, environment, (), _READY), _timed(site, environment, (_LINK,), _DIALLED))
            for _ in range(rounds + 1)
        ][1:]
    plain, clicked = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    yield Measured(
        bench="coldlink",
        metric="click to dial command, median",
        value=median(clicked) * 1000,
        unit="ms",
        baseline=median(plain) * 1000,
        limit=_LIMIT,
    )
    yield Measured(
        bench="coldlink",
        metric="the same, slowest",
        value=max(clicked) * 1000,
        unit="ms",
        baseline=max(plain) * 1000,
    )
    yield Measured(
        bench="coldlink",
        metric="start to softphone ready, median",
        value=median(plain) * 1000,
        unit="ms",
    )


def _timed(
    site: HearingSite, environment: Mapping[str, str], arguments: tuple[str, ...], wanted: str
) -> float:
    """Start the program, wait until the page hears the message, end it; returns seconds."""
    site.forget()
    began = time.monotonic()
    process = subprocess.Popen(
        [*own_command(environment), *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return site.heard(wanted, _PATIENCE_S) - began
    finally:
        _end_desk(environment)
        process.wait(_PATIENCE_S)


def _end_desk(environment: Mapping[str, str]) -> None:
    """End the program that listens for links, and wait until its lock is free."""
    door = door_of(environment)
    never = "the desk never listened for links"
    with until(lambda: call(door), never, within_s=_PATIENCE_S) as connection:
        os.kill(kernel_peer(connection).pid, signal.SIGTERM)
    lock = Lock(door.running_lock)
    until(lock.take, "the desk never ended", within_s=_PATIENCE_S)
    lock.release()
