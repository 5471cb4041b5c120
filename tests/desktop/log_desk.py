"""A call log page over a paper office, and the fixtures that open one; test modules import them."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import LogChanged
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction, Result
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.theme import Theme
from tests.desktop.doubles import PaperOffice, WaitingCore, call
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.desktop.list_use import ListUse

__all__ = ["LOG", "Desk", "desk", "long_desk", "theme"]

LOG = [
    call(3, "Ada Lovelace", firm="Analytical Engines Ltd", via="Support queue", note="Invoice"),
    call(12, "Grace Hopper", direction=Direction.OUTBOUND, outcome="Resolved"),
    call(26, "+44 7700 900461", state=State.MISSED, result=Result.MISSED, talk_s=0),
    call(1500, "Karin Brandt", has_recording=True),
    call(1510, "Gustav Weil", e164=None, dials=None),
]


class Desk(ListUse[LogPage]):
    """A log page over a paper office."""

    def __init__(self, qtbot: QtBot, theme: Theme, office: PaperOffice) -> None:
        core = WaitingCore(office)
        super().__init__(qtbot, office, core, LogPage(core, theme, british_words()))

    def chosen(self) -> str | None:
        line = self.page.model.line_at(self.page.rows.currentIndex())
        return line.call_id if line else None

    def top_of(self, call_id: str) -> int:
        row = self.page.model.row_of(call_id)
        assert row is not None
        return self.page.rows.visualRect(self.page.model.index(row)).top()

    def change(self, *call_ids: str) -> None:
        """Tell of changed calls and wait until everything asked on that is answered."""
        self.core.viewed.emit(LogChanged(call_ids=call_ids))
        self.qtbot.waitUntil(lambda: bool(self.core.waiting))
        self.core.answer()


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme) -> Iterator[Desk]:
    desk = Desk(qtbot, theme, PaperOffice(list(LOG)))
    desk.show()
    yield desk
    desk.page.hide()


@pytest.fixture
def long_desk(qtbot: QtBot, theme: Theme) -> Iterator[Desk]:
    desk = Desk(qtbot, theme, PaperOffice([call(n) for n in range(250)]))
    desk.show()
    yield desk
    desk.page.hide()
