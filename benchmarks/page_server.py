"""Serves one page from this process, on an origin of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class PageHandler(BaseHTTPRequestHandler):
    """Answers with `page`, whatever was asked for."""

    page = b""
    timeout = 0.5  # the engine opens connections it never uses

    def do_GET(self) -> None:
        """Answer with the page."""
        self.answer(self.page)

    def answer(self, body: bytes) -> None:
        """Answer with this."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told: object) -> None:
        """Keep quiet."""


@contextmanager
def page_server(handler: type[PageHandler]) -> Iterator[str]:
    """Serve; yields the origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
