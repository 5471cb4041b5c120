"""A list page over a paper office as a person uses it, for the desks of log and contacts."""

from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.log_page import LogPage
from tests.desktop.doubles import PaperOffice, WaitingCore

P = TypeVar("P", LogPage, ContactsPage)


class ListUse(Generic[P]):
    """The page, what it asks and how it is used."""

    def __init__(self, qtbot: QtBot, office: PaperOffice, core: WaitingCore, page: P) -> None:
        self.qtbot, self.office, self.core = qtbot, office, core
        self.page: P = page
        qtbot.addWidget(page)
        page.resize(740, 640)

    def show(self) -> None:
        """Show the page in an active window and answer what it asks."""
        self.page.show()
        self.qtbot.waitExposed(self.page)
        self.page.activateWindow()
        self.qtbot.waitUntil(self.page.isActiveWindow)
        self.core.answer()
        QApplication.processEvents()

    def names(self) -> list[str]:
        """Return what the rows show, headings too."""
        model = self.page.model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def choose(self, row_id: str) -> None:
        """Make a row the current one."""
        self.page.rows.setFocus()
        self.page.rows.choose_row(self.page.model.row_of(row_id))

    def key(self, key: Qt.Key) -> None:
        """Press a key where the keyboard is."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)
