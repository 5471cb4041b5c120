import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.flow import Flow

pytestmark = pytest.mark.usefixtures("qapp")
WIDTHS = st.lists(st.integers(1, 120), min_size=1, max_size=9)


def lines_of(widths: list[int], room: int, *, even: bool) -> list[list[int]]:
    """Lay boxes of these widths out, and return them line by line."""
    whole = QWidget()
    flow = Flow(whole, 8, even=even)
    boxes = [QWidget() for _ in widths]
    for box, width in zip(boxes, widths, strict=True):
        box.setFixedSize(width, 20)
        flow.addWidget(box)
    flow.setGeometry(QRect(0, 0, room, 200))
    lines: dict[int, list[int]] = {}
    for box, width in zip(boxes, widths, strict=True):
        lines.setdefault(box.y(), []).append(width)
    assert flow.heightForWidth(room) == 28 * len(lines) - 8
    return list(lines.values())


def test_lines_are_filled_one_after_the_other() -> None:
    assert lines_of([41, 70, 76, 87], 222, even=False) == [[41, 70, 76], [87]]


def test_even_lines_leave_no_last_one_alone() -> None:
    assert lines_of([41, 70, 76, 87], 222, even=True) == [[41, 70], [76, 87]]
    assert lines_of([41, 70, 76, 87], 300, even=True) == [[41, 70, 76, 87]]


@given(widths=WIDTHS, room=st.integers(1, 400))
def test_even_lines_are_as_few_and_never_longer(widths: list[int], room: int) -> None:
    plain = lines_of(widths, room, even=False)
    even = lines_of(widths, room, even=True)
    assert len(even) == len(plain)
    assert [w for line in even for w in line] == widths
    assert max(sum(line) + 8 * len(line) for line in even) <= max(
        sum(line) + 8 * len(line) for line in plain
    )


def test_the_height_follows_what_comes_goes_and_grows(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    flow = Flow(whole, 8)
    boxes = [QWidget() for _ in range(3)]
    for box in boxes:
        box.setFixedSize(60, 20)
        flow.addWidget(box)
    assert flow.heightForWidth(140) == 48
    boxes[2].hide()
    assert flow.heightForWidth(140) == 20
    boxes[2].show()
    boxes[0].setFixedSize(60, 30)
    assert flow.heightForWidth(140) == 58
    flow.removeWidget(boxes[0])
    assert flow.heightForWidth(140) == 20
