"""The agent's program and the simulated Zoom, end to end: texts, and Contact Center's page."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.agent.reading import list_calls
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction, Result
from cti_desktop.simulator.program import SimulatorServer
from cti_desktop.simulator.settings import SimulatorSettings
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import open_store
from tests.agent.servers import running_servers
from tests.e2e.demo_runs import ROOT
from tests.e2e.desk_with_zoom import NOTES, OUTCOMES

pytestmark = pytest.mark.e2e
HOST = "https://cti.example.com"
PHONE = "/integration/phone/embeddablephone/home?as=800"
CALL_BAR = "/cci/callbar/crm/?as=800"


@pytest.fixture
def zoom() -> Iterator[str]:
    """Serve a simulated Zoom that hurries, and give its address."""
    up = threading.Event()
    settings = SimulatorSettings(approved_origins=(HOST,), pace=0.1)
    server = SimulatorServer(settings, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=(lambda _url: up.set(),))
    thread.start()
    assert up.wait(20)
    yield server.base_url
    server.stop()
    thread.join(20)


def play(story: str, data: Path, zoom: str, page: str, **more: str) -> None:
    """Run the desk through a story, with more settings than it needs if need be."""
    surroundings = {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "CTI_DATA_DIR": str(data),
        "CTI_HOST_ORIGIN": HOST,
        "CTI_REGION": "GB",
        "CTI_SOFTPHONE": "contact_center" if story == "contact_center" else "phone",
        "ZOOM_PHONE_SMART_EMBED_URL": f"{zoom}{page}",
        "ZOOM_PHONE_SMART_EMBED_ORIGIN": zoom,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.desk_with_zoom", story],
        cwd=ROOT,
        env=os.environ | surroundings | more,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_customer_writes_and_is_answered_through_the_softphone(tmp_path: Path, zoom: str) -> None:
    play("texts", tmp_path, zoom, PHONE)
    store = open_store(DeskSettings(data_dir=tmp_path).database_url, region="GB")
    try:
        kept = store.texts.with_number("+442079460018")
        assert kept is not None
        texts = [one.message.text for one in reversed(store.texts.messages(kept.key))]
    finally:
        store.close()
    assert texts == ["Is it on its way?", "On my way"]


def test_the_page_is_loaded_anew_when_the_network_is_back_and_after_sleep(
    tmp_path: Path, zoom: str
) -> None:
    play("pauses", tmp_path, zoom, PHONE)


def test_a_call_is_not_cut_and_the_page_is_loaded_anew_after_it(tmp_path: Path, zoom: str) -> None:
    play("late_end", tmp_path, zoom, PHONE)


def test_a_missing_device_is_told_over_a_reload_until_it_is_there(
    tmp_path: Path, zoom: str
) -> None:
    play("without_device", tmp_path, zoom, PHONE)


def test_a_contact_center_call_rings_pops_is_noted_and_logged(tmp_path: Path, zoom: str) -> None:
    play("contact_center", tmp_path, zoom, CALL_BAR)
    calls = list_calls(DeskSettings(data_dir=tmp_path), text="", limit=10)
    answered, dialled = sorted(calls, key=lambda call: str(call["direction"]))
    assert (answered["direction"], answered["result"]) == ("inbound", "answered")
    assert (answered["note"], answered["outcome"]) == ("Wants a refund", "resolved")
    assert answered["number"] == "+442079460018"
    assert (dialled["direction"], dialled["number"]) == ("outbound", "+12125550147")


def test_three_calls_at_once_end_alike_at_the_desk_the_companion_and_zoom(tmp_path: Path) -> None:
    """Each keeps its own note, though they were written in turns and ended out of order."""
    with running_servers(tmp_path, approved_origins=(HOST,)) as servers:
        zoom, companion = servers.zoom.url, servers.companion.url
        play("three_calls", tmp_path / "desk", zoom, PHONE, CTI_COMPANION_URL=companion)
        truth = servers.truth()
        there = {
            one["call_id"]: servers.store.log.by_key(f"call:{one['call_id']}") for one in truth
        }
    store = open_store(DeskSettings(data_dir=tmp_path / "desk").database_url, region="GB")
    try:
        here = {call_id: store.log.by_key(f"call:{call_id}") for call_id in there}
        at_the_desk = store.log.count(LogQuery())
    finally:
        store.close()
    assert at_the_desk == len(truth) == len(NOTES)
    for one in truth:
        number = one["caller"]["number"]
        for side, calls in (("desk", here), ("companion", there)):
            call = calls[one["call_id"]]
            assert call is not None, side
            said = [(note.text.strip(), note.outcome) for note in call.notes]
            assert said == [(NOTES[number], OUTCOMES[number])], side
            assert (call.party.number, call.state, call.result) == (
                number, State.ENDED, Result.ANSWERED,
            ), side  # fmt: skip
            assert one["result"] == "answered"
            assert call.direction is Direction.INBOUND
            assert call.answered_at is not None
            assert abs(call.answered_at - datetime.fromisoformat(one["answered_at"])) < timedelta(
                seconds=2
            )
