import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import httpx
import pytest

from cti_desktop.simulator.program import SimulatorServer
from cti_desktop.simulator.settings import SimulatorSettings

PROGRAM = """
import sys
from cti_desktop.simulator.program import serve
from cti_desktop.simulator.settings import SimulatorSettings

serve(SimulatorSettings(), "127.0.0.1", 0, lambda url: print(url, flush=True))
sys.exit(0)
"""


@pytest.fixture
def base_url() -> Iterator[str]:
    server = SimulatorServer(SimulatorSettings(pace=0.01), "127.0.0.1", 0)
    announced: queue.Queue[str] = queue.Queue()
    thread = threading.Thread(target=server.run, args=(announced.put,))
    thread.start()
    yield announced.get(timeout=20)
    server.stop()
    thread.join(20)
    assert not thread.is_alive()


def test_a_call_travels_over_a_real_stream(base_url: str) -> None:
    with httpx.Client(base_url=base_url, trust_env=False, timeout=20) as client:
        with client.stream("GET", "/embed/stream", params={"as": "800"}) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 500"
            played = client.post("/control/play", json={"script": "inbound-missed", "agent": "800"})
            kinds = []
            while "zp-call-ended-event" not in (line := next(lines)):
                kinds += [line.removeprefix("event: ")] if line.startswith("event") else []
        assert kinds[:3] == ["match", "post", "call"]
        truth = client.get(f"/control/truth/{played.json()['call_id']}").json()
        assert truth["embed_events"][0]["pages"] == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_cleanly_even_with_a_stream_open(number: int) -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, env=environment
    )
    with process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with (
            httpx.Client(base_url=url, trust_env=False, timeout=20) as client,
            client.stream("GET", "/embed/stream", params={"as": "800"}) as stream,
        ):
            lines = stream.iter_lines()
            next(lines)
            process.send_signal(number)
            assert [line for line in lines if line] == []
        assert process.wait(20) == 0
