"""The smallest page that can stand in the softphone's frame, on an origin of its own.

It says that it is ready, and echoes what carries `echo`; calls are posted from it by script.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PAGE = b"""<!doctype html>
<title>Frame</title>
<p>A frame</p>
<script>
addEventListener('message', (event) => {
  if (event.data && 'echo' in event.data) event.source.postMessage(event.data, event.origin);
});
parent.postMessage({type: 'zp-ready'}, '*');
</script>"""


class _Handler(BaseHTTPRequestHandler):
    timeout = 0.5  # the engine opens connections it never uses

    def do_GET(self) -> None:
        """Answer with the page, whatever was asked for."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.end_headers()
        self.wfile.write(_PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Keep quiet."""


@contextmanager
def softphone_site() -> Iterator[str]:
    """Serve the page; yields its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
