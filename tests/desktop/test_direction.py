"""A window that is read from right to left: mirrored as a whole, numbers as they are dialled."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, QDateTime, QRect, Qt, QTime
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateEdit, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.calm_fields import CalmDateEdit, CalmDateTimeEdit
from cti_desktop.desktop.direction import in_order, mirrored, placed, turned
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.row_paint import TextLine
from cti_desktop.desktop.slide_panel import SlidePanel
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Chip, Label
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]
NUMBER = "+44 20 7946 0018"


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.usefixtures("right_to_left")
def test_text_keeps_its_own_direction(theme: Theme) -> None:
    label = Label(theme, NUMBER)
    for text in (NUMBER, "another"):
        label.setText(text)
        assert label.text() == f"\u2068{text}\u2069"
    assert in_order("") == ""


@pytest.mark.usefixtures("qapp")
def test_from_left_to_right_nothing_is_added() -> None:
    assert in_order(NUMBER) == NUMBER


def test_a_place_is_as_far_from_the_other_side() -> None:
    assert mirrored(QRect(10, 5, 30, 8), 100) == QRect(60, 5, 30, 8)
    assert mirrored(mirrored(QRect(7, 0, 9, 9), 50), 50) == QRect(7, 0, 9, 9)


@pytest.mark.usefixtures("right_to_left")
def test_chips_begin_at_the_right(theme: Theme, qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    flow = Flow(whole)
    chips = [Chip(theme, text) for text in ("One", "Two")]
    for chip in chips:
        flow.addWidget(chip)
    whole.resize(400, 60)
    whole.show()
    QApplication.processEvents()
    assert chips[0].geometry().right() == whole.rect().right()
    assert chips[1].geometry().right() < chips[0].geometry().left()


def ink(image: QImage) -> tuple[int, int]:
    """Return the first and last column in which something was drawn."""
    white = QColor("white").rgb()
    columns = [
        x
        for x in range(image.width())
        if any(image.pixel(x, y) != white for y in range(image.height()))
    ]
    return columns[0], columns[-1]


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_a_line_of_a_list_is_drawn_on_its_side(theme: Theme, direction: Qt.LayoutDirection) -> None:
    image = QImage(300, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setLayoutDirection(direction)
    area = QRect(10, 0, 120, 40)
    TextLine("Ada", area, theme.font()).paint(painter, theme)
    there = placed(painter, area)
    painter.end()
    first, last = ink(image)
    assert there.left() <= first
    assert last <= there.right()
    if direction is Qt.LayoutDirection.RightToLeft:
        assert there.right() - last < 10
    else:
        assert first - there.left() < 10


def test_a_date_reads_as_it_is_written(qapp: QApplication, qtbot: QtBot) -> None:
    day, ten = QDate(2026, 11, 20), QTime(10, 0)
    plain = QDateEdit()
    plain.setDate(day)
    qtbot.addWidget(plain)
    expected = plain.text()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        date, time = CalmDateEdit(), CalmDateTimeEdit()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    for field in (date, time):
        qtbot.addWidget(field)
    time.setDisplayFormat("d MMM yyyy  HH:mm")
    date.setDate(day)
    time.setDateTime(QDateTime(day, ten))
    assert date.text() == expected
    assert time.text().endswith("2026  10:00")


@pytest.mark.usefixtures("right_to_left")
def test_a_panel_stands_at_the_end(theme: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1000, 400)
    page.show()
    panel = SlidePanel(theme, page)
    panel.open()
    assert panel.x() == 0
    assert panel.grip.geometry().right() == panel.rect().right()
    before = panel.width()
    QTest.keyClick(panel.grip, Qt.Key.Key_Right)
    assert panel.width() > before
    panel.close_panel()
    assert not panel.isVisible()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_a_label_begins_where_lines_begin(
    qapp: QApplication, theme: Theme, qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    qapp.setLayoutDirection(direction)
    try:
        label: QLabel = Label(theme, "Outcome")
        icon = turned("chevron-left")
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    image = QImage(300, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    qtbot.addWidget(label)
    label.resize(image.size())
    label.render(image)
    first, last = ink(image)
    mirrored_one = direction is Qt.LayoutDirection.RightToLeft
    assert (300 - last < 10) if mirrored_one else first < 10
    assert icon == ("chevron-right" if mirrored_one else "chevron-left")
