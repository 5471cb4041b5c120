"""A log of a million calls written as CSV, in turns with SQLite's own CSV of the same columns."""

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.big_log import make_big_log
from benchmarks.measured import Measured, median, resident_mb
from cti_desktop.agent.export import Export, write_export
from cti_desktop.agent.export_sinks import Format
from cti_desktop.assets import asset
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import open_store

_CALLS = 1_000_000
_ROUNDS = 3
_LIMIT = 3.0
_GROWTH_MB = 100.0
_BODY = "json_extract(CAST(body AS TEXT), '$.{}')"
_COLUMNS = ", ".join(
    [
        "started_at",
        "direction",
        "state",
        _BODY.format("result"),
        _BODY.format("party.name"),
        "''",
        "party_number",
        "agent",
        "via",
        _BODY.format("durations.ring_s"),
        "talk_s",
        _BODY.format("durations.hold_s"),
        "outcome",
        _BODY.format("notes[0].text"),
        "has_recording",
        "has_voicemail",
        "id",
    ]
)
_SQL = f"SELECT {_COLUMNS} FROM folded_call ORDER BY started_at DESC, id DESC"


def measure(calls: int = _CALLS) -> Iterator[Measured]:
    """Make a log and write it both ways.

    Raises:
        FileNotFoundError: there is no `sqlite3` to compare with.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_big_log(folder / "desk.db", calls)
        theirs, ours, rows = [], [], 0
        before = resident_mb()
        watch = _Watch()
        for _ in range(_ROUNDS):
            theirs.append(_by_sqlite(folder / "desk.db", folder / "bare.csv"))
            began = time.perf_counter()
            rows = _by_us(folder / "desk.db", folder / "calls.csv")
            ours.append(time.perf_counter() - began)
        grown = watch.stop() - before
    yield Measured(
        bench="export",
        metric=f"{rows} calls to CSV",
        value=median(ours),
        unit="s",
        baseline=median(theirs),
        limit=_LIMIT,
    )
    yield Measured(
        bench="export", metric="memory on the way", value=grown, unit="MB", limit=_GROWTH_MB
    )


def _by_sqlite(database: Path, file: Path) -> float:
    program = shutil.which("sqlite3")
    if program is None:
        raise FileNotFoundError("the sqlite3 command line is not installed")
    began = time.perf_counter()
    with file.open("wb") as stream:
        command = [program, "-csv", "-header", str(database), _SQL]
        subprocess.run(command, stdout=stream, check=True)
    return time.perf_counter() - began


def _by_us(database: Path, file: Path) -> int:
    store = open_store(f"sqlite:///{database}", region="US")
    try:
        return write_export(
            store,
            read_outcomes(asset("outcomes.toml")),
            Export(file=file, kind=Format.CSV, query=LogQuery()),
            region="US",
            progress=lambda _done, _total: None,
            stopped=lambda: False,
        )
    finally:
        store.close()


class _Watch:
    """Looks at the memory in use a few times a second."""

    def __init__(self) -> None:
        self._most, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Return the most that was in use."""
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self._most = max(self._most, resident_mb())
