"""Narrowing the call log: the menu, its chips, named filters, days, all of it by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateEdit, QMenu
from pytestqt.qtbot import QtBot

from cti_desktop.agent.answers import LogChoices
from cti_desktop.calls.agents import KnownAgent
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.calls.log_filter import LogFilter, Period, Sort
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.buttons import Button
from cti_desktop.desktop.call_words import start_of
from cti_desktop.desktop.log_filter_words import conditions
from cti_desktop.desktop.theme import Theme
from tests.desktop.conftest import flush
from tests.desktop.doubles import PaperOffice
from tests.desktop.face import british_words
from tests.desktop.face_fixtures import theme
from tests.desktop.log_desk import LOG, Desk

__all__ = ["theme"]

CHOICES = LogChoices(
    queues=("Sales", "Support & more"),
    agents=(
        KnownAgent(name="Bo", ids=("user:bo",), extension="800"),
        KnownAgent(name="Cy", ids=("ext:x1", "user:c1"), extension="801"),
        KnownAgent(name="Cy", ids=("user:c2",), extension="802"),
    ),
    tags=("returns",),
    outcomes=(Outcome(value="sale", label="Sale made"),),
)


class Filtered(Desk):
    """A desk whose filters are used."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        super().__init__(qtbot, theme, PaperOffice(list(LOG)))
        self.office.choices = CHOICES

    def menu(self) -> QMenu:
        QTest.mouseClick(self.page.head.filter_button, Qt.MouseButton.LeftButton)
        self.core.answer()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def take(self, *path: str) -> None:
        """Go through the menus by these words."""
        menu = whole = self.menu()
        for text in path:
            action = next(one for one in menu.actions() if one.text() == text)
            below = action.menu()
            if isinstance(below, QMenu):
                menu = below
            else:
                action.trigger()
        whole.close()
        flush()
        self.core.answer()

    def chips(self) -> list[str]:
        flush()
        shown = self.page.head.findChildren(Button)
        return [
            one.text()
            for one in shown
            if one.isVisible() and one.accessibleName().startswith("Remove filter")
        ]

    def asked(self) -> LogFilter:
        wanted = self.office.asked[-1]["wanted"]
        assert isinstance(wanted, LogFilter)
        return wanted


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme) -> Iterator[Filtered]:
    desk = Filtered(qtbot, theme)
    desk.show()
    yield desk
    desk.page.hide()


@pytest.mark.parametrize(
    ("path", "wanted", "chip"),
    [
        (("State", "Voicemail"), LogFilter(states=(State.VOICEMAIL,)), "Voicemail"),
        (("Direction", "Internal call"), LogFilter(direction=Direction.INTERNAL), "Internal call"),
        (("Outcome", "Without an outcome"), LogFilter(without_outcome=True), "Without an outcome"),
        (("Outcome", "Sale made"), LogFilter(outcome="sale"), "Outcome Sale made"),
        (("Queue", "Support && more"), LogFilter(via="Support & more"), "via Support & more"),
        (("Agent", "Bo"), LogFilter(agent="Bo", whose=("user:bo",)), "Agent Bo"),
        (
            ("Agent", "Cy (802)"),
            LogFilter(agent="Cy (802)", whose=("user:c2",)),
            "Agent Cy (802)",
        ),
        (("Tag", "returns"), LogFilter(tag="returns"), "Tag returns"),
        (("Recording", "With a recording"), LogFilter(has_recording=True), "With a recording"),
        (("Note", "Without a note"), LogFilter(has_note=False), "Without a note"),
        (("Order", "Longest first"), LogFilter(sort=Sort.LONGEST), "Longest first"),
    ],
)
def test_each_choice_of_the_menu_narrows_and_its_chip_takes_it_back(
    desk: Filtered, path: tuple[str, ...], wanted: LogFilter, chip: str
) -> None:
    desk.take(*path)
    assert desk.asked() == wanted
    assert desk.chips() == [chip]
    remove = next(
        one
        for one in desk.page.head.findChildren(Button)
        if one.accessibleName() == f"Remove filter: {chip}"
    )
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    desk.core.answer()
    assert desk.asked() == LogFilter()
    assert desk.chips() == []


def test_a_period_is_asked_for_as_instants_of_the_readers_days(desk: Filtered) -> None:
    desk.take("Days", "Yesterday")
    asked = desk.asked()
    assert asked.period is Period.YESTERDAY
    assert asked.since is not None
    assert asked.until is not None
    assert (asked.until - asked.since).total_seconds() == 86400
    assert desk.chips() == ["Yesterday"]


def test_other_days_are_chosen_in_two_fields(desk: Filtered) -> None:
    desk.take("Days", "Other days …")
    first, last = desk.page.head.days.findChildren(QDateEdit)
    assert first.isVisible()
    first.setDate(QDate(2026, 11, 2))
    last.setDate(QDate(2026, 11, 6))
    desk.core.answer()
    assert (desk.asked().first_day, desk.asked().last_day) == (
        date(2026, 11, 2),
        date(2026, 11, 6),
    )
    first.setDate(QDate(2026, 12, 24))
    desk.core.answer()
    assert desk.asked().last_day == date(2026, 12, 24)
    desk.take("Days", "Any day")
    assert not first.isVisible()


def test_conditions_add_up_and_the_search_stays(desk: Filtered) -> None:
    QTest.keyClicks(desk.page.head.search, "ada")
    desk.take("Queue", "Sales")
    desk.take("Recording", "With a recording")
    assert desk.asked() == LogFilter(text="ada", via="Sales", has_recording=True)
    assert desk.chips() == ["via Sales", "With a recording"]
    desk.take("Show all calls")
    assert desk.asked() == LogFilter()
    assert desk.page.head.search.text() == ""


def test_a_filter_is_named_used_again_and_forgotten(desk: Filtered) -> None:
    desk.take("Recording", "With a recording")
    desk.take("Save these filters …")
    asked = desk.page.head.asked
    assert asked.hasFocus()
    QTest.keyClicks(asked, "Recorded")
    QTest.keyClick(asked, Qt.Key.Key_Return)
    desk.core.answer()
    assert not asked.isVisible()
    assert [one.name for one in desk.office.filters] == ["Recorded"]
    desk.take("Show all calls")
    desk.take("Saved filters", "Recorded")
    assert desk.asked() == LogFilter(has_recording=True)
    desk.take("Remove a saved filter", "Recorded")
    assert desk.office.filters == []
    assert "Saved filters" not in [one.text() for one in desk.menu().actions()]


def test_a_whole_number_is_asked_for_and_escape_takes_it_back(desk: Filtered) -> None:
    desk.take("Number …")
    asked = desk.page.head.asked
    QTest.keyClicks(asked, "+44 20 7946 0018")
    QTest.keyClick(asked, Qt.Key.Key_Return)
    desk.core.answer()
    assert desk.asked().number == "+44 20 7946 0018"
    assert desk.chips() == ["Number +44 20 7946 0018"]
    desk.take("Number …")
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert not asked.isVisible()


def test_the_keys_open_the_menu_and_lead_through_it(desk: Filtered) -> None:
    desk.page.take_focus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(desk.page.rows, Qt.Key.Key_F, both)
    desk.core.answer()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(menu, key)
    days = QApplication.activePopupWidget()
    assert isinstance(days, QMenu)
    QTest.keyClick(days, Qt.Key.Key_Down)
    QTest.keyClick(days, Qt.Key.Key_Return)
    flush()
    desk.core.answer()
    assert desk.asked().period is Period.TODAY


def test_a_quick_chip_says_what_the_menu_set(desk: Filtered) -> None:
    desk.take("State", "Missed")
    checked = [one.text() for one in desk.page.head.chips.buttons() if one.isChecked()]
    assert checked == ["Missed"]
    assert desk.chips() == []
    desk.take("Direction", "Incoming call")
    assert desk.chips() == ["Missed", "Incoming call"]
    assert not [one for one in desk.page.head.chips.buttons() if one.isChecked()]


def test_ordered_otherwise_each_call_says_its_day(desk: Filtered) -> None:
    assert desk.names()[0] == "Today"
    desk.take("Order", "Longest first")
    assert desk.names()[0] == "Ada Lovelace"
    words = british_words()
    assert start_of(words, LOG[3]) != start_of(words, LOG[3], by_day=False)
    assert words.clock(LOG[3].started_at or words.now()) in start_of(words, LOG[3], by_day=False)


def test_days_read_as_they_are_written_here() -> None:
    words, days = british_words(), LogFilter(period=Period.DAYS, first_day=date(2026, 11, 2))
    (since,) = conditions(days, words, CHOICES)
    assert since.text.startswith("since ")
    until = replace(days, first_day=None, last_day=date(2026, 11, 2))
    assert conditions(until, words, CHOICES)[0].text.startswith("until ")
    same = replace(days, last_day=date(2026, 11, 2))
    assert "–" not in conditions(same, words, CHOICES)[0].text
