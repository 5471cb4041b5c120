"""The softphone in the pictures: the simulator's own page, brought to the state the desk shows."""

import threading

import httpx
import shiboken6
from PySide6.QtCore import QEventLoop, QTimer, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView

from cti_desktop.simulator.program import SimulatorServer
from cti_desktop.simulator.settings import SimulatorSettings

_PAGE = "/integration/phone/embeddablephone/home?as=800"
_SHIFT = """
(() => { const now = Date.now; window.ahead = 0; Date.now = () => now() + window.ahead * 1000; })();
"""
# Chromium asks the platform for its colours, and the platform without a screen has none.
_DARK = """
for (const sheet of document.styleSheets) for (const rule of sheet.cssRules)
  if (rule.media?.mediaText.includes("dark")) rule.media.mediaText = "all";
document.documentElement.style.colorScheme = "dark";
"""
_PRESS = """
[...document.querySelectorAll("button")].find((b) => b.innerText.trim() === "%s").click()
"""
_FRAMES = 3
_COUNT_FRAMES = """
window.frames_drawn = 0;
(function draw() { if (++window.frames_drawn < 3) requestAnimationFrame(draw); })();
"""
_WAIT_MS = 10_000


class Dock:
    """A simulator on a thread and a view of its page; `close` ends both."""

    def __init__(self, *, dark: bool) -> None:
        self._dark = dark
        settings = SimulatorSettings(ring_delay_s=0.0, webhook_url=None)
        self._server = SimulatorServer(settings, "127.0.0.1", 0)
        self._up = threading.Event()
        self._thread = threading.Thread(
            target=self._server.run, args=(self._announce,), daemon=True
        )
        self._thread.start()
        self._up.wait(_WAIT_MS / 1000)
        self._http = httpx.Client(base_url=self._server.base_url, trust_env=False)
        self._calls: list[str] = []
        self._profile = QWebEngineProfile()
        self.view = QWebEngineView()
        self._open_page()

    def idle(self) -> None:
        """Hang up and show the keypad."""
        for call in self._calls:
            self._http.post(f"/control/calls/{call}/hangup")
        self._calls.clear()
        self._reload()

    def ring(self, name: str, number: str) -> None:
        """Let somebody call."""
        body = {"agent": "800", "caller_number": number, "caller_name": name}
        rung = self._http.post("/control/ring", json=body).raise_for_status().json()
        self._calls.append(rung["call_id"])
        self._until("Answer")

    def talk(self, name: str, number: str, seconds: int) -> None:
        """Answer a call that has been going on for so long."""
        self.ring(name, number)
        self._http.post(f"/control/calls/{self._calls[-1]}/answer").raise_for_status()
        self._until("Mute")
        self._run(f"window.ahead = {seconds}")
        self._until(f"{seconds // 60}:")

    def hold(self) -> None:
        """Put the call on hold."""
        self._run(_PRESS % "Hold")
        self._until("On hold")

    def leave(self) -> None:
        """Take the keyboard from its field: without a screen Qt does not tell it that it went."""
        self._run("document.activeElement.blur()")

    def close(self) -> None:
        """End page and simulator."""
        shiboken6.delete(self.view)  # the page, its child, goes before the profile
        shiboken6.delete(self._profile)
        self._http.close()
        self._server.stop()
        self._thread.join(_WAIT_MS / 1000)

    def _announce(self, _url: str) -> None:
        self._up.set()

    def _open_page(self) -> None:
        script = QWebEngineScript()
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
        script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
        script.setSourceCode(_SHIFT)
        page = QWebEnginePage(self._profile, self.view)
        page.scripts().insert(script)
        self.view.setPage(page)
        self.view.resize(380, 700)

    def _reload(self) -> None:
        loop = QEventLoop()
        self.view.loadFinished.connect(loop.quit)
        QTimer.singleShot(_WAIT_MS, loop.quit)
        self.view.load(QUrl(self._server.base_url + _PAGE))
        loop.exec()
        self._until("Keypad")
        if self._dark:
            self._run(_DARK)
        self._run(_COUNT_FRAMES)
        while self._run("window.frames_drawn") != _FRAMES:
            pass

    def _until(self, text: str) -> None:
        """Wait until the page shows a text."""
        for _ in range(100):
            if text in str(self._run("document.body.innerText")):
                return
        raise AssertionError(f"the softphone page never showed {text}")

    def _run(self, source: str) -> object:
        loop, found = QEventLoop(), list[object]()

        def take(value: object) -> None:
            found.append(value)
            QTimer.singleShot(60, loop.quit)

        self.view.page().runJavaScript(source, take)
        loop.exec()
        return found[0]
