from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import BundleFile, CheckLine, CheckUp, SoftphoneState
from cti_desktop.calls.errors import UserFixable
from cti_desktop.desktop.diagnostics_page import DiagnosticsPage, ask_where
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.doubles import PaperOffice, WaitingCore
from tests.desktop.face_fixtures import theme
from tests.shots_checks import CHECK_UP

__all__ = ["theme"]


TRIED = (
    CheckLine(name="tel", ok=True, text="a test link arrived here after 41 ms"),
    CheckLine(name="callto", ok=False, text="a test link went to another installation, /opt/x."),
)


class CheckedOffice(PaperOffice):
    """An office that was looked at."""

    def __init__(self) -> None:
        super().__init__([])
        self.bundles: list[tuple[Path, tuple[BundleFile, ...]]] = []

    async def check_up(self) -> CheckUp:
        self._may_fail()
        return CHECK_UP

    async def try_links(self) -> tuple[CheckLine, ...]:
        self._may_fail()
        return TRIED

    async def save_bundle(self, file: Path, files: tuple[BundleFile, ...]) -> None:
        self._may_fail()
        self.bundles.append((file, files))


def answer_where(_over: QWidget, _suggested: Path, then: Callable[[str], None]) -> None:
    then("/somewhere/help.zip")


@pytest.fixture
def office() -> CheckedOffice:
    return CheckedOffice()


@pytest.fixture
def core(office: CheckedOffice) -> WaitingCore:
    return WaitingCore(office)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, core: WaitingCore) -> Iterator[DiagnosticsPage]:
    page = DiagnosticsPage(core, theme, where=answer_where)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.close()


def words_of(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if not label.isHidden()]


def test_it_looks_when_it_is_opened_and_says_what_to_do(
    page: DiagnosticsPage, core: WaitingCore
) -> None:
    assert not page.save.isEnabled()
    core.answer()
    core.viewed.emit(replace(data.READY, softphone=SoftphoneState.FAILED, softphone_text="Gone."))
    said = words_of(page)
    assert {"Companion", "Call journal", "Keyring", "Gone."} <= set(said)
    assert "1 thing needs attention" in said


def test_what_is_saved_was_seen(
    page: DiagnosticsPage, core: WaitingCore, office: CheckedOffice
) -> None:
    core.answer()
    assert page.preview.toPlainText() == CHECK_UP.files[0].text
    page.files.setCurrentIndex(1)
    assert page.preview.toPlainText() == CHECK_UP.files[1].text
    page.save.click()
    core.answer()
    assert office.bundles == [(Path("/somewhere/help.zip"), CHECK_UP.files)]
    assert "Saved as help.zip" in words_of(page)


def test_trouble_is_said_where_it_is(
    page: DiagnosticsPage, core: WaitingCore, office: CheckedOffice
) -> None:
    office.fails = UserFixable("The database is away.")
    core.answer()
    assert "The database is away." in words_of(page)
    assert page.again.isEnabled()


def test_asking_where_holds_nothing_up(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    assert theme is not None
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    chosen: list[str] = []
    ask_where(window, tmp_path / "help.zip", chosen.append)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.fileSelected.emit("/x/help.zip")
    dialog.close()
    assert chosen == ["/x/help.zip"]


def test_a_link_is_tried_and_says_who_received_it(
    page: DiagnosticsPage, core: WaitingCore, office: CheckedOffice
) -> None:
    core.answer()
    page.try_links.click()
    assert not page.try_links.isEnabled()
    assert "A test link is on its way. No number is called." in words_of(page)
    core.answer()
    said = words_of(page)
    assert {"tel", "callto", *(one.text for one in TRIED)} <= set(said)
    assert page.try_links.isEnabled()
    office.fails = UserFixable("The system does not answer.")
    page.try_links.click()
    core.answer()
    assert "The system does not answer." in words_of(page)
