"""The softphone in the real engine: loading, refusal, crash, ways out."""

import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import DeskView, EmbedCommand, ReloadSoftphone
from cti_desktop.desktop.host_page import BRIDGE_WORLD
from cti_desktop.desktop.softphone import BackOff, Softphone
from tests.desktop.conftest import HOST_ORIGIN
from tests.desktop.websites import ECHO, RecordingOffice, Site

Open = Callable[..., Softphone]


@dataclass
class NoPatience:
    """Tries again at once, as often as it may."""

    crashes_left: int = 3
    asked: list[str] = field(default_factory=list)

    def crash_delay_s(self) -> float | None:
        self.asked.append("crash")
        self.crashes_left -= 1
        return 0.0 if self.crashes_left >= 0 else None

    def network_delay_s(self) -> float | None:
        self.asked.append("network")
        return 0.0

    def loaded(self) -> None:
        self.asked.append("loaded")


def test_the_page_loads_and_uncovers(
    qtbot: QtBot, site: Site, office: RecordingOffice, open_softphone: Open
) -> None:
    softphone = open_softphone(site.page("/embed", ECHO))
    assert softphone.covered
    assert "starting" in softphone.cover.words
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        pass
    uncovered = not softphone.covered
    assert uncovered
    assert ("loaded", "") in office.told
    qtbot.waitUntil(lambda: len(office.texts()) == 1, timeout=5_000)
    assert json.loads(office.texts()[0]) == {"type": "zp-ready"}


def test_the_page_grows_with_the_type_but_never_too_narrow_for_zoom(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    says_width = """<script>
    onresize = () => parent.postMessage({width: innerWidth}, '*');
    onresize();
    </script>"""
    softphone = loaded(site.page("/embed", says_width))

    def widths() -> list[int]:
        return [json.loads(text)["width"] for text in office.texts()]

    qtbot.waitUntil(lambda: 380 in widths(), timeout=10_000)
    softphone._theme.set_scale(2.0)
    qtbot.waitUntil(lambda: widths()[-1] == 350, timeout=10_000)
    softphone.resize(1000, 640)
    qtbot.waitUntil(lambda: widths()[-1] == 500, timeout=10_000)
    assert softphone.view.zoomFactor() == pytest.approx(2.0)
    softphone._theme.set_scale(1.0)
    qtbot.waitUntil(lambda: widths()[-1] == 1000, timeout=10_000)


def test_a_command_goes_to_the_iframe_and_its_answer_comes_back(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    softphone = loaded(site.page("/embed", ECHO))
    qtbot.waitUntil(lambda: len(office.texts()) == 1, timeout=5_000)
    message = {"type": "zp-make-call", "data": {"number": "+15550100123", "note": "ü </script>"}}
    softphone.take_view(DeskView())
    softphone.take_view(EmbedCommand(message=message))
    qtbot.waitUntil(lambda: len(office.texts()) == 2, timeout=5_000)
    assert json.loads(office.texts()[1]) == {"echo": message}


def test_the_page_is_loaded_afresh_when_the_desk_wants_it(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    softphone = loaded(site.page("/embed", ECHO))
    qtbot.waitUntil(lambda: len(office.texts()) == 1, timeout=5_000)
    assert site.visits.count("/embed") == 1
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        softphone.take_view(ReloadSoftphone())
        assert softphone.covered
    assert site.visits.count("/embed") == 2
    qtbot.waitUntil(lambda: len(office.texts()) == 2, timeout=5_000)
    kinds = [kind for kind, _ in office.told if kind != "said"]
    assert kinds == ["loaded", "reloading", "loaded"]
    softphone.send({"n": 1})  # to the new page
    qtbot.waitUntil(lambda: office.texts()[2:] == ['{"echo":{"n":1}}'], timeout=5_000)


def test_it_goes_on_while_its_window_is_hidden(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    softphone = loaded(site.page("/embed", ECHO))
    softphone.hide()
    for number in range(3):
        softphone.send({"n": number})
    qtbot.waitUntil(lambda: len(office.texts()) == 4, timeout=5_000)
    assert [json.loads(text)["echo"] for text in office.texts()[1:]] == [
        {"n": number} for number in range(3)
    ]


def test_the_iframe_knows_our_origin_and_what_it_may(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    loaded(
        site.page(
            "/embed",
            """<script>
            const allowed = (feature) => document.featurePolicy.allowsFeature(feature);
            parent.postMessage({
              origin: location.ancestorOrigins[0], referrer: document.referrer,
              microphone: allowed('microphone'), camera: allowed('camera'),
              clipboard: allowed('clipboard-write'),
            }, '*');
            </script>""",
        )
    )
    qtbot.waitUntil(lambda: len(office.texts()) == 1, timeout=5_000)
    assert json.loads(office.texts()[0]) == {
        "origin": HOST_ORIGIN,
        "referrer": HOST_ORIGIN + "/",
        "microphone": True,
        "clipboard": True,
        "camera": False,
    }


@pytest.mark.parametrize(
    ("permissions", "lent"),
    [
        (("microphone",), ["autoplay", "microphone"]),
        (("clipboard", "notifications"), ["autoplay", "clipboard-read", "clipboard-write"]),
        ((), ["autoplay"]),
    ],
)
def test_the_frame_is_lent_no_more_than_an_administrator_grants(
    qtbot: QtBot,
    site: Site,
    office: RecordingOffice,
    loaded: Open,
    permissions: tuple[str, ...],
    lent: list[str],
) -> None:
    asked = """<script>
    const all = ['autoplay', 'camera', 'clipboard-read', 'clipboard-write', 'microphone'];
    parent.postMessage(all.filter((one) => document.featurePolicy.allowsFeature(one)), '*');
    </script>"""
    loaded(site.page("/embed", asked), permissions=permissions)
    qtbot.waitUntil(lambda: len(office.texts()) == 1, timeout=5_000)
    assert json.loads(office.texts()[0]) == lent


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Security_Policy": "frame-ancestors https://other.example"},
        {"X_Frame_Options": "DENY"},
    ],
)
def test_an_origin_that_zoom_does_not_know_is_recognised(
    qtbot: QtBot,
    site: Site,
    office: RecordingOffice,
    open_softphone: Open,
    headers: dict[str, str],
) -> None:
    softphone = open_softphone(site.page("/embed", ECHO, **headers))
    with qtbot.waitSignal(softphone.failed, timeout=10_000) as failed:
        pass
    assert failed.args == ["refused_origin"]
    assert office.told == [("failed", "refused_origin")]
    assert softphone.covered
    assert HOST_ORIGIN in softphone.cover.words
    site.page("/embed", ECHO)  # the administrator approved it
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        softphone.cover.reload_asked.emit()


def test_an_unreachable_zoom_is_tried_again_until_it_is_back(
    qtbot: QtBot, site: Site, office: RecordingOffice, open_softphone: Open
) -> None:
    url = site.page("/embed", ECHO)
    retries = NoPatience()
    site.drop_connections = True
    softphone = open_softphone(url, retries=retries)
    with qtbot.waitSignal(softphone.failed, timeout=10_000) as failed:
        pass
    assert failed.args == ["network"]
    assert softphone.covered
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        site.drop_connections = False
    assert office.told[0] == ("failed", "network")
    assert retries.asked[-1] == "loaded"


def test_a_crashed_page_is_loaded_again_and_given_up_after_the_third_time(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    retries = NoPatience()
    softphone = loaded(site.page("/embed", ECHO), retries=retries)
    for _ in range(3):
        with qtbot.waitSignal(softphone.loaded, timeout=10_000):
            crash(softphone)
    with qtbot.waitSignal(softphone.failed, timeout=10_000) as failed:
        crash(softphone)
    assert failed.args == ["gave_up"]
    assert softphone.covered
    assert "does not start again by itself" in softphone.cover.words
    assert retries.asked.count("crash") == 4
    assert office.texts("failed") == ["crashed"] * 3 + ["gave_up"]
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        reload_button(softphone).click()


def test_back_off_grows_and_gives_up_on_crashes_only() -> None:
    retries = BackOff()
    assert [retries.crash_delay_s() for _ in range(4)] == [0.5, 2.0, 8.0, None]
    delays = [retries.network_delay_s() for _ in range(8)]
    assert delays == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    retries.loaded()
    assert retries.network_delay_s() == 2.0


def reload_button(softphone: Softphone) -> QPushButton:
    (button,) = softphone.cover.findChildren(QPushButton)
    return button


def crash(softphone: Softphone) -> None:
    os.kill(softphone.page.renderProcessPid(), signal.SIGSEGV)


def test_a_missing_device_is_seen_on_the_page(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    hidden = "<p hidden>No available device.</p><p id='seen'></p>"
    softphone = loaded(site.page("/embed", hidden))
    frame = softphone.page.mainFrame().children()[0]

    def look() -> str:
        with qtbot.waitSignal(softphone.looked, timeout=5_000):
            softphone.look_at_page()
        return office.texts("showed")[-1]

    def show(text: str) -> None:
        script = f"document.querySelector('#seen').textContent = '{text}'"
        frame.runJavaScript(script, BRIDGE_WORLD.value, lambda _answer: None)

    assert look() == ""
    show("No available device. Sign in.")
    assert look() == "no_device"
    show("")
    assert look() == ""
    show("Kein verfügbares Gerät")
    assert look() == "no_device"


def test_a_device_that_is_still_missing_after_a_reload_is_told_again(
    qtbot: QtBot, site: Site, office: RecordingOffice, loaded: Open
) -> None:
    softphone = loaded(site.page("/embed", "<p>No available device.</p>"))
    for _ in range(2):
        office.told.clear()
        with qtbot.waitSignal(softphone.looked, timeout=5_000):
            softphone.look_at_page()
        assert office.texts("showed") == ["no_device"]
        with qtbot.waitSignal(softphone.loaded, timeout=10_000):
            softphone.load()


def test_a_page_that_does_not_come_can_be_asked_for_again(
    qtbot: QtBot,
    site: Site,
    open_softphone: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cti_desktop.desktop.softphone._LATE_MS", 300)
    url = site.page("/embed", ECHO)
    site.answers.clear()
    softphone = open_softphone(url)
    assert not reload_button(softphone).isVisible()
    qtbot.waitUntil(lambda: reload_button(softphone).isVisible(), timeout=5_000)
    assert "does not answer" in softphone.cover.words
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        reload_button(softphone).click()
        assert not reload_button(softphone).isVisible()
        qtbot.waitUntil(lambda: site.visits.count("/embed") == 2, timeout=10_000)
        site.answers.set()
