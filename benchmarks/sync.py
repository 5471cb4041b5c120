"""An empty desk catches up with a companion: seconds, bytes on the wire, and a kill on the way."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.companions import CompanionProcess
from benchmarks.filling import fill_whole
from benchmarks.measured import Measured
from benchmarks.programs import Line, Program
from benchmarks.samples import EVENTS_PER_CALL
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.token import mint_token
from cti_desktop.store.opening import open_store
from cti_desktop.sync.scopes import Role
from cti_desktop.sync.wire import MAX_EVENTS

_CALLS = 100_000
_PATIENCE_S = 3_600.0


def measure(calls: int = _CALLS) -> Iterator[Measured]:
    """Sync once in one go, and once killed half way."""
    events = calls * EVENTS_PER_CALL
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        companion = CompanionProcess(folder)
        store = open_store(companion.database_url)
        fill_whole(store.journal, calls)
        store.close()
        settings = CompanionSettings(database_url=companion.database_url)
        token, _ = mint_token(settings, user_id="uBo", extension="800", role=Role.AGENT)
        companion.start()
        try:
            whole = _sync(folder / "whole", companion.base_url, token)
            _sync(folder / "killed", companion.base_url, token, kill_at=events // 2)
            rest = _sync(folder / "killed", companion.base_url, token)
        finally:
            companion.stop()
    if whole["kept"] != events:
        raise RuntimeError(f"{whole['kept']} of {events} events came")
    yield Measured(bench="sync", metric=f"{calls:,} calls", value=whole["in_step"], unit="s")
    yield Measured(bench="sync", metric="events", value=events / whole["in_step"], unit="1/s")
    weight = whole["bytes"] / events
    yield Measured(bench="sync", metric="on the wire", value=weight, unit="B/event")
    yield Measured(
        bench="sync",
        metric="events repeated after a kill",
        value=rest["received"] - rest["kept"],
        unit="events",
        limit=MAX_EVENTS,
    )


def _sync(folder: Path, url: str, token: str, kill_at: int | None = None) -> Line:
    """Run a desk until it is in step, or until it has so many events and is killed."""
    folder.mkdir(exist_ok=True)
    program = Program("benchmarks.sync_program", str(folder), url, token, log=folder / "log")
    try:
        if kill_at is None:
            return program.expect("in_step", _PATIENCE_S)
        while (line := program.expect("events", _PATIENCE_S))["events"] < kill_at:
            pass
        return line
    finally:
        program.kill()
