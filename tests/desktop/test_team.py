"""What supervisors have beside everybody: whose call it was, their own calls or the team's."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from pytestqt.qtbot import QtBot

from cti_desktop.agent.views import CallLine
from cti_desktop.calls.call import State
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.desktop.log_delegate import LogDelegate
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.doubles import PaperOffice, WaitingCore, call
from tests.desktop.face import Face, british_words, make_face
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]
OWN = ("user:lead", "ext:9")
LEAD = replace(data.READY, own_ids=OWN)
LONG = "Bo Lindqvist of the evening shift " * 4


def office_of(qtbot: QtBot, theme: Theme) -> tuple[Face, LogPage, WaitingCore, PaperOffice]:
    paper = PaperOffice([call(1), call(2)])
    core = WaitingCore(paper)
    page = LogPage(core, theme, british_words())
    face = make_face(theme, {"calls": page})
    qtbot.addWidget(face.window)
    face.window.show()
    return face, page, core, paper


def test_agents_have_no_team(qtbot: QtBot, theme: Theme) -> None:
    face, page, _, _ = office_of(qtbot, theme)
    face.show(data.READY)
    face.window.go_to("calls")
    assert "team" not in face.window.rail.names
    assert not page.head.team_chip.isVisible()
    assert page.head.wanted == LogFilter()
    assert "Go to Team" not in {one.text for one in face.window.around.commands()}
    face.window.close()


def test_a_supervisor_turns_between_their_own_calls_and_the_teams(
    qtbot: QtBot, theme: Theme
) -> None:
    face, page, core, paper = office_of(qtbot, theme)
    face.show(LEAD)
    face.window.go_to("calls")
    core.answer()
    assert page.head.mine_chip.isVisible()
    assert page.head.mine_chip.isChecked()
    missed = next(c for c in page.head.chips.buttons() if c.text() == "Missed")
    missed.click()
    assert page.head.wanted == LogFilter(agent_ids=OWN, states=(State.MISSED,))
    page.head.team_chip.click()
    assert page.head.wanted == LogFilter(states=(State.MISSED,))
    page.head.clear()
    rail = face.window.rail
    rail.button("calls").click()
    assert page.head.wanted == LogFilter(agent_ids=OWN)
    face.window.go_to("phone")
    rail.button("team").click()
    assert face.window.page == "calls"
    assert rail.button("team").isChecked()
    assert page.head.wanted == LogFilter()
    core.answer()
    assert paper.counted[-1] == LogFilter()
    face.show(data.READY)  # signed out: nobody's team is seen
    assert not rail.button("team").isVisible()
    assert not page.head.team_chip.isVisible()
    face.window.close()


def test_the_palette_leads_to_the_team(qtbot: QtBot, theme: Theme) -> None:
    face, page, _, _ = office_of(qtbot, theme)
    face.show(LEAD)
    next(one for one in face.window.around.commands() if one.text == "Go to Team").act()
    assert face.window.page == "calls"
    assert page.head.team_chip.isChecked()
    face.window.close()


@pytest.mark.parametrize("width", [360, 900])
def test_whose_call_it_was_stands_in_the_row_of_who_sees_a_team(theme: Theme, width: int) -> None:
    delegate, area = LogDelegate(theme, british_words()), QRect(0, 0, width, 44)
    line: CallLine = call(1, agent=LONG)

    def told() -> str:
        return delegate.tip_at(area, line, QPoint(width // 2, 1))

    assert "evening shift" not in told()
    delegate.team = True
    assert "evening shift" in told()  # it is cut, so the row's tip has the whole of it
