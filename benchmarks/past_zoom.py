"""`python -m benchmarks.past_zoom ROWS DAYS`: a simulated Zoom with so many calls behind it.

Says its address as one JSON line, and serves until it is ended. Its rate limits are those of the
smallest account, at five heavy requests a second.
"""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.call_path import CallPath
from cti_desktop.simulator.calls import FarEnd, SimulatedCall
from cti_desktop.simulator.program import SimulatorServer
from cti_desktop.simulator.settings import SimulatorSettings

HEAVY_PER_SECOND = 5
_TALK = timedelta(seconds=60)


@dataclass(frozen=True)
class _Over:
    """Stands in for a call that is long over: nothing asks more of it than what was in it."""

    call: SimulatedCall
    over: bool = True
    park_code: None = None

    @property
    def history_id(self) -> str:
        return self.call.history_id

    @property
    def parts(self) -> tuple[SimulatedCall, ...]:
        return (self.call,)


def main(rows: int, days: float) -> None:
    """Serve a history of `rows` calls over the last `days` days."""
    settings = SimulatorSettings(
        heavy_per_second=HEAVY_PER_SECOND, medium_per_second=10, light_per_second=20
    )
    server = SimulatorServer(settings, "127.0.0.1", 0)
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)
    step = timedelta(days=days) * 0.99 / rows
    for number in range(rows):
        call = _call(number, began + number * step)
        server.simulator.engine.add(cast(CallPath, _Over(call)))
    server.run(lambda url: print(json.dumps({"url": url}), flush=True))


def _call(number: int, rang_at: datetime) -> SimulatedCall:
    return SimulatedCall(
        call_id=f"{7_000_000_000 + number}",
        log_id=f"10900000-0000-4000-8000-{number:012x}",
        history_id=f"20900000-0000-4000-8000-{number:012x}",
        direction="inbound",
        agent=AGENTS[number % len(AGENTS)],
        far=FarEnd(name=f"Caller {number % 5000}", number=f"+4420794{number % 5000:05}"),
        via=None,
        rang_at=rang_at,
        answered_at=rang_at + timedelta(seconds=5),
        ended_at=rang_at + _TALK,
        result="answered",
        visible=True,
        finished=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
