"""A file of many contacts, imported as a person does it, over the real desk and its core.

The watch over every test of this folder fails it when the window stands still meanwhile.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from benchmarks.imports import write_people
from cti_desktop.agent.opening import open_office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import ImportProgress
from cti_desktop.desktop.app import SWITCH_INTERVAL_S
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.core import Core
from cti_desktop.desktop.theme import Theme
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.desktop.watchdog import LoopWatch

__all__ = ["theme"]
MANY = 20_000
PATIENCE_MS = 60_000


@pytest.fixture
def core(qtbot: QtBot, tmp_path: Path) -> Iterator[Core]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_S)  # as the program does, or both threads are slow
    core = Core()
    with qtbot.waitSignal(core.opened, timeout=PATIENCE_MS):
        core.start(lambda: open_office(DeskSettings(data_dir=tmp_path / "data", region="US")))
    yield core
    assert core.stop()
    sys.setswitchinterval(before)


def test_many_contacts_come_while_the_window_answers(
    qtbot: QtBot,
    theme: Theme,
    core: Core,
    tmp_path: Path,
    the_window_never_stands_still: LoopWatch,
) -> None:
    the_window_never_stands_still.forget()  # what the start loads is not meant here
    file, told = tmp_path / "people.csv", list[int]()
    write_people(file, MANY)
    with file.open("a", encoding="utf-8") as more:
        more.write(",,not a number,\n")
    page = ContactsPage(core, theme, british_words(), region="US")
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    core.viewed.connect(
        lambda view: told.append(view.done) if isinstance(view, ImportProgress) else None
    )
    sheet = page.importing
    sheet._where = lambda _over, then: then(str(file))
    page.head.import_button.click()
    qtbot.waitUntil(sheet.import_button.isEnabled, timeout=PATIENCE_MS)
    sheet.import_button.click()
    qtbot.waitUntil(lambda: "20,000" in sheet.said.text(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.model.total >= MANY, timeout=PATIENCE_MS)
    assert told == sorted(told)
    assert len(told) > 10
    page.hide()
