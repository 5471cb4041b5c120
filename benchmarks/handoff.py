"""From `cti-desktop LINK` to the dial command for the page, against `python -c pass`."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.measured import Measured, median, quantile
from cti_desktop.agent.dial_views import DialQuestions
from cti_desktop.agent.handoff_wire import door_of
from cti_desktop.agent.office import AgentOffice
from cti_desktop.agent.opening import open_office
from cti_desktop.agent.own_command import own_command
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import EmbedCommand, View

_ROUNDS = 40
_ANSWER_S = 30.0
_LIMIT = 4.0
_PREFIX = "+44207946"


def measure() -> Iterable[Measured]:
    """Hand links over to a running desk and say yes to each at once."""
    with tempfile.TemporaryDirectory() as folder:
        bare, handed = asyncio.run(_measure(Path(folder)))
    for metric, share in (("click to dial command, median", 0.5), ("the same, p99", 0.99)):
        yield Measured(
            bench="handoff",
            metric=metric,
            value=quantile(handed, share) * 1000,
            unit="ms",
            baseline=quantile(bare, share) * 1000,
            limit=_LIMIT,
        )
    yield Measured(
        bench="handoff", metric="python -c pass, median", value=median(bare) * 1000, unit="ms"
    )


class _Agent:
    """Says yes to every question at once, and takes the time when the page is told to dial."""

    def __init__(self, office: AgentOffice) -> None:
        self._office = office
        self._loop = asyncio.get_running_loop()
        self.told: asyncio.Queue[float] = asyncio.Queue()

    def __call__(self, view: View) -> None:
        if isinstance(view, EmbedCommand) and view.message["type"] == "zp-make-call":
            self.told.put_nowait(time.perf_counter())
        elif isinstance(view, DialQuestions) and view.questions:
            self._loop.call_soon(self._office.confirm_dial, view.questions[0].question_id)


async def _measure(folder: Path) -> tuple[list[float], list[float]]:
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "CTI_DATA_DIR": str(folder)}
    door = door_of(environment)
    office = open_office(DeskSettings(data_dir=folder, region="GB", door=door))
    agent = _Agent(office)
    office.subscribe(agent)
    await office.start()
    office.page_signalled("benchmark")
    bare, handed = [], []
    for number in range(_ROUNDS):
        began = time.perf_counter()
        await _run([sys.executable, "-c", "pass"], environment)
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        await _run([*own_command(environment), f"tel:{_PREFIX}{number:04}"], environment)
        handed.append(await asyncio.wait_for(agent.told.get(), _ANSWER_S) - began)
        office.page_said(_rings(number))
    await office.stop()
    return bare, handed


async def _run(command: list[str], environment: dict[str, str]) -> None:
    started = await asyncio.create_subprocess_exec(*command, env=environment)
    await asyncio.wait_for(started.wait(), _ANSWER_S)


def _rings(number: int) -> str:
    """Say what the page says when the dialled call rings: the desk then dials the next."""
    told = {
        "callId": f"bench-{number}",
        "direction": "outbound",
        "callee": {"phoneNumber": f"{_PREFIX}{number:04}"},
    }
    return json.dumps({"type": "zp-call-ringing-event", "data": told})
