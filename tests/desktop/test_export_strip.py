from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from cti_desktop.agent.answers import Exported
from cti_desktop.agent.export_manner import Clock, Manner
from cti_desktop.agent.export_rows import COLUMNS
from cti_desktop.agent.views import ExportProgress
from cti_desktop.calls.call import State
from cti_desktop.calls.errors import Cancelled, UserFixable
from cti_desktop.calls.events import Direction, Result
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.desktop.export import ExportStrip, ask_where
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.sheet_words import manner_of
from cti_desktop.desktop.theme import Theme
from tests.desktop.doubles import PaperOffice, WaitingCore, call
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]


class ExportingOffice(PaperOffice):
    """Remembers what it should export; stops in time unless it is `late`."""

    def __init__(self) -> None:
        super().__init__([call(1)])
        self.wanted: list[tuple[Path, LogFilter]] = []
        self.manner = Manner()
        self.late = False

    async def export_log(
        self, file: Path, shown: LogFilter, manner: Manner, stopped: Callable[[], bool]
    ) -> Exported:
        self._may_fail()
        self.wanted.append((file, shown))
        self.manner = manner
        if stopped() and not self.late:
            raise Cancelled("The export was stopped.")
        return Exported(file=str(file), rows=1200)


class Bench:
    """A strip, a person who chooses a file, and what was opened."""

    def __init__(self, theme: Theme) -> None:
        self.office = ExportingOffice()
        self.core = WaitingCore(self.office)
        self.suggested: list[str] = []
        self.opened: list[str] = []
        self.strip = ExportStrip(
            self.core,
            theme,
            british_words(),
            where=self._where,
            open_folder=self.opened.append,
        )

    def _where(self, _over: QWidget, suggested: Path, then: Callable[[str], None]) -> None:
        self.suggested.append(suggested.name)
        then("/somewhere/week.csv")


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme) -> Iterator[Bench]:
    bench = Bench(theme)
    qtbot.addWidget(bench.strip)
    bench.strip.resize(700, 40)
    yield bench
    bench.strip.close()


MISSED = LogFilter(text="ada", states=(State.MISSED,))


def test_what_the_list_shows_is_written_and_can_be_found(bench: Bench) -> None:
    bench.strip.begin(MISSED)
    assert bench.suggested == ["calls 2026-11-20.csv"]
    assert bench.strip.busy
    bench.core.viewed.emit(ExportProgress(done=500, total=1200))
    assert bench.strip.text.text() == "500 of 1,200 calls written"
    assert (bench.strip.bar.value(), bench.strip.bar.maximum()) == (500, 1200)
    bench.core.answer()
    ((file, wanted),) = bench.office.wanted
    assert str(file) == "/somewhere/week.csv"
    assert wanted == MISSED
    assert bench.strip.text.text() == "1,200 calls written to week.csv"
    bench.strip.show_file.click()
    assert bench.opened == ["/somewhere"]


def test_cancel_says_that_no_file_is_there_once_that_is_so(bench: Bench) -> None:
    bench.strip.begin(MISSED)
    bench.strip.cancel.click()
    bench.core.viewed.emit(ExportProgress(done=500, total=1200))
    assert bench.strip.text.text() == "Stopping the export …"
    assert bench.strip.cancel.isHidden()
    assert bench.strip.close_button.isHidden()
    bench.core.answer()
    assert bench.strip.text.text() == "The export was stopped. No file was written."
    assert not bench.strip.close_button.isHidden()
    assert bench.strip.show_file.isHidden()
    bench.strip.begin(MISSED)
    assert not bench.strip.cancel.isHidden()
    bench.core.answer()
    assert bench.strip.text.text() == "1,200 calls written to week.csv"


def test_a_cancel_that_comes_too_late_says_so(bench: Bench) -> None:
    bench.office.late = True
    bench.strip.begin(MISSED)
    bench.strip.cancel.click()
    bench.core.answer()
    assert bench.strip.text.text() == "1,200 calls written to week.csv"
    assert not bench.strip.show_file.isHidden()


@pytest.mark.parametrize(
    ("locale", "separator", "day"),
    [
        ("en_GB", ",", "20/11/2026"),
        ("en_US", ",", "11/20/2026"),
        ("de_DE", ";", "20.11.2026"),
        ("de_CH", ";", "20.11.2026"),
        ("ar_EG", ";", "2026-11-20"),
        ("C", ",", "2026-11-20"),
    ],
)
def test_a_sheet_is_parted_as_the_spreadsheets_here_part_it(
    locale: str, separator: str, day: str
) -> None:
    manner = manner_of(british_words(), QLocale(locale))
    assert manner.separator == separator
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert Clock(manner).write(at) == f"{day} 09:00:00"


def test_a_sheet_is_written_in_the_readers_words(bench: Bench) -> None:
    bench.strip.begin(MISSED)
    bench.core.answer()
    manner = bench.office.manner
    told = {*State, *Direction, *Result}
    assert all(manner.words[one][0].isupper() for one in told)
    assert manner.words["no_answer"] == "No answer"
    assert len(manner.headings) == len(COLUMNS)
    assert manner.headings[:2] == ("Started", "Direction")


def test_one_export_at_a_time(bench: Bench) -> None:
    bench.strip.begin(MISSED)
    bench.strip.begin(LogFilter())
    assert len(bench.core.waiting) == 1


def test_trouble_is_said_where_it_is(bench: Bench) -> None:
    bench.office.fails = UserFixable("week.csv cannot be written: the disk is full.")
    bench.strip.begin(MISSED)
    bench.core.answer()
    assert bench.strip.text.text() == "week.csv cannot be written: the disk is full."
    assert not bench.strip.busy
    assert bench.strip.show_file.isHidden()


def test_the_log_offers_it(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    page = LogPage(WaitingCore(ExportingOffice()), theme, british_words())
    qtbot.addWidget(page)
    asked: list[LogFilter] = []
    monkeypatch.setattr(page.export, "begin", asked.append)
    page.head.search.setText("ada")
    page.head.export.click()
    assert asked == [LogFilter(text="ada")]
    assert page.head.export.accessibleName() == "Export these calls"


def test_asking_where_holds_nothing_up(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    assert theme is not None
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    chosen: list[str] = []
    ask_where(window, tmp_path / "calls.csv", chosen.append)
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.defaultSuffix() == "csv"
    dialog.filterSelected.emit("Excel workbook (*.xlsx)")
    assert dialog.defaultSuffix() == "xlsx"
    dialog.fileSelected.emit("/x/calls.xlsx")
    assert chosen == ["/x/calls.xlsx"]
    dialog.close()
