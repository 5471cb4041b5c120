"""The driver as its scripts use it, on a whole desktop in the real engine."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.agent.ports import Office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.desktop.app import Desktop
from cti_desktop.desktop.driver import Driver, StepFailed, Steps
from tests.desktop.offices import SmallOffice, talking
from tests.desktop.websites import Site

PAGE = """<body style="background: rgb(200, 30, 30)">
<button id=answer disabled onclick="say(event.isTrusted)">Answer</button>
<p style="height: 2000px"></p><input id=number oninput="say(value)">
<div style="position: relative"><button id=covered onclick="say('covered')">Below</button>
<div style="position: absolute; inset: 0">Above</div></div>
<script>
const say = (what) => parent.postMessage({what}, '*');
const enable = () => { answer.disabled = false };
onmessage = enable;
say('ready');
</script>"""


@pytest.fixture
def office() -> SmallOffice:
    return SmallOffice()


@pytest.fixture
def driver(
    qtbot: QtBot, qapp: QApplication, site: Site, tmp_path: Path, office: SmallOffice
) -> Iterator[Driver]:
    settings = DeskSettings(
        data_dir=tmp_path,
        embed_url=site.page("/embed", PAGE),
        embed_origin=site.origin,
        host_origin="https://cti.example.com",
        private_profile=True,
    )
    desktop = Desktop(qapp, settings)
    desktop.show()
    desktop.load_softphone()
    desktop.open(lambda: cast("Office", office))
    driver = Driver(desktop, tmp_path / "pictures")
    qtbot.waitUntil(lambda: driver.ready, timeout=10_000)
    yield driver
    desktop.close()


def drive(qtbot: QtBot, driver: Driver, steps: Steps[None], timeout_ms: int = 20_000) -> None:
    """Run a script to its end; raise what stopped it."""
    ends: list[Exception | None] = []
    driver.run(steps, ends.append)
    qtbot.waitUntil(lambda: bool(ends), timeout=timeout_ms)
    if ends[0] is not None:
        raise ends[0]


def said(office: SmallOffice) -> list[object]:
    return [json.loads(text)["what"] for text in office.said]


def test_it_waits_for_a_button_of_the_page_and_clicks_it_with_the_mouse(
    qtbot: QtBot, driver: Driver, office: SmallOffice
) -> None:
    def script() -> Steps[None]:
        driver.desktop.softphone.send({"type": "enable"})
        yield from driver.click_in_softphone("#answer")
        yield from driver.until("it was heard", lambda: len(office.said) > 1)

    drive(qtbot, driver, script())
    assert said(office) == ["ready", True]


def test_it_types_into_a_field_of_the_page_that_must_be_scrolled_to(
    qtbot: QtBot, driver: Driver, office: SmallOffice
) -> None:
    def script() -> Steps[None]:
        yield from driver.type_in_softphone("#number", "+15550100")

    drive(qtbot, driver, script())
    qtbot.waitUntil(lambda: said(office)[-1] == "+15550100", timeout=5_000)


def test_what_the_mouse_cannot_reach_is_clicked_by_script(
    qtbot: QtBot, driver: Driver, office: SmallOffice
) -> None:
    drive(qtbot, driver, driver.click_in_softphone("#covered"))
    qtbot.waitUntil(lambda: said(office) == ["ready", "covered"], timeout=5_000)


def test_it_writes_a_note_and_takes_a_picture_of_everything(
    qtbot: QtBot, driver: Driver, office: SmallOffice
) -> None:
    pictures: list[Path | None] = []

    def script() -> Steps[None]:
        yield from driver.until("a call is shown", lambda: driver.desk and driver.desk.card)
        yield from driver.write("note-editor", "Wants a quote")
        pictures.append((yield from driver.picture("in-call")))

    driver.desktop.core.tell(lambda _office: office.send(talking()))
    drive(qtbot, driver, script())
    qtbot.waitUntil(lambda: office.notes[-1:] == ["Wants a quote"], timeout=5_000)
    assert pictures[0] is not None
    picture = QImage(str(pictures[0]))
    window = driver.desktop.window
    assert picture.size() == window.size()
    # the page of the softphone is in it too
    x, y = window.width() - 190, window.height() // 2
    assert picture.pixelColor(x, y).name() == "#c81e1e"


def test_what_does_not_happen_ends_the_script_with_its_sentence(
    qtbot: QtBot, driver: Driver, tmp_path: Path
) -> None:
    def script() -> Steps[None]:
        yield from driver.until("pigs fly", lambda: None, timeout_s=0.05)

    with pytest.raises(StepFailed, match="in vain until pigs fly"):
        drive(qtbot, driver, script())
    assert (tmp_path / "pictures" / "failed.png").is_file()

    with pytest.raises(StepFailed, match="#answer can be clicked"):
        drive(qtbot, driver, driver.click_in_softphone("#answer", timeout_s=0.1))


def test_a_script_may_go_on_after_a_wait_in_vain(qtbot: QtBot, driver: Driver) -> None:
    trace: list[str] = []

    def script() -> Steps[None]:
        try:
            yield from driver.until("pigs fly", lambda: None, timeout_s=0.05)
        except StepFailed:
            trace.append("in vain")
        yield from driver.until("the softphone is ready", lambda: driver.ready)
        trace.append("ready")

    drive(qtbot, driver, script())
    assert trace == ["in vain", "ready"]


def test_a_fault_in_a_script_is_handed_to_its_owner(qtbot: QtBot, driver: Driver) -> None:
    def script() -> Steps[None]:
        yield from driver.until("the softphone is ready", lambda: driver.ready)
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        drive(qtbot, driver, script())
