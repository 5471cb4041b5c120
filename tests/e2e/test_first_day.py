"""Who has never seen the program takes a call, notes and finds it, calls back, exports a week."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.demo_runs import ROOT
from tests.e2e.desk_first_day import ADA, GRACE, NOTE
from tests.e2e.test_with_zoom import HOST, PHONE, zoom

__all__ = ["zoom"]
pytestmark = pytest.mark.e2e


def test_a_first_day_from_the_first_start_to_the_exported_week(tmp_path: Path, zoom: str) -> None:
    file = tmp_path / "week.csv"
    surroundings = {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "CTI_DATA_DIR": str(tmp_path / "data"),
        "CTI_HOST_ORIGIN": HOST,
        "CTI_REGION": "GB",
        "ZOOM_PHONE_SMART_EMBED_URL": f"{zoom}{PHONE}",
        "ZOOM_PHONE_SMART_EMBED_ORIGIN": zoom,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.desk_first_day", str(file)],
        cwd=ROOT,
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    told = [" | ".join(row) for row in rows[1:]]
    assert len(told) == 3
    assert sum(ADA.removeprefix("+44") in line.replace(" ", "") for line in told) == 1
    assert sum(GRACE.removeprefix("+1") in line.replace(" ", "") for line in told) == 2
    assert sum(NOTE in line for line in told) == 1
