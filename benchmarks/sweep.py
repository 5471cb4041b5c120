"""100,000 rows of the call history, fetched and folded with Zoom's rate limit on.

The limit is the smallest account's own, five heavy requests a second of 300 rows each, so the
whole takes a little over a minute; nothing had to be scaled. Held against the time that the limit
alone needs for so many requests.
"""

import math
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec

from benchmarks.companions import CompanionProcess
from benchmarks.measured import Measured
from benchmarks.past_zoom import HEAVY_PER_SECOND
from benchmarks.programs import running
from benchmarks.waiting import until
from cti_desktop.companion import status
from cti_desktop.simulator.settings import SimulatorSettings

ROWS = 100_000
_PAGE = 300
_DAYS = 6.0
_LIMIT = 1.1
_LOOK_S = 1.0
_PATIENCE_S = 600.0


def measure(rows: int = ROWS) -> Iterator[Measured]:
    """Let a companion sweep once, and time it by its own clock."""
    needed_s = (math.ceil(rows / _PAGE) - 1) / HEAVY_PER_SECOND  # the first one goes at once
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "zoom.log"
        with running("benchmarks.past_zoom", str(rows), str(_DAYS), log=log) as zoom:
            url = str(zoom.expect("url")["url"])
            spent_s = _sweep(folder, url, rows)
    yield Measured(
        bench="sweep",
        metric=f"{rows} rows of history",
        value=spent_s,
        unit="s",
        baseline=needed_s,
        limit=_LIMIT,
    )


def _sweep(folder: Path, zoom: str, rows: int) -> float:
    settings = SimulatorSettings()
    companion = CompanionProcess(folder)
    companion.environment |= {
        "ZOOM_CLIENT_ID": settings.client_id,
        "ZOOM_CLIENT_SECRET": settings.client_secret,
        "ZOOM_ACCOUNT_ID": settings.account_id,
        "ZOOM_S2S_CLIENT_ID": settings.s2s_client_id,
        "ZOOM_S2S_CLIENT_SECRET": settings.s2s_client_secret,
        "CTI_ZOOM_OAUTH_URL": zoom,
        "CTI_ZOOM_API_URL": f"{zoom}/v2",
        "CTI_SWEEP_DAYS": str(_DAYS + 1),
        # Only the sweep asks: each call's own record, which its row does not hold, comes later.
        "CTI_RECONCILE_DELAY_S": str(30 * 24 * 3600),
    }
    companion.start()

    def finished() -> timedelta | None:
        told = status.decode(httpx.get(f"{companion.base_url}/status", trust_env=False).content)
        if told.sweep.last_error:
            raise RuntimeError(f"the sweep failed: {msgspec.json.encode(told.sweep)!r}")
        if told.sweep.finished_at is None:
            return None
        if told.sweep.rows < rows:
            raise RuntimeError(f"{told.sweep.rows} of {rows} rows were read")
        return told.sweep.finished_at - told.started_at

    try:
        spent = until(finished, "the sweep never ended", within_s=_PATIENCE_S, every_s=_LOOK_S)
    finally:
        companion.stop()
    return spent.total_seconds()
