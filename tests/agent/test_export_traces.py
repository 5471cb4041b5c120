"""An export that was killed: the next start deletes what it left, and nothing else."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cti_desktop.agent.export_traces import UNTOUCHED_S, ExportTraces
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.store.opening import open_store
from tests.agent.desks import open_desk
from tests.store.making import whole_call

KILLED = """
import os, signal, sys
from pathlib import Path
from cti_desktop.agent.export import export_file
from cti_desktop.agent.settings import DeskSettings
settings = DeskSettings(data_dir=Path(sys.argv[1]), region="GB")
export_file(
    settings, Path(sys.argv[2]), progress=lambda *_: os.kill(os.getpid(), signal.SIGKILL)
)
"""
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing kills so here")


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Data folder with calls, the person's folder, and the system's for temporary files."""
    data, own, aside = (tmp_path / name for name in ("data", "own", "aside"))
    for folder in (data, own, aside):
        folder.mkdir()
    settings = DeskSettings(data_dir=data, region="GB")
    store = open_store(settings.database_url, region="GB")
    for number in range(3):
        store.journal.append(whole_call(f"call:{number}", second=60 * number)).result(10)
    store.close()
    return data, own, aside


def kill_during_export(places: tuple[Path, Path, Path], name: str) -> None:
    data, own, aside = places
    command = [sys.executable, "-c", KILLED, str(data), str(own / name)]
    done = subprocess.run(command, env={**os.environ, "TMPDIR": str(aside)}, check=False)
    assert done.returncode == -signal.SIGKILL


def left(places: tuple[Path, Path, Path]) -> list[Path]:
    return [file for folder in places[1:] for file in folder.iterdir()]


def age(*files: Path) -> None:
    then = time.time() - UNTOUCHED_S - 60
    for file in files:
        os.utime(file, (then, then))


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["calls.xlsx", "calls.csv"])
async def test_what_a_killed_export_left_is_gone_after_the_next_start(
    places: tuple[Path, Path, Path], name: str
) -> None:
    kill_during_export(places, name)
    assert left(places)
    listed = places[0] / "exports"
    age(*left(places), *listed.iterdir())
    kept = [places[1] / "other.xlsx.0123abcd.part", places[2] / "openpyxl.others_1"]
    for file in kept:
        file.write_text("of somebody else")
    age(*kept)
    desk = await open_desk(places[0])
    await desk.office._clear_exports()
    assert left(places) == kept
    assert [*listed.iterdir()] == []
    await desk.office.stop()


def test_what_may_still_be_written_stays(places: tuple[Path, Path, Path]) -> None:
    kill_during_export(places, "calls.xlsx")
    files = left(places)
    ExportTraces(places[0]).clear()
    assert left(places) == files
    age(*(places[0] / "exports").iterdir())
    ExportTraces(places[0]).clear()
    assert left(places) == files


def test_a_list_that_names_a_file_of_the_persons_deletes_nothing(tmp_path: Path) -> None:
    mine, other = tmp_path / "calls.xlsx", tmp_path / "exports" / "1.txt"
    other.parent.mkdir()
    mine.write_text("mine")
    other.write_text(f"{mine}\ncalls.xlsx\n\n")
    age(mine, other)
    ExportTraces(tmp_path).clear()
    assert mine.read_text() == "mine"
    assert not other.exists()


def test_an_export_that_went_well_leaves_no_list(tmp_path: Path) -> None:
    traces = ExportTraces(tmp_path)
    with traces.noting() as made:
        part = tmp_path / "calls.csv.0123abcd.part"
        made(part)
        part.write_text("calls")
        assert [*(tmp_path / "exports").iterdir()] != []
        part.unlink()
    assert [*(tmp_path / "exports").iterdir()] == []
