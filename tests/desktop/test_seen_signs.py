"""What is current and how far something is can be seen, in every choice of colours: by the pixels.

A picture before and one after are compared; a pixel counts when the two differ as much as WCAG
asks of what must be seen.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QListWidget,
    QMenu,
    QProgressBar,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.palette_items import Group, Offer
from cti_desktop.desktop.palette_list import PaletteDelegate, PaletteModel
from cti_desktop.desktop.row_list import RowList
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.tokens import DARK, HIGH_CONTRAST, LIGHT, SEEN, Tokens, contrast
from tests.desktop.face import british_words
from tests.desktop.test_theme import of_system

ALL = {
    "light": LIGHT,
    "dark": DARK,
    "contrast": HIGH_CONTRAST,
    "system": of_system("#000000", "#ffffff", "#d6b4fd", "#2b2b2b"),
}


class Look(Theme):
    """A theme of given colours, also those that only a system can choose."""

    def __init__(self, app: QApplication, tokens: Tokens) -> None:
        super().__init__(app)
        self._fixed = tokens

    def _choose_tokens(self) -> Tokens:
        return self._fixed


@pytest.fixture(params=list(ALL.values()), ids=list(ALL))
def look(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Look]:
    look = Look(qapp, request.param)
    look.apply()
    yield look
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    look.deleteLater()
    QCoreApplication.sendPostedEvents(look, QEvent.Type.DeferredDelete)


def picture(widget: QWidget) -> QImage:
    QApplication.processEvents()
    return widget.grab().toImage()


def seen(before: QImage, after: QImage) -> int:
    """Count the pixels that became another colour which can be told from the one before."""
    assert before.size() == after.size()
    places = (QPoint(x, y) for x in range(before.width()) for y in range(before.height()))
    changed = (
        (before.pixelColor(at), after.pixelColor(at))
        for at in places
        if before.pixel(at) != after.pixel(at)
    )
    return sum(contrast(one.name(), two.name()) >= SEEN for one, two in changed)


def test_the_current_line_of_a_menu_is_seen(qtbot: QtBot, look: Look) -> None:
    del look
    menu = QMenu()
    qtbot.addWidget(menu)
    lines = [menu.addAction(text) for text in ("Resolved", "Call back")]
    menu.popup(QPoint(0, 0))
    before = picture(menu)
    menu.setActiveAction(lines[1])
    assert seen(before, picture(menu)) > 2 * menu.actionGeometry(lines[1]).height()
    menu.close()


def test_the_current_line_of_a_choice_is_seen(qtbot: QtBot, look: Look) -> None:
    del look
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["First", "Second"])
    box.show()
    box.showPopup()
    view = box.view()
    view.setCurrentIndex(box.model().index(0, 0))
    before = picture(view)
    view.setCurrentIndex(box.model().index(1, 0))
    assert seen(before, picture(view)) > 2 * view.sizeHintForRow(0)
    box.hidePopup()


@pytest.mark.parametrize("name", ["snippets", "call-list"])
def test_the_current_line_of_a_short_list_is_seen(qtbot: QtBot, look: Look, name: str) -> None:
    del look
    listed = QListWidget()
    listed.setObjectName(name)
    qtbot.addWidget(listed)
    listed.addItems(["First", "Second"])
    listed.show()
    before = picture(listed)
    listed.setCurrentRow(1)
    assert seen(before, picture(listed)) > 2 * listed.sizeHintForRow(0)


def test_the_line_that_enter_takes_is_seen(qtbot: QtBot, look: Look) -> None:
    rows = RowList(look, PaletteDelegate(look, british_words()), "Found")
    rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    qtbot.addWidget(rows)
    model = PaletteModel()
    model.show((Group(heading="", offers=(offer("Ada"), offer("Grace"))),))
    rows.setModel(model)
    rows.resize(300, 100)
    rows.show()
    before = picture(rows)
    rows.choose_row(1)
    assert seen(before, picture(rows)) > rows.sizeHintForRow(1)


def offer(name: str) -> Offer:
    return Offer(title=name, spoken=name, icon="user", act=lambda: None)


def test_it_is_seen_how_far_something_is(qtbot: QtBot, look: Look) -> None:
    del look
    bar, slider = QProgressBar(), QSlider(Qt.Orientation.Horizontal)
    bar.setTextVisible(False)
    for one in (bar, slider):
        qtbot.addWidget(one)
        one.setRange(0, 100)
        one.resize(200, 24)
        one.show()
        one.setValue(10)
        before = picture(one)
        one.setValue(90)
        assert seen(before, picture(one)) > 100
