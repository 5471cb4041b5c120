"""Fixtures of the face's tests; test modules import the ones they use."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.theme import Appearance, Theme
from tests import shots_data as data
from tests.desktop.face import Face, make_face


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, appearance=Appearance.LIGHT, reduced_motion=True)
    theme.apply()
    yield theme
    qapp.styleHints().unsetColorScheme()
    qapp.setStyleSheet("")
    theme.deleteLater()
    QCoreApplication.sendPostedEvents(theme, QEvent.Type.DeferredDelete)


@pytest.fixture
def contacts_page() -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    search = QLineEdit()
    search.setObjectName("search")
    search.setAccessibleName("Search")
    box.addWidget(search)
    return page


@pytest.fixture
def face(qtbot: QtBot, theme: Theme, contacts_page: QWidget) -> Iterator[Face]:
    settings = QWidget()
    settings.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    face = make_face(theme, {"contacts": contacts_page, "calls": QWidget(), "settings": settings})
    qtbot.addWidget(face.window)
    face.window.show()
    qtbot.waitExposed(face.window)
    face.window.activateWindow()
    qtbot.waitUntil(face.window.isActiveWindow)
    face.show(data.READY, data.IDLE)
    yield face
    face.window.close()
