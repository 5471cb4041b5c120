"""The agent's program where something is missing: the companion, or the machine's keyring."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.agent.reading import list_calls
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.demo.processes import free_port
from cti_desktop.store.opening import open_store
from tests.desktop.websites import Site
from tests.e2e.demo_runs import ROOT

pytestmark = pytest.mark.e2e
SESSION_KEPT = "tests.e2e.one_session_keyring.OneSessionKeyring"
NO_KEYRING = "keyring.backends.fail.Keyring"
PAGE = "<p>Softphone</p><script>parent.postMessage({type: 'zp-ready'}, '*')</script>"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def work(data: Path, site: Site, keyring: str, companion: str) -> dict[str, Any]:
    """Run the desk through one missed call beside a companion that is not there."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.desk_at_work", companion],
        cwd=ROOT,
        env=os.environ
        | {
            "PYTHON_KEYRING_BACKEND": keyring,
            "QT_QPA_PLATFORM": "offscreen",
            "CTI_DATA_DIR": str(data),
            "CTI_COMPANION_URL": f"http://127.0.0.1:{free_port()}",
            "CTI_HOST_ORIGIN": "https://cti.example.com",
            "ZOOM_PHONE_SMART_EMBED_URL": site.page("/embed", PAGE),
            "ZOOM_PHONE_SMART_EMBED_ORIGIN": site.origin,
        },
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "session-of-an-earlier-run" not in done.stdout + done.stderr
    lines = reversed(done.stdout.splitlines())
    told = next(line for line in lines if line.startswith("{"))  # a log line may come after it
    said: dict[str, Any] = json.loads(told)
    return said


def test_without_its_companion_the_desk_works_and_keeps_the_call_for_later(
    tmp_path: Path, site: Site
) -> None:
    said = work(tmp_path, site, SESSION_KEPT, "away")
    assert said["companion"] == "Companion away"
    assert said["explained"]
    assert said["waiting"].endswith("waiting")

    settings = DeskSettings(data_dir=tmp_path)
    (call,) = list_calls(settings, text="", limit=10)
    assert call["result"] == "missed"
    store = open_store(settings.database_url)
    try:
        assert {key for event in store.outbox.pending(10) for key in event.keys} >= {"call:0001"}
    finally:
        store.close()


def test_without_a_keyring_the_person_is_told(tmp_path: Path, site: Site) -> None:
    said = work(tmp_path, site, NO_KEYRING, "signed_out")
    assert said["companion"] == "Signed out"
    assert "no keyring" in said["explained"]
