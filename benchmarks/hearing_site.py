"""A softphone's page that tells its server at once which messages the desk sends it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PAGE = b"""<!doctype html>
<title>Frame</title>
<p>A frame</p>
<script>
addEventListener('message', (event) => {
  if (event.data && event.data.type) navigator.sendBeacon('/heard', event.data.type);
});
parent.postMessage({type: 'zp-ready'}, '*');
</script>"""


class HearingSite:
    """Knows when the page first heard each type of message.

    Attributes:
        origin: of the page.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._came = threading.Condition()
        self._heard: dict[str, float] = {}

    def note(self, kind: str) -> None:
        """Take what the page heard; any thread."""
        with self._came:
            self._heard.setdefault(kind, time.monotonic())
            self._came.notify_all()

    def forget(self) -> None:
        """Begin anew."""
        with self._came:
            self._heard.clear()

    def heard(self, kind: str, timeout_s: float) -> float:
        """Wait for a type of message and return when it came, on `time.monotonic`.

        Raises:
            TimeoutError: it did not come.
        """
        with self._came:
            if not self._came.wait_for(lambda: kind in self._heard, timeout_s):
                raise TimeoutError(f"the page heard no {kind}, only {sorted(self._heard)}")
            return self._heard[kind]


class _Server(ThreadingHTTPServer):
    site: HearingSite


class _Handler(BaseHTTPRequestHandler):
    timeout = 0.5  # the engine opens connections it never uses
    server: _Server

    def do_GET(self) -> None:
        """Answer with the page, whatever was asked for."""
        self._answer(_PAGE)

    def do_POST(self) -> None:
        """Take a type of message."""
        size = int(self.headers.get("Content-Length") or 0)
        self.server.site.note(self.rfile.read(size).decode())
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Keep quiet."""


@contextmanager
def hearing_site() -> Iterator[HearingSite]:
    """Serve the page."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.site = site = HearingSite(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
