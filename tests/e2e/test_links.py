"""A link clicked in another program ends in a call, whether the desk was running or not."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cti_desktop.agent.handlers.here import linux_handlers
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import open_store
from tests.e2e.clicking import Zoom, end_desk, until
from tests.xvfb import MISSING_XVFB

TOOLS = ("xdg-open", "xdg-mime", "update-desktop-database")
MISSING_TOOLS = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="Linux's way from click to program"),
]


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
