"""Behind a proxy the doctor goes the companion's way to Zoom."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cti_desktop.companion.doctor_zoom import look_at_zoom
from cti_desktop.store.opening import open_store
from tests.companion.bench import SERVER_APP, make_settings


class Proxy(ThreadingHTTPServer):
    """Answers for everybody, with the time, and remembers what was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.asked: list[str] = []


class _Passing(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        self._answer(b'{"country": {}}')

    def do_POST(self) -> None:
        self._answer(b'{"access_token": "t", "expires_in": 3600, "scope": "x"}')

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's word
        """Say nothing."""

    def _answer(self, body: bytes) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The only way out of this machine, as the environment says."""
    with Proxy() as running:
        serving = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "http_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{running.server_port}")
        yield running
        running.shutdown()
        serving.join()


def test_zoom_is_asked_through_the_environments_proxy(tmp_path: Path, proxy: Proxy) -> None:
    away = {"zoom_oauth_url": "http://zoom.invalid", "zoom_api_url": "http://api.zoom.invalid/v2"}
    settings = make_settings(tmp_path, **SERVER_APP, **away)
    with closing(open_store(settings.store_url)):
        steps = {one.name: one for one in look_at_zoom(settings, lambda: datetime.now(UTC))}
    assert all(steps[name].ok for name in ("clock", "account", "phone"))
    assert {one.split("?")[0] for one in proxy.asked} == {
        "http://zoom.invalid/",
        "http://zoom.invalid/oauth/token",
        "http://api.zoom.invalid/v2/phone/settings",
    }
