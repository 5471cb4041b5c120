"""The Smart Embed page in the real engine, framed by a page of another origin."""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from pytestqt.qtbot import QtBot

from cti_desktop.simulator.program import SimulatorServer
from cti_desktop.simulator.settings import ReadySignal, SimulatorSettings

pytestmark = pytest.mark.qt_log_ignore("^GPUInfo not initialized on GpuInfoUpdate$")

ORIGIN = "https://desk.example"
WAIT_MS = 20_000
QUICK = SimulatorSettings(approved_origins=(ORIGIN,), pace=0.02)
CONFIG = {
    "enableSavingLog": True,
    "enableAutoLog": True,
    "enableContactSearching": True,
    "enableContactMatching": True,
    "enableAISummary": True,
    "notePageConfiguration": [
        {
            "fieldName": "Outcome",
            "fieldType": "select",
            "selectOptions": [{"label": "Resolved", "value": "resolved"}],
        },
        {"fieldName": "My remark", "fieldType": "text"},
    ],
}
HOST = """<!doctype html><body><iframe id="phone" width="380" height="600" src="{src}"></iframe>
<script>
addEventListener("message", (e) => console.log("GOT " + e.origin + " " + JSON.stringify(e.data)));
function send(message) {{
  document.getElementById("phone").contentWindow.postMessage(message, "{origin}");
}}
</script>"""


class Desk(QWebEnginePage):
    """A page that embeds the phone and notes what it posts."""

    def __init__(self, profile: QWebEngineProfile, base_url: str) -> None:
        super().__init__(profile)
        self.base_url = base_url
        self.got: list[Any] = []
        self.complaints: list[str] = []
        self._text = ""

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, text: str, line: int, source: str
    ) -> None:
        del level, line, source
        if text.startswith("GOT "):
            _, origin, message = text.split(" ", 2)
            assert origin == self.base_url
            self.got.append(json.loads(message))
        else:
            self.complaints.append(text)

    def embed(self, query: str = "?as=800", origin: str = ORIGIN) -> None:
        src = f"{self.base_url}/integration/phone/embeddablephone/home{query}"
        self.setHtml(HOST.format(src=src, origin=self.base_url), QUrl(origin + "/"))

    def send(self, kind: str, data: dict[str, Any]) -> None:
        self.runJavaScript(f"send({json.dumps({'type': kind, 'data': data})})")

    def inside(self, script: str) -> None:
        """Run a script in the iframe, as if a person's hand did it."""
        self.mainFrame().children()[0].runJavaScript(script, 0)

    def click(self, selector: str) -> None:
        self.inside(f"document.querySelector({json.dumps(selector)}).click()")

    def shows(self, words: str) -> bool:
        """Tell whether the iframe shows words; the answer is that to the last look.

        A look at a frame that is just navigating away is never answered, so none is waited for.
        """
        if frames := self.mainFrame().children():
            frames[0].runJavaScript("document.body.innerText", 0, self._seen)
        return words in self._text

    def _seen(self, text: object) -> None:
        self._text = str(text)

    def of(self, kind: str) -> list[Any]:
        named = [m for m in self.got if isinstance(m, dict) and m.get("type") == kind]
        return [message.get("data") for message in named]


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    running: list[tuple[SimulatorServer, threading.Thread]] = []

    def start(settings: SimulatorSettings) -> str:
        server = SimulatorServer(settings, "127.0.0.1", 0)
        announced: queue.Queue[str] = queue.Queue()
        thread = threading.Thread(target=server.run, args=(announced.put,))
        thread.start()
        running.append((server, thread))
        return announced.get(timeout=20)

    yield start
    for server, thread in running:
        server.stop()
        thread.join(20)


@pytest.fixture
def desk(qtbot: QtBot, serve: Callable[..., str]) -> Iterator[Callable[..., Desk]]:
    made: list[tuple[QWebEngineView, Desk, QWebEngineProfile]] = []

    def make(settings: SimulatorSettings = QUICK) -> Desk:
        profile = QWebEngineProfile()
        view = QWebEngineView()
        page = Desk(profile, serve(settings))
        view.setPage(page)
        view.resize(420, 640)
        view.show()
        made.append((view, page, profile))
        return page

    yield make
    for view, page, profile in made:
        for part in (view, page, profile):
            part.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qtbot.wait(1)


@pytest.fixture
def control() -> Callable[[Desk, str, dict[str, Any]], Any]:
    def post(page: Desk, path: str, body: dict[str, Any]) -> Any:
        address = f"{page.base_url}/control/{path}"
        if path.startswith("truth"):
            return httpx.get(address, trust_env=False).json()
        method = "PUT" if path == "settings" else "POST"
        return httpx.request(method, address, json=body, trust_env=False).json()

    return post


Control = Callable[[Desk, str, dict[str, Any]], Any]


def test_a_call_is_answered_noted_and_logged(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control
) -> None:
    page = desk(replace(QUICK, pace=0.05))
    page.embed()
    qtbot.waitUntil(lambda: page.of("zp-ready") == [None], timeout=WAIT_MS)
    page.send("zp-init-config", CONFIG)
    page.click("#tab-settings")
    page.click("#auto-log")
    call_id = control(page, "play", {"script": "inbound-answered", "agent": "800"})["call_id"]
    qtbot.waitUntil(lambda: len(page.of("zp-call-ringing-event")) == 1, timeout=WAIT_MS)
    asked = page.of("zp-contact-match-event")[0]
    assert asked["phoneNumbers"] == ["+442079460018"]
    name = {"+442079460018": {"id": "1", "name": "Ada L."}}
    page.send("zp-contact-match-response", {"responseId": asked["requestId"], "contacts": name})
    qtbot.waitUntil(lambda: page.shows("Ada L."), timeout=WAIT_MS)
    page.click("#answer")
    qtbot.waitUntil(lambda: len(page.of("zp-call-connected-event")) == 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: page.shows("Hang up"), timeout=WAIT_MS)
    page.inside("document.querySelector('[data-note-field=\"Outcome\"]').value = 'resolved'")
    page.inside("document.querySelector('[data-note-field=\"My remark\"]').value = 'thanks'")
    page.click("#notes-save")
    qtbot.waitUntil(lambda: len(page.of("zp-notes-save-event")) == 1, timeout=WAIT_MS)
    page.click("#hangup")
    qtbot.waitUntil(lambda: len(page.of("zp-ai-call-summary-event")) == 1, timeout=WAIT_MS)
    page.click("#tab-history")
    qtbot.waitUntil(lambda: page.shows("Save log"), timeout=WAIT_MS)
    page.click(".history-item .save-log")
    qtbot.waitUntil(lambda: len(page.of("zp-save-log-event")) == 1, timeout=WAIT_MS)
    notes = {"Outcome": "resolved", "My remark": "thanks"}
    assert page.of("zp-notes-save-event") == [{"callId": call_id, "notesData": notes}]
    assert control(page, f"truth/{call_id}", {})["notes"] == notes
    assert page.of("zp-call-log-completed-event")[0]["enableAutoLog"] is True
    assert page.of("zp-call-recording-completed-event")
    assert page.complaints == []


def test_the_host_dials_searches_and_writes(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control
) -> None:
    page = desk()
    page.embed()
    qtbot.waitUntil(lambda: page.of("zp-ready") == [None], timeout=WAIT_MS)
    page.send("zp-init-config", CONFIG | {"notePageConfiguration": "[]"})
    page.send("zp-make-call", {"number": "+12125550199", "autoDial": False})
    page.send("zp-make-call", {"number": "javascript:alert(1)"})
    page.send("zp-no-such-thing", {})
    control(page, "play", {"script": "outbound-busy", "agent": "800"})
    page.send("zp-make-call", {"number": "+12125550147"})
    qtbot.waitUntil(lambda: len(page.of("zp-call-log-completed-event")) == 1, timeout=WAIT_MS)
    assert page.of("zp-call-log-completed-event")[0]["result"] == "Busy"
    assert len(control(page, "truth", {})["calls"]) == 1
    page.click("#tab-keypad")
    page.inside(
        "const box = document.querySelector('#keypad-input');"
        "box.value = 'ada'; box.dispatchEvent(new Event('input'));"
    )
    qtbot.waitUntil(lambda: len(page.of("zp-contact-search-event")) == 1, timeout=WAIT_MS)
    asked = page.of("zp-contact-search-event")[0]
    assert asked["searchString"] == "ada"
    found = [{"number": "+442079460018", "displayName": "<b>Ada</b>"}]
    page.send("zp-contact-search-response", {"responseId": "stale", "contacts": []})
    page.send("zp-contact-search-response", {"responseId": asked["requestId"], "contacts": found})
    qtbot.waitUntil(lambda: page.shows("<b>Ada</b>"), timeout=WAIT_MS)
    page.send("zp-input-sms", {"number": "+12125550147"})
    qtbot.waitUntil(lambda: page.shows("Text messages will appear here"), timeout=WAIT_MS)
    page.inside("document.querySelector('#sms-text').value = 'Hello'")
    page.click("#sms-send")
    qtbot.waitUntil(lambda: len(page.of("zp-sms-log-event")) == 1, timeout=WAIT_MS)
    assert page.of("zp-sms-log-event")[0]["message"] == "Hello"
    assert page.complaints == []


@pytest.mark.parametrize(
    ("signal", "heard"),
    [
        ("message", ["zp-ready"]),
        ("callback-message", ["onZoomPhoneIframeApiReady"]),
        ("late", ["zp-ready"]),
        ("repeat", ["zp-ready"] * 3),
        ("load-only", []),
    ],
)
def test_each_way_of_being_ready(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control, signal: ReadySignal, heard: list[str]
) -> None:
    page = desk(replace(QUICK, ready_signal=signal))
    page.embed()

    def listening() -> bool:
        order = {"agent": "800", "message": {"type": "probe"}}
        return int(control(page, "embed/post", order)["pages"]) == 1

    qtbot.waitUntil(listening, timeout=WAIT_MS)
    qtbot.waitUntil(
        lambda: ready_signals(page) == heard and bool(page.of("probe")), timeout=WAIT_MS
    )


def ready_signals(page: Desk) -> list[str]:
    return [m["type"] for m in page.got if m["type"] != "probe"]


def test_what_is_sent_before_the_page_listens_is_lost(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control
) -> None:
    page = desk(replace(QUICK, ready_signal="late", pace=1.0, ring_delay_s=0.0))
    page.embed()
    order = {"agent": "800", "message": {"type": "probe"}}
    qtbot.waitUntil(lambda: control(page, "embed/post", order)["pages"] == 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bool(page.of("probe")), timeout=WAIT_MS)
    page.send("zp-make-call", {"number": "+12125550199"})
    assert page.of("zp-ready") == [], "the machine was too slow for this to be early"
    qtbot.waitUntil(lambda: page.of("zp-ready") == [None], timeout=WAIT_MS)
    page.send("zp-make-call", {"number": "+12125550147"})
    qtbot.waitUntil(lambda: bool(page.of("zp-call-ringing-event")), timeout=WAIT_MS)
    dialled = [call["callee"]["number"] for call in control(page, "truth", {})["calls"]]
    assert dialled == ["+12125550147"]


def test_names_nobody_asked_for_are_not_shown(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control
) -> None:
    page = desk(replace(QUICK, pace=0.5))  # it rings while we look
    page.embed()
    qtbot.waitUntil(lambda: page.of("zp-ready") == [None], timeout=WAIT_MS)
    page.send("zp-init-config", CONFIG)
    control(page, "play", {"script": "inbound-answered", "agent": "800"})
    qtbot.waitUntil(lambda: bool(page.of("zp-contact-match-event")), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: page.shows("Ada Lovelace"), timeout=WAIT_MS)
    named = {"+442079460018": {"id": "1", "name": "Wrong"}}
    for answer in ({"responseId": "stale"}, {}):
        page.send("zp-contact-match-response", answer | {"contacts": named})
    page.send("zp-input-sms", {"number": "+12125550147"})
    qtbot.waitUntil(lambda: page.shows("Text messages will appear here"), timeout=WAIT_MS)
    assert page.shows("Ada Lovelace")
    assert not page.shows("Wrong")  # the ringing call stands above, with its name


def test_anything_can_be_posted_as_often_as_wanted(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control
) -> None:
    page = desk()
    page.embed()
    qtbot.waitUntil(lambda: page.of("zp-ready") == [None], timeout=WAIT_MS)
    control(page, "embed/post", {"agent": "800", "raw": "no json {"})
    control(page, "embed/post", {"agent": "800", "message": {"type": "odd"}, "repeat": 500})
    qtbot.waitUntil(lambda: len(page.got) == 502, timeout=WAIT_MS)
    assert page.got[1] == "no json {"
    assert page.got[501] == {"type": "odd"}


def test_another_origin_can_neither_frame_nor_hear_the_phone(
    qtbot: QtBot, desk: Callable[..., Desk]
) -> None:
    page = desk()
    page.embed(origin="https://elsewhere.example")
    qtbot.waitUntil(lambda: bool(page.complaints), timeout=WAIT_MS)
    assert "frame" in page.complaints[0].lower()
    assert page.got == []


def test_one_signs_in_by_choosing_a_name(qtbot: QtBot, desk: Callable[..., Desk]) -> None:
    page = desk()
    page.embed(query="")
    qtbot.waitUntil(lambda: page.shows("Mina Okafor"), timeout=WAIT_MS)
    page.click("[data-sign-in='801']")
    qtbot.waitUntil(lambda: page.of("zp-ready") == [None], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: page.shows("extension 801"), timeout=WAIT_MS)


def test_without_a_device_the_page_says_so_and_dials_nothing(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control
) -> None:
    page = desk(replace(QUICK, device_available=False))
    page.embed()
    qtbot.waitUntil(lambda: page.of("zp-ready") == [None], timeout=WAIT_MS)
    page.send("zp-make-call", {"number": "+12125550147"})
    qtbot.waitUntil(lambda: page.shows("No available device"), timeout=WAIT_MS)
    assert control(page, "truth", {}) == {"calls": []}


def test_a_call_is_parked_and_handed_over_by_its_buttons(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control
) -> None:
    page = desk()
    page.embed()
    qtbot.waitUntil(lambda: page.shows("Bo Lindqvist"), timeout=WAIT_MS)
    call_id = control(page, "play", {"script": "queue-answered", "agent": "800"})["call_id"]
    qtbot.waitUntil(lambda: page.shows("Answer"), timeout=WAIT_MS)
    page.click("#answer")
    qtbot.waitUntil(lambda: page.shows("Ask first"), timeout=WAIT_MS)
    page.click("#transfer-warm")
    qtbot.waitUntil(lambda: page.shows("Mina Okafor") and page.shows("Back"), timeout=WAIT_MS)
    page.click("#back")
    qtbot.waitUntil(lambda: page.shows("Park"), timeout=WAIT_MS)
    page.click("#park")
    qtbot.waitUntil(lambda: page.shows("*861 picks it up"), timeout=WAIT_MS)
    assert control(page, f"truth/{call_id}", {})["park_code"] == "*861"


def test_the_control_page_lets_a_colleague_hand_a_call_to_the_trainee(
    qtbot: QtBot, desk: Callable[..., Desk], control: Control
) -> None:
    page = desk()

    def press(words: str) -> None:
        buttons = "[...document.querySelectorAll('button')]"
        find = f"{buttons}.find((one) => one.textContent === {json.dumps(words)})"
        qtbot.waitUntil(lambda: words in shown(), timeout=WAIT_MS)
        page.runJavaScript(f"{find}.click()", 0)

    def shown() -> str:
        page.runJavaScript("document.body.innerText", 0, page._seen)
        return page._text

    page.load(QUrl(f"{page.base_url}/control/"))
    control(page, "play", {"script": "warm-transfer", "agent": "802"})
    press("Answer")
    press("Ask chosen agent")
    press("Join them")
    qtbot.waitUntil(lambda: "Join them" not in shown(), timeout=WAIT_MS)
    told = [
        (call["agent"]["extension_number"], call["event"], call["result"])
        for call in control(page, "truth", {})["calls"]
    ]
    assert told == [
        ("802", None, "answered"),
        ("802", "warm_transfer_outgoing", "answered"),
        ("800", "warm_transfer_incoming", None),
    ]
