"""The call log live: reading on, searching, calls that come and change, failures."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import LogChanged
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.desktop.core import Core
from cti_desktop.desktop.log_lines import MOST
from cti_desktop.desktop.log_model import LINE_ROLE
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.theme import Theme
from tests.desktop.doubles import PaperOffice, away, call
from tests.desktop.face import british_words
from tests.desktop.log_desk import LOG, Desk, desk, long_desk, theme

__all__ = ["desk", "long_desk", "theme"]


def test_calls_stand_below_the_headings_of_their_days(desk: Desk) -> None:
    assert desk.names() == [
        "Today",
        "Ada Lovelace",
        "Grace Hopper",
        "+44 7700 900461",
        "Yesterday",
        "Karin Brandt",
        "Gustav Weil",
    ]
    assert desk.page.head.count.text() == "5 calls"
    assert desk.office.asked == [
        {"text": "", "wanted": LogFilter(), "limit": 100, "before": None, "back": False}
    ]


def test_the_model_keeps_qts_rules_while_calls_come_and_go(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice([call(n) for n in range(120)]))
    rules = QAbstractItemModelTester(
        desk.page.model, QAbstractItemModelTester.FailureReportingMode.QtTest
    )
    desk.show()
    for number in (-3, 130, 1600, -9):
        desk.office.lines = [*desk.office.lines[1:], call(number, f"New {number}")]
        desk.change(f"c{number:05}")
    assert desk.names()[1:3] == ["New -9", "New -3"]
    assert rules.model() is desk.page.model
    desk.page.hide()


def test_scrolling_down_reads_on_after_the_last_line(long_desk: Desk) -> None:
    bar = long_desk.page.rows.verticalScrollBar()
    while len(long_desk.office.asked) < 3:
        bar.setValue(bar.maximum())
        assert long_desk.core.answer()
    bar.setValue(bar.maximum())
    last = [long_desk.office.lines[n] for n in (99, 199)]
    assert [asked["before"] for asked in long_desk.office.asked] == [
        None,
        *((line.started_at, line.call_id) for line in last),
    ]
    assert long_desk.core.answer() == 0
    calls = [name for name in long_desk.names() if name.startswith("Caller")]
    assert calls == [f"Caller {n}" for n in range(250)]


def test_a_new_call_moves_neither_choice_nor_place(long_desk: Desk) -> None:
    bar = long_desk.page.rows.verticalScrollBar()
    bar.setValue(1500)
    long_desk.choose("c00040")
    before = long_desk.top_of("c00040")
    long_desk.office.lines.insert(0, call(-1, "Newest"))
    long_desk.change("c-0001")
    assert long_desk.page.head.count.text() == "251 calls"
    assert (long_desk.chosen(), long_desk.top_of("c00040")) == ("c00040", before)
    bar.setValue(0)  # there it was not read yet
    long_desk.qtbot.waitUntil(lambda: bool(long_desk.core.waiting))
    long_desk.core.answer()
    assert "Newest" in long_desk.names()
    assert long_desk.chosen() == "c00040"


def test_what_is_on_screen_stays_put_when_calls_come_above(long_desk: Desk) -> None:
    bar = long_desk.page.rows.verticalScrollBar()
    bar.setValue(200)
    before = long_desk.top_of("c00004")
    long_desk.office.lines.insert(1, replace(call(0, "Between"), call_id="b"))
    long_desk.change("b")
    bar.setValue(bar.value() - 90)  # the call below it comes into sight
    long_desk.qtbot.waitUntil(lambda: bool(long_desk.core.waiting))
    long_desk.core.answer()
    assert "Between" in long_desk.names()
    assert long_desk.top_of("c00004") == before + 90


def test_at_the_top_a_new_call_is_seen_at_once(desk: Desk) -> None:
    desk.choose("c00012")
    desk.office.lines.insert(0, call(1, "Newest"))
    desk.change("c00001")
    assert desk.names()[:2] == ["Today", "Newest"]
    assert desk.page.rows.verticalScrollBar().value() == 0
    assert desk.chosen() == "c00012"


def test_a_changed_call_is_read_again_from_its_line_on(desk: Desk) -> None:
    desk.choose("c00026")
    desk.office.lines[1] = replace(LOG[1], outcome="Passed on")
    desk.change("c00012")
    assert desk.office.asked[-1]["before"] == (LOG[0].started_at, "c00003")
    row = desk.page.model.row_of("c00012")
    assert row is not None
    assert desk.page.model.index(row).data(LINE_ROLE).outcome == "Passed on"
    assert desk.chosen() == "c00026"


def test_a_call_that_leaves_the_log_leaves_the_list(desk: Desk) -> None:
    del desk.office.lines[3:]
    desk.change("c01500", "c01510")
    assert desk.names() == ["Today", "Ada Lovelace", "Grace Hopper", "+44 7700 900461"]


def test_out_of_sight_it_asks_nothing_and_catches_up_later(desk: Desk) -> None:
    desk.page.hide()
    asked = desk.core.questions
    desk.office.lines.insert(0, call(1, "Newest"))
    desk.core.viewed.emit(LogChanged(call_ids=("c00001",)))
    own = desk.page.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert not [timer for timer in own if timer.isActive()]
    assert desk.core.questions == asked
    desk.page.show()
    desk.core.answer()
    assert desk.names()[1] == "Newest"


def test_typing_asks_once_after_a_pause(desk: Desk) -> None:
    asked = len(desk.office.asked)
    QTest.keyClicks(desk.page.head.search, "grace")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.core.answer()
    assert len(desk.office.asked) == asked + 1
    assert desk.office.asked[-1]["wanted"].text == "grace"
    assert desk.names() == ["Today", "Grace Hopper"]


def test_an_answer_to_an_older_search_is_dropped(desk: Desk) -> None:
    QTest.keyClicks(desk.page.head.search, "gr")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    older = desk.core.waiting[0]
    QTest.keyClicks(desk.page.head.search, "ace")
    desk.qtbot.waitUntil(lambda: desk.core.waiting[0] is not older)
    assert older not in desk.core.waiting
    desk.core.answer()
    assert [asked["wanted"].text for asked in desk.office.asked] == ["", "grace"]


def test_chips_filter_and_only_one_is_on(desk: Desk) -> None:
    chips = {chip.text(): chip for chip in desk.page.head.chips.buttons()}
    QTest.mouseClick(chips["Missed"], Qt.MouseButton.LeftButton)
    desk.core.answer()
    assert desk.office.asked[-1]["wanted"].states == (State.MISSED,)
    assert desk.names() == ["Today", "+44 7700 900461"]
    QTest.mouseClick(chips["Outbound"], Qt.MouseButton.LeftButton)
    desk.core.answer()
    assert desk.office.asked[-1]["wanted"].direction is Direction.OUTBOUND
    assert [text for text, chip in chips.items() if chip.isChecked()] == ["Outbound"]
    assert desk.page.head.count.text() == "1 call"


def test_an_empty_log_says_what_will_be_here(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice([]))
    desk.show()
    assert "No calls yet" in desk.page.body.message.accessibleName()
    desk.office.lines.append(call(1, "First"))
    desk.change("c00001")
    assert desk.names() == ["Today", "First"]
    assert desk.page.rows.isVisible()
    desk.page.hide()


def test_nothing_found_offers_to_show_all(desk: Desk) -> None:
    QTest.keyClicks(desk.page.head.search, "nobody")
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.core.answer()
    message = desk.page.body.message
    assert message.accessibleName().startswith("Nothing found")
    QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: bool(desk.core.waiting))
    desk.core.answer()
    assert len(desk.names()) == 7


def test_a_failure_is_told_in_place_and_can_be_tried_again(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice(list(LOG)))
    desk.office.fails = away()
    desk.show()
    message = desk.page.body.message
    assert message.isVisible()
    assert "The log is being repaired." in message.accessibleName()
    desk.office.fails = None
    QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    desk.core.answer()
    assert len(desk.names()) == 7
    desk.page.hide()


def test_a_failure_while_reading_on_leaves_the_list(long_desk: Desk) -> None:
    long_desk.office.fails = away()
    bar = long_desk.page.rows.verticalScrollBar()
    bar.setValue(bar.maximum())
    long_desk.core.answer()
    head = long_desk.page.head
    assert head.try_again.isVisible()
    assert long_desk.page.rows.isVisible()
    bar.setValue(bar.maximum())
    assert not long_desk.core.waiting
    long_desk.office.fails = None
    QTest.mouseClick(head.try_again, Qt.MouseButton.LeftButton)
    long_desk.qtbot.waitUntil(lambda: bool(long_desk.core.waiting))
    long_desk.core.answer()
    assert not head.try_again.isVisible()
    assert long_desk.page.model.row_of("c00150") is not None


def test_skeletons_come_only_when_the_answer_is_late(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice(list(LOG)))
    desk.page.show()
    assert not desk.page.body.waiting
    qtbot.waitUntil(lambda: desk.page.body.waiting)
    desk.core.answer()
    assert desk.page.rows.isVisible()
    desk.page.hide()


def test_the_day_headings_follow_midnight(desk: Desk) -> None:
    desk.page.model.regroup()
    assert desk.names()[0] == "Today"
    assert desk.page.rows.rows_on_screen() == (0, 6)


def test_the_page_reads_through_the_real_core(qtbot: QtBot, theme: Theme) -> None:
    office, core = PaperOffice(list(LOG)), Core()
    page = LogPage(core, theme, british_words())
    qtbot.addWidget(page)
    page.show()
    core.start(lambda: cast(Office, office))
    qtbot.waitUntil(lambda: page.model.rowCount() == 7)
    page.hide()
    assert core.stop()


def test_end_and_home_go_to_the_very_end_and_beginning(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice([call(n) for n in range(5000)]))
    desk.show()
    desk.page.take_focus()
    desk.key(Qt.Key.Key_End)
    desk.core.answer()
    assert desk.chosen() == "c04999"
    assert desk.office.asked[-1]["back"]
    bar = desk.page.rows.verticalScrollBar()
    assert bar.value() == bar.maximum()
    desk.choose("c04950")
    before = desk.top_of("c04950")
    desk.core.answer()
    assert desk.page.model.row_of("c04850") is not None
    assert desk.top_of("c04950") == before
    desk.key(Qt.Key.Key_Home)
    desk.core.answer()
    assert desk.chosen() == "c00000"
    assert bar.value() == 0
    desk.page.hide()


def test_however_far_one_scrolls_few_rows_are_kept(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice([call(n) for n in range(3000)]))
    desk.show()
    bar = desk.page.rows.verticalScrollBar()
    for _ in range(40):
        bar.setValue(bar.maximum())
        desk.core.answer()
    assert desk.page.model.row_of("c02999") is not None
    assert desk.page.model.rowCount() < MOST + 50
    for _ in range(60):
        bar.setValue(0)
        desk.core.answer()
    assert desk.names()[1] == "Caller 0"
    assert desk.page.model.rowCount() < MOST + 50
    assert len(desk.office.counted) == 1
    desk.page.hide()


def test_a_count_that_goes_no_further_says_so(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, PaperOffice(list(LOG)))
    desk.office.counts_no_further = True
    desk.show()
    assert desk.page.head.count.text() == "5+ calls"
    desk.page.hide()
