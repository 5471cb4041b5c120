"""The window stands where it stood, can always be taken hold of, and shares its width sensibly."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.interior import furnished_window
from cti_desktop.desktop.layout_memory import (
    FILE,
    LayoutMemory,
    can_be_taken,
    centred,
    fitted,
    screens_key,
)
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.window import MainWindow
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.shots_office import StillCore

__all__ = ["theme"]
LEFT, RIGHT = QRect(0, 0, 1920, 1080), QRect(1920, 0, 1920, 1080)
SMALLEST = QSize(880, 640)


@pytest.fixture
def make(qtbot: QtBot, theme: Theme) -> Iterator[Callable[[], MainWindow]]:
    made: list[MainWindow] = []

    def one() -> MainWindow:
        core, words = StillCore(), british_words()
        contacts = ContactsPage(core, theme, words, region="GB")
        window = furnished_window(
            core, QWidget(), theme=theme, words=words, pages={"contacts": contacts}
        )
        core.setParent(window)
        qtbot.addWidget(window)
        made.append(window)
        return window

    yield one
    for window in made:
        window.close()


def remembered(folder: Path, window: MainWindow) -> LayoutMemory:
    memory = LayoutMemory(folder, window)
    memory.restore()
    window.show()
    QApplication.processEvents()
    return memory


def test_it_stands_where_it_stood(tmp_path: Path, make: Callable[[], MainWindow]) -> None:
    first = make()
    remembered(tmp_path, first)
    first.setGeometry(20, 30, 880, 700)
    first.close()
    later = make()
    remembered(tmp_path, later)
    assert later.geometry() == QRect(20, 30, 880, 700)


def test_it_is_kept_a_moment_after_it_was_moved(
    tmp_path: Path, make: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = make()
    remembered(tmp_path, window)
    window.setGeometry(40, 50, 900, 650)
    qtbot.waitUntil((tmp_path / FILE).exists)
    (kept,) = json.loads((tmp_path / FILE).read_text("utf-8")).values()
    assert kept["rect"] == [40, 50, 900, 650]


def test_maximised_stays_so_with_the_place_it_returns_to(
    tmp_path: Path, make: Callable[[], MainWindow]
) -> None:
    first = make()
    memory = remembered(tmp_path, first)
    first.setGeometry(20, 30, 900, 650)
    QApplication.processEvents()
    first.showMaximized()
    QApplication.processEvents()
    memory.keep()
    (kept,) = json.loads((tmp_path / FILE).read_text("utf-8")).values()
    assert (kept["rect"], kept["maximised"]) == ([20, 30, 900, 650], True)
    later = make()
    LayoutMemory(tmp_path, later).restore()
    assert later.windowState() & Qt.WindowState.WindowMaximized


def test_other_screens_get_the_last_size_in_their_middle(
    tmp_path: Path, make: Callable[[], MainWindow]
) -> None:
    elsewhere = {"9x9+0+0@1": {"rect": [9000, 20, 900, 700], "maximised": False}}
    (tmp_path / FILE).write_text(json.dumps(elsewhere))
    window = make()
    memory = remembered(tmp_path, window)
    area = QGuiApplication.primaryScreen().availableGeometry()
    assert area.intersects(window.geometry())
    assert window.geometry().top() >= area.top()
    memory.keep()
    kept = json.loads((tmp_path / FILE).read_text("utf-8"))
    assert list(kept) == ["9x9+0+0@1", screens_key(QGuiApplication.screens())]


def test_a_panels_width_is_kept_per_page(
    tmp_path: Path, make: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = make()
    memory = remembered(tmp_path, first)
    page = first.page_named("contacts")
    assert isinstance(page, ContactsPage)
    memory.watch_page(page)
    page.resize(1000, 700)
    page.panel.want_width(380)
    QTest.keyClick(page.panel.grip, Qt.Key.Key_Left)
    first.close()
    later = make()
    memory = remembered(tmp_path, later)
    assert memory.panel_width("ContactsPage") == 404
    page = ContactsPage(StillCore(), first._theme, british_words(), region="GB")
    qtbot.addWidget(page)
    later.page_made.emit(page)
    page.resize(1000, 700)
    assert page.panel.wanted_width() == 404


def test_the_edge_is_dragged_by_the_mouse(
    tmp_path: Path, make: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = make()
    remembered(tmp_path, window)
    window.resize(1800, 800)
    window.go_to("contacts")
    page = window.page_named("contacts")
    assert isinstance(page, ContactsPage)
    page.new_contact("Nina")
    QApplication.processEvents()
    grip, before = page.panel.grip, page.panel.wanted_width()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton)
    QTest.mouseMove(grip, grip.rect().center() - grip.rect().topRight() * 5)
    with qtbot.waitSignal(page.panel.widened):
        page.panel.grip.moved.emit(40)
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
    assert page.panel.wanted_width() >= before + 40
    assert page.box.contentsMargins().right() == page.panel.covered()


def test_the_softphone_gets_more_room_with_larger_type(
    make: Callable[[], MainWindow], theme: Theme
) -> None:
    window = make()
    window.show()
    window.resize(1920, 1000)
    dock = window.softphone.parentWidget()
    assert dock is not None
    QApplication.processEvents()
    assert dock.width() == 380
    theme.set_scale(2.0)
    QApplication.processEvents()
    assert 500 < dock.width() <= 760
    window.resize(1300, 800)
    QApplication.processEvents()
    assert (window.width(), dock.width()) == (1300, 380)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"k": 1}', '{"KEY": {"rect": [1, 2]}}', '{"KEY": {"rect": "x", "panels": []}}',
     '{"KEY": {"rect": [1e9, 0, 5, 5]}}', '{"KEY": {"rect": [0, 0, -5, true]}}'],
)  # fmt: skip
def test_a_damaged_file_changes_nothing(
    tmp_path: Path, make: Callable[[], MainWindow], text: str
) -> None:
    (tmp_path / FILE).write_text(text.replace("KEY", screens_key(QGuiApplication.screens())))
    window = make()
    before = window.size()
    LayoutMemory(tmp_path, window).restore()
    assert window.size() == before


NUMBERS = st.integers(-5000, 5000)
RECTS = st.builds(QRect, NUMBERS, NUMBERS, st.integers(1, 6000), st.integers(1, 6000))


@given(rect=RECTS)
def test_wherever_it_was_its_title_can_be_taken(rect: QRect) -> None:
    areas = [LEFT, RIGHT]
    place = fitted(rect, areas, SMALLEST) if can_be_taken(rect, areas) else None
    place = place or centred(rect.size(), LEFT, SMALLEST)
    assert can_be_taken(place, areas)
    assert place.width() <= 1920
    assert place.height() <= 1080


def test_a_set_of_screens_has_one_name_in_any_order(qapp: QApplication) -> None:
    screens = qapp.screens()
    assert screens_key(screens) == screens_key(list(reversed(screens)))
    assert "@" in screens_key(screens)
