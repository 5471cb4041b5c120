"""The least a program can do to talk with a frame: the yardstick of `pop`.

A page with one frame, a web channel in an isolated world, nothing of ours:
`python -m benchmarks.bare_bridge ORIGIN TRIPS`.
"""

import sys
import time

from PySide6.QtCore import QFile, QIODevice, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

from benchmarks.saying import say

_WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld.value
_HOST = "https://bare.example.com/"
_BETWEEN_MS = 20
_FORWARD = """
new QWebChannel(qt.webChannelTransport, (channel) => {
  const bridge = channel.objects.bridge;
  addEventListener('message', (event) => bridge.hear(JSON.stringify(event.data)));
  bridge.posted.connect((text) => {
    document.querySelector('iframe').contentWindow.postMessage(JSON.parse(text), '*');
  });
});"""


class Bridge(QObject):
    """Sends a message to the frame again and again and times its way back."""

    posted = Signal(str)

    def __init__(self, trips: int) -> None:
        super().__init__()
        self._left = trips
        self._sent_at = 0
        self._ms: list[float] = []
        self._next = QTimer(self, singleShot=True, interval=_BETWEEN_MS)
        self._next.timeout.connect(self._send)

    @Slot()
    def begin(self) -> None:
        """Begin once the page stands."""
        self._next.start()

    @Slot(str)
    def hear(self, text: str) -> None:
        """Take a message of the frame's."""
        if "echo" not in text:
            return
        self._ms.append((time.perf_counter_ns() - self._sent_at) / 1e6)
        self._left -= 1
        if self._left:
            self._next.start()
        else:
            say(trips=self._ms)

    @Slot()
    def _send(self) -> None:
        self._sent_at = time.perf_counter_ns()
        self.posted.emit('{"echo": 1}')


def main(origin: str, trips: int) -> int:
    """Measure, say it, and stay until told to end."""
    app = QApplication(sys.argv[:1])
    view = QWebEngineView()
    page = QWebEnginePage(view)
    bridge = Bridge(trips)
    channel = QWebChannel(page)
    channel.registerObject("bridge", bridge)
    page.setWebChannel(channel, _WORLD)
    script = QWebEngineScript()
    script.setSourceCode(_channel_script() + _FORWARD)
    script.setWorldId(_WORLD)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentReady)
    page.scripts().insert(script)
    view.setPage(page)
    view.resize(380, 700)
    view.show()
    page.loadFinished.connect(bridge.begin)
    page.setHtml(f"<iframe src='{origin}/'></iframe>", QUrl(_HOST))
    return app.exec()


def _channel_script() -> str:
    file = QFile(":/qtwebchannel/qwebchannel.js")
    file.open(QIODevice.OpenModeFlag.ReadOnly)
    return bytes(file.readAll().data()).decode()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2])))
