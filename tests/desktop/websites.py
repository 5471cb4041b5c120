"""Small web sites on loopback, and a core that does at once what it is told, for the web tests."""

import threading
from collections.abc import Callable, Coroutine
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar, cast

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import Notice
from cti_desktop.desktop.core_like import Asking

T = TypeVar("T")


ECHO = """<script>
onmessage = (event) => parent.postMessage({echo: event.data}, event.origin);
parent.postMessage({type: 'zp-ready'}, '*');
</script>"""
# The whole frame is one button, so that a click anywhere in the view meets it.
BUTTON = """<style>#b {{ position: fixed; inset: 0; }}</style><a id=b {0}>x</a><script>
onmousedown = () => parent.postMessage('feels', '*');
</script>"""


class Site:
    """One origin with a few pages; what it was asked for stands in `visits`.

    Attributes:
        drop_connections: hangs up without an answer.
        cookies: what came with the latest request of each page.
        answers: cleared, it keeps who asks waiting.
    """

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        self.visits: list[str] = []
        self.redirects: dict[str, str] = {}
        self.cookies: dict[str, str] = {}
        self.drop_connections = False
        self.answers = threading.Event()
        self.answers.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def page(self, path: str, body: str, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (f"<!doctype html>{body}", named)
        return self.origin + path

    def close(self) -> None:
        self.answers.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 0.5  # Chromium opens connections it never uses

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                site.visits.append(self.path)
                site.cookies[path] = self.headers.get("Cookie", "")
                if site.drop_connections:
                    self.close_connection = True
                    return
                site.answers.wait(10)
                if path in site.redirects:
                    self.send_response(302)
                    self.send_header("Location", site.redirects[path])
                    self.end_headers()
                    return
                body, headers = site.pages.get(path, ("", {}))
                self.send_response(200 if path in site.pages else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - inherited name
                """Keep quiet."""

        return Handler


class RecordingOffice:
    """Remembers what the softphone told the office."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def page_loaded(self) -> None:
        self.told.append(("loaded", ""))

    def page_reloading(self) -> None:
        self.told.append(("reloading", ""))

    def page_said(self, text: str) -> None:
        self.told.append(("said", text))

    def page_signalled(self, signal: str) -> None:
        self.told.append(("signalled", signal))

    def page_failed(self, reason: str) -> None:
        self.told.append(("failed", reason))

    def open_link(self, text: str) -> None:
        self.told.append(("link", text))

    def page_showed(self, what: str) -> None:
        self.told.append(("showed", what))

    def texts(self, kind: str = "said") -> list[str]:
        return [text for told, text in self.told if told == kind]


class InstantCore(QObject):
    """Tells a recording office at once, on the caller's thread."""

    viewed = Signal(object)
    told = Signal()

    def __init__(self, office: RecordingOffice) -> None:
        super().__init__()
        self.office = office

    def tell(self, act: Callable[[Office], None]) -> None:
        act(cast("Office", self.office))
        self.told.emit()

    def ask(
        self,
        make: Callable[[Office], Coroutine[Any, Any, T]],
        then: Callable[[T], None],
        failed: Callable[[Notice], None] | None = None,
        *,
        owner: QObject,
    ) -> Asking:
        raise AssertionError((make, then, failed, owner))


def click(qtbot: QtBot, view: QWidget, office: RecordingOffice) -> None:
    """Press until the page feels it, then release: Chromium drops presses on a fresh page."""
    target = cast("QWidget", view.focusProxy())
    left, middle = Qt.MouseButton.LeftButton, QPoint(175, 290)

    def felt() -> bool:
        QTest.mousePress(target, left, pos=middle)
        return '"feels"' in office.texts()

    qtbot.waitUntil(felt, timeout=5_000)
    QTest.mouseRelease(target, left, pos=middle)
