"""The bridge in the real engine: who is heard, who is not, and what a page can see of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEngineScript
from pytestqt.qtbot import QtBot
from structlog.testing import capture_logs

from cti_desktop.desktop.softphone import Softphone
from tests.desktop.websites import RecordingOffice, Site

Open = Callable[..., Softphone]
MAIN_WORLD = QWebEngineScript.ScriptWorldId.MainWorld.value
BRIDGE_WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld.value
READY = "<script>parent.postMessage({type: 'zp-ready'}, '*')</script>"
# Asks the channel from the bridge's own world, beside the client that bridge.js holds.
RAW_CHANNEL = """
  window.__answers = {};
  const transport = qt.webChannelTransport, usual = transport.onmessage;
  transport.onmessage = (message) => {
    const answer = JSON.parse(message.data);
    if (answer.id >= 900000) window.__answers[answer.id] = answer.data; else usual(message);
  };
  transport.send(JSON.stringify(%s)); 1
"""
INITIALISE, INVOKE = 3, 6


def evaluate(qtbot: QtBot, frame: Softphone | QWebEngineFrame, script: str, world: int) -> Any:
    answers: list[object] = []
    page = frame.page if isinstance(frame, Softphone) else frame
    page.runJavaScript(script, world, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=5_000)
    return answers[0]


def embed_frame(softphone: Softphone) -> QWebEngineFrame:
    return softphone.page.mainFrame().children()[0]


@pytest.fixture
def loaded(qtbot: QtBot, open_softphone: Open) -> Callable[[str], Softphone]:
    def load(url: str) -> Softphone:
        softphone = open_softphone(url)
        with qtbot.waitSignal(softphone.loaded, timeout=10_000):
            pass
        return softphone

    return load


def test_ten_thousand_messages_arrive_once_and_in_order(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Callable[[str], Softphone]
) -> None:
    loaded(
        site.page(
            "/embed",
            "<script>for (let n = 0; n < 10000; n++) parent.postMessage({n}, '*')</script>",
        )
    )
    qtbot.waitUntil(lambda: len(office.texts()) == 10_000, timeout=25_000)
    assert [json.loads(text)["n"] for text in office.texts()] == list(range(10_000))


def test_other_origins_windows_and_nested_frames_are_refused(
    qtbot: QtBot,
    site: Site,
    other_site: Site,
    office: RecordingOffice,
    loaded: Callable[[str], Softphone],
) -> None:
    shout = "<script>top.postMessage({type: 'zp-make-call'}, '*')</script>"
    foreign = other_site.page("/foreign", shout)
    nested = site.page("/nested", shout)
    with capture_logs() as logs:
        softphone = loaded(
            site.page("/embed", f"{READY}<iframe src='{nested}'></iframe><iframe src='{foreign}'>")
        )
        evaluate(qtbot, softphone, "window.postMessage({type: 'zp-make-call'}, '*')", MAIN_WORLD)
        qtbot.waitUntil(lambda: softphone.refusals.counts == {"window": 2}, timeout=5_000)
    assert [json.loads(text) for text in office.texts()] == [{"type": "zp-ready"}]
    assert [e["reason"] for e in logs if e["event"] == "message_refused"] == ["window"]
    assert other_site.visits == []  # the foreign frame was not even fetched


def test_an_iframe_of_another_origin_is_neither_heard_nor_told(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Callable[[str], Softphone]
) -> None:
    echo = "<script>onmessage = (e) => parent.postMessage({echo: e.data}, '*')</script>"
    softphone = loaded(site.page("/embed", echo))
    expect = "document.querySelector('iframe').dataset.origin = %s; 1"
    evaluate(qtbot, softphone, expect % "'https://zoom.example'", MAIN_WORLD)
    evaluate(qtbot, embed_frame(softphone), "parent.postMessage('heard?', '*')", MAIN_WORLD)
    qtbot.waitUntil(lambda: softphone.refusals.counts == {"origin": 1}, timeout=5_000)
    softphone.send({"type": "lost"})
    evaluate(qtbot, softphone, expect % json.dumps(site.origin), MAIN_WORLD)
    softphone.send({"type": "heard"})
    qtbot.waitUntil(lambda: bool(office.texts()), timeout=5_000)
    assert [json.loads(text) for text in office.texts()] == [{"echo": {"type": "heard"}}]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("let a = {}; a.a = a; parent.postMessage(a, '*')", "not_json"),
        ("parent.postMessage({n: 10n}, '*')", "not_json"),
        ("parent.postMessage(undefined, '*')", "not_json"),
        ("parent.postMessage({text: 'x'.repeat(1 << 20)}, '*')", "too_large"),
    ],
)
def test_what_cannot_be_a_message_is_refused_and_the_next_one_heard(
    qtbot: QtBot,
    site: Site,
    office: RecordingOffice,
    loaded: Callable[[str], Softphone],
    script: str,
    reason: str,
) -> None:
    softphone = loaded(site.page("/embed", f"<script>{script}</script>{READY}"))
    qtbot.waitUntil(lambda: softphone.refusals.counts == {reason: 1}, timeout=5_000)
    assert [json.loads(text) for text in office.texts()] == [{"type": "zp-ready"}]


def test_a_flood_of_refusals_is_counted_in_full(
    qtbot: QtBot, site: Site, loaded: Callable[[str], Softphone]
) -> None:
    flood = "<script>for (let n = 0; n < 5000; n++) parent.postMessage(undefined, '*')</script>"
    with capture_logs() as logs:
        softphone = loaded(site.page("/embed", flood))
        qtbot.waitUntil(lambda: softphone.refusals.counts["not_json"] == 5000, timeout=10_000)
    assert len([entry for entry in logs if entry["event"] == "message_refused"]) == 1


def test_neither_page_nor_iframe_sees_the_channel(
    qtbot: QtBot, site: Site, loaded: Callable[[str], Softphone]
) -> None:
    softphone = loaded(site.page("/embed", READY))
    seen = "typeof qt + ' ' + typeof QWebChannel + ' ' + typeof bridge"
    assert evaluate(qtbot, softphone, seen, MAIN_WORLD) == "undefined undefined undefined"
    frame = embed_frame(softphone)
    assert evaluate(qtbot, frame, seen, MAIN_WORLD) == "undefined undefined undefined"
    assert evaluate(qtbot, frame, "typeof qt", BRIDGE_WORLD) == "undefined"
    assert evaluate(qtbot, softphone, "typeof qt", BRIDGE_WORLD) == "object"


def test_the_policy_of_the_host_page_lets_no_script_in(
    qtbot: QtBot, site: Site, loaded: Callable[[str], Softphone]
) -> None:
    softphone = loaded(site.page("/embed", READY))
    script = """(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inside = 1';
      document.body.append(script);
      return String(window.inside);
    })()"""
    assert evaluate(qtbot, softphone, script, MAIN_WORLD) == "undefined"


def test_the_host_page_paints_something_itself_so_that_chromium_does_not_wait(
    qtbot: QtBot, site: Site, loaded: Callable[[str], Softphone]
) -> None:
    softphone = loaded(site.page("/embed", READY))
    painted = "performance.getEntriesByName('first-contentful-paint').length"
    qtbot.waitUntil(lambda: evaluate(qtbot, softphone, painted, MAIN_WORLD) == 1, timeout=5_000)


def test_the_names_javascript_can_reach_are_these(
    qtbot: QtBot, site: Site, loaded: Callable[[str], Softphone]
) -> None:
    softphone = loaded(site.page("/embed", READY))
    request = json.dumps({"type": INITIALISE, "id": 900_000})
    evaluate(qtbot, softphone, RAW_CHANNEL % request, BRIDGE_WORLD)
    text: list[str] = []

    def answered() -> bool:
        found = "JSON.stringify(window.__answers[900000] ?? null)"
        text.append(evaluate(qtbot, softphone, found, BRIDGE_WORLD))
        return text[-1] != "null"

    qtbot.waitUntil(answered, timeout=5_000)
    objects = json.loads(text[-1])
    assert set(objects) == {"bridge"}
    bridge = objects["bridge"]
    names = {name.partition("(")[0] for name, _index in bridge["methods"]}
    assert names == {"request", "deleteLater"}
    assert {name.partition("(")[0] for name, _index in bridge["signals"]} == {
        "posted",
        "destroyed",
    }
    assert [entry[1] for entry in bridge["properties"]] == ["objectName"]


def test_delete_later_from_javascript_leaves_a_working_bridge(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Callable[[str], Softphone]
) -> None:
    echo = "<script>onmessage = (e) => parent.postMessage({echo: e.data}, '*')</script>"
    softphone = loaded(site.page("/embed", echo))
    call = {"type": INVOKE, "id": 900_001, "object": "bridge", "method": "deleteLater", "args": []}
    evaluate(qtbot, softphone, RAW_CHANNEL % json.dumps(call), BRIDGE_WORLD)
    qtbot.waitUntil(lambda: softphone.refusals.counts == {"delete_later": 1}, timeout=5_000)
    softphone.send({"type": "still there"})
    qtbot.waitUntil(lambda: len(office.texts()) == 1, timeout=5_000)
    assert json.loads(office.texts()[0]) == {"echo": {"type": "still there"}}


def test_the_callback_of_zooms_guide_is_a_signal(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Callable[[str], Softphone]
) -> None:
    softphone = loaded(site.page("/embed", READY))
    evaluate(qtbot, softphone, "window.onZoomPhoneIframeApiReady(); 1", MAIN_WORLD)
    qtbot.waitUntil(
        lambda: office.texts("signalled") == ["onZoomPhoneIframeApiReady"], timeout=5_000
    )
