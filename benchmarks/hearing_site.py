"""A softphone's page that tells its server at once which messages the desk sends it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.page_server import PageHandler, page_server

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

    def __init__(self) -> None:
        self.origin = ""
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


@contextmanager
def hearing_site() -> Iterator[HearingSite]:
    """Serve the page."""
    site = HearingSite()

    class Handler(PageHandler):
        """Answers with the page, and takes types of messages."""

        page = _PAGE

        def do_POST(self) -> None:
            """Take a type of message."""
            size = int(self.headers.get("Content-Length") or 0)
            site.note(self.rfile.read(size).decode())
            self.answer(b"")

    with page_server(Handler) as site.origin:
        yield site
